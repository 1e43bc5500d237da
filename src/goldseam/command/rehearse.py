"""goldseam rehearse: a drill: would the paper key and a backup bring it all back."""

import os
import shutil
import tempfile

from goldseam.command.opening import first_line_of, open_desk
from goldseam.command.options import Arguments, Command, misused
from goldseam.command.places import pins_folder
from goldseam.command.terminal import Terminal
from goldseam.desk.backup_rule import ALL, PART, load_backup_state, newest_backup, save_backup_state
from goldseam.desk.clock import now_ms
from goldseam.keep.keys import PAPER, unlock
from goldseam.keep.restore import header_of, restore
from goldseam.keep.vault import Vault

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
    vault_id = desk.vault.header.vault
    path = arguments.words[0] if arguments.words else newest_backup(desk.vault, pins_folder())
    if len(arguments.words) > 1:
        raise misused("rehearse takes the file of one backup, or nothing", "rehearse")
    if arguments.words and not os.path.isfile(path):
        raise misused(f"there is no file {path}", "rehearse")
    if not os.path.isfile(path):
        raise misused("there is no backup to rehearse with; make one: goldseam backup FILE", "rehearse")
    typed = first_line_of(paper) if paper else terminal.ask("the paper key, as it stands on the paper: ")
    header = header_of(path)
    if header.vault != vault_id:
        raise misused("that is a backup of another vault", "rehearse")
    keys = unlock(header.slots, header.vault, kind=PAPER, secret="".join(typed.split()))
    scratch = tempfile.mkdtemp(prefix="goldseam-rehearsal-")
    try:
        vault, about = restore(path, keys, os.path.join(scratch, "vault"))
        missing = _missing(desk.vault, vault)
        vault.close()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    rehearsed = PART if missing else ALL
    state = load_backup_state(pins_folder(), vault_id)._replace(rehearsed_at=now_ms(), rehearsed=rehearsed)
    save_backup_state(pins_folder(), vault_id, state, desk.vault.disk)
    if "json" in arguments.flags:
        report = {"path": path, "entries": about.entries, "attachments": about.attachments, "missing": missing}
        terminal.say_json({"schema": 1, **report})
    terminal.note(f"the paper key opened {path}")
    terminal.note(f"{about.entries} entries and {about.attachments} files came back")
    if missing:
        terminal.note(f"{missing} entries are newer than the backup: goldseam backup {path}")
    else:
        terminal.note("you could lose everything here today and would lose nothing")
    return 0


def _missing(here: Vault, back: Vault) -> int:
    """How many entries came back otherwise than they are, or not at all. One at a time: a journal may be large."""
    count = 0
    for entry in here.iter_entries():
        found = back.entry(entry.id)
        count += found is None or found.content != entry.content
    return count
