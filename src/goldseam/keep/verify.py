"""Re-reading a vault to prove every byte of it."""

import json
import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

from goldseam.keep.blobs import Blobs
from goldseam.keep.cipher import open_sealed
from goldseam.keep.continuity import CODE as LOG_DAMAGED
from goldseam.keep.digest import blake2b
from goldseam.keep.disk import Disk
from goldseam.keep.header import COPY, Header, load_written
from goldseam.keep.header import NAME as HEADER
from goldseam.keep.inbox import FOLDER as INBOX
from goldseam.keep.inbox import SIZE_MAX as INBOX_ITEM_MAX
from goldseam.keep.inbox import waiting
from goldseam.keep.keys import Keys
from goldseam.keep.ledger import (
    CHAIN_BYTES,
    Head,
    Segment,
    chain_of,
    device_behind,
    load_heads,
    load_segment,
    next_link,
)
from goldseam.keep.ledger import FOLDER as LOG
from goldseam.keep.making import DATABASE
from goldseam.keep.making import README as README_NAME
from goldseam.keep.record import Record, is_whole
from goldseam.keep.vault import README, Vault
from goldseam.keep.view import view_of
from goldseam.keep.wal import DAMAGED, UNSURE, standing
from goldseam.words.problem import Damaged, Problem

NAMED_MAX = 5
README_BYTES_MAX = 1 << 20
# Careful: whoever changes README adds the digest of what it was (BLAKE2b-128), or every older vault is called damaged.
FORMER_READMES = frozenset({"d0a5a7413e67116ec7f530a7c8545e52"})

Step = Callable[[int], None]


class Checked(NamedTuple):
    """One thing that was looked at.

    Attributes:
        what: a file or a part of the vault, by name.
        problem: what is wrong with it; empty when every byte is what it was.
        detail: in the words of SQLite, for whoever knows them; mostly empty.
    """

    what: str
    problem: str = ""
    detail: str = ""


class Place(NamedTuple):
    """A vault as it lies on the disk, whether or not its database opens."""

    folder: str
    header: Header
    keys: Keys
    disk: Disk


def verify(vault: Vault, *, step: Step | None = None) -> Iterator[Checked]:
    """Everything in the vault, one after another; constant memory.

    Not proven are the bytes that nothing reads: pages of vault.db that hold nothing or have a newer version in its
    write-ahead log, and vault.db-shm, which is made anew by whoever opens the database first.
    """
    told = step or (lambda _: None)
    place = Place(vault.folder, vault.header, vault.keys, vault.disk)
    yield from _public(place)
    yield from verify_database(vault, step=told)
    yield from _views(vault)
    yield from _log(place, vault, told)
    yield from _blobs(place, vault, told)
    yield from _inbox(place)


def verify_without_database(place: Place, problem: Problem, *, step: Step | None = None) -> Iterator[Checked]:
    """As `verify`, when `problem` is what came of opening vault.db."""
    told = step or (lambda _: None)
    yield from _public(place)
    yield Checked(f"{DATABASE}-wal" if problem.code == LOG_DAMAGED else DATABASE, problem.happened)
    yield from _log(place, None, told)
    yield from _blobs(place, None, told)
    yield from _inbox(place)


def _public(place: Place) -> Iterator[Checked]:
    """What anybody can read."""
    data, copy = (load_written(place.folder, name, place.disk) for name in (HEADER, COPY))
    yield Checked(HEADER, "it is not what it was" if data is None else "")
    differs = data is not None and copy is not None and data != copy
    problem = "it is not what it was" if copy is None else f"it says another thing than {HEADER}"
    yield Checked(COPY, problem if copy is None or differs else "")
    yield Checked(README_NAME, "" if _is_readme(place) else "it is not what goldseam wrote")


def _is_readme(place: Place) -> bool:
    try:
        data = place.disk.read(os.path.join(place.folder, README_NAME), size_max=README_BYTES_MAX)
    except (Damaged, OSError):
        return False
    return data == README.encode() or blake2b(data, digest_size=16).hexdigest() in FORMER_READMES


