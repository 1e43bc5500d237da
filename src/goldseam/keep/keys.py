"""The vault's keys and the slots they are wrapped in.

One root secret of 32 bytes; from it, by keyed BLAKE2b, everything else (spec/vault.md, "Keys"). A slot is an age file
that holds the keys, sealed to an identity that comes from a passphrase, from paper, or from the system's keyring.
"""

import binascii
import json
import os
from typing import NamedTuple

from goldseam.keep.cipher import identity_text, open_sealed, recipient_of, seal
from goldseam.keep.digest import blake2b
from goldseam.keep.fields import exactly, hex_of, object_in, whole_of
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Damaged, Problem, WrongKey
from goldseam.words.secret import Secret

KEY_BYTES = 32
PASSPHRASE = "passphrase"  # noqa: S105 - the kind of a slot
PAPER = "paper"
KEYRING = "keyring"
ARGON2_VERSION = 19  # 1.3, RFC 9106
KINDS = (PASSPHRASE, PAPER, KEYRING)


class Cost(NamedTuple):
    """What one guess of a passphrase costs, in the terms of Argon2id (RFC 9106)."""

    time_cost: int
    memory_kib: int
    lanes: int


# RFC 9106 section 4, second recommended option, and our floor: every calibrated cost has at least this.
FLOOR = Cost(time_cost=3, memory_kib=64 * 1024, lanes=4)
CEILING_KIB = 1024 * 1024
# For tests only, as in argon2-cffi's profiles: a vault made by `goldseam new` never has it.
CHEAPEST = Cost(time_cost=1, memory_kib=8, lanes=1)


class Keys(NamedTuple):
    """What an unlocked vault is opened with.

    Attributes:
        root: everything but `blobs` is derived from it.
        database: raw key of vault.db.
        log: age identity; its recipient is secret, so what is sealed to it is authenticated.
        inbox: age identity; its recipient is public.
        blobs: names attachments by keyed hash; drawn once, so that names survive a new root.
    """

    root: Secret
    database: Secret
    log: str
    inbox: str
    blobs: Secret

    def __repr__(self) -> str:
        return "Keys(…)"


class Slot(NamedTuple):
    """The keys, wrapped for one secret.

    Attributes:
        id: 16 hex digits.
        kind: one of KINDS.
        created_at: milliseconds since 1970.
        cost: of a passphrase slot, else None.
        salt: 32 hex digits, used as ASCII so that the `argon2` command makes the same key; else empty.
        sealed: an age file.
    """

    id: str
    kind: str
    created_at: int
    cost: Cost | None
    salt: str
    sealed: bytes


def new_keys() -> Keys:
    """Keys of a new vault, from the system's random source."""
    return derive_keys(Secret(os.urandom(KEY_BYTES)), Secret(os.urandom(KEY_BYTES)))


def derive_keys(root: Secret, blobs: Secret) -> Keys:
    """The keys that follow from a root (spec/vault.md, "Keys")."""

    def derive(purpose: str) -> Secret:
        return Secret(blake2b(purpose.encode(), digest_size=32, key=root.reveal(), person=b"goldseam-v1").digest())

    return Keys(root, derive("database"), identity_text(derive("log")), identity_text(derive("inbox")), blobs)


