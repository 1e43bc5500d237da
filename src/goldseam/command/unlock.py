"""goldseam unlock: keep the vault open for a while."""

from goldseam.command.opening import ask_passphrase, given_secret, locked_desk, opened_desk
from goldseam.command.options import Arguments, Command
from goldseam.command.places import pins_folder, runtime_folder
from goldseam.command.terminal import Terminal
from goldseam.desk.agent_control import new_errand, start_agent
from goldseam.desk.locked import LockedDesk
from goldseam.desk.settings import setting_of
from goldseam.desk.unlocking import Unlocked, unlock, unlock_by_keyring
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
    locked = locked_desk(arguments)
    unlocked = _unlocked(arguments, locked, terminal)
    desk = opened_desk(locked, unlocked.keys, terminal)
    minutes = int(setting_of(desk.vault, "lock_after_minutes"))
    desk.close()
    errand = new_errand(
        locked.folder, runtime_folder(), locked.header.vault, unlocked_by=unlocked.by, idle_s=minutes * 60
    )
    started = start_agent(errand, unlocked.keys)
    for copy in unlocked.copies:
        terminal.note(f"careful: another copy of this vault lies in {copy}; write in one of them only")
    when = f"after {minutes} minutes without a command" if minutes else "only when you say goldseam lock"
    terminal.note(f"{'unlocked' if started else 'it was unlocked already'}; it locks {when}")
    return 0


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
