"""Changing what opens a vault: adding and removing key slots. The same cost at any size of the vault.

Changes are serialised by the database's write lock, so that of two at once none is lost. A removed slot is gone from
vault.json.bak as well; from backups made before, and from copies that somebody else has, nothing can remove it.
"""

from collections.abc import Callable

from goldseam.keep.header import load_header, save_header
from goldseam.keep.keys import PAPER, PASSPHRASE, Keys, Slot, unlock
from goldseam.keep.vault import Vault
from goldseam.words.problem import Misused, WrongKey

ID_DIGITS = 16


def slot_opened_by(slots: tuple[Slot, ...], vault_id: str, *, kind: str, secret: str) -> tuple[Slot, Keys]:
    """The slot that a secret opens, with the keys in it. For a passphrase, slow on purpose.

    Raises: WrongKey: there is none.
    """
    for slot in slots:
        try:
            return slot, unlock((slot,), vault_id, kind=kind, secret=secret)
        except WrongKey:
            continue
    unlock((), vault_id, kind=kind, secret=secret)
    raise AssertionError  # without slots there is nothing to open


def add_slot(vault: Vault, slot: Slot) -> None:
    """One more way to open the vault, durable on return."""
    change_slots(vault, lambda slots: (*slots, slot))


def replace_slots(vault: Vault, new: Slot, old: set[str]) -> None:
    """Puts `new` in the place of the slots with these ids. At no moment, whenever power goes, is neither there."""
    change_slots(vault, lambda slots: (*(slot for slot in slots if slot.id not in old), new))


def remove_slot(vault: Vault, prefix: str) -> Slot:
    """Removes the slot whose id begins with `prefix`; returns it.

    Raises: Misused: there is none or there are several, or without it neither a passphrase nor a paper key would open
        the vault any more.
    """
    slot = slot_named(vault, prefix)
    change_slots(vault, lambda slots: tuple(kept for kept in slots if kept.id != slot.id))
    return slot


def slot_named(vault: Vault, prefix: str) -> Slot:
    """The slot whose id begins with `prefix`. Raises Misused."""
    found = [slot for slot in load_header(vault.folder, vault.disk).slots if slot.id.startswith(prefix) and prefix]
    if len(found) == 1:
        return found[0]
    raise Misused(
        f"{'several key slots begin' if found else 'no key slot begins'} with {prefix[:ID_DIGITS]!r}",
        safe="nothing was changed",
        next="see their ids: goldseam keys",
        code="keep.no-such-slot",
    )


def change_slots(vault: Vault, change: Callable[[tuple[Slot, ...]], tuple[Slot, ...]]) -> None:
    """Makes `change` to the slots as they are now.

    Raises: Misused: afterwards no passphrase and no paper key would be left.
    """
    with vault.database.transaction():
        header = load_header(vault.folder, vault.disk)
        slots = change(header.slots)
        _refuse_lock_out(slots)
        vault.header = header._replace(slots=slots)
        save_header(vault.folder, vault.header, vault.disk)


def _refuse_lock_out(slots: tuple[Slot, ...]) -> None:
    if any(slot.kind in {PASSPHRASE, PAPER} for slot in slots):
        return
    raise Misused(
        "without this key slot neither a passphrase nor a paper key would open the vault any more",
        safe="nothing was changed",
        next="add another first: goldseam keys add passphrase, or goldseam paper-key",
        code="keep.last-slot",
    )
