"""A backup becomes a vault again (spec/backup.md)."""

import json
import os
from collections.abc import Iterator

from goldseam.keep.archive import Member, strange
from goldseam.keep.backup import (
    DAMAGED,
    DRAFTS,
    LINES_BYTES_MAX,
    SMALL_BYTES_MAX,
    About,
    Step,
    lines_of,
    load_outer,
    opened_backup,
    text_lines,
)
from goldseam.keep.blobs import SWAPPED, Blobs
from goldseam.keep.database import Value
from goldseam.keep.disk import Disk
from goldseam.keep.fields import exactly, hex_of, list_of, object_in, object_of, text_of, whole_of
from goldseam.keep.header import Header
from goldseam.keep.inbox import BAD
from goldseam.keep.inbox import FOLDER as INBOX
from goldseam.keep.keys import Keys
from goldseam.keep.making import DATABASE, making
from goldseam.keep.record import Record, content_of, meta_text
from goldseam.keep.vault import README, Vault, create_database, open_vault
from goldseam.words.problem import Damaged

_DRAFT_NAMES = frozenset({"id", "entry", "base", "meta", "body", "saved_at"})


def restore(
    path: str, keys: Keys, folder: str, *, disk: Disk | None = None, step: Step | None = None
) -> tuple[Vault, About]:
    """Makes the vault of the backup at `path` in an empty or missing folder; returns it, open.

    It is another copy of that vault: same id, same keys and slots, a device id of its own. A restore that was
    interrupted leaves no vault, and can be done again (`making`). Constant memory.

    Raises: Damaged: anything in the backup is not what it was. Misused: the folder holds something.
    """
    disk = disk or Disk()
    header = load_outer(path).header
    with making(folder, header, README, disk, again="goldseam restore FILE --vault DIR"):
        create_database(os.path.join(folder, DATABASE), keys)
        vault = Vault(folder, header, keys, disk=disk)
        try:
            with opened_backup(path, keys, step=step) as (about, found):
                _take(vault, found)
            if (vault.database.one("select count(*) from record"), vault.count()) != ((about.records,), about.entries):
                raise strange("the backup")
            vault.settle()
        finally:
            vault.close()
    return open_vault(folder, keys, disk=disk), about


def restore_blobs(path: str, vault: Vault, *, step: Step | None = None) -> int:
    """Brings back attachments that the vault names and has lost, or whose bytes are damaged; returns how many."""
    blobs = Blobs(vault.folder, vault.keys, vault.disk)
    wanted = vault.used_blobs() - {name for name in blobs.names() if blobs.is_whole(name)}
    count = 0
    with opened_backup(path, vault.keys, step=step) as (_, found):
        for member in found:
            name = _blob_of(member)
            if name in wanted:
                count += not _put(blobs, member, name)
    return count


def backup_records(path: str, keys: Keys, vault_id: str) -> Iterator[list[tuple[int, Record]]]:
    """The records in a backup of this vault.

    Raises: Damaged: the backup is damaged, or of another vault.
    """
    with opened_backup(path, keys) as (about, found):
        if about.vault != vault_id:
            raise Damaged(
                "the backup is one of another vault",
                safe="nothing was changed",
                next="name a backup of this one: goldseam verify --repair --from BACKUP",
                code="keep.foreign-backup",
            )
        for member in found:
            if member.name.startswith("revisions/"):
                yield list(lines_of(member))


def _take(vault: Vault, found: Iterator[Member]) -> None:
    blobs = Blobs(vault.folder, vault.keys, vault.disk)
    lost: set[str] = set()
    for member in found:
        kind, _, name = member.name.partition("/")
        if kind == "revisions":
            vault.unite(list(lines_of(member)))
        elif kind == "attachments":
            lost.update(_put(blobs, member, _blob_of(member)))
        elif kind == "thumbnails":
            image = member.data.all(size_max=SMALL_BYTES_MAX)
            with vault.database.transaction():
                vault.database.run("insert or replace into thumbnail values (?, ?)", (bytes.fromhex(name), image))
        elif kind in {"inbox", "inbox-bad"}:
            folder = os.path.join(vault.folder, INBOX, *([BAD] if kind == "inbox-bad" else []))
            vault.disk.make_folder(folder)
            vault.disk.write(os.path.join(folder, name), member.data.all(size_max=SMALL_BYTES_MAX))
        elif kind == DRAFTS:
            _keep_drafts(vault, text_lines(member, size_max=LINES_BYTES_MAX))
        elif kind == DAMAGED:
            lost -= _named_damaged(member)
    if lost:
        raise _other_bytes(min(lost))


def _blob_of(member: Member) -> str:
    kind, _, rest = member.name.partition("/")
    return rest.split(".", 1)[0] if kind == "attachments" else ""


def _put(blobs: Blobs, member: Member, name: str) -> set[str]:
    """Keeps an attachment; returns its name if the bytes are others. Those are then not kept."""
    try:
        blobs.put(member.data, expected=name)
    except Damaged as problem:
        if problem.code != SWAPPED:
            raise
        return {name}
    return set()


def _named_damaged(member: Member) -> set[str]:
    """Attachments of which the backup says itself that they could not be read when it was made."""
    try:
        listed = json.loads(member.data.all(size_max=SMALL_BYTES_MAX))
        return {hex_of(name, 40) for name in list_of(listed, count_max=SMALL_BYTES_MAX)}
    except (ValueError, RecursionError):
        raise strange(member.name) from None


def _other_bytes(name: str) -> Damaged:
    return Damaged(
        f"the attachment {name[:8]} in the backup holds other bytes than its name says",
        safe="the backup was left as it is",
        next="use another backup",
        code="keep.backup-damaged",
    )


def _keep_drafts(vault: Vault, lines: list[str]) -> None:
    rows = [_draft_row(line) for line in lines]
    with vault.database.transaction():
        vault.database.many("insert or replace into draft values (?, ?, ?, ?, ?, ?)", rows)


def _draft_row(line: str) -> tuple[Value, ...]:
    try:
        draft = exactly(object_in(line), _DRAFT_NAMES)
        entry, base, body = draft["entry"], text_of(draft["base"]), text_of(draft["body"])
        meta = object_of(draft["meta"])
        content_of(meta, body)
        body.encode()
        return (
            bytes.fromhex(hex_of(draft["id"], 32)),
            None if entry is None else bytes.fromhex(hex_of(entry, 32)),
            bytes.fromhex(hex_of(base, len(base) // 40 * 40)),
            meta_text(meta),
            body,
            whole_of(draft["saved_at"]),
        )
    except (ValueError, RecursionError):
        raise strange(DRAFTS) from None


def header_of(path: str) -> Header:
    """The key slots of a backup, which anybody can read. Raises Damaged."""
    return load_outer(path).header
