"""goldseam start: open the journal; the first time, make it. What `goldseam` alone and `dev.py run` do."""

import os

from goldseam.command.options import Arguments, Command
from goldseam.command.places import vault_folder
from goldseam.command.terminal import Terminal

COMMAND = Command(
    "start",
    "open the journal at a blank page; the first time, make it",
    "",
    (),
    (("goldseam start", "a blank page"),),
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """A blank page, in a vault that is made first if there is none."""
    folder = vault_folder(arguments.values.get("vault"))
    if not os.path.exists(os.path.join(folder, "vault.json")) and not os.path.exists(os.path.join(folder, "vault.db")):
        from goldseam.command import new

        terminal.note(f"Welcome. There is no journal yet; this makes one in\n  {folder}\n")
        code = new.run(arguments, terminal)
        if code:
            return code
    from goldseam.command.edit import write_in_editor

    return write_in_editor(arguments, terminal, "")
