"""goldseam list: the newest entries."""

from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.rendering import entry_json, entry_line
from goldseam.command.terminal import Terminal
from goldseam.desk.desk import Desk
from goldseam.words.place import places_of_days
from goldseam.words.rest import Purpose

COMMAND = Command(
    "list",
    "the newest entries, one a line",
    "",
    (
        Option("number", "how many; 0 is all", "N", "n"),
        Option("on", "only of a day, month or year: yesterday, 2026-03, 'last week'", "WHEN"),
        Option("journal", "only of this notebook", "NAME", "j"),
        Option("oldest", "oldest first"),
        Option("trash", "what is in the trash"),
    ),
    (
        ("goldseam list", "the newest twenty"),
        ("goldseam list -n 5 --on 'last summer' --oldest", "how last summer began"),
        ("goldseam list -n 0 --json", "everything, for a program"),
    ),
)
USUAL = 20


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints entries, newest first."""
    desk = open_desk(arguments, terminal)
    number = arguments.whole_number("number", USUAL, command="list")
    entries = desk.vault.timeline(
        sight=desk.sight(Purpose.BROWSE),
        newest_first="oldest" not in arguments.flags,
        limit=number or -1,
        places=_places(arguments, desk),
        journal=arguments.values.get("journal"),
        trashed="trash" in arguments.flags,
    )
    if "json" in arguments.flags:
        for entry in entries:
            terminal.say_json(entry_json(entry))
        return 0
    width = terminal.width()
    for entry in entries:
        terminal.write_styled(entry_line(entry, terminal, width))
    if not entries:
        chosen = {"on", "journal"} & arguments.values.keys()
        empty = "no entry is like that" if chosen else "the trash is empty" if "trash" in arguments.flags else ""
        terminal.note(empty or 'nothing here yet: goldseam "your words"')
    return 0


def _places(arguments: Arguments, desk: Desk) -> tuple[int, int] | None:
    when = arguments.values.get("on")
    if when is None:
        return None
    from goldseam.words.when import parse_days

    days = parse_days(when, today=desk.today())
    return places_of_days(days.first, days.last)
