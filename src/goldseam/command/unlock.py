"""goldseam unlock: keep the vault open for a while."""

from goldseam.command.memory import sweep_memory
from goldseam.command.opening import ask_passphrase, given_secret, locked_desk, opened_desk
from goldseam.command.options import Arguments, Command
from goldseam.command.paper_key import tell_of_unconfirmed_paper
from goldseam.command.places import pins_folder, runtime_folder
from goldseam.command.rendering import SCHEMA, counted
from goldseam.command.terminal import Terminal
from goldseam.desk.agent_control import new_errand, start_agent
from goldseam.desk.backup_rule import load_backup_state, save_backup_state
from goldseam.desk.locked import LockedDesk
from goldseam.desk.settings import setting_of
from goldseam.desk.unlocking import Unlocked, unlock, unlock_by_keyring
from goldseam.keep.disk import Disk
from goldseam.keep.keys import KEYRING, PASSPHRASE

COMMAND = Command(
    "unlock",
    "keep the vault open for a while",
    "",
    (),
    (
        ("goldseam unlock", "ask for the passphrase once; it locks again by itself"),
        ("goldseam unlock --paper-key-file paper.txt", "with the paper key"),
        ("goldseam settings lock_after_minutes 5", "how long it stays open without a command"),
    ),
    "A small process of yours holds the key in memory and hands it to your commands. It locks after a time without a"
    " command, when the machine has slept, and on goldseam lock.",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Opens the vault, takes in what waited, and leaves the key with the agent."""
    sweep_memory()
    locked = locked_desk(arguments)
    unlocked = _unlocked(arguments, locked, terminal)
    desk = opened_desk(locked, unlocked.keys, terminal)
    minutes = int(setting_of(desk.vault, "lock_after_minutes"))
    desk.close()
    errand = new_errand(
        locked.folder,
        runtime_folder(),
        locked.header.vault,
        unlocked_by=unlocked.by,
        idle_s=minutes * 60,
        remembered=pins_folder(),
    )
    started = start_agent(errand, unlocked.keys)
    for copy in unlocked.copies:
        terminal.note(f"careful: another copy of this vault lies in {copy}; write in one of them only")
    _tell_of_backups(locked, terminal)
    tell_of_unconfirmed_paper(locked.header.vault, terminal)
    if "json" in arguments.flags:
        how = {"by": unlocked.by, "was_unlocked": not started, "lock_after_minutes": minutes}
        terminal.say_json({"schema": SCHEMA, "unlocked": locked.header.vault, **how, "copies": list(unlocked.copies)})
    when = f"after {counted(minutes, 'minute')} without a command" if minutes else "only when you say goldseam lock"
    terminal.note(f"{'unlocked' if started else 'it was unlocked already'}; it locks {when}")
    return 0


def _tell_of_backups(locked: LockedDesk, terminal: Terminal) -> None:
    """Once, where they are made; afterwards only when the last one failed."""
    state = load_backup_state(pins_folder(), locked.header.vault)
    if state.problem:
        terminal.note(f"careful: the last backup by itself went wrong: {state.problem}\nnext: {state.next}")
    elif state.shelf and not state.told:
        place = "; a folder on another disk is safer: goldseam settings backup_folder DIR" if state.same_disk else ""
        terminal.note(f"backups are made by themselves in {state.shelf}{place}")
        save_backup_state(pins_folder(), locked.header.vault, state._replace(told=True), Disk())


def _unlocked(arguments: Arguments, locked: LockedDesk, terminal: Terminal) -> Unlocked:
    given = given_secret(arguments)
    if given is not None:
        return unlock(locked.folder, pins_folder(), kind=given[0], secret=given[1])
    by_keyring = unlock_by_keyring(locked.folder, pins_folder())
    if by_keyring is not None:
        terminal.note("opened with the key that your system's keyring holds (goldseam keys)")
        assert by_keyring.by == KEYRING, "it came from there"
        return by_keyring
    return unlock(locked.folder, pins_folder(), kind=PASSPHRASE, secret=ask_passphrase(terminal))
