"""goldseam backup: one encrypted file with everything."""

import os

from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.places import pins_folder
from goldseam.command.progress import progress_line
from goldseam.command.rendering import counted, moment_text, size_text
from goldseam.command.terminal import Terminal
from goldseam.desk.backup_rule import BackupState, back_up_now, shelf_of
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.keep.backup import Made
from goldseam.keep.shelf import backups_on
from goldseam.words.problem import Incomplete

COMMAND = Command(
    "backup",
    "one encrypted file with everything",
    "[FILE]",
    (Option("list", "the backups that were made by themselves, the newest first"),),
    (
        (
            "goldseam backup /media/stick/journal.tar",
            "texts, history, photos; replaced only when the new one is proven",
        ),
        ("goldseam backup", "now, where backups are made by themselves"),
        ("goldseam backup --list", "those there are"),
        ("goldseam settings backup_folder /media/disk/journal", "make them there"),
    ),
    "It is written, read back and compared before it gets its name. It opens with the passphrase or the paper key, and"
    " it holds a short program that reads it with nothing but Python and the age command. When something changed, one a"
    " day is made by itself while the vault is unlocked and nothing happens (docs/backups.md).",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Writes a backup and proves it, or lists those on the shelf."""
    if len(arguments.words) > 1 or ("list" in arguments.flags and arguments.words):
        raise misused("backup takes the name of a file, or nothing", "backup")
    desk = open_desk(arguments, terminal)
    if "list" in arguments.flags:
        return _list(desk, arguments, terminal)
    passed = [0]
    line = progress_line("backing up, MB")

    def step(count: int) -> None:
        passed[0] += count
        line(passed[0] >> 20)

    path = "".join(arguments.words)
    made = back_up_now(desk.vault, pins_folder(), now_ms=now_ms(), path=path, step=step)
    line(-1)
    if "json" in arguments.flags:
        terminal.say_json({"schema": 1, "path": made.path, "size": made.size, **_about(made)})
    what = f"{counted(made.about.entries, 'entry', 'entries')} and {counted(made.about.attachments, 'file')}"
    terminal.note(f"{what}, {size_text(made.size)}, proven")
    for name in made.damaged:
        terminal.note(f"careful: the attachment {name[:8]} could not be read and is not in it: goldseam verify")
    return Incomplete.exit_code if made.damaged else 0


def backup_text(state: BackupState, zone: str) -> str:
    """What is to be said of a vault's backups, in a line."""
    if not state.path:
        said = "there is no backup yet: goldseam backup"
    else:
        there = "" if os.path.exists(state.path) else " (not there now)"
        said = (
            f"last backup {moment_text(state.made_at, zone)}, {state.entries} entries, proven, in {state.path}{there}"
        )
    if state.shelf and state.same_disk:
        said += "; on the disk of the journal: one on another disk is safer: goldseam settings backup_folder DIR"
    return f"{said}; the one after it went wrong: {state.problem}; next: {state.next}" if state.problem else said


def _about(made: Made) -> dict[str, object]:
    """What a program may know of it: the keys that the vault had once stay inside."""
    return {name: value for name, value in made.about._asdict().items() if name != "former_inbox"}


def _list(desk: Desk, arguments: Arguments, terminal: Terminal) -> int:
    shelf = _shelf(desk)
    there = backups_on(shelf, desk.vault.header.vault, desk.vault.disk)
    for kept in there:
        if "json" in arguments.flags:
            terminal.say_json({"schema": 1, **kept._asdict()})
        else:
            terminal.say(f"{moment_text(kept.made_at, desk.zone)}  {size_text(kept.size):>8}  {kept.path}")
    if not there:
        terminal.note(f"there is none yet in {shelf}; to make one now: goldseam backup")
    return 0


def _shelf(desk: Desk) -> str:
    shelf = shelf_of(desk.vault)
    if shelf is None:
        raise misused("backups by themselves are off; name a file, or say where: goldseam settings backup_folder DIR")
    return shelf
