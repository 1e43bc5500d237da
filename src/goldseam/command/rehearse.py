"""goldseam rehearse: a drill: would the paper key and a backup bring it all back."""

from goldseam.command.opening import first_line_of, open_desk
from goldseam.command.options import Arguments, Command, misused
from goldseam.command.places import pins_folder
from goldseam.command.rendering import counted
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.rehearsal import backup_to_rehearse, keys_on_paper, rehearse

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
    if len(arguments.words) > 1:
        raise misused("rehearse takes the file of one backup, or nothing", "rehearse")
    paper = arguments.values.get("paper-key-file")
    desk = open_desk(arguments, terminal)
    path = backup_to_rehearse(desk.vault, pins_folder(), *arguments.words)
    typed = first_line_of(paper) if paper else terminal.ask("the paper key, as it stands on the paper: ")
    keys = keys_on_paper(desk.vault, path, typed)
    found = rehearse(desk.vault, path, keys, pins_folder(), now_ms=now_ms())
    if "json" in arguments.flags:
        terminal.say_json({"schema": 1, **found._asdict()})
    terminal.note(f"the paper key opened {path}")
    terminal.note(f"{counted(found.entries, 'entry', 'entries')} and {counted(found.attachments, 'file')} came back")
    if found.missing:
        terminal.note(
            f"{counted(found.missing, 'entry is', 'entries are')} newer than the backup: goldseam backup {path}"
        )
    elif not found.same_disk:
        terminal.note("you could lose everything here today and would lose nothing")
    if found.same_disk:
        came = "" if found.missing else "everything came back; but "
        terminal.note(
            f"{came}this backup seems to lie on the disk of the journal, and a disk that breaks takes both:"
            " goldseam backup FILE makes one on another disk"
        )
    return 0
