"""goldseam backup: one encrypted file with everything."""

import os

from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, misused
from goldseam.command.progress import progress_line
from goldseam.command.rendering import size_text
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.keep.backup import make_backup

COMMAND = Command(
    "backup",
    "one encrypted file with everything",
    "FILE",
    (),
    (("goldseam backup /media/stick/journal.tar", "texts, history, photos; replaced only when the new one is proven"),),
    "It is written, read back and compared before it gets its name. It opens with the passphrase or the paper key, and"
    " it holds a short program that reads it with nothing but Python and the age command.",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Writes a backup and proves it."""
    if len(arguments.words) != 1:
        raise misused("backup takes the name of a file", "backup")
    desk = open_desk(arguments, terminal)
    passed = [0]
    line = progress_line("backing up, MB")

    def step(count: int) -> None:
        passed[0] += count
        line(passed[0] >> 20)

    made = make_backup(desk.vault, os.path.abspath(arguments.words[0]), now_ms=now_ms(), step=step)
    line(-1)
    desk.vault.set_setting("last_backup", {"path": made.path, "at": made.about.made_at}, now_ms=now_ms())
    if "json" in arguments.flags:
        terminal.say_json({"schema": 1, "path": made.path, "size": made.size, **made.about._asdict()})
    terminal.note(f"{made.about.entries} entries and {made.about.attachments} files, {size_text(made.size)}, proven")
    for name in made.damaged:
        terminal.note(f"careful: the attachment {name[:8]} could not be read and is not in it: goldseam verify")
    return 3 if made.damaged else 0
