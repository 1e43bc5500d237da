"""goldseam lock: close the vault."""

from goldseam.command.memory import sweep_memory
from goldseam.command.opening import locked_desk
from goldseam.command.options import Arguments, Command
from goldseam.command.places import runtime_folder
from goldseam.command.rendering import SCHEMA
from goldseam.command.terminal import Terminal
from goldseam.desk.agent_control import lock_agent
from goldseam.desk.lock_watch import say_locked

COMMAND = Command(
    "lock",
    "close the vault",
    "",
    (),
    (("goldseam lock", "the key is forgotten, at once"),),
    "A page that is open in a terminal keeps what is on it as a draft and closes, within a second or two.",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Ends the agent, after the second copy is up to date."""
    sweep_memory()
    vault_id = locked_desk(arguments).header.vault
    say_locked(runtime_folder(), vault_id)
    outcome = lock_agent(runtime_folder(), vault_id)
    if "json" in arguments.flags:
        how = {"was_locked": outcome == "was locked", "second_copy_follows": outcome != "behind"}
        terminal.say_json({"schema": SCHEMA, "locked": vault_id, **how})
    said = {
        "locked": "locked",
        "behind": "locked; the second copy in log/ could not follow and will at the next unlock",
        "was locked": "it was locked already",
    }
    terminal.note(said[outcome])
    return 0
