"""goldseam settings: when a day starts, when to lock, how to back up."""

import json

from goldseam.command.backup import backup_text
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, misused
from goldseam.command.places import pins_folder
from goldseam.command.terminal import Terminal
from goldseam.desk.backup_rule import backup_folder_of, load_backup_state
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.settings import BESIDE, OFF, SETTINGS, parse_setting, setting_of
from goldseam.keep.shelf import on_one_disk

COMMAND = Command(
    "settings",
    "when a day starts, when to lock, how to back up",
    "[NAME [VALUE]]",
    (),
    (
        ("goldseam settings", "all of them"),
        ("goldseam settings day_start_hour 3", "what is written before three belongs to the day before"),
        ("goldseam settings lock_after_minutes 5", "lock after five minutes without a command"),
        ("goldseam settings backup_folder /media/disk/journal", "make backups there, best on another disk"),
        ("goldseam settings backup_folder beside", "in a folder beside the vault, as at first; off is nowhere"),
    ),
    "Settings are kept in the vault and travel with it.",
    minus=True,
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Shows settings, or changes one."""
    if len(arguments.words) > 2:  # noqa: PLR2004 - a name and a value
        raise misused("settings takes a name and a value", "settings")
    name = arguments.words[0] if arguments.words else None
    if name is not None and name not in SETTINGS:
        raise misused(f"there is no setting called {name[:40]!r}", "settings")
    desk = open_desk(arguments, terminal)
    if name is not None and len(arguments.words) == 2:  # noqa: PLR2004 - a name and a value
        value = _parsed(desk, name, arguments.words[1], terminal)
        desk.vault.set_setting(name, value, now_ms=now_ms())
        terminal.note(f"{name} is {json.dumps(value)} from now on")
        return 0
    for each in [name] if name else list(SETTINGS):
        value = setting_of(desk.vault, each)
        if "json" in arguments.flags:
            terminal.say_json({"schema": 1, "name": each, "value": value, "meaning": SETTINGS[each].meaning})
        else:
            terminal.say(f"{each:20} {json.dumps(value, ensure_ascii=False):12} {SETTINGS[each].meaning}")
    if name is None:
        terminal.note(backup_text(load_backup_state(pins_folder(), desk.vault.header.vault), desk.zone))
    return 0


def _parsed(desk: Desk, name: str, text: str, terminal: Terminal) -> int | str:
    value = parse_setting(name, text)
    if name != "backup_folder":
        return value
    folder = backup_folder_of(desk.vault, str(value))
    if folder not in {BESIDE, OFF} and on_one_disk(folder, desk.vault.folder):
        terminal.note("careful: that seems to be the disk of the journal; a folder on another would be safer")
    return folder
