"""goldseam where: where everything lies."""

import sys

from goldseam import __version__
from goldseam.command.opening import zone
from goldseam.command.options import Arguments, Command
from goldseam.command.places import config_folder, pins_folder, runtime_folder, vault_folder
from goldseam.command.rendering import moment_text
from goldseam.command.terminal import Terminal
from goldseam.desk.agent_control import agent_status
from goldseam.desk.backup_rule import BackupState, load_backup_state
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.words.problem import Problem

COMMAND = Command("where", "where everything lies", "", (), (("goldseam where", "paths, vault, versions"),))


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints paths and versions; works without a vault."""
    folder = vault_folder(arguments.values.get("vault"))
    backups = BackupState()
    try:
        vault = load_header(folder, Disk()).vault
        backups = load_backup_state(pins_folder(), vault)
        state = "unlocked" if agent_status(runtime_folder(), vault) else "locked"
    except Problem as problem:
        vault, state = "", problem.happened
    facts: dict[str, object] = {
        "vault": folder,
        "vault_id": vault,
        "state": state,
        "backups": backups.shelf,
        "last_backup": backups.path,
        "last_backup_at": backups.made_at,
        "last_backup_problem": backups.problem,
        "config": config_folder(),
        "runtime": runtime_folder(),
        "goldseam": __version__,
        "python": sys.version.split()[0],
    }
    if "json" in arguments.flags:
        terminal.say_json({"schema": 1, **facts})
        return 0
    facts["last_backup_at"] = moment_text(backups.made_at, zone()) if backups.path else ""
    for name, value in facts.items():
        if value != "":
            terminal.say(f"{name.replace('_', ' '):19} {value}")
    return 0
