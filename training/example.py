"""One text with what is known about it, from whichever corpus."""

from dataclasses import dataclass, field

Extent = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """A text of a corpus, and what its annotators looked for.

    What a corpus never looked for is left out, so that its silence teaches nothing.

    Attributes:
        emotions: those of `labels.EMOTIONS` it has; None where nobody looked.
        sentence: of `labels.SENTENCE`, whether it has them.
        spans: of `labels.SPANS`, where they stand, half-open in code points.
        unsure: stretches to learn nothing from, by kind of span.
        attributes: of a stretch, which value one of `labels.ATTRIBUTES` has there.
    """

    text: str
    corpus: str
    emotions: frozenset[str] | None = None
    sentence: dict[str, bool] = field(default_factory=dict)
    spans: dict[str, tuple[Extent, ...]] = field(default_factory=dict)
    unsure: dict[str, tuple[Extent, ...]] = field(default_factory=dict)
    attributes: tuple[tuple[str, Extent, str], ...] = ()


def outermost(extents: list[Extent]) -> tuple[Extent, ...]:
    """Those that lie in no other, in order."""
    kept: list[Extent] = []
    for start, end in sorted(set(extents), key=lambda extent: (extent[0], -extent[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)
