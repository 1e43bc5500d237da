"""What is attached to entries, and what takes space in a vault."""

# ruff: noqa: S608 - the names inside the SQL are constants of this room

import os
from typing import NamedTuple

from goldseam.keep.database import Database, Row, Value
from goldseam.keep.disk import Disk
from goldseam.keep.sight import Sight
from goldseam.words.entry import Attachment

_HELD = (
    "select place, entry.id as entry, day, trashed, held.key as n, held.value ->> 'blob' as blob,"
    " held.value ->> 'name' as name, held.value ->> 'media_type' as media_type, held.value ->> 'size' as size"
    " from entry cross join record on record.seq = entry.shown"
    " cross join json_each(coalesce(entry.merged_meta, record.meta), '$.attachments') as held where entry.files > 0"
)
_KINDS = (
    "case when media_type like 'image/%' then 'photo' when media_type like 'audio/%' then 'sound'"
    " when media_type like 'video/%' then 'film' else 'other' end"
)
PARTS = {"vault.db": "words", "vault.db-wal": "words", "vault.db-shm": "words", "blobs": "files", "log": "copy"}


class Holding(NamedTuple):
    """A file, as one entry holds it.

    Attributes:
        entry: 32 hex digits.
        day: ISO date of the journal day the entry is about.
        attachment: the file.
        pictured: whether there is a small picture of it.
    """

    entry: str
    day: str
    attachment: Attachment
    pictured: bool


class Space(NamedTuple):
    """What the files of a kind take, each once however many entries hold it.

    Attributes:
        kind: `photo`, `sound`, `film`, `other`.
        files: how many.
        size: bytes of plaintext.
    """

    kind: str
    files: int
    size: int


def photos(database: Database, *, sight: Sight, places: tuple[int, int], limit: int, offset: int) -> list[Holding]:
    """Photos of a half-open range of places outside the trash, the newest entries first, each in its entry's order."""
    condition = f"media_type like 'image/%' and not trashed and place >= ? and place < ?{sight.where('held.place')}"
    return _held(database, f"{condition} order by place desc, n limit ? offset ?", (*places, limit, offset))


def others(database: Database, *, sight: Sight, limit: int, offset: int) -> list[Holding]:
    """Files that are no photos, outside the trash, the newest entries first."""
    condition = f"media_type not like 'image/%' and not trashed{sight.where('held.place')}"
    return _held(database, f"{condition} order by place desc, n limit ? offset ?", (limit, offset))


def largest(database: Database, *, sight: Sight, limit: int) -> list[Holding]:
    """The largest files, those of the trash too; one that several entries hold comes once."""
    seen = sight.where("held.place")
    return _held(database, f"true{seen} group by blob order by size desc limit ?", (limit,))


def photo_counts(database: Database, *, sight: Sight) -> dict[str, int]:
    """How many photos outside the trash each month (`2024-05`) has, the newest first. Cost: a look at every entry."""
    rows = database.rows(
        f"select substr(day, 1, 7), sum(photos) from entry where photos > 0 and not trashed{sight.where()}"
        " group by 1 order by 1 desc"
    )
    return {str(month): _int(count) for month, count in rows}


def other_count(database: Database, *, sight: Sight) -> int:
    """How many files that are no photos are held outside the trash. Cost: a look at every entry."""
    where = f"files > photos and not trashed{sight.where()}"
    row = database.one(f"select coalesce(sum(files - photos), 0) from entry where {where}")
    return _int(row[0]) if row else 0


def rests(database: Database, blob: str, *, sight: Sight) -> bool:
    """Whether a file is held by entries that may not be shown, and by none that may.

    Cost: nothing where nothing is hidden; a look at the files of what is, and at all files for one of them.
    """
    if sight.is_whole or sight.nothing:
        return sight.nothing
    hidden = f"place in ({sight.unseen()}) and blob = ? limit 1"
    seen = f"blob = ?{sight.where('held.place')} limit 1"
    return bool(_held(database, hidden, (blob,))) and not _held(database, seen, (blob,))


def space_by_kind(database: Database, *, sight: Sight) -> list[Space]:
    """What takes space, the most first. Cost: a look at every file, about 5 µs each."""
    each = f"select distinct blob, media_type, size from ({_HELD}{sight.where()})"
    rows = database.rows(f"select {_KINDS}, count(*), sum(size) from ({each}) group by 1 order by 3 desc")
    return [Space(str(kind), _int(count), _int(size)) for kind, count, size in rows]


def thumbnail_bytes(database: Database) -> int:
    """What the small pictures take, inside the database."""
    row = database.one("select coalesce(sum(length(image)), 0) from thumbnail")
    return _int(row[0]) if row else 0


def space_on_disk(folder: str, disk: Disk) -> dict[str, int]:
    """Bytes on disk by part: `words` (with the index), `files`, `copy` (the second copy of the words), `rest`.

    What goes while it is looked at counts as nothing. Cost: a look at every file of the vault, not into it.
    """
    sizes = dict.fromkeys([*PARTS.values(), "rest"], 0)
    for name in disk.names(folder):
        sizes[PARTS.get(name, "rest")] += _size_of(os.path.join(folder, name), disk)
    return sizes


def _size_of(path: str, disk: Disk) -> int:
    if os.path.isdir(path) and not os.path.islink(path):
        return sum(_size_of(os.path.join(path, name), disk) for name in disk.names(path))
    try:
        return os.lstat(path).st_size
    except FileNotFoundError:
        return 0


def _held(database: Database, condition: str, values: tuple[Value, ...]) -> list[Holding]:
    rows = database.rows(
        "select held.*, exists (select 1 from thumbnail where thumbnail.blob = unhex(held.blob))"
        f" from ({_HELD}) as held where {condition}",
        values,
    )
    return [_holding(row) for row in rows]


def _holding(row: Row) -> Holding:
    _, entry, day, _, _, blob, name, media_type, size, pictured = row
    assert isinstance(entry, bytes), "ids are 16 bytes"
    return Holding(entry.hex(), str(day), Attachment(str(blob), str(name), str(media_type), _int(size)), bool(pictured))


def _int(value: Value) -> int:
    assert isinstance(value, int), type(value)
    return value
