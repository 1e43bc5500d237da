"""What a query found, counted by year, notebook, tag, person and feeling: by what it could be narrowed."""

# ruff: noqa: S608 - the names inside the SQL are constants of this room; what a person typed is always bound

from collections.abc import Sequence
from typing import NamedTuple

from goldseam.keep.database import Database, Value
from goldseam.keep.sight import Sight
from goldseam.words.finding import SELF
from goldseam.words.name import folded_name

TAGS_MAX = 12
PEOPLE_MAX = FEELINGS_MAX = 8
READ_MAX = 2_000  # of so many hits it is looked up who and what stands in them; of more, neither is told


class Facets(NamedTuple):
    """Counts of what was found.

    Attributes:
        total: all of it.
        years: four digits and how many, the newest first.
        journals: notebooks, the most first; the one without a name too.
        tags: the commonest, the most first.
        photos: how many have a photo.
        starred: how many are starred.
        people: who is named there, the most first; none where nothing was read, or of over `READ_MAX` hits.
        feelings: codes of what she felt, the most first; likewise.
    """

    total: int
    years: tuple[tuple[str, int], ...]
    journals: tuple[tuple[str, int], ...]
    tags: tuple[tuple[str, int], ...]
    photos: int
    starred: int
    people: tuple[tuple[str, int], ...] = ()
    feelings: tuple[tuple[str, int], ...] = ()


def facets_of(database: Database, places: str, values: Sequence[Value], naming: Sight) -> Facets:
    """The facets of the places that a piece of SQL finds. Cost: one look at each, about 2 µs, and at its tags.

    Args:
        database: of the vault.
        places: SQL that finds the column `place`.
        values: its parameters.
        naming: who may be named without having been asked for.
    """
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
    total = sum(years.values())
    read = total <= READ_MAX and database.one("select 1 from sqlite_schema where name = 'read_who'") is not None
    return Facets(
        total=total,
        years=tuple(sorted(years.items(), reverse=True)),
        journals=tuple(sorted(journals.items(), key=lambda one: (-one[1], one[0]))),
        tags=tuple((str(tag), _int(count)) for tag, count in tags),
        photos=photos,
        starred=starred,
        people=_people(database, found, values, naming) if read else (),
        feelings=_feelings(database, found, values) if read else (),
    )


def _people(database: Database, found: str, values: Sequence[Value], naming: Sight) -> tuple[tuple[str, int], ...]:
    """Two of one name are one here, as they are in the query that narrows by it."""
    rows = database.rows(
        f"{found} select who, count(distinct hit.place) from hit cross join entry on entry.place = hit.place"
        " cross join read_who on read_who.entry = entry.id where read_who.shown = 1 and who like 'person/%'"
        " group by who",
        values,
    )
    told = _names(database)
    counts: dict[str, int] = {}
    for who, count in rows:
        name = told.get(str(who), "")
        counts[name] = counts.get(name, 0) + _int(count)
    named = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(one for one in named if one[0] and not naming.names_one_of([folded_name(one[0])]))[:PEOPLE_MAX]


def _names(database: Database) -> dict[str, str]:
    """What to call those whom readings name: as the registry does where it knows one alone by that name."""
    called = {str(who): str(name) for who, name in database.rows("select who, name from read_tally")}
    rows = database.rows(
        "select other.who, min(coalesce(root.object ->> 2, person.object ->> 2)) from read_person as person"
        " left join read_person as root on root.id = person.object ->> 6"
        " join read_name as own on own.who = '#' || person.id join read_name as other on other.name = own.name"
        " where other.who like 'person/%' group by other.who having count(distinct coalesce(root.id, person.id)) = 1"
    )
    return called | {str(who): str(name) for who, name in rows}


def _feelings(database: Database, found: str, values: Sequence[Value]) -> tuple[tuple[str, int], ...]:
    rows = database.rows(
        f"{found} select label, count(distinct hit.place) from hit cross join entry on entry.place = hit.place"
        " cross join read_finding on read_finding.entry = entry.id where type = 'feeling' and mode = 'felt'"
        f" and whose = ? and read_finding.shown = 1 group by label order by 2 desc, 1 limit {FEELINGS_MAX}",
        (*values, SELF),
    )
    return tuple((str(label), _int(count)) for label, count in rows)


def _int(value: Value) -> int:
    assert isinstance(value, int), type(value)
    return value