def passphrase_identity(passphrase: str, salt: str, cost: Cost) -> str:
    """The identity a passphrase opens with. Slow on purpose.

    The passphrase is normalised to NFC: keyboards disagree on how they send an accented letter.

    Raises: Problem: this machine has not the memory that the slot asks for.
    """
    import unicodedata  # noqa: PLC0415 - only those who type a passphrase pay for it

    from argon2.exceptions import HashingError  # noqa: PLC0415 - as above
    from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415 - 25 ms

    try:
        key = hash_secret_raw(
            unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass"),
            salt.encode("ascii"),
            time_cost=cost.time_cost,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    except HashingError:
        raise Problem(
            f"the key of a passphrase could not be made: it takes {cost.memory_kib >> 10} MiB of free memory",
            safe="nothing was read or changed",
            next="end other programs and try again, or use the paper key: goldseam unlock --paper-key-file FILE",
            code="keep.no-memory-for-key",
        ) from None
    return identity_text(Secret(key))


def wrap(
    keys: Keys, vault_id: str, kind: str, identity: str, *, now_ms: int, cost: Cost | None = None, salt: str = ""
) -> Slot:
    """A slot that opens with `identity`; for a passphrase, `cost` and `salt` are what the identity was made with."""
    slot_id = os.urandom(8).hex()
    inside = {
        "version": 1,
        "vault": vault_id,
        "slot": slot_id,
        "kind": kind,
        "kdf": kdf_json(cost, salt),
        "root": keys.root.reveal().hex(),
        "blobs": keys.blobs.reveal().hex(),
        "database": keys.database.reveal().hex(),
        "log": keys.log,
        "inbox": keys.inbox,
    }
    sealed = seal(json.dumps(inside, sort_keys=True).encode(), [recipient_of(identity)])
    return Slot(slot_id, kind, now_ms, cost, salt, sealed)


def wrap_passphrase(keys: Keys, vault_id: str, passphrase: str, cost: Cost, *, now_ms: int) -> Slot:
    """A slot for a passphrase. Slow on purpose; the same at any size of the vault."""
    salt = os.urandom(16).hex()
    identity = passphrase_identity(passphrase, salt, cost)
    return wrap(keys, vault_id, PASSPHRASE, identity, now_ms=now_ms, cost=cost, salt=salt)


def unwrap(slot: Slot, vault_id: str, identity: str) -> Keys | None:
    """The keys in a slot; None if the identity is not the one it was wrapped for.

    Raises: Damaged: it opens, and yet is not this vault's slot: somebody swapped or altered it.
    """
    try:
        data = open_sealed(slot.sealed, identity, what="a key slot")
    except Damaged:
        return None
    try:
        inside = exactly(object_in(data), _INSIDE)
        expected = (1, vault_id, slot.id, slot.kind, kdf_json(slot.cost, slot.salt))
        keys = derive_keys(_secret(inside["root"]), _secret(inside["blobs"]))
        derived = (keys.database.reveal().hex(), keys.log, keys.inbox)
        said = (whole_of(inside["version"]), *(inside[name] for name in ("vault", "slot", "kind", "kdf")))
        ours = said == expected and tuple(inside[name] for name in ("database", "log", "inbox")) == derived
    except ValueError:
        ours = False
    if not ours:
        raise Damaged(
            "a key slot opens but belongs to another vault or was altered",
            safe="nothing was read or changed",
            next="restore vault.json from vault.json.bak or from a backup: goldseam doctor",
            code="keep.foreign-slot",
        )
    return keys


_INSIDE = frozenset({"version", "vault", "slot", "kind", "kdf", "root", "blobs", "database", "log", "inbox"})


def _secret(value: object) -> Secret:
    return Secret(bytes.fromhex(hex_of(value, 2 * KEY_BYTES)))


def unlock(slots: tuple[Slot, ...], vault_id: str, *, kind: str, secret: str) -> Keys:
    """The keys, by a passphrase or by the identity on paper or in the keyring.

    Raises: WrongKey: no slot of that kind opens with it.
    """
    for slot in slots:
        if slot.kind != kind:
            continue
        paper = secret.strip().upper()
        identity = paper if slot.cost is None else passphrase_identity(secret, slot.salt, slot.cost)
        keys = _try(slot, vault_id, identity)
        if keys is not None:
            return keys
    raise WrongKey(
        f"the vault stayed locked: no key slot opens with this {_SPOKEN[kind]}",
        safe="nothing was read or changed; your entries are intact",
        next=_OTHERWISE[kind],
        code="keep.no-slot-opens",
    )


_SPOKEN = {PASSPHRASE: "passphrase", PAPER: "paper key", KEYRING: "key from the keyring"}
_BY_PAPER = "try again, or use the paper key: goldseam unlock --paper-key-file FILE"
_OTHERWISE = {
    PASSPHRASE: _BY_PAPER,
    PAPER: "compare it with the paper, letter by letter, or use the passphrase: goldseam unlock",
    KEYRING: _BY_PAPER,
}


def _try(slot: Slot, vault_id: str, identity: str) -> Keys | None:
    try:
        recipient_of(identity)
    except ValueError:
        return None
    return unwrap(slot, vault_id, identity)


def calibrate(*, seconds: float = 1.0) -> Cost:
    """The cost that takes about `seconds` here: FLOOR, with as much more memory as fits in the time.

    Argon2's time grows in step with its memory, so one measurement at the floor tells the rest. Never under the
    floor, never over 1 GiB nor a quarter of the machine's memory.
    """
    import time  # noqa: PLC0415 - measuring is what this function is for

    started = time.perf_counter()
    passphrase_identity("calibration", "0" * 32, FLOOR)
    took = max(time.perf_counter() - started, 1e-3)
    affordable = int(seconds / took) * FLOOR.memory_kib
    ceiling = min(CEILING_KIB, _memory_kib() // 4)
    return FLOOR._replace(memory_kib=max(FLOOR.memory_kib, min(affordable, ceiling)))


def no_weaker(cost: Cost, slots: tuple[Slot, ...]) -> Cost:
    """`cost`, and of each kind of it no less than a passphrase costs already: how busy a machine is weakens nothing.

    More memory than half of what this machine has is not asked for: the vault may come from a larger one.
    """
    before = [slot.cost for slot in slots if slot.cost]
    most = Cost(*map(max, zip(cost, *before, strict=True)))
    return most._replace(memory_kib=max(cost.memory_kib, min(most.memory_kib, _memory_kib() // 2)))


def _memory_kib() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024
    except (AttributeError, ValueError, OSError):
        return 4 * FLOOR.memory_kib


def kdf_json(cost: Cost | None, salt: str) -> JsonObject | None:
    """How a slot's key is made from a passphrase, as vault.json and the sealed payload both say it."""
    if cost is None:
        return None
    return {
        "name": "argon2id",
        "version": ARGON2_VERSION,
        "salt": salt,
        "time_cost": cost.time_cost,
        "memory_kib": cost.memory_kib,
        "lanes": cost.lanes,
    }


def slot_json(slot: Slot) -> JsonObject:
    """A slot as vault.json holds it."""
    return {
        "id": slot.id,
        "kind": slot.kind,
        "created_at": slot.created_at,
        "kdf": kdf_json(slot.cost, slot.salt),
        "sealed": binascii.b2a_base64(slot.sealed, newline=False).decode(),
    }