def verify_database(vault: Vault, *, step: Step | None = None) -> Iterator[Checked]:
    """The pages of the database, its write-ahead log, and that every record has the id it was given."""
    yield from _database(vault)
    yield from _records(vault, step or (lambda _: None))


def _database(vault: Vault) -> Iterator[Checked]:
    try:
        found = vault.database.integrity()
    except Problem as refusal:
        yield Checked(DATABASE, refusal.happened)
    else:
        problem = "pages in it are not what they were when they were written" if found else ""
        yield Checked(DATABASE, problem, _told(found))
    yield Checked(f"{DATABASE}-wal", _write_ahead(vault))


def _told(found: list[str]) -> str:
    """The lines that say something, some of them."""
    lines = [line for each in found for line in each.splitlines() if not line.startswith("***")]
    return "; ".join(lines[:NAMED_MAX]) + ("; …" if len(lines) > NAMED_MAX else "")


def _write_ahead(vault: Vault) -> str:
    """Careful: nobody may write meanwhile, or a frame half written would look damaged."""
    path = f"{vault.database.path}-wal"
    try:
        with vault.database.transaction(), open(path, "rb") as file:
            found = standing(file.read())
    except FileNotFoundError:
        return ""
    except Problem as problem:
        return problem.happened
    return {
        UNSURE: "its last save is not whole: it was cut short before it was reported saved, or it is damaged",
        DAMAGED: f"{found.passed_over} pages of what was saved cannot be read",
    }.get(found.verdict, "")


def _records(vault: Vault, told: Step) -> Iterator[Checked]:
    bad: list[str] = []
    try:
        for count, (_, record) in enumerate(vault.iter_records(), start=1):
            if not is_whole(record):
                bad.append(record.id[:8])
            told(count)
        yield Checked("records", f"{len(bad)} are not what they were: {_named(bad)}" if bad else "")
    except Problem as problem:
        yield Checked("records", problem.happened)


def _views(vault: Vault) -> Iterator[Checked]:
    """Of an entry with one revision that is its head, what is shown is that; the others are made again and compared."""
    several = (
        "select entry.id from entry left join record on record.seq = entry.shown"
        " where record.subject is not entry.id or not record.head or merged_meta is not null or"
        " (select count(*) from record as other where other.subject = entry.id) > 1 order by place"
    )
    try:
        ids = [bytes(row[0]).hex() for row in vault.database.rows(several)]  # type: ignore[arg-type]  # the table is strict
        stale = [id_[:8] for id_ in ids if not _is_current(vault, id_)]
    except Problem:
        return  # told already
    yield Checked("entries", f"{len(stale)} are not what their revisions make: {_named(stale)}" if stale else "")


def _named(ids: list[str]) -> str:
    return ", ".join(ids[:NAMED_MAX]) + (" …" if len(ids) > NAMED_MAX else "")


def _is_current(vault: Vault, entry_id: str) -> bool:
    entry = vault.entry(entry_id)
    made = view_of(vault.revisions(entry_id))
    return entry is not None and made is not None and (entry.content, entry.heads) == (made.content, made.heads)


def _log(place: Place, vault: Vault | None, told: Step) -> Iterator[Checked]:
    folder = os.path.join(place.folder, LOG)
    heads = load_heads(folder, place.keys.log, place.header.vault, place.disk)
    if vault is not None:
        yield from _forgotten(vault, heads)
    lacking = 0
    for device, head in heads.items():
        if isinstance(head, Damaged):
            yield Checked(f"log/heads/{device}", head.happened)
            continue
        link, whole = bytes(CHAIN_BYTES), True
        for segment in head.segments:
            try:
                numbered = load_segment(folder, device, segment, place.keys.log, place.header.vault, place.disk)
            except Damaged as problem:
                whole = False
                yield Checked(_name(device, segment), problem.happened)
            else:
                lacking += _lacking(vault, device, segment, numbered)
                for _, record in numbered:
                    link = next_link(link, bytes.fromhex(record.id))
                yield Checked(_name(device, segment))
            told(segment.last)
        forged = whole and link.hex() != head.chain
        strange = "its chain does not follow from its segments" if forged else ""
        yield Checked(f"log/heads/{device}", strange or ("" if vault is None else _unlike(vault, head)))
    if lacking:
        yield Checked(DATABASE, f"{lacking} records that the second copy has are missing: it is older than its log")


