"""goldseam journal: notebooks in the vault."""

from goldseam.command.composing import announce
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import ID_SHOWN, one_line
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.keep.listing import names_of
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose
from goldseam.write.contents import name_in
from goldseam.write.labels import NOTEBOOK, Label, Labels

COMMAND = Command(
    "journal",
    "notebooks in the vault",
    "[NAME ENTRY …]",
    (Option("rename", "OLD=NEW, with everything in it; merges when NEW is there already", "OLD=NEW"),),
    (
        ("goldseam journal", "the notebooks there are"),
        ("goldseam journal letters 3f2a 91bc", "move entries into the notebook letters"),
        ("goldseam journal - 3f2a", "move one back into the one without a name"),
        ("goldseam journal --rename run=running", "rename one"),
        ('goldseam write --journal letters "Dear …"', "write into one; it is made by being written into"),
    ),
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Lists notebooks, renames one, or moves entries."""
    desk = open_desk(arguments, terminal)
    if "rename" in arguments.values:
        old, _, new = arguments.values["rename"].partition("=")
        new = name_in(new)
        if not new:
            raise misused("--rename takes OLD=NEW", "journal")
        if old not in names_of(desk.vault.database, "notebooks", sight=desk.sight(Purpose.BROWSE)):
            raise Misused(
                "no entry is in a notebook of that name",
                safe="nothing was changed",
                next="see those there are: goldseam journal",
                code="command.no-such-notebook",
            )
        taken = Labels(desk.vault).rename(Label(NOTEBOOK, old), new, now_ms=now_ms())
        ids = [one.entry for one in taken.revised]
    elif arguments.words:
        new = "" if arguments.words[0] == "-" else name_in(arguments.words[0])
        ids = [find_entry(desk, word).id for word in arguments.words[1:]]
        if not ids:
            raise misused("journal takes a name and the entries to move into it", "journal")
        desk.entries.change_many(ids, lambda _, content: content._replace(journal=new), now_ms=now_ms())
    else:
        for name, count in desk.vault.journal_counts(desk.sight(Purpose.BROWSE)):
            if "json" in arguments.flags:
                terminal.say_json({"schema": 1, "journal": name, "entries": count})
            else:
                terminal.say(f"{count:6}  {terminal.shown(one_line(name)) or '(without a name)'}")
        return 0
    announce(desk.vault.header.vault)
    to = terminal.shown(new) or "the notebook without a name"
    terminal.note(f"moved to {to}: {', '.join(id_[:ID_SHOWN] for id_ in ids[:20])}")
    return 0
