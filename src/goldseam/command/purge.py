"""goldseam purge: remove entries for good."""

from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import ID_SHOWN, SCHEMA, entry_line
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.desk.desk import Desk
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

COMMAND = Command(
    "purge",
    "remove entries for good",
    "ENTRY …",
    (Option("trash", "everything that is in the trash"), Option("yes", "do not ask")),
    (
        ("goldseam purge 3f2a", "remove an entry, every revision of it and its files"),
        ("goldseam purge --trash", "empty the trash"),
    ),
    "Every revision of the entry, its files and what the index knew of it are removed from the vault and from its"
    " second copy. Backups made before still hold it, and so may the blocks of the disk itself. That an entry was"
    " there, and when it was removed, stays.",
)

NAMED_MAX = 20


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Removes entries after asking once."""
    desk = open_desk(arguments, terminal)
    if bool(arguments.words) == ("trash" in arguments.flags):
        raise misused("purge takes entries, or --trash for all that is in the trash", "purge")
    if arguments.words:
        ids = list(dict.fromkeys(find_entry(desk, word).id for word in arguments.words))
    else:
        ids = [entry.id for entry in desk.vault.timeline(sight=desk.sight(Purpose.BROWSE), trashed=True)]
    if not ids:
        terminal.note("the trash is empty")
        return 0
    if "yes" not in arguments.flags and not _is_sure(desk, ids, terminal):
        terminal.note("nothing was removed")
        return 0
    desk.purge(ids)
    for id_ in ids if "json" in arguments.flags else ():
        terminal.say_json({"schema": SCHEMA, "purged": id_})
    terminal.note(f"removed for good: {', '.join(id_[:ID_SHOWN] for id_ in ids)}")
    return 0


def _is_sure(desk: Desk, ids: list[str], terminal: Terminal) -> bool:
    if not terminal.input_allowed:
        raise Misused(
            "what is removed for good is asked for first, and nobody may be asked here",
            safe="nothing was removed",
            next="goldseam purge … --yes",
            code="command.cannot-ask",
        )
    width = terminal.width()
    for id_ in ids[:NAMED_MAX]:
        entry = desk.vault.entry(id_)
        if entry is not None:
            terminal.note_styled(entry_line(entry, terminal, width))
    if len(ids) > NAMED_MAX:
        terminal.note(f"and {len(ids) - NAMED_MAX} more")
    which = "this entry" if len(ids) == 1 else f"these {len(ids)} entries"
    return terminal.confirm(f"remove {which} for good? This cannot be taken back.")