def _unlike(vault: Vault, head: Head) -> str:
    """What is wrong with the database's records of a device, by the chain of its log.

    A page of the database that is an older copy of itself deceives its cipher, but not this.
    """
    try:
        if device_behind(vault, head.device):
            return ""  # records came in since, and the next flush writes this log anew
        same = chain_of(vault, head.device, head.records) == head.chain
    except Problem:
        return ""  # told already
    return "" if same else "the database has other records than its log"


def _name(device: str, segment: Segment) -> str:
    return f"log/segments/{device}/{segment.name}"


def _forgotten(vault: Vault, heads: dict[str, Head | Damaged]) -> Iterator[Checked]:
    """Heads that the database knows of and that are older than it says, or gone."""
    try:
        devices = vault.database.rows("select distinct device from segment")
    except Problem:
        return  # told already
    for (value,) in devices:
        assert isinstance(value, bytes)
        device = value.hex()
        head, newest = heads.get(device), vault.fact(f"head_counter:{device}")
        if head is None:
            yield Checked(f"log/heads/{device}", "it is missing")
        elif isinstance(head, Head) and isinstance(newest, int) and head.counter < newest:
            yield Checked(f"log/heads/{device}", "it is older than the one that was written last")


def _lacking(vault: Vault | None, device: str, segment: Segment, numbered: list[tuple[int, Record]]) -> int:
    """How many records of a segment the database does not have."""
    if vault is None:
        return 0
    try:
        rows = vault.database.rows(
            "select id from record where device = ? and n between ? and ?",
            (bytes.fromhex(device), segment.first, segment.last),
        )
    except Problem:
        return 0  # told already
    known = {row[0] for row in rows}
    return sum(bytes.fromhex(record.id) not in known and not vault.has(record.id) for _, record in numbered)


def _blobs(place: Place, vault: Vault | None, told: Step) -> Iterator[Checked]:
    blobs = Blobs(place.folder, place.keys, place.disk)
    there = set(blobs.names())
    holders: dict[str, list[str]] = {}
    try:
        used = vault.used_blobs() if vault else set()
    except Problem:
        used = set()  # told already
    for count, name in enumerate(sorted(there | used), start=1):
        what = f"blobs/{name[:2]}/{name}.age"
        problem = "it is missing" if name not in there else "" if blobs.is_whole(name) else "it is not what it was"
        if problem and name in used and vault is not None:
            holders = holders or _holders(vault)
            problem += f"; it belongs to {_named(holders.get(name, ['a draft']))}"
        yield Checked(what, problem)
        told(count)


def _holders(vault: Vault) -> dict[str, list[str]]:
    """By attachment, the entries that hold it or held it, with their days."""
    found: dict[str, list[str]] = {}
    rows = vault.database.rows(
        "select subject, meta from record where meta like '%\"attachments\"%' group by subject, meta order by seq"
    )
    for subject, meta in rows:
        assert isinstance(subject, bytes)
        around = json.loads(str(meta))
        for attachment in around.get("attachments", ()):
            named = found.setdefault(str(attachment["blob"]), [])
            holder = f"entry {subject.hex()[:8]} of {around.get('day')}"
            named.extend([] if holder in named else [holder])
    return found


def _inbox(place: Place) -> Iterator[Checked]:
    for name in waiting(place.folder, place.disk):
        what = f"{INBOX}/{name}"
        try:
            sealed = place.disk.read(os.path.join(place.folder, INBOX, name), size_max=INBOX_ITEM_MAX)
            open_sealed(sealed, place.keys.inbox, what=what)
        except Damaged as problem:
            yield Checked(what, problem.happened)
        except FileNotFoundError:
            continue
        else:
            yield Checked(what)
