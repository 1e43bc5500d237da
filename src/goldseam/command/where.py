"""goldseam where: where everything lies."""

import sys

from goldseam import __version__
from goldseam.command.options import Arguments, Command
from goldseam.command.places import config_folder, runtime_folder, vault_folder
from goldseam.command.terminal import Terminal
from goldseam.desk.agent_control import agent_status
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.words.problem import Problem

COMMAND = Command("where", "where everything lies", "", (), (("goldseam where", "paths, vault, versions"),))


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints paths and versions; works without a vault."""
    folder = vault_folder(arguments.values.get("vault"))
    try:
        vault = load_header(folder, Disk()).vault
        state = "unlocked" if agent_status(runtime_folder(), vault) else "locked"
    except Problem as problem:
        vault, state = "", problem.happened
    facts = {
        "vault": folder,
        "vault_id": vault,
        "state": state,
        "config": config_folder(),
        "runtime": runtime_folder(),
        "goldseam": __version__,
        "python": sys.version.split()[0],
    }
    if "json" in arguments.flags:
        terminal.say_json({"schema": 1, **facts})
    else:
        for name, value in facts.items():
            terminal.say(f"{name:9} {value}")
    return 0
