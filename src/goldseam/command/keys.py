"""goldseam keys: what opens the vault."""

from goldseam.command.opening import open_desk, open_desk_proven
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.paper_key import tell_of_unconfirmed_paper
from goldseam.command.passphrase import ask_new_passphrase
from goldseam.command.rendering import slot_json
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.unlocking import add_keyring, add_passphrase, forget_keyring
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.keys import PAPER, PASSPHRASE, Slot, calibrate
from goldseam.keep.slots import remove_slot, slot_named
from goldseam.words.day import local_time
from goldseam.words.problem import Misused

COMMAND = Command(
    "keys",
    "what opens the vault",
    "[add passphrase | add keyring | remove SLOT | rotate]",
    (
        Option("paper-key-out", "with rotate: write the new paper key into FILE", "FILE"),
        Option("yes", "with remove: do not ask"),
    ),
    (
        ("goldseam keys", "the key slots there are"),
        ("goldseam keys add keyring", "let your system's keyring open it; every unlock says so"),
        ("goldseam keys add passphrase", "one more passphrase"),
        ("goldseam keys remove 3f2a", "a slot stops working"),
        ("goldseam keys rotate", "new keys for everything, if somebody may have them"),
    ),
    "An unlocked vault is not enough to change what opens it: the passphrase or the paper key is asked for again.",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Lists or changes the key slots."""
    words = arguments.words
    if words == ("rotate",):
        return _rotate(arguments, terminal)
    if not words:
        return _list(open_desk(arguments, terminal), arguments, terminal)
    if words not in {("add", "passphrase"), ("add", "keyring")} and (len(words) != 2 or words[0] != "remove"):  # noqa: PLR2004 - remove and a slot
        raise misused("keys takes: add passphrase, add keyring, remove SLOT, rotate, or nothing", "keys")
    desk = open_desk_proven(arguments, terminal)
    if words == ("add", "passphrase"):
        slot = add_passphrase(desk.vault, ask_new_passphrase(terminal), calibrate(), now_ms=now_ms())
        _say(slot, arguments, terminal)
        terminal.note(f"the new passphrase works too (slot {slot.id})")
    elif words == ("add", "keyring"):
        slot, name = add_keyring(desk.vault, now_ms=now_ms())
        _say(slot, arguments, terminal)
        terminal.note(f"the keyring ({name}) opens the vault from now on; every unlock will say so")
    else:
        slot = slot_named(desk.vault, words[1])
        if slot.kind == PAPER and not _is_sure(slot, arguments, terminal):
            terminal.note("nothing was removed")
            return 0
        slot = remove_slot(desk.vault, slot.id)
        forget_keyring(desk.vault, slot)
        _say(slot, arguments, terminal, removed=True)
        terminal.note(f"the slot {slot.id} ({slot.kind}) stopped working")
    return 0


def _list(desk: Desk, arguments: Arguments, terminal: Terminal) -> int:
    for slot in load_header(desk.vault.folder, desk.vault.disk).slots:
        if "json" in arguments.flags:
            terminal.say_json(slot_json(slot))
        else:
            made = local_time(slot.created_at, desk.zone).date().isoformat()
            memory = f"  {slot.cost.memory_kib // 1024} MiB a guess" if slot.cost else ""
            terminal.say(f"{slot.id}  {slot.kind:10}  made {made}{memory}")
    tell_of_unconfirmed_paper(desk.vault.header.vault, terminal)
    return 0


def _is_sure(slot: Slot, arguments: Arguments, terminal: Terminal) -> bool:
    """A paper key is what opens the journal when all else is lost, so it goes after a question."""
    if "yes" in arguments.flags:
        return True
    if terminal.input_allowed:
        return terminal.confirm(f"stop the paper key {slot.id}? Whoever forgets the passphrase then needs another one.")
    raise Misused(
        "a paper key is removed only after a question, and nobody may be asked here",
        safe="nothing was changed",
        next=f"goldseam keys remove {slot.id} --yes",
        code="command.cannot-ask",
    )


def _say(slot: Slot, arguments: Arguments, terminal: Terminal, *, removed: bool = False) -> None:
    if "json" in arguments.flags:
        terminal.say_json(slot_json(slot, removed=removed))


def _rotate(arguments: Arguments, terminal: Terminal) -> int:
    from goldseam.command.opening import ask_passphrase, given_secret, locked_desk, zone
    from goldseam.command.paper_key import hand_over_paper_key, refuse_paper_file
    from goldseam.command.places import pins_folder, runtime_folder
    from goldseam.desk.unlocking import rotate_keys

    locked = locked_desk(arguments)
    out = arguments.values.get("paper-key-out")
    if out is None and not terminal.input_allowed:
        raise misused("without a person to show it to, the paper key needs --paper-key-out FILE", "keys")
    refuse_paper_file(out, "keys")
    kind, secret = given_secret(arguments) or (PASSPHRASE, ask_passphrase(terminal))
    if kind != PASSPHRASE:
        raise misused("rotate needs the passphrase", "keys")
    rotated, problems = rotate_keys(
        locked.folder,
        pins_folder(),
        runtime_folder(),
        passphrase=secret,
        cost=calibrate(),
        now_ms=now_ms(),
        zone=zone(),
    )
    for problem in problems:
        terminal.problem(problem)
    hand_over_paper_key(rotated.paper, locked.header.vault, out, terminal)
    for slot in load_header(locked.folder, Disk()).slots:
        if "json" in arguments.flags:
            terminal.say_json(slot_json(slot, paper_key_file=out if slot.kind == PAPER else None))
    terminal.note(
        "everything has new keys; the vault is locked; backups made before still open with the old paper key alone"
    )
    terminal.note("next: make one with the new keys: goldseam backup")
    return 0
