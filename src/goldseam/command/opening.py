"""Opening the vault for a command: by what the options give, by the agent, by the keyring, by asking."""

import os
import sys
from typing import TYPE_CHECKING

from goldseam.command.options import Arguments
from goldseam.command.places import pins_folder, runtime_folder, vault_folder
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import local_zone
from goldseam.desk.locked import LockedDesk
from goldseam.keep.header import Header
from goldseam.keep.keys import PAPER, PASSPHRASE, Keys
from goldseam.words.problem import Misused, WrongKey, reason_of

if TYPE_CHECKING:
    from goldseam.desk.desk import Desk

SECRET_BYTES_MAX = 65_536


def zone() -> str:
    """The person's zone."""
    return local_zone(os.environ.get("TZ"))


def locked_desk(arguments: Arguments) -> LockedDesk:
    """The vault, locked. Raises NoVault, Damaged."""
    return LockedDesk(vault_folder(arguments.values.get("vault")), pins_folder())


def open_desk(arguments: Arguments, terminal: Terminal) -> "Desk":
    """The vault, opened, with what waited in its inbox taken in.

    Raises: WrongKey: no key opens it, or none is known and nobody may be asked.
    """
    locked = locked_desk(arguments)
    keys = keys_without_asking(arguments, locked) or _asked(locked, terminal)
    return opened_desk(locked, keys, terminal, look=arguments.values.get("look", ""))


def open_desk_proven(arguments: Arguments, terminal: Terminal) -> "Desk":
    """The vault, opened by what an option gives or the person types, also while it is unlocked.

    For changing what opens it: whoever finds an unlocked vault must not be able to (decision 0010).

    Raises: WrongKey: no key opens it, or nobody may be asked.
    """
    from goldseam.desk.unlocking import kind_of, unlock

    locked = locked_desk(arguments)
    given = given_secret(arguments)
    if given is None:
        typed = ask_passphrase(terminal)
        given = kind_of(typed), typed
    kind, secret = given
    return opened_desk(locked, unlock(locked.folder, pins_folder(), kind=kind, secret=secret).keys, terminal)


def open_desk_without_asking(arguments: Arguments, terminal: Terminal) -> "Desk | None":
    """The vault opened by an option or the agent; None while it is locked."""
    locked = locked_desk(arguments)
    keys = keys_without_asking(arguments, locked)
    return None if keys is None else opened_desk(locked, keys, terminal, look=arguments.values.get("look", ""))


def keys_without_asking(arguments: Arguments, locked: LockedDesk) -> Keys | None:
    """The keys by an option or from the agent; None when neither has them."""
    given = given_secret(arguments)
    if given is not None:
        from goldseam.desk.unlocking import unlock

        kind, secret = given
        return unlock(locked.folder, pins_folder(), kind=kind, secret=secret).keys
    from goldseam.desk.agent_client import fetch_keys

    return fetch_keys(runtime_folder(), locked.header.vault, locked.folder)


def keys_to_verify(arguments: Arguments, header: Header, terminal: Terminal) -> Keys:
    """The keys, without opening the database, which may be damaged.

    Raises: WrongKey: no key opens it, or none is known and nobody may be asked.
    """
    from goldseam.desk.agent_client import fetch_keys
    from goldseam.keep.keys import unlock

    given = given_secret(arguments)
    folder = vault_folder(arguments.values.get("vault"))
    keys = fetch_keys(runtime_folder(), header.vault, folder) if given is None else None
    if keys is not None:
        return keys
    kind, secret = given or (PASSPHRASE, _typed(terminal))
    secret = secret if kind == PASSPHRASE else "".join(secret.split())
    return unlock(header.slots, header.vault, kind=kind, secret=secret)


