"""What was found in an entry, as lines under her own words: flat pieces of text, each with what stands there."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

KINDS = ("time", "who", "feeling", "said", "promise", "decision", "body")
_KIND_OF = {
    "time": "time",
    "mention": "who",
    "feeling": "feeling",
    "speech": "said",
    "commitment": "promise",
    "decision": "decision",
    "health": "body",
}


def kind_of(type_: str) -> str:
    """The layer to which a type of finding belongs."""
    return _KIND_OF[type_]


class Mark(NamedTuple):
    """A stretch to be underlined.

    Attributes:
        id: of the finding.
        kind: one of `KINDS`.
        hers: whether she has said so.
    """

    id: str
    kind: str
    hers: bool
    start: int
    end: int


class Underlines:
    """The marks of one text, cut to the pieces in which the text is shown.

    Attributes:
        placed: the ids of the findings all of whose words are in those pieces.
    """

    def __init__(self, text: str, marks: Iterable[Mark], pieces: Iterable[tuple[int, int]]) -> None:
        """`pieces`: half-open stretches of the text that are shown as they are."""
        shown = bytearray(len(text))
        for start, end in pieces:
            shown[start:end] = b"\1" * (end - start)
        marks = list(marks)
        missing = {mark.id for mark in marks if not _is_shown(text, mark, shown)}
        self.placed = frozenset(mark.id for mark in marks) - missing
        self._marks = sorted((mark for mark in marks if mark.id in self.placed), key=lambda mark: mark.start)
        self._starts = [mark.start for mark in self._marks]
        self._longest = max((mark.end - mark.start for mark in self._marks), default=0)

    def html(self, text: str, start: int) -> Markup:
        """A piece of the text that stands at `start`, each part of it saying its place and what stands there."""
        end = start + len(text)
        near = slice(bisect_left(self._starts, start - self._longest), bisect_left(self._starts, end))
        here = [mark for mark in self._marks[near] if start < mark.end]
        cuts = {start, end}
        for mark in here:
            cuts |= {max(mark.start, start), min(mark.end, end)}
        made = Markup()
        for at, until in pairwise(sorted(cuts)):
            over = [mark for mark in here if mark.start <= at and until <= mark.end]
            made += _part(escape(text[at - start : until - start]), at, over)
        return made


def _is_shown(text: str, mark: Mark, shown: bytearray) -> bool:
    """Whether all letters and digits of a mark are in some piece; what is not are the signs of Markdown."""
    return all(shown[at] for at in range(mark.start, mark.end) if text[at].isalnum())


def _part(words: Markup, at: int, marks: list[Mark]) -> Markup:
    """Lines under each other, the longest stretch lowest, so that each is seen."""
    made = words
    for mark in sorted(marks, key=lambda mark: mark.end - mark.start):
        made = Markup('<span class="u {}{}">{}</span>').format(mark.kind, " hers" if mark.hers else "", made)
    if not marks:
        return Markup('<span data-at="{}">{}</span>').format(at, made)
    ids = " ".join(mark.id for mark in sorted(marks, key=lambda mark: mark.end - mark.start))
    kinds = " ".join(dict.fromkeys(mark.kind for mark in marks))
    return Markup('<span class="found" data-at="{}" data-found="{}" data-kinds="{}">{}</span>').format(
        at, ids, kinds, made
    )
