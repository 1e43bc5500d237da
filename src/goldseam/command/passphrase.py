"""goldseam passphrase: change the passphrase."""

from goldseam.command.opening import ask_passphrase, first_line_of, given_secret, locked_desk
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.places import pins_folder
from goldseam.command.rendering import slot_json
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.unlocking import change_passphrase_given, unlock
from goldseam.keep.keys import PASSPHRASE, calibrate
from goldseam.keep.vault import open_vault
from goldseam.words.problem import Misused

COMMAND = Command(
    "passphrase",
    "change the passphrase",
    "",
    (Option("new-passphrase-file", "read the new one from FILE", "FILE"),),
    (
        ("goldseam passphrase", "ask for the old one, then twice for the new one"),
        ("goldseam passphrase --paper-key-file paper.txt", "when the old one is forgotten"),
    ),
    "Changing it takes a second at any size of the journal. Older copies of vault.json, in backups for instance, still"
    " open with the old one.",
)
SHORT, FAIR = 10, 16


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Puts a new passphrase in the place of the one that opened the vault."""
    locked = locked_desk(arguments)
    kind, secret = given_secret(arguments) or (PASSPHRASE, ask_passphrase(terminal, "the passphrase now: "))
    keys = unlock(locked.folder, pins_folder(), kind=kind, secret=secret).keys
    path = arguments.values.get("new-passphrase-file")
    new = first_line_of(path) if path else ask_new_passphrase(terminal)
    if not new:
        raise _empty()
    vault = open_vault(locked.folder, keys)
    changed = change_passphrase_given(vault, kind, secret, new, calibrate(), now_ms=now_ms())
    vault.close()
    if "json" in arguments.flags:
        terminal.say_json(slot_json(changed))
    terminal.note("the passphrase is changed")
    return 0


def ask_new_passphrase(terminal: Terminal) -> str:
    """A new passphrase, typed twice, with a plain word about its strength."""
    while True:
        first = terminal.ask_secret("a new passphrase: ")
        if not first:
            terminal.note("that was empty; four or five unrelated words make a good one")
            continue
        terminal.note(remark(first))
        if terminal.ask_secret("the same again: ") == first:
            return first
        terminal.note("the two were not the same; once more")


def remark(passphrase: str) -> str:
    """What can honestly be said of a passphrase: its length, and how few different signs it has."""
    if len(passphrase) < SHORT or len(set(passphrase)) < SHORT // 2:
        return "that is short: somebody with your disk could guess it. Four or five unrelated words are better"
    if len(passphrase) < FAIR:
        return "that is fair; a longer one, of four or five unrelated words, is much harder to guess"
    return "that is long enough, if it is not a sentence that stands somewhere"


def _empty() -> Misused:
    return Misused(
        "the new passphrase was empty",
        safe="nothing was changed",
        next="type a passphrase of four or five unrelated words",
        code="command.empty-passphrase",
    )
