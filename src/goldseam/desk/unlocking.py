"""Opening a vault with a secret, and changing what opens it.

Everything that opens a vault by a key slot passes here, because three things must not be forgotten then: a change of
keys that was cut short is finished, vault.json must name the vault's own inbox key, and where the vault lies is
remembered, so that a second copy of it is noticed.
"""

import os
from contextlib import suppress
from typing import NamedTuple

from goldseam.desk.desk import Desk
from goldseam.desk.locked import save_pin
from goldseam.keep import keyring_slot
from goldseam.keep.cipher import new_identity
from goldseam.keep.disk import Disk
from goldseam.keep.header import Header, load_header
from goldseam.keep.keys import KEYRING, PAPER, PASSPHRASE, Cost, Keys, Slot, no_weaker, wrap, wrap_passphrase
from goldseam.keep.keys import unlock as unlock_slots
from goldseam.keep.leftovers import clear_leftovers
from goldseam.keep.rotation import Rotated, Step, readmit, recover, roll_back, rotate
from goldseam.keep.slots import add_slot, change_slots, replace_slots, slot_opened_by
from goldseam.keep.vault import Vault, open_vault
from goldseam.words.problem import Damaged, Problem

PLACES = ".places"
PLACES_MAX = 100
PAPER_BEGINS = "AGE-SECRET-KEY-"


class Unlocked(NamedTuple):
    """A vault's keys, and where they came from.

    Attributes:
        keys: what opens it.
        by: the kind of the slot: `passphrase`, `paper` or `keyring`.
        copies: other folders, still there, in which a vault of the same id was opened before.
    """

    keys: Keys
    by: str
    copies: tuple[str, ...]


def unlock(folder: str, pins: str, *, kind: str, secret: str, disk: Disk | None = None) -> Unlocked:
    """The keys of the vault in `folder`, by a passphrase, a paper key, or the identity that a keyring held.

    Args:
        folder: of the vault.
        pins: the folder outside it that remembers inbox keys and places.
        kind: of the slot: keep.keys.KINDS.
        secret: a paper key may be broken by spaces and lines, as people copy it.
        disk: for tests.

    Raises:
        WrongKey: no slot of that kind opens with it.
        NoVault, Damaged: as `load_header`, or vault.json names an inbox key that is not the vault's.
    """
    disk = disk or Disk()
    settled = recover(folder, disk)
    header = load_header(folder, disk)
    secret = secret if kind == PASSPHRASE else "".join(secret.split())
    keys = unlock_slots(header.slots, header.vault, kind=kind, secret=secret)
    with suppress(OSError):
        disk.sweep(pins)
    save_pin(pins, header, keys, disk)
    _tidy(folder, keys, disk, settled=settled)
    return Unlocked(keys, kind, _remember_place(pins, header, folder, disk))


def unlock_by_keyring(folder: str, pins: str, *, disk: Disk | None = None) -> Unlocked | None:
    """As `unlock`, if this vault has a slot for a keyring and the system's holds its key; else None, without a word.

    Whoever calls it tells the person where the key came from.
    """
    disk = disk or Disk()
    recover(folder, disk)
    header = load_header(folder, disk)
    if all(slot.kind != KEYRING for slot in header.slots):
        return None
    identity = keyring_slot.entrusted(header.vault)
    if identity is None:
        return None
    return unlock(folder, pins, kind=KEYRING, secret=identity, disk=disk)


def _tidy(folder: str, keys: Keys, disk: Disk, *, settled: bool) -> None:
    try:
        vault = open_vault(folder, keys, disk=disk)
    except Damaged:
        return  # whoever opens it for a purpose is told, and verify --repair needs the keys
    try:
        if not settled:
            roll_back(vault)
        readmit(vault)
        clear_leftovers(vault)
    finally:
        vault.close()


def _remember_place(pins: str, header: Header, folder: str, disk: Disk) -> tuple[str, ...]:
    """Notes where the vault lies; returns the other places that still hold one of the same id."""
    folder = os.path.realpath(folder)
    known = known_places(pins, header.vault)
    if known[:1] != [folder]:
        disk.make_folder(pins)
        places = [folder, *(place for place in known if place != folder)][:PLACES_MAX]
        text = "".join(place + "\n" for place in places if "\n" not in place)
        disk.write(os.path.join(pins, header.vault + PLACES), text.encode("utf-8", "surrogateescape"))
    return other_copies(pins, header.vault, folder, disk)


def known_places(pins: str, vault_id: str) -> list[str]:
    """The folders in which a vault of this id was opened here, the last one first."""
    try:
        with open(os.path.join(pins, vault_id + PLACES), encoding="utf-8", errors="surrogateescape") as file:
            return file.read().split("\n")[:-1]
    except OSError:
        return []


def other_copies(pins: str, vault_id: str, folder: str, disk: Disk) -> tuple[str, ...]:
    """Folders other than this one that hold, now, a vault of the same id. Two copies that are both written to part."""
    copies = []
    for place in known_places(pins, vault_id):
        try:
            if load_header(place, disk).vault == vault_id and not os.path.samefile(place, folder):
                copies.append(place)
        except (Problem, OSError):
            continue
    return tuple(copies)


# What opens it


