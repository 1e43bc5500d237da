"""A backup becomes a vault again (spec/backup.md)."""

import json
import os
from collections.abc import Iterator

from goldseam.keep.archive import Member
from goldseam.keep.backup import About, Step, lines_of, load_outer, opened_backup
from goldseam.keep.blobs import Blobs
from goldseam.keep.disk import Disk
from goldseam.keep.header import Header, save_header
from goldseam.keep.keys import Keys
from goldseam.keep.record import meta_text
from goldseam.keep.vault import DATABASE, FOLDERS, README, Vault, create_database, open_vault
from goldseam.words.problem import Damaged, Misused

SMALL_BYTES_MAX = 64 << 20


def restore(
    path: str, keys: Keys, folder: str, *, disk: Disk | None = None, step: Step | None = None
) -> tuple[Vault, About]:
    """Makes the vault of the backup at `path` in an empty or missing folder; returns it, open.

    It is another copy of that vault: same id, same keys and slots, a device id of its own. vault.json is written last,
    so a restore that was interrupted leaves no vault. Constant memory.

    Raises: Damaged: anything in the backup is not what it was. Misused: the folder holds something.
    """
    disk = disk or Disk()
    header = load_outer(path).header
    disk.make_folder(folder)
    if disk.names(folder):
        raise Misused(
            f"the folder {folder} is not empty",
            safe="nothing in it was changed",
            next="name an empty folder: goldseam restore FILE --vault DIR",
            code="keep.folder-not-empty",
        )
    for name in FOLDERS:
        disk.make_folder(os.path.join(folder, name))
    create_database(os.path.join(folder, DATABASE), keys)
    disk.write(os.path.join(folder, "README.txt"), README.encode())
    vault = Vault(folder, header, keys, disk=disk)
    with opened_backup(path, keys, step=step) as (about, found):
        _take(vault, found)
    vault.settle()
    vault.close()
    save_header(folder, header, disk)
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
                _put(blobs, member, name)
                count += 1
    return count


def _take(vault: Vault, found: Iterator[Member]) -> None:
    blobs = Blobs(vault.folder, vault.keys, vault.disk)
    for member in found:
        kind = member.name.split("/", 1)[0]
        if kind == "revisions":
            vault.unite(list(lines_of(member)))
        elif kind == "attachments":
            _put(blobs, member, _blob_of(member))
        elif kind == "thumbnails":
            image = member.data.all(size_max=SMALL_BYTES_MAX)
            with vault.database.transaction():
                values = (bytes.fromhex(member.name.split("/")[1]), image)
                vault.database.run("insert or replace into thumbnail values (?, ?)", values)
        elif kind == "inbox":
            path = os.path.join(vault.folder, "inbox", os.path.basename(member.name))
            vault.disk.write(path, member.data.all(size_max=SMALL_BYTES_MAX))
        elif kind == "drafts.jsonl":
            _keep_drafts(vault, member.data.all(size_max=SMALL_BYTES_MAX).decode())


def _blob_of(member: Member) -> str:
    kind, _, rest = member.name.partition("/")
    return rest.split(".", 1)[0] if kind == "attachments" else ""


def _put(blobs: Blobs, member: Member, name: str) -> None:
    put, _ = blobs.put(member.data)
    if put != name:
        raise Damaged(
            f"the attachment {name[:8]} in the backup holds other bytes than its name says",
            safe="the backup was left as it is",
            next="use another backup",
            code="keep.backup-damaged",
        )


def _keep_drafts(vault: Vault, lines: str) -> None:
    with vault.database.transaction():
        for line in lines.splitlines():
            draft = json.loads(line)
            entry = draft.get("entry")
            values = (
                bytes.fromhex(draft["id"]),
                bytes.fromhex(entry) if entry else None,
                bytes.fromhex(draft["base"]),
                meta_text(draft["meta"]),
                draft["body"],
                draft["saved_at"],
            )
            vault.database.run("insert or replace into draft values (?, ?, ?, ?, ?, ?)", values)


def header_of(path: str) -> Header:
    """The key slots of a backup, which anybody can read. Raises Damaged."""
    return load_outer(path).header
