"""goldseam paper-key: make a new paper key."""

import os

from goldseam.command.opening import open_desk_proven
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.places import pins_folder
from goldseam.command.rendering import slot_json
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.paper_check import confirm_paper, expect_confirmation, is_unconfirmed
from goldseam.desk.unlocking import add_paper_key, retire_paper_keys
from goldseam.keep.disk import Disk
from goldseam.keep.slots import remove_slot

COMMAND = Command(
    "paper-key",
    "make a new paper key; the old one stops working",
    "",
    (Option("paper-key-out", "write it into FILE instead of showing it", "FILE"),),
    (("goldseam paper-key", "show a new one, to write down or print"),),
    "The paper key opens the vault when the passphrase is forgotten, and it opens every backup. A key that was shown"
    " once cannot be shown again; this makes another. The old one works until you have confirmed the new one. The"
    " passphrase is asked for also while the vault is unlocked.",
)
GROUP = 8
SURE = 6


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Makes a paper key, hands it over, and only then retires the old ones."""
    out = arguments.values.get("paper-key-out")
    if out is None and not terminal.input_allowed:
        raise misused("without a person to show it to, the paper key needs --paper-key-out FILE", "paper-key")
    refuse_paper_file(out, "paper-key")
    desk = open_desk_proven(arguments, terminal)
    slot, paper = add_paper_key(desk.vault, now_ms=now_ms())
    vault_id = desk.vault.header.vault
    others_stand = not is_unconfirmed(pins_folder(), vault_id)
    try:
        hand_over_paper_key(paper, vault_id, out, terminal)
    except BaseException:
        remove_slot(desk.vault, slot.id)
        if others_stand:
            confirm_paper(pins_folder(), vault_id, desk.vault.disk)
        terminal.note("\nthe new paper key was not confirmed, and opens nothing; those before it still work")
        raise
    retired = retire_paper_keys(desk.vault, but=slot.id)
    if "json" in arguments.flags:
        terminal.say_json(slot_json(slot, paper_key_file=out))
    terminal.note(f"the new paper key works; {retired} old one stopped working" if retired else "the paper key works")
    return 0


def hand_over_paper_key(paper: str, vault_id: str, out: str | None, terminal: Terminal) -> None:
    """Gives the key to the person, or into the file `out`; until it is done, doctor and others know that it was not."""
    disk = Disk()
    expect_confirmation(pins_folder(), vault_id, disk)
    if out is not None:
        write_paper_key(paper, out, disk)
    else:
        terminal.note(
            "\nThis is your paper key. It opens the journal when the passphrase is forgotten. Write it down or\n"
            "print it, and keep it where you keep papers. It is shown this once.\n"
        )
        show_key(paper, terminal)
    confirm_paper(pins_folder(), vault_id, disk)


def tell_of_unconfirmed_paper(vault_id: str, terminal: Terminal) -> None:
    """Where it was shown and never confirmed."""
    if is_unconfirmed(pins_folder(), vault_id):
        terminal.note("careful: nobody said that the paper key is written down; make another: goldseam paper-key")


def show_key(key: str, terminal: Terminal) -> None:
    """Shows a key and its QR code once, and asks for its last letters, so that it is written down."""
    import io

    import segno

    terminal.note("  " + " ".join(key[i : i + GROUP] for i in range(0, len(key), GROUP)) + "\n")
    drawn = io.StringIO()
    segno.make(key, error="m").terminal(out=drawn, compact=True)
    terminal.note_styled(drawn.getvalue())
    while True:
        typed = terminal.ask(f"when it is written down, type its last {SURE} letters: ")
        if typed.strip().upper().replace(" ", "") == key[-SURE:]:
            return
        terminal.note("those are not its last letters; look again")


def refuse_paper_file(path: str | None, command: str, *, key: str = "the paper key") -> None:
    """Raises Misused when no new file can be made at `path`: before a key is made, that would not be handed over."""
    if path is None:
        return
    if os.path.lexists(path):
        raise misused(f"the file {path} for {key} exists already", command)
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder) or not os.access(folder, os.W_OK):
        raise misused(f"no file can be written to {folder} for {key}", command)


def write_paper_key(paper: str, path: str, disk: Disk) -> None:
    """Writes the key into a new file that only its owner can read."""
    disk.write(os.path.abspath(path), (paper + "\n").encode())
