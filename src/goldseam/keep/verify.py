"""Re-reading a vault to prove every byte of it, and mending what the second copy still has."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

from goldseam.keep.blobs import Blobs
from goldseam.keep.cipher import open_sealed
from goldseam.keep.disk import Disk, alone_with
from goldseam.keep.header import COPY, Header, load_header, load_written
from goldseam.keep.header import NAME as HEADER
from goldseam.keep.inbox import FOLDER as INBOX
from goldseam.keep.inbox import SIZE_MAX as INBOX_ITEM_MAX
from goldseam.keep.inbox import waiting
from goldseam.keep.keys import Keys
from goldseam.keep.ledger import CHAIN_BYTES, Head, device_behind, flush, load_heads, load_segment, next_link
from goldseam.keep.ledger import FOLDER as LOG
from goldseam.keep.making import DATABASE, MENDING
from goldseam.keep.record import ENTRY, is_whole
from goldseam.keep.vault import Vault, create_database
from goldseam.keep.view import view_of
from goldseam.words.problem import Busy, Damaged

Step = Callable[[int], None]


class Checked(NamedTuple):
    """One thing that was looked at.

    Attributes:
        what: a file or a part of the vault, by name.
        problem: what is wrong with it; empty when every byte is what it was.
    """

    what: str
    problem: str = ""


def verify(vault: Vault, *, step: Step | None = None) -> Iterator[Checked]:
    """Everything in the vault, one after another; constant memory.

    Bytes in pages that the database does not use are the one thing not proven: nothing reads them.
    """
    told = step or (lambda _: None)
    yield from _header(vault)
    yield from _database(vault)
    yield from _records(vault, told)
    yield from _log(vault, told)
    yield from _blobs(vault, told)
    yield from _inbox(vault)


def _header(vault: Vault) -> Iterator[Checked]:
    for name in (HEADER, COPY):
        yield Checked(name, "" if load_written(vault.folder, name, vault.disk) else "it is not what it was")


def _database(vault: Vault) -> Iterator[Checked]:
    try:
        found = vault.database.integrity()
    except Damaged as problem:
        found = [problem.happened]
    yield Checked(DATABASE, "; ".join(found))


def _records(vault: Vault, told: Step) -> Iterator[Checked]:
    bad: list[str] = []
    try:
        for count, (_, record) in enumerate(vault.iter_records(), start=1):
            if not is_whole(record):
                bad.append(record.id[:8])
            told(count)
        yield Checked("records", f"{len(bad)} are not what they were: {', '.join(bad[:5])}" if bad else "")
        stale = [entry.id[:8] for entry in vault.iter_entries() if not _is_current(vault, entry.id)]
        yield Checked("entries", f"{len(stale)} are not what their revisions make: {stale[:5]}" if stale else "")
    except Damaged as problem:
        yield Checked("records", problem.happened)


def _is_current(vault: Vault, entry_id: str) -> bool:
    entry = vault.entry(entry_id)
    made = view_of(vault.revisions(entry_id))
    return entry is not None and made is not None and (entry.content, entry.heads) == (made.content, made.heads)


def _log(vault: Vault, told: Step) -> Iterator[Checked]:
    folder = os.path.join(vault.folder, LOG)
    heads = load_heads(folder, vault.keys.log, vault.header.vault, vault.disk)
    # Asked of the segments, not of this device: a vault that was restored has written nothing of its own yet.
    for (device,) in vault.database.rows("select distinct hex(device) from segment"):
        if str(device).lower() not in heads:
            yield Checked(f"log/heads/{str(device).lower()}", "it is missing")
    for device, head in heads.items():
        if isinstance(head, Damaged):
            yield Checked(f"log/heads/{device}", head.happened)
            continue
        link, whole = bytes(CHAIN_BYTES), True
        for segment in head.segments:
            what = f"log/segments/{device}/{segment.name}"
            try:
                found = load_segment(folder, device, segment, vault.keys.log, vault.header.vault, vault.disk)
            except Damaged as problem:
                whole = False
                yield Checked(what, problem.happened)
            else:
                for _, record in found:
                    link = next_link(link, bytes.fromhex(record.id))
                yield Checked(what)
            told(segment.last)
        forged = whole and link.hex() != head.chain
        yield Checked(
            f"log/heads/{device}",
            "its chain does not follow from its segments" if forged else _unlike_the_log(vault, head),
        )


def _unlike_the_log(vault: Vault, head: Head) -> str:
    """What is wrong with the database's records of a device, by the chain of its log.

    A page of the database that is an older copy of itself deceives its cipher, but not this.
    """
    if device_behind(vault, head.device):
        return ""  # records came in since, and the next flush writes this log anew
    link = bytes(CHAIN_BYTES)
    for (id_,) in vault.database.each(
        "select id from record where device = ? and n <= ? order by n", (bytes.fromhex(head.device), head.records)
    ):
        link = next_link(link, id_)  # type: ignore[arg-type]  # the table is strict
    return "" if link.hex() == head.chain else "the database has other records than its log"


def _blobs(vault: Vault, told: Step) -> Iterator[Checked]:
    blobs = Blobs(vault.folder, vault.keys, vault.disk)
    there = set(blobs.names())
    for count, name in enumerate(sorted(there | vault.used_blobs()), start=1):
        what = f"blobs/{name[:2]}/{name}.age"
        if name not in there:
            yield Checked(what, "it is missing")
        else:
            yield Checked(what, "" if blobs.is_whole(name) else "it is not what it was")
        told(count)


def _inbox(vault: Vault) -> Iterator[Checked]:
    for name in waiting(vault.folder, vault.disk):
        what = f"{INBOX}/{name}"
        try:
            sealed = vault.disk.read(os.path.join(vault.folder, INBOX, name), size_max=INBOX_ITEM_MAX)
            open_sealed(sealed, vault.keys.inbox, what=what)
        except Damaged as problem:
            yield Checked(what, problem.happened)
        except FileNotFoundError:
            continue
        else:
            yield Checked(what)


def mend_database(folder: str, keys: Keys, disk: Disk) -> int:
    """Makes vault.db anew from the log; the damaged one stays beside it. Returns how many records came back.

    What was saved after the last flush of the log was in the damaged file alone: at most a minute's.

    Raises: Damaged: the log is damaged too, or there is none.
    """
    header = load_header(folder, disk)
    log = os.path.join(folder, LOG)
    heads = load_heads(log, keys.log, header.vault, disk)
    if not heads:
        raise Damaged(
            "there is no second copy in the vault's log folder to mend the database from",
            safe="nothing was changed",
            next="restore a backup into another folder: goldseam restore FILE --vault DIR",
            code="keep.no-second-copy",
        )
    for device, head in heads.items():  # all of it is proven before anything is moved
        if isinstance(head, Damaged):
            raise head
        for segment in head.segments:
            load_segment(log, device, segment, keys.log, header.vault, disk)
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
            count = _made_from_log(folder, header, keys, disk)
            _put_in_place(folder, disk)
        finally:
            with suppress(OSError):  # it goes at the next unlock
                disk.remove_tree(mending)
    return count


def _made_from_log(folder: str, header: Header, keys: Keys, disk: Disk) -> int:
    mending = os.path.join(folder, MENDING)
    for name in disk.names(mending):
        disk.remove(os.path.join(mending, name))
    create_database(os.path.join(mending, DATABASE), keys)
    vault = Vault(mending, header, keys, disk=disk)
    log = os.path.join(folder, LOG)
    count = 0
    try:
        for device, head in load_heads(log, keys.log, header.vault, disk).items():
            assert not isinstance(head, Damaged), "it was whole a moment ago"
            for segment in head.segments:
                count += vault.unite(load_segment(log, device, segment, keys.log, header.vault, disk))
        vault.settle()
    finally:
        vault.close()
    return count


def _put_in_place(folder: str, disk: Disk) -> None:
    """Careful: a write-ahead log of the old database beside the new one would be taken for its own.

    The old database goes first: without it nothing opens until this is done, and with it but without its write-ahead
    log, it would open and show less.
    """
    aside = os.urandom(4).hex()
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            disk.rename(path, f"{path}.damaged-{aside}")
    disk.sync_folder(folder)
    disk.rename(os.path.join(folder, MENDING, DATABASE), os.path.join(folder, DATABASE))
    disk.sync_folder(folder)


def mend_log(vault: Vault, *, now_ms: int) -> None:
    """Writes the log of every device anew from the database."""
    with vault.database.transaction():
        vault.database.run("update segment set dirty = 1")
    flush(vault, now_ms=now_ms)


def mend_views(vault: Vault) -> int:
    """Makes the view of every entry anew from its revisions; returns how many there are."""
    rows = vault.database.rows("select distinct subject from record where kind = ?", (ENTRY,))
    with vault.database.transaction():
        for (subject,) in rows:
            assert isinstance(subject, bytes)
            vault.refresh(subject.hex())
    return len(rows)
