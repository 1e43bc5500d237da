"""goldseam start: open the journal; the first time, make it. What `goldseam` alone and `dev.py run` do."""

import os

from goldseam.command.open import COMMAND as OPEN
from goldseam.command.open import page_is_installed
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.places import vault_folder
from goldseam.command.terminal import Terminal

COMMAND = Command(
    "start",
    "open the journal, as a page in the browser; the first time, make it",
    "",
    (Option("terminal", "a blank page in the terminal instead"), *OPEN.options),
    (
        ("goldseam start", "the page in the browser, until Ctrl-C"),
        ("goldseam start --terminal", "a blank page in the terminal"),
    ),
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """The page in the browser; in the terminal where that is wanted, or no page is installed."""
    if "terminal" not in arguments.flags and page_is_installed():
        from goldseam.command import open as open_

        return open_.run(arguments, terminal)
    folder = vault_folder(arguments.values.get("vault"))
    if not os.path.exists(os.path.join(folder, "vault.json")) and not os.path.exists(os.path.join(folder, "vault.db")):
        from goldseam.command import new

        terminal.note(f"Welcome. There is no journal yet; this makes one in\n  {folder}\n")
        code = new.run(arguments, terminal)
        if code:
            return code
    from goldseam.command.edit import write_in_editor

    return write_in_editor(arguments, terminal, "")
