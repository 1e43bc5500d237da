"""A new vault.db out of everything that can still be read: the damaged one, page by page, and every file of the log.

Each record proves itself by its id, so it does not matter where it was found, nor in how many places.
"""

import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from typing import NamedTuple

from goldseam.keep.cipher import open_stream
from goldseam.keep.continuity import MARK, is_marked
from goldseam.keep.database import PAGE_BYTES, Row
from goldseam.keep.disk import Disk, alone_with
from goldseam.keep.header import load_header
from goldseam.keep.keys import Keys
from goldseam.keep.ledger import FOLDER as LOG
from goldseam.keep.ledger import (
    SEGMENT_BYTES_MAX,
    Head,
    load_heads,
    parse_segment,
    segment_named,
    take_back,
)
from goldseam.keep.making import DATABASE, MENDING
from goldseam.keep.pages import Pages, page_count, scratch
from goldseam.keep.record import HOLDING_WORDS, PURGE, Record, is_whole, parse_line
from goldseam.keep.rotation import FORMER_INBOX
from goldseam.keep.vault import Vault, create_database, record_of
from goldseam.keep.wal import DAMAGED as LOG_DAMAGED
from goldseam.keep.wal import UNSURE, Frame, frames, standing_of
from goldseam.words.problem import Busy, Damaged

DAMAGED = ".damaged-"
ASIDE = f"{DATABASE}{DAMAGED}"
LOG_ASIDE = f"{LOG}{DAMAGED}"
BATCH = 500
_ID_BYTES, _SUBJECT_BYTES, _DEVICE_BYTES = 20, 16, 8


