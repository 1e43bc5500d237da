"""Entries as lists show them: many at a time, and never their whole texts."""

# ruff: noqa: S608 - the names inside the SQL are constants of this room; what a person typed is always bound

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goldseam.keep.database import Database, Row, Value
from goldseam.words.gist import Gist

if TYPE_CHECKING:
    from goldseam.keep.sight import Sight

BEGINNING = 400
_CONFLICTED = "conflicts is not null and conflicts <> '[]'"


def gists(  # noqa: PLR0913 - all by name
    database: Database,
    *,
    sight: "Sight",
    places: tuple[int, int] | None = None,
    newest_first: bool = True,
    limit: int = -1,
    offset: int = 0,
    journal: str | None = None,
    tag: str | None = None,
    trashed: bool = False,
) -> list[Gist]:
    """Entries in the order of time. Cost: about 15 µs each, and less for each of `offset`.

    Args:
        database: of an open vault.
        sight: what may be seen.
        places: half-open range.
        newest_first: or oldest first.
        limit: at most so many; all when negative.
        offset: without the first so many.
        journal: only of this notebook.
        tag: only with this tag.
        trashed: what is in the trash, instead of what is not.
    """
    table = "entry" if tag is None else "tagging cross join entry using (place)"
    where = ["entry.trashed = ?"]
    values: list[Value] = [int(trashed)]
    for condition, value in (("tag = ?", tag), ("entry.journal = ?", journal)):
        if value is not None:
            where.append(condition)
            values.append(value)
    if places is not None:
        where.append("place >= ? and place < ?")
        values += places
    rows = database.rows(
        "select place, entry.id, day, written_at, title, journal, tags, starred, photos, files, words, entry.came_by,"
        f" substr(coalesce(merged_body, record.body), 1, {BEGINNING}), {_CONFLICTED}"
        f" from {table} cross join record on record.seq = entry.shown where {' and '.join(where)}"
        f"{sight.where()} order by place {'desc' if newest_first else 'asc'} limit ? offset ?",
        (*values, limit, offset),
    )
    return [_gist(row) for row in rows]


def last_written(database: Database, device: str, *, sight: "Sight") -> str | None:
    """The entry outside the trash that this device wrote or changed last, whatever day it is about; imports aside.

    Cost: one look-up, and a step for each record since.
    """
    row = database.one(
        "select record.subject from record cross join entry on entry.id = record.subject where record.kind = 'entry'"
        f" and record.device = ? and record.came_by <> 'import' and not entry.trashed{sight.where()}"
        " order by record.n desc limit 1",
        (bytes.fromhex(device),),
    )
    return None if row is None else bytes(row[0]).hex()  # type: ignore[arg-type]  # ids are 16 bytes


def names_of(database: Database, kind: str, *, sight: "Sight") -> list[str]:
    """Every name of a kind, `tags` or `notebooks`, of an entry that may be seen, trash included, in order.

    Cost: one step through an index for each; where something rests, a look at every entry.
    """
    column, table = ("tag", "tagging") if kind == "tags" else ("journal", "entry")
    if not sight.is_whole:
        where = f"{column} is not null{sight.where(f'{table}.place')}"
        rows = database.rows(f"select distinct {column} from {table} where {where} order by 1")
        return [str(name) for (name,) in rows]
    rows = database.rows(
        f"with recursive known (name) as (select min({column}) from {table} union all"
        f" select (select min({column}) from {table} where {column} > name) from known where name is not null)"
        " select name from known where name is not null"
    )
    return [str(row[0]) for row in rows]


def place_in_time(database: Database, entry_id: str) -> int | None:
    """Where an entry stands in lists; None if there is none."""
    row = database.one("select place from entry where id = ?", (bytes.fromhex(entry_id),))
    return None if row is None else _int(row[0])


def count_of(database: Database, places: tuple[int, int], *, sight: "Sight") -> int:
    """How many entries outside the trash a half-open range of places has."""
    where = f"place >= ? and place < ? and not trashed{sight.where()}"
    row = database.one(f"select count(*) from entry where {where}", places)
    return _int(row[0]) if row else 0


def trashed_count(database: Database, *, sight: "Sight") -> int:
    """How many entries are in the trash."""
    row = database.one(f"select count(*) from entry where trashed{sight.where()}")
    return _int(row[0]) if row else 0


def version(database: Database) -> int:
    """Rises whenever any entry changes. Cost: one look-up."""
    row = database.one("select seq from sqlite_sequence where name = 'change'")
    return _int(row[0]) if row else 0


