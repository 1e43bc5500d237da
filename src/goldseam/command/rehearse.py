"""goldseam rehearse: a drill: would the paper key and a backup bring it all back."""

import os
import shutil
import tempfile

from goldseam.command.opening import first_line_of, open_desk
from goldseam.command.options import Arguments, Command, misused
from goldseam.command.terminal import Terminal
from goldseam.keep.keys import PAPER, unlock
from goldseam.keep.restore import header_of, restore

COMMAND = Command(
    "rehearse",
    "a drill: would the paper key and a backup bring it all back",
    "[BACKUP]",
    (),
    (("goldseam rehearse", "two minutes, with the newest backup"), ("goldseam rehearse journal.tar", "with this one")),
    "It asks for the paper key as if everything else were lost, restores the backup into a folder that is removed"
    " afterwards, and compares it with the journal. Nothing is changed.",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Restores a backup with the paper key alone, and compares."""
    paper = arguments.values.get("paper-key-file")
    desk = open_desk(arguments, terminal)
    last = desk.vault.setting("last_backup")
    path = arguments.words[0] if arguments.words else str(last.get("path", "")) if isinstance(last, dict) else ""
    if not os.path.isfile(path):
        raise misused("there is no backup to rehearse with; make one: goldseam backup FILE", "rehearse")
    typed = first_line_of(paper) if paper else terminal.ask("the paper key, as it stands on the paper: ")
    header = header_of(path)
    keys = unlock(header.slots, header.vault, kind=PAPER, secret="".join(typed.split()))
    scratch = tempfile.mkdtemp(prefix="goldseam-rehearsal-")
    try:
        vault, about = restore(path, keys, os.path.join(scratch, "vault"))
        there = {entry.id: entry.content for entry in vault.iter_entries()}
        vault.close()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    missing = sum(there.get(entry.id) != entry.content for entry in desk.vault.iter_entries())
    terminal.note(f"the paper key opened the backup, and {len(there)} entries and {about.attachments} files came back")
    if missing:
        terminal.note(f"{missing} entries are newer than the backup: goldseam backup {path}")
    else:
        terminal.note("you could lose everything here today and would lose nothing")
    return 0