def change_passphrase(vault: Vault, old: Slot, new: str, cost: Cost, *, now_ms: int) -> Slot:
    """Puts a slot for the passphrase `new` in the place of `old`: the new one is durable before the old one goes.

    A guess at it never costs less than one at those before, whatever `cost` says.

    When `old` is no passphrase slot (the paper key opened, because the passphrase is lost), every passphrase slot goes.
    The cost is one derivation, at any size of the vault. Copies of vault.json elsewhere still open with the old one.
    """
    cost = no_weaker(cost, vault.header.slots)
    slot = wrap_passphrase(vault.keys, vault.header.vault, new, cost, now_ms=now_ms)
    gone = {old.id} if old.kind == PASSPHRASE else {s.id for s in vault.header.slots if s.kind == PASSPHRASE}
    add_slot(vault, slot)
    replace_slots(vault, slot, gone | {slot.id})
    return slot


def change_passphrase_given(vault: Vault, kind: str, secret: str, new: str, cost: Cost, *, now_ms: int) -> Slot:
    """As `change_passphrase`, for the slot that a passphrase or a paper key opens.

    Raises: WrongKey: none of that kind does.
    """
    secret = secret if kind == PASSPHRASE else "".join(secret.split())
    slot, _ = slot_opened_by(vault.header.slots, vault.header.vault, kind=kind, secret=secret)
    return change_passphrase(vault, slot, new, cost, now_ms=now_ms)


def prove(vault: Vault, kind: str, secret: str) -> None:
    """Refuses whoever has nothing that opens the vault: that it lies open is not enough to change what opens it.

    Cost: one Argon2id for a passphrase.

    Raises: WrongKey: no slot of that kind opens with it.
    """
    secret = secret if kind == PASSPHRASE else "".join(secret.split())
    slot_opened_by(load_header(vault.folder, vault.disk).slots, vault.header.vault, kind=kind, secret=secret)


def kind_of(secret: str) -> str:
    """What somebody typed: a paper key is known by how it begins."""
    return PAPER if "".join(secret.split()).upper().startswith(PAPER_BEGINS) else PASSPHRASE


def add_passphrase(vault: Vault, new: str, cost: Cost, *, now_ms: int) -> Slot:
    """One more passphrase that opens the vault, at a cost no lower than that of the others."""
    cost = no_weaker(cost, vault.header.slots)
    slot = wrap_passphrase(vault.keys, vault.header.vault, new, cost, now_ms=now_ms)
    add_slot(vault, slot)
    return slot


def add_paper_key(vault: Vault, *, now_ms: int) -> tuple[Slot, str]:
    """One more paper key; the others open the vault until `retire_paper_keys`, when she has written this one down."""
    paper = new_identity()
    slot = wrap(vault.keys, vault.header.vault, PAPER, paper, now_ms=now_ms)
    add_slot(vault, slot)
    return slot, paper


def retire_paper_keys(vault: Vault, *, but: str) -> int:
    """Removes every paper key except that of one slot; returns how many."""
    old = {slot.id for slot in load_header(vault.folder, vault.disk).slots if slot.kind == PAPER} - {but}
    change_slots(vault, lambda slots: tuple(slot for slot in slots if slot.id not in old))
    return len(old)


def add_keyring(vault: Vault, *, now_ms: int) -> tuple[Slot, str]:
    """Lets the system's keyring open the vault, in place of what it held before; returns how the keyring calls itself.

    Raises: Problem: there is no keyring to trust.
    """
    vault_id = vault.header.vault
    before = keyring_slot.entrusted(vault_id)
    identity = new_identity()
    name = keyring_slot.entrust(vault_id, identity)
    slot = wrap(vault.keys, vault_id, KEYRING, identity, now_ms=now_ms)
    replace_slots(vault, slot, _opened_by_keyring(vault, before))
    return slot, name


def forget_keyring(vault: Vault, slot: Slot) -> None:
    """What the keyring held for a slot that was removed goes from the keyring, if it is this machine's."""
    identity = keyring_slot.entrusted(vault.header.vault)
    if identity is not None and _opens(slot, vault.header.vault, identity):
        keyring_slot.withdraw(vault.header.vault)


def _opened_by_keyring(vault: Vault, identity: str | None) -> set[str]:
    if identity is None:
        return set()
    return {slot.id for slot in vault.header.slots if _opens(slot, vault.header.vault, identity)}


def _opens(slot: Slot, vault_id: str, identity: str) -> bool:
    if slot.kind != KEYRING:
        return False
    try:
        slot_opened_by((slot,), vault_id, kind=KEYRING, secret=identity)
    except Problem:
        return False
    return True


def rotate_keys(
    folder: str,
    pins: str,
    runtime: str,
    *,
    passphrase: str,
    cost: Cost,
    now_ms: int,
    zone: str,
    step: Step | None = None,
) -> tuple[Rotated, list[Problem]]:
    """Gives the vault in `folder` new keys (keep.rotation); returns them with what of the inbox did not open.

    It is locked for it and stays locked. The passphrase stays; the paper key is a new one; a slot in a keyring, and any
    second passphrase, go.

    Raises: WrongKey: the passphrase is not the vault's. Otherwise as `rotate`.
    """
    from goldseam.desk.agent_control import lock_agent  # noqa: PLC0415 - every unlock imports this file, and few rotate
    from goldseam.desk.backup_rule import call_for_backup  # noqa: PLC0415 - as below

    disk = Disk()
    keys = unlock(folder, pins, kind=PASSPHRASE, secret=passphrase, disk=disk).keys
    header = load_header(folder, disk)
    lock_agent(runtime, header.vault)
    desk = Desk(folder, keys, zone=zone)
    rotated = rotate(desk.vault, passphrase=passphrase, cost=no_weaker(cost, header.slots), now_ms=now_ms, step=step)
    save_pin(pins, load_header(folder, disk), rotated.keys, disk)
    keyring_slot.withdraw(header.vault)
    call_for_backup(pins, header.vault, disk)
    return rotated, desk.arrival_problems