def day_counts(database: Database, *, sight: "Sight") -> dict[int, int]:
    """How many entries outside the trash each day has, by its ordinal (0001-01-01 is 1), in the order of time.

    Cost: one pass over an index, about 10 ms for 100,000 entries; whoever asks often keeps it by `version`.
    """
    every = f"select place >> 13, count(*) from entry indexed by entry_journal where true{sight.where()}"
    counts = {_int(day): _int(count) for day, count in database.rows(f"{every} group by 1 order by 1")}
    for (place,) in database.rows(f"select place from entry where trashed{sight.where()}"):
        day = _int(place) >> 13
        counts[day] -= 1
        if not counts[day]:
            del counts[day]
    return counts


def day_sums(
    database: Database, places: tuple[int, int], *, sight: "Sight", journal: str | None = None
) -> dict[str, tuple[int, int]]:
    """How many entries and how many words each day of a half-open range of places has, by ISO date, oldest first.

    Cost: a look at every entry of the range, about 1 µs each.
    """
    rows = database.rows(
        "select day, count(*), sum(words) from entry where not trashed and place >= ? and place < ?"
        f" and (? is null or journal = ?){sight.where()} group by day order by day",
        (*places, journal, journal),
    )
    return {str(day): (_int(count), _int(words)) for day, count, words in rows}


def day_words(database: Database, *, sight: "Sight") -> list[tuple[int, str, int]]:
    """How many words each day has of what came in one way: ordinal (0001-01-01 is 1), `came_by`, words; oldest first.

    Cost: a look at every entry, about 1 µs each.
    """
    rows = database.rows(
        f"select place >> 13, came_by, sum(words) from entry where not trashed{sight.where()} group by 1, 2 order by 1"
    )
    return [(_int(day), str(came_by), _int(words)) for day, came_by, words in rows]


def iter_texts(
    database: Database, places: tuple[int, int], *, sight: "Sight", batch: int = 500
) -> Iterator[tuple[int, str, str, str]]:
    """The texts of the entries outside the trash of a half-open range of places, oldest first, some at a time.

    Yields: the ordinal of the day, `came_by`, the id of the entry (32 hex digits), its text.
    """
    here, end = places
    while True:
        rows = database.rows(
            "select place, entry.came_by, entry.id, coalesce(merged_body, record.body)"
            " from entry cross join record on record.seq = entry.shown"
            f" where place >= ? and place < ? and entry.trashed = 0{sight.where()} order by place limit ?",
            (here, end, batch),
        )
        for place, came_by, id_, text in rows:
            assert isinstance(id_, bytes), "ids are 16 bytes"
            yield _int(place) >> 13, str(came_by), id_.hex(), str(text)
        if len(rows) < batch:
            return
        here = _int(rows[-1][0]) + 1


def any_hidden(database: Database, places: tuple[int, int], *, sight: "Sight") -> bool:
    """Whether anything outside the trash in a half-open range of places may not be shown."""
    if sight.is_whole:
        return False
    within = "place >= ? and place < ? and not trashed"
    if not sight.nothing:
        within += f" and place in ({sight.unseen()})"
    return database.one(f"select 1 from entry where {within} limit 1", places) is not None


def month_sums(database: Database, *, sight: "Sight") -> dict[str, tuple[int, int]]:
    """How many entries and words each month (`2024-05`) has, oldest first. Cost: a look at every entry."""
    rows = database.rows(
        f"select substr(day, 1, 7), count(*), sum(words) from entry where not trashed{sight.where()}"
        " group by 1 order by 1"
    )
    return {str(month): (_int(count), _int(words)) for month, count, words in rows}


def _gist(row: Row) -> Gist:
    place, id_, day, written_at, title, journal, tags, starred, photos, files, words, came_by, begins, conflicted = row
    assert isinstance(id_, bytes), "ids are 16 bytes"
    return Gist(
        place=_int(place),
        id=id_.hex(),
        day=str(day),
        written_at=_int(written_at),
        title=str(title),
        journal=str(journal),
        tags=tuple(str(tags).split("\n")) if tags else (),
        starred=bool(starred),
        photos=_int(photos),
        files=_int(files),
        words=_int(words),
        came_by=str(came_by),
        beginning=str(begins),
        conflicted=bool(conflicted),
    )


def _int(value: Value) -> int:
    assert isinstance(value, int), type(value)
    return value


def made_revisions(
    database: Database, *, records: tuple[int, int], recorded_at: int, came_by: str, after: str
) -> list[str]:
    """The entries that revisions recorded at this moment made: their first, or one that follows one that ended them.

    Args:
        database: of the vault.
        records: the first and the last record to look at, by order of arrival.
        recorded_at: milliseconds since 1970.
        came_by: of them, as in `Record`.
        after: the same of what ended an entry.
    """
    rows = database.rows(
        "select subject from record as made where seq between ? and ? and recorded_at = ? and came_by = ?"
        " and kind = 'entry' and (parents = x'' or exists"
        " (select 1 from record where record.id = made.parents and record.came_by = ?)) order by seq",
        (*records, recorded_at, came_by, after),
    )
    return [row[0].hex() for row in rows if isinstance(row[0], bytes)]