def keys_of_backup(path: str, arguments: Arguments, terminal: Terminal) -> Keys:
    """The keys of the backup at `path`: what opened its vault when it was made; there may be no vault any more.

    Raises: WrongKey: no key opens it, or none is known and nobody may be asked. Damaged, OSError: as `header_of`.
    """
    from goldseam.desk.agent_client import fetch_keys
    from goldseam.keep.cipher import recipient_of
    from goldseam.keep.keys import unlock
    from goldseam.keep.restore import header_of

    header = header_of(path)
    given = given_secret(arguments)
    keys = fetch_keys(runtime_folder(), header.vault) if given is None else None
    if keys is not None and recipient_of(keys.inbox) in header.inbox:
        return keys
    if keys is not None:
        terminal.note("the backup is from before the vault was given new keys; it opens with what opened it then")
    if given is None and not terminal.input_allowed:
        raise _closed("the backup is encrypted, and nobody may be asked for its passphrase here", path)
    kind, secret = given or (PASSPHRASE, ask_passphrase(terminal, "passphrase of the backup: "))
    try:
        secret = secret if kind == PASSPHRASE else "".join(secret.split())
        return unlock(header.slots, header.vault, kind=kind, secret=secret)
    except WrongKey:
        raise _closed("the backup stayed closed: nothing in it opens with this key", path) from None


def _closed(happened: str, path: str) -> WrongKey:
    return WrongKey(
        happened,
        safe="nothing was read or changed; the backup is as it is",
        next="it opens with the passphrase, or the paper key, of the time when it was made: --passphrase-file FILE,"
        f" --paper-key-file FILE; the backup is {path}",
        code="command.backup-closed",
    )


def given_secret(arguments: Arguments) -> tuple[str, str] | None:
    """The kind of slot and the secret that the options give, if they do.

    Raises: Misused: the file cannot be read.
    """
    values = arguments.values
    if "passphrase-file" in values:
        return PASSPHRASE, first_line_of(values["passphrase-file"])
    if "passphrase-fd" in values:
        return PASSPHRASE, _from_descriptor(arguments.whole_number("passphrase-fd", 0))
    if "paper-key-file" in values:
        return PAPER, first_line_of(values["paper-key-file"])
    return None


def ask_passphrase(terminal: Terminal, question: str = "passphrase: ") -> str:
    """What the person types, unseen."""
    return terminal.ask_secret(question)


def _asked(locked: LockedDesk, terminal: Terminal) -> Keys:
    from goldseam.desk.unlocking import unlock, unlock_by_keyring

    by_keyring = unlock_by_keyring(locked.folder, pins_folder())
    if by_keyring is not None:
        terminal.note("opened with the key that your system's keyring holds (goldseam keys)")
        return by_keyring.keys
    return unlock(locked.folder, pins_folder(), kind=PASSPHRASE, secret=_typed(terminal)).keys


def _typed(terminal: Terminal) -> str:
    if terminal.input_allowed:
        return ask_passphrase(terminal)
    raise WrongKey(
        "the vault is locked, and nobody may be asked for the passphrase here",
        safe='nothing was read or changed; you can write: goldseam "…" works while it is locked',
        next="goldseam unlock, or give --passphrase-file FILE",
        code="command.locked",
    )


def opened_desk(locked: LockedDesk, keys: Keys, terminal: Terminal, *, look: str = "") -> "Desk":
    """The vault opened with `keys`; what came from its inbox is told.

    Raises: Misused: nothing rests under the name `look`.
    """
    from goldseam.desk.desk import Desk  # SQLite and the rooms: a locked vault needs none of it

    desk = Desk(locked.folder, keys, zone=zone())
    if desk.arrived:
        terminal.note(f"taken in from the inbox: {desk.arrived}")
    for problem in desk.arrival_problems:
        terminal.problem(problem)
    for folder in desk.cut_short:
        terminal.note(f"an export that was cut short lay readable in {folder}; it was removed")
    if look:
        desk.look_behind(look)
    return desk


def first_line_of(path: str) -> str:
    """The first line of a file with a secret; `-` is standard input. Raises Misused."""
    try:
        if path == "-":
            return sys.stdin.readline().rstrip("\r\n")
        with open(path, encoding="utf-8") as file:
            return file.readline(SECRET_BYTES_MAX).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = reason_of(error) if isinstance(error, OSError) else "it is no text in UTF-8"
        raise Misused(
            f"the file {path} with the secret could not be read: {why}",
            safe="nothing was changed",
            next="check the file, or leave the option out and be asked",
            code="command.secret-unreadable",
        ) from None


def _from_descriptor(number: int) -> str:
    try:
        with os.fdopen(number, encoding="utf-8", closefd=False) as file:
            return file.readline(SECRET_BYTES_MAX).rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise Misused(
            f"the descriptor {number} with the passphrase could not be read",
            safe="nothing was changed",
            next="check --passphrase-fd, or use --passphrase-file FILE",
            code="command.secret-unreadable",
        ) from None
