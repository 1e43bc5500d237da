"""A stretch of a text, and the words it covers."""

from typing import NamedTuple


class Span(NamedTuple):
    """The stretch [start, end) of one text.

    Attributes:
        start: the first code point of it, counted from 0.
        end: the code point after its last.
    """

    start: int
    end: int


class Quote(NamedTuple):
    """A span together with the words that stood there, so that a text that has changed since is noticed.

    Made by `cover`, which is what makes the two agree.
    """

    span: Span
    words: str

    def stands_in(self, text: str) -> bool:
        """Whether `text` still has these words at this place."""
        return text[self.span.start : self.span.end] == self.words


def cover(text: str, start: int, end: int) -> Quote:
    """The quote of `text[start:end]`.

    Raises: ValueError: the span is empty, runs backwards or reaches out of the text.
    """
    if not 0 <= start < end <= len(text):
        msg = f"[{start}, {end}) is no stretch of a text of {len(text)} code points"
        raise ValueError(msg)
    return Quote(Span(start, end), text[start:end])
