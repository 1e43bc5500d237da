"""goldseam doctor: look for what could endanger the vault."""

import os
from collections.abc import Iterator

from goldseam.command.memory import memory_folders
from goldseam.command.opening import zone
from goldseam.command.options import Arguments, Command
from goldseam.command.places import pins_folder, runtime_folder, vault_folder
from goldseam.command.terminal import Terminal
from goldseam.desk.agent_control import agent_status
from goldseam.desk.checkup import look_at_vault
from goldseam.desk.clock import now_ms
from goldseam.desk.machine import Seen, Surroundings, look_at_machine
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.words.problem import Incomplete, Problem

COMMAND = Command(
    "doctor",
    "look for what could endanger the vault",
    "",
    (),
    (("goldseam doctor", "it needs no passphrase and changes nothing"),),
    "It looks at the clock, swap, core dumps, permissions, free space, synchronised folders, other copies of the vault,"
    " the age of the last backup and what came of it, and at what was left half done. It ends with 3 when there is"
    " something to see to.",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints what was looked at, and what to do where something is wrong."""
    folder = vault_folder(arguments.values.get("vault"))
    around = _surroundings(folder)
    wrong = 0
    for seen in _seen(folder, around):
        wrong += bool(seen.wrong)
        if "json" in arguments.flags:
            said = seen if seen.wrong else seen._replace(next="")
            terminal.say_json({"schema": 1, **said._asdict()})
        elif seen.wrong:
            terminal.say(f"look {seen.check}: {seen.wrong}{f' ({seen.found})' if seen.found else ''}")
            terminal.say(f"     next: {seen.next}")
        else:
            terminal.say(f"ok   {seen.check}{': ' + seen.found if seen.found else ''}")
    load_header(folder, Disk())  # a vault that cannot be found or read ends as every other command does
    return Incomplete.exit_code if wrong else 0


def _seen(folder: str, around: Surroundings) -> Iterator[Seen]:
    yield from look_at_machine(around)
    try:
        yield from look_at_vault(folder, around)
    except Problem as problem:
        yield Seen("vault.json", "", problem.happened, problem.next)


def _surroundings(folder: str) -> Surroundings:
    try:
        agent = agent_status(runtime_folder(), load_header(folder, Disk()).vault)
    except Problem:
        agent = None
    named = os.environ.get("TZ", "")
    return Surroundings(pins_folder(), zone(), named, memory_folders(), agent, now_ms())
