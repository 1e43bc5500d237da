"""What a query found, counted by year, notebook and tag: by what it could be narrowed."""

# ruff: noqa: S608 - the names inside the SQL are constants of this room; what a person typed is always bound

from collections.abc import Sequence
from typing import NamedTuple

from goldseam.keep.database import Database, Value

TAGS_MAX = 12


class Facets(NamedTuple):
    """Counts of what was found.

    Attributes:
        total: all of it.
        years: four digits and how many, the newest first.
        journals: notebooks, the most first; the one without a name too.
        tags: the commonest, the most first.
        photos: how many have a photo.
        starred: how many are starred.
    """

    total: int
    years: tuple[tuple[str, int], ...]
    journals: tuple[tuple[str, int], ...]
    tags: tuple[tuple[str, int], ...]
    photos: int
    starred: int


def facets_of(database: Database, places: str, values: Sequence[Value]) -> Facets:
    """The facets of the places that a piece of SQL finds. Cost: one look at each, about 2 µs, and at its tags."""
    found = f"with hit as materialized ({places})"
    rows = database.rows(
        f"{found} select substr(day, 1, 4), journal, count(*), sum(photos > 0), sum(starred)"
        " from hit cross join entry on entry.place = hit.place group by 1, 2",
        values,
    )
    years: dict[str, int] = {}
    journals: dict[str, int] = {}
    photos = starred = 0
    for year, journal, count, with_photo, with_star in rows:
        years[str(year)] = years.get(str(year), 0) + _int(count)
        journals[str(journal)] = journals.get(str(journal), 0) + _int(count)
        photos += _int(with_photo)
        starred += _int(with_star)
    tags = database.rows(
        f"{found} select tag, count(*) from hit cross join tagging on tagging.place = hit.place"
        f" group by tag order by 2 desc, 1 limit {TAGS_MAX}",
        values,
    )
    return Facets(
        total=sum(years.values()),
        years=tuple(sorted(years.items(), reverse=True)),
        journals=tuple(sorted(journals.items(), key=lambda one: (-one[1], one[0]))),
        tags=tuple((str(tag), _int(count)) for tag, count in tags),
        photos=photos,
        starred=starred,
    )


def _int(value: Value) -> int:
    assert isinstance(value, int), type(value)
    return value
