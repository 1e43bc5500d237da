"""goldseam new: make a vault."""

from goldseam.command.opening import given_secret, zone
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.places import pins_folder, vault_folder
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.keep.keys import PASSPHRASE, calibrate
from goldseam.keep.vault import Vault, create_vault
from goldseam.words.problem import Misused

COMMAND = Command(
    "new",
    "make a vault",
    "",
    (
        Option("paper-key-out", "write the paper key into FILE instead of showing it", "FILE"),
        Option("demo", "fill it with the diary of somebody who does not exist, to look around in"),
        Option("anyway", "also where a service synchronises the folder"),
    ),
    (
        ("goldseam new", "ask for a passphrase, show the paper key, and begin"),
        ("goldseam new --vault ~/look-around --demo", "a vault to play with"),
        ("goldseam new --vault DIR --passphrase-file FILE --paper-key-file FILE --no-input", "for scripts"),
    ),
    "With --no-input, --paper-key-file names the file that the paper key is written to; it must not exist yet.",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Makes the vault and hands over its paper key."""
    folder = vault_folder(arguments.values.get("vault"))
    _refuse_synced(folder, arguments)
    out = arguments.values.get("paper-key-out") or arguments.values.get("paper-key-file")
    from goldseam.command.paper_key import refuse_paper_file

    refuse_paper_file(out, "new")
    if out is None and not terminal.input_allowed:
        raise misused("without a person to show it to, the paper key needs --paper-key-file FILE", "new")
    vault, paper = create_vault(folder, _passphrase(arguments, terminal), cost=calibrate(), now_ms=now_ms())
    terminal.safe = "the vault is made, and opens with the passphrase; its paper key is not confirmed"
    terminal.next = "when you have paper, make another: goldseam paper-key"
    hand_over(vault, paper, out, terminal)
    if "demo" in arguments.flags:
        _fill(vault, terminal)
    if "json" in arguments.flags:
        terminal.say_json({"schema": 1, "vault": vault.header.vault, "folder": folder})
    vault.close()
    terminal.note(f'the vault is in {folder}\nwrite: goldseam "your words"   read: goldseam unlock, goldseam list')
    return 0


def hand_over(vault: Vault, paper: str, out: str | None, terminal: Terminal) -> None:
    """Remembers the vault's inbox key, and gives the paper key to the person or into a file."""
    from goldseam.command.paper_key import hand_over_paper_key
    from goldseam.desk.locked import save_pin

    save_pin(pins_folder(), vault.header, vault.keys, vault.disk)
    hand_over_paper_key(paper, vault.header.vault, out, terminal)


def _passphrase(arguments: Arguments, terminal: Terminal) -> str:
    given = given_secret(Arguments(arguments.flags, _without_paper(arguments), {}, ()))
    if given is not None:
        if not given[1]:
            raise misused("the passphrase file is empty", "new")
        assert given[0] == PASSPHRASE, "a paper key is made here, not given"
        return given[1]
    from goldseam.command.passphrase import ask_new_passphrase

    return ask_new_passphrase(terminal)


def _without_paper(arguments: Arguments) -> dict[str, str]:
    return {name: value for name, value in arguments.values.items() if name != "paper-key-file"}


def _refuse_synced(folder: str, arguments: Arguments) -> None:
    from goldseam.desk.machine import synced_by

    service = synced_by(folder)
    if service and "anyway" not in arguments.flags:
        raise Misused(
            f"{folder} lies in a folder that {service} synchronises; a database copied while it is written to breaks",
            safe="nothing was made",
            next="choose another folder: goldseam new --vault DIR (or --anyway, and keep backups: goldseam backup)",
            code="command.synced-folder",
        )


def _fill(vault: Vault, terminal: Terminal) -> None:
    from goldseam.exchange.demo import take_in_demo

    count = take_in_demo(vault, now_ms=now_ms(), zone=zone())
    terminal.note(f"{count} entries of somebody who does not exist are in it")
