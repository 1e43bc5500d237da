"""What the encoder can tell, in the order of its numbers."""

from typing import NamedTuple


class Labels(NamedTuple):
    """What the numbers of the model mean, in its own order.

    Attributes:
        emotions, sentence: of a sentence.
        spans: kinds of stretches; each has three numbers at a piece: outside, begins, goes on.
        attributes: `feeling.mode` and the like, with their values.
    """

    emotions: tuple[str, ...]
    sentence: tuple[str, ...]
    spans: tuple[str, ...]
    attributes: tuple[tuple[str, tuple[str, ...]], ...]