class Lost(NamedTuple):
    """What could not be brought back; ids, days and counts, never words.

    Attributes:
        entries: id and day of those of which nothing is left.
        revisions: ids that others name as what they were made from.
        numbers: by device, how many of its records are missing.
        unsure: id and day of entries that were being saved when that was cut short, or are lost; nobody can tell.
    """

    entries: tuple[tuple[str, str], ...] = ()
    revisions: tuple[str, ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()
    unsure: tuple[tuple[str, str], ...] = ()


class Salvaged(NamedTuple):
    """What a new database was made of.

    Attributes:
        records: how many are in it.
        from_log: those that the log had.
        drafts: how many pages of drafts were found.
        lost: what is not.
        aside: where the damaged files are, when anything was lost; else they are gone, as purged words must not stay.
    """

    records: int
    from_log: int
    drafts: int
    lost: Lost
    aside: str


def salvage(
    folder: str, keys: Keys, disk: Disk, *, now_ms: int, spare: Iterable[list[tuple[int, Record]]] = ()
) -> Salvaged:
    """Makes vault.db anew. The damaged one stays in its place until the new one is proven.

    Whatever was read before can be read after it. Needs as much free space as two of vault.db. Being interrupted at
    any point loses nothing: the next one looks into what was put aside as well.

    Args:
        folder: of the vault; its vault.json is whole.
        keys: of the vault.
        disk: where it lies.
        now_ms: milliseconds since 1970.
        spare: more records of this vault, from a backup.

    Raises: Damaged: there is not one record to be found; nothing was changed. OSError: no space; likewise.
    """
    mending = os.path.join(folder, MENDING)
    disk.make_folder(mending)
    with alone_with(mending) as alone:
        if not alone:
            raise Busy(
                "another goldseam is mending this vault right now",
                safe="nothing was changed",
                next="wait until that has ended: goldseam verify",
                code="keep.mending-busy",
            )
        try:
            found = _made(mending, folder, keys, disk, now_ms, spare)
            aside = _put_in_place(folder, disk)
        finally:
            with suppress(OSError):  # it goes at the next unlock
                disk.remove_tree(mending)
    if any(found.lost):
        _link_log(folder, aside, disk)
        return found._replace(aside=aside)
    _remove_aside(folder, disk)
    return found


def _made(
    mending: str, folder: str, keys: Keys, disk: Disk, now_ms: int, spare: Iterable[list[tuple[int, Record]]]
) -> Salvaged:
    for name in disk.names(mending):
        disk.remove(os.path.join(mending, name))
    create_database(os.path.join(mending, DATABASE), keys)
    vault = Vault(mending, load_header(folder, disk), keys, disk=disk)
    finds = _Finds()
    try:
        from_log = _take_numbered(vault, log_records(folder, keys, disk), finds)
        _take_numbered(vault, spare, finds)
        _take_pages(vault, folder, keys, finds)
        _keep_purged(vault, finds, now_ms)
        drafts = _keep_rest(vault, finds)
        lost = _lost(vault, finds, load_heads(os.path.join(folder, LOG), keys.log, vault.header.vault, disk))
        records = _prove(vault)
        vault.settle()
    finally:
        vault.close()
    return Salvaged(records, from_log, drafts, lost, "")


# The log


def _take_numbered(vault: Vault, found: Iterable[list[tuple[int, Record]]], finds: "_Finds") -> int:
    count = 0
    for numbered in found:
        for _, record in numbered:
            finds.note_record(record)
        count += take_back(vault, numbered)
    return count


def log_records(folder: str, keys: Keys, disk: Disk) -> Iterator[list[tuple[int, Record]]]:
    """The records of every segment there is, whether or not a head names it; of a damaged one, those before it."""
    vault_id = load_header(folder, disk).vault
    for device, name, path in _segment_files(folder, disk):
        named = segment_named(name)
        if named is None:
            continue
        try:
            sealed = disk.read(path, size_max=SEGMENT_BYTES_MAX)
        except (Damaged, OSError):
            continue
        try:
            yield parse_segment(sealed, named, device, keys.log, vault_id)
        except Damaged:
            yield list(_readable_lines(sealed, keys))


def _segment_files(folder: str, disk: Disk) -> Iterator[tuple[str, str, str]]:
    """Device, name and path of every file of the log, and of one that an earlier attempt put aside."""
    for log in (LOG, *(name for name in disk.names(folder) if name.startswith(LOG_ASIDE))):
        segments = os.path.join(folder, log, "segments")
        for device in disk.names(segments):
            for name in disk.names(os.path.join(segments, device)):
                yield device, name, os.path.join(segments, device, name)


def _readable_lines(sealed: bytes, keys: Keys) -> Iterator[tuple[int, Record]]:
    packed = BytesIO()
    with suppress(Damaged):
        open_stream(BytesIO(sealed), packed, keys.log, what="a segment")
    plain = b""
    with suppress(zlib.error):
        plain = zlib.decompressobj(wbits=31).decompress(packed.getvalue(), SEGMENT_BYTES_MAX)
    for line in plain.split(b"\n")[1:]:
        with suppress(Damaged, UnicodeDecodeError):
            yield parse_line(line.decode())


# The database


def _take_pages(vault: Vault, folder: str, keys: Keys, finds: "_Finds") -> None:
    """First every page in its newest version, then the others that the file or its write-ahead log still has."""
    damaged = is_marked(os.path.join(folder, DATABASE))
    for source, wal in _sources(folder):
        versions = _versions(source, wal, damaged=damaged)
        with scratch(os.path.join(vault.folder, "pages.db"), source, keys.database, versions.newest) as pages:
            _take(vault, pages, range(2, pages.count + 1), finds)
            finds.promised = False
            for some in versions.unsure:
                pages.put(some)
                _take(vault, pages, some, finds)
            finds.promised = True
            for some in versions.older:
                pages.put(some)
                _take(vault, pages, some, finds, whole=False)


class _Versions(NamedTuple):
    """The pages of a write-ahead log, encrypted.

    Attributes:
        newest: every page as it was saved last.
        unsure: in turn, versions of a commit that is not whole, the newest first.
        older: in turn, the versions that `newest` replaced, those in the file among them.
    """

    newest: dict[int, bytes]
    unsure: list[dict[int, bytes]]
    older: list[dict[int, bytes]]


def _sources(folder: str) -> list[tuple[str | None, str | None]]:
    """Every database there is, with its write-ahead log: what is in place, then what an earlier attempt put aside."""
    names = sorted(os.listdir(folder))
    aside = [name.removesuffix("-wal") for name in names if name.startswith(ASIDE) and not name.endswith("-shm")]
    return [
        (_existing(os.path.join(folder, name)), _existing(os.path.join(folder, f"{name}-wal")))
        for name in dict.fromkeys((DATABASE, *aside))
    ]


def _existing(path: str) -> str | None:
    return path if os.path.isfile(path) else None


def _versions(source: str | None, wal: str | None, *, damaged: bool) -> _Versions:
    """What a write-ahead log has. What was never committed is left out: she was told that it was not saved."""
    if wal is None:
        return _Versions({}, [], [])
    with open(wal, "rb") as file:
        data = file.read()
    found = list(frames(data))
    known = standing_of(data, found)
    verdict = LOG_DAMAGED if damaged else known.verdict
    # The number of a page may be damaged too; a frame adds one page at most, so beyond this none can lie.
    last = max([page_count(source), *(frame.page for frame in found if frame.follows)]) + len(found)
    fitting = [(number, frame) for number, frame in enumerate(found, start=1) if 1 < frame.page <= last]
    ended = {frame.salts: number for number, frame in enumerate(found, start=1) if frame.commits}
    former = [frame for number, frame in fitting if not frame.current and number <= ended.get(frame.salts, 0)]
    saved = [frame for number, frame in fitting if number <= known.saved]
    beyond = [frame for number, frame in fitting if number > known.saved and (frame.current or not any(frame.salts))]
    by_page = _by_page([*former, *saved, *(beyond if verdict == LOG_DAMAGED else [])], data)
    newest = {page: versions.pop() for page, versions in by_page.items()}
    first = [_from_file(source, newest)] if source else []
    unsure = _rounds(_by_page(beyond, data)) if verdict == UNSURE else []
    return _Versions(newest, unsure, first + _rounds(by_page))


def _by_page(found: list[Frame], data: bytes) -> dict[int, list[bytes]]:
    by_page: dict[int, list[bytes]] = {}
    for frame in found:
        by_page.setdefault(frame.page, []).append(data[frame.offset : frame.offset + PAGE_BYTES])
    return by_page


def _rounds(by_page: dict[int, list[bytes]]) -> list[dict[int, bytes]]:
    """Each with one version of every page that has one more, the newest first."""
    rounds = []
    while any(by_page.values()):
        rounds.append({page: versions.pop() for page, versions in by_page.items() if versions})
    return rounds


def _from_file(source: str, numbers: Iterable[int]) -> dict[int, bytes]:
    with open(source, "rb") as file:
        return {page: os.pread(file.fileno(), PAGE_BYTES, (page - 1) * PAGE_BYTES) for page in numbers}


def _take(vault: Vault, pages: Pages, numbers: Iterable[int], finds: "_Finds", *, whole: bool = True) -> None:
    """Every record on these pages into the vault, and what else is of worth into `finds`."""
    batch: list[tuple[int, Record]] = []
    for page in numbers:
        for _, row in pages.rows(page):
            numbered = _numbered(row)
            if numbered is not None:
                if finds.note_record(numbered[1]):
                    batch.append(numbered)
            elif whole:
                finds.note(row)
        if len(batch) >= BATCH:
            take_back(vault, batch)
            batch = []
    take_back(vault, batch)


def _numbered(row: Row) -> tuple[int, Record] | None:
    """The number and the record in a row of the table of records; None when it is a row of another table."""
    _, id_, kind, subject, parents, recorded_at, device, n, nonce, came_by, meta, body, head, *rest = row
    bytes_ = (id_, _ID_BYTES), (subject, _SUBJECT_BYTES), (device, _DEVICE_BYTES)
    if any(rest) or head not in {0, 1} or not isinstance(n, int) or not isinstance(kind, str):
        return None
    if any(not isinstance(value, bytes) or len(value) != size for value, size in bytes_):
        return None
    try:
        record = record_of((id_, kind, subject, parents, recorded_at, device, nonce, came_by, meta, body))
        return (n, record) if is_whole(record) else None
    except (ValueError, TypeError, AssertionError, zlib.error):
        return None


class _Finds:
    """What was found beside records.

    Attributes:
        promised: whether what is being read was certainly saved.
        records: the ids of those that were found.
        unpromised: those of them that were found only where that is not certain.
        purged: entries that were.
        entries: id and day of those that there were.
        unsure: as `entries`, in a commit that is not whole.
        drafts: rows of their table.
        former_inbox: what a change of keys left.
    """

    def __init__(self) -> None:
        self.promised = True
        self.records: set[str] = set()
        self.unpromised: set[str] = set()
        self.purged: set[str] = set()
        self.entries: dict[str, str] = {}
        self.unsure: dict[str, str] = {}
        self.drafts: dict[bytes, Row] = {}
        self.former_inbox = ""

    def note_record(self, record: Record) -> bool:
        """Remembers a record, and whether its entry was purged; whether it was not found before."""
        if record.kind in HOLDING_WORDS and record.body is None:
            self.purged.add(record.subject)
        new = record.id not in self.records
        self.records.add(record.id)
        if self.promised:
            self.unpromised.discard(record.id)
        elif new:
            self.unpromised.add(record.id)
        return new

    def note(self, row: Row) -> None:
        """Keeps a row of the tables of entries, drafts and facts; of others nothing is needed."""
        first, second, third, fourth, fifth, sixth, *rest = row
        if first == FORMER_INBOX and isinstance(second, str) and third is None:
            self.former_inbox = second
        elif first is None and _is_subject(second) and isinstance(third, str) and rest[_ENTRY_SHOWN]:
            assert isinstance(second, bytes)
            (self.entries if self.promised else self.unsure)[second.hex()] = third
        elif _is_subject(first) and [type(value) for value in row[2:6]] == [bytes, str, str, int] and not any(rest):
            assert isinstance(first, bytes)
            if self.promised or first not in self.drafts:
                self.drafts[first] = (first, second, third, fourth, fifth, sixth)


_ENTRY_SHOWN = 13 - 6


def _is_subject(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == _SUBJECT_BYTES


def _keep_purged(vault: Vault, finds: _Finds, now_ms: int) -> None:
    """What was purged stays purged, also where the record that said so could not be read and an older text could."""
    with_text = vault.database.rows(
        "select distinct subject from record where kind in (?, ?, ?, ?) and body is not null", HOLDING_WORDS
    )
    subjects = finds.purged & {bytes(row[0]).hex() for row in with_text}  # type: ignore[arg-type]  # the table is strict
    if subjects:
        vault.purge(sorted(subjects), now_ms=now_ms)


def _keep_rest(vault: Vault, finds: _Finds) -> int:
    """The drafts, but for those of entries that were purged, and what a change of keys left."""
    purged = {row[0] for row in vault.database.rows("select subject from record where kind = ?", (PURGE,))}
    drafts = [draft for draft in finds.drafts.values() if draft[1] not in purged]
    with vault.database.transaction():
        vault.database.many("insert or replace into draft values (?, ?, ?, ?, ?, ?)", drafts)
        if finds.former_inbox:
            vault.set_fact(FORMER_INBOX, finds.former_inbox)
    return len(drafts)


# What is not there, and what is


def _lost(vault: Vault, finds: _Finds, heads: Mapping[str, Head | Damaged]) -> Lost:
    known = vault.known_entries([*finds.entries, *finds.unsure])
    entries = tuple(sorted((id_, day) for id_, day in finds.entries.items() if id_ not in known))
    unsure = {id_: day for id_, day in finds.unsure.items() if id_ not in known and id_ not in finds.entries}
    ids: set[str] = set()
    named: set[str] = set()
    present: dict[str, set[int]] = {}
    last: dict[str, int] = {}
    for n, record in vault.iter_records():
        ids.add(record.id)
        present.setdefault(record.device, set()).add(n)
        if record.id not in finds.unpromised:
            named.update(record.parents)
            last[record.device] = max(n, last.get(record.device, 0))
    present.pop(vault.device, None)
    numbers = {
        device: _missing(present.get(device, set()), last.get(device, 0), heads.get(device))
        for device in sorted({*present, *heads})
    }
    missing = tuple((device, count) for device, count in numbers.items() if count)
    return Lost(entries, tuple(sorted(named - ids)), missing, tuple(sorted(unsure.items())))


def _missing(present: set[int], last: int, head: Head | Damaged | None) -> int:
    """How many numbers of a device, up to `last`, are nowhere, unless the second copy says that they never came."""
    wanted = set(range(1, last + 1))
    if isinstance(head, Head):
        covered = {n for segment in head.segments for n in range(segment.first, segment.last + 1)}
        wanted = {n for n in wanted if n > head.records} | covered
    return len(wanted - present)


def _prove(vault: Vault) -> int:
    """How many records the new database has. It was just made, so whatever is wrong with it is the disk."""
    count = vault.database.one("select count(*) from record")
    assert count is not None
    assert isinstance(count[0], int)
    if not count[0]:
        raise Damaged(
            "neither vault.db nor the log holds a record that can still be read",
            safe="nothing was changed",
            next="restore a backup into another folder: goldseam restore FILE --vault DIR",
            code="keep.no-second-copy",
        )
    wrong = vault.database.integrity() or not all(is_whole(record) for _, record in vault.iter_records())
    if wrong:
        raise Damaged(
            "the new database did not come out whole: the disk may be failing",
            safe="the damaged one is where it was, unchanged",
            next="make room on another disk, copy the vault there and try again: goldseam verify --repair",
            code="keep.salvage-failed",
        )
    return count[0]


def _put_in_place(folder: str, disk: Disk) -> str:
    """The new database under its name; returns the name that the damaged one has now.

    Careful: a write-ahead log of the old database beside the new one would be taken for its own. The old database goes
    first: without it nothing opens until this is done, and with it but without its write-ahead log, it would open and
    show less.
    """
    path = os.path.join(folder, DATABASE)
    aside = os.path.join(folder, f"{ASIDE}{os.urandom(4).hex()}")
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(path + suffix):
            disk.rename(path + suffix, aside + suffix)
    disk.sync_folder(folder)
    disk.rename(os.path.join(folder, MENDING, DATABASE), path)
    disk.sync_folder(folder)
    mark = os.path.join(folder, MARK)
    if os.path.exists(mark):
        disk.remove(mark)
    return os.path.basename(aside)


def _link_log(folder: str, aside: str, disk: Disk) -> None:
    """Second names for the files of the log, beside it: what is damaged is removed from it when it is written anew."""
    for device, name, path in _segment_files(folder, disk):
        if os.path.join(folder, LOG, "segments", device, name) == path:
            target = os.path.join(folder, aside.replace(ASIDE, LOG_ASIDE), "segments", device)
            disk.make_folder(target)
            os.link(path, os.path.join(target, name))


def _remove_aside(folder: str, disk: Disk) -> None:
    for name in os.listdir(folder):
        if name.startswith(LOG_ASIDE):
            disk.remove_tree(os.path.join(folder, name))
        elif name.startswith(ASIDE):
            disk.remove(os.path.join(folder, name))
    disk.sync_folder(folder)
