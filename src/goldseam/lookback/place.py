"""A place in what she wrote, as it was then: how a keepsake holds her words without copying them."""

from typing import Any, NamedTuple

from goldseam.keep.record import ENTRY
from goldseam.keep.vault import Vault
from goldseam.words.entry import Entry
from goldseam.words.problem import Misused
from goldseam.words.span import cover

ID_DIGITS = 32


class Place(NamedTuple):
    """Where words stand (spec/lookback.md). It does not move when she changes the entry.

    Attributes:
        entry: 32 hex digits.
        revision: 40 hex digits: the record that said so.
        start, end: code points of that revision's text.
    """

    entry: str
    revision: str
    start: int
    end: int


def place_in(vault: Vault, entry: Entry, start: int, end: int) -> Place:
    """Where `entry.content.text[start:end]` stands.

    Raises:
        ValueError: as `cover`.
        Misused: two versions meet there, and no revision says what is shown.
    """
    cover(entry.content.text, start, end)
    for one in vault.records(entry.id):
        if one.id in entry.heads and one.body == entry.content.text:
            return Place(entry.id, one.id, start, end)
    raise Misused(
        "two versions of this page meet, and neither says what is shown",
        safe="nothing was changed",
        next="settle it first: goldseam edit ENTRY",
        code="lookback.unsettled",
    )


def words_at(vault: Vault, place: Place) -> str:
    """What stood there; empty where the page is gone. Cost: the revisions of the entry."""
    body = next(
        (one.body for one in vault.records(place.entry) if one.id == place.revision and one.kind == ENTRY), None
    )
    return (body or "")[place.start : place.end]


def place_of(told: object) -> Place | None:
    """The one that a record holds; None where it holds none."""
    if not isinstance(told, dict):
        return None
    values: list[Any] = [told.get(name) for name in Place._fields]
    if not all(isinstance(one, str) for one in values[:2]) or not all(isinstance(one, int) for one in values[2:]):
        return None
    place = Place(*values)
    return place if is_id(place.entry) and 0 <= place.start < place.end else None


def is_id(value: object) -> bool:
    """Whether it is the id of an entry, whatever else an import may have brought."""
    return isinstance(value, str) and len(value) == ID_DIGITS and not set(value) - set("0123456789abcdef")
