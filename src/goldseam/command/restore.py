"""goldseam restore: take back an entry, an earlier revision, or a whole backup."""

import os
import re

from goldseam.command.composing import announce
from goldseam.command.opening import keys_of_backup, open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.places import pins_folder, vault_folder
from goldseam.command.progress import progress_line
from goldseam.command.rendering import ID_SHOWN, SCHEMA, counted, entry_json
from goldseam.command.show import find_entry, find_revision
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.locked import save_pin
from goldseam.keep.disk import Disk
from goldseam.keep.restore import header_of, restore, restore_blobs
from goldseam.keep.shelf import backups_on
from goldseam.words.problem import Misused

COMMAND = Command(
    "restore",
    "take back an entry, an earlier revision, or a backup",
    "ENTRY [REVISION] | FILE | FOLDER",
    (Option("blobs", "with FILE: only bring back files that the vault has lost"),),
    (
        ("goldseam restore 3f2a", "out of the trash"),
        ("goldseam restore 3f2a 91bc", "as it was in an earlier revision; nothing between is lost"),
        ("goldseam restore journal.tar --vault ~/again", "a backup, into an empty folder"),
        ("goldseam restore ~/.local/share/goldseam/vault-backups --vault ~/again", "the newest in a folder of them"),
        ("goldseam restore journal.tar --blobs", "photos that the vault has lost"),
    ),
    "The name of a file is a backup, that of a folder the newest of the backups in it; anything else is an entry.",
)

_ENTRY = re.compile("last|[0-9a-f]{1,32}")


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Restores what is named."""
    words = arguments.words
    if not 1 <= len(words) <= 2:  # noqa: PLR2004 - an entry and a revision
        raise misused("restore takes an entry, perhaps a revision, or the file of a backup", "restore")
    path = _newest_in(words[0]) if os.path.isdir(words[0]) else words[0]
    if os.path.isfile(path):
        return (_blobs if "blobs" in arguments.flags else _backup)(path, arguments, terminal)
    if not _ENTRY.fullmatch(words[0].lower()):
        raise Misused(
            f"there is no file or folder {words[0]}, and no entry has such an id",
            safe="nothing was changed",
            next="check the name of the backup (ls), or see the ids: goldseam list, goldseam trash",
            code="command.nothing-to-restore",
        )
    desk = open_desk(arguments, terminal)
    entry = find_entry(desk, words[0])
    if len(words) == 1 and not entry.content.trashed:
        terminal.note(f"{entry.id[:ID_SHOWN]} is not in the trash; nothing was changed")
        return 0
    if len(words) == 1:
        desk.entries.untrash(entry.id, now_ms=now_ms())
    else:
        desk.entries.restore(entry.id, find_revision(desk, entry, words[1]).id, now_ms=now_ms())
    announce(desk.vault.header.vault)
    if "json" in arguments.flags:
        terminal.say_json(entry_json(find_entry(desk, entry.id)))
    terminal.note(f"{entry.id[:ID_SHOWN]} is back")
    return 0


def _newest_in(folder: str) -> str:
    """The newest backup among those that were made by themselves. Raises Misused: none, or of several vaults."""
    there = backups_on(folder, None, Disk())
    if not there:
        raise misused(f"there is no backup of the vault's own making in {folder}; name the file", "restore")
    if len({os.path.basename(kept.path).split("-")[1] for kept in there}) > 1:
        raise misused(f"the backups of more than one vault are in {folder}; name the file", "restore")
    return there[0].path


def _backup(path: str, arguments: Arguments, terminal: Terminal) -> int:
    header = header_of(path)
    keys = keys_of_backup(path, arguments, terminal)
    folder = vault_folder(arguments.values.get("vault"))
    line = progress_line("restoring, MB")
    passed = [0]

    def step(count: int) -> None:
        passed[0] += count
        line(passed[0] >> 20)

    vault, about = restore(path, keys, folder, step=step)
    line(-1)
    save_pin(pins_folder(), header, keys, Disk())
    if "json" in arguments.flags:
        counts = {"entries": vault.count(), "attachments": about.attachments}
        terminal.say_json({"schema": SCHEMA, "vault": header.vault, "folder": folder, "path": path, **counts})
    terminal.note(f"from {path}")
    terminal.note(f"{vault.count()} of {about.entries} entries and {about.attachments} files are back, in {folder}")
    return 0


def _blobs(path: str, arguments: Arguments, terminal: Terminal) -> int:
    desk = open_desk(arguments, terminal)
    files = restore_blobs(path, desk.vault)
    if "json" in arguments.flags:
        terminal.say_json({"schema": SCHEMA, "path": path, "files": files})
    terminal.note(counted(files, "file is", "files are") + " back")
    return 0
