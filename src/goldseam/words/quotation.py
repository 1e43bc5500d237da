"""A quotation: words of hers, where they stand, and when she wrote them."""

from typing import NamedTuple

from goldseam.words.entry import Entry
from goldseam.words.span import Quote, cover


class Quotation(NamedTuple):
    """Words of one entry, exactly. Made by `quotation`, which is what makes them agree with the entry.

    Attributes:
        entry: 32 hex digits.
        day: ISO date the entry is about.
        written_at: milliseconds since 1970.
        quote: where they stand in the text of the entry, and the words.
    """

    entry: str
    day: str
    written_at: int
    quote: Quote

    @property
    def words(self) -> str:
        """Hers."""
        return self.quote.words

    def stands_in(self, entry: Entry) -> bool:
        """Whether the entry still says so; what does not is not shown."""
        return entry.id == self.entry and self.quote.stands_in(entry.content.text)


def quotation(entry: Entry, start: int, end: int) -> Quotation:
    """What `entry.content.text[start:end]` says.

    Raises: ValueError: as `cover`.
    """
    return Quotation(entry.id, entry.content.day, entry.content.written_at, cover(entry.content.text, start, end))
