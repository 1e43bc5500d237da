"""goldseam trash: put entries into the trash, see what is in it."""

from goldseam.command.composing import announce
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command
from goldseam.command.rendering import ID_SHOWN, entry_json, entry_line
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.words.rest import Purpose

COMMAND = Command(
    "trash",
    "put entries into the trash, or see what is in it",
    "[ENTRY …]",
    (),
    (
        ("goldseam trash 3f2a", "put an entry into the trash"),
        ("goldseam trash", "see what is in it"),
        ("goldseam restore 3f2a", "take it back out, any time"),
        ("goldseam purge 3f2a", "remove it for good"),
    ),
    "What is in the trash stays there until it is taken back or purged; nothing is removed by itself.",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Trashes entries, or lists the trash."""
    desk = open_desk(arguments, terminal)
    entries = [find_entry(desk, word) for word in arguments.words]
    for entry in entries:
        trashed_entry = desk.entries.trash(entry.id, now_ms=now_ms())
        if "json" in arguments.flags:
            terminal.say_json(entry_json(trashed_entry))
        terminal.note(f"{entry.id[:ID_SHOWN]} is in the trash; to take it back: goldseam restore {entry.id[:ID_SHOWN]}")
    if entries:
        announce(desk.vault.header.vault)
        return 0
    width = terminal.width()
    trashed = desk.vault.timeline(sight=desk.sight(Purpose.BROWSE), trashed=True)
    for entry in trashed:
        if "json" in arguments.flags:
            terminal.say_json(entry_json(entry))
        else:
            terminal.write_styled(entry_line(entry, terminal, width))
    if not trashed:
        terminal.note("the trash is empty")
    return 0
