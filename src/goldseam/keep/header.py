"""vault.json: the public part of a vault, which anybody may read and which must be refused when it is not ours."""

import base64
import json
import os
from typing import NamedTuple

from goldseam.keep.digest import blake2b
from goldseam.keep.disk import Disk
from goldseam.keep.keys import KINDS, Cost, Slot, slot_json
from goldseam.words.problem import Damaged, NoVault

NAME = "vault.json"
COPY = "vault.json.bak"
VERSION = 1
SIZE_MAX = 1 << 20
SLOTS_MAX = 64
DIGEST_BYTES = 32
# Argon2's cost comes from a file an attacker may have written: more than these is refused, not computed.
MEMORY_KIB_MAX = 4 * 1024 * 1024
TIME_COST_MAX = 64


class Header(NamedTuple):
    """What a locked vault shows.

    Attributes:
        vault: 32 hex digits.
        created_at: milliseconds since 1970.
        inbox: recipients that entries are sealed to while it is locked.
        slots: the wrapped keys.
    """

    vault: str
    created_at: int
    inbox: tuple[str, ...]
    slots: tuple[Slot, ...]


def load_header(folder: str, disk: Disk) -> Header:
    """The header of the vault in `folder`.

    Raises: NoVault: there is none. Damaged: it cannot be understood, or is of a newer format.
    """
    path = os.path.join(folder, NAME)
    try:
        data = disk.read(path, size_max=SIZE_MAX)
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(folder) from None
    return parse_header(data)


def _missing(folder: str) -> Damaged | NoVault:
    if os.path.exists(os.path.join(folder, "vault.db")):
        return Damaged(
            f"the vault in {folder} has lost its vault.json, which holds the key slots",
            safe="your entries are still there, encrypted, and nothing was changed",
            next=f"copy {COPY} there, or the vault.json of a backup, under the name {NAME}",
            code="keep.header-missing",
        )
    return NoVault(
        f"there is no vault in {folder}",
        safe="nothing was changed",
        next="make one: goldseam new, or name another: --vault DIR",
        code="keep.no-vault",
    )


def save_header(folder: str, header: Header, disk: Disk) -> None:
    """Writes the header durably, and then a second copy of it.

    The copy is of this header and not of the one before, or a key slot that was removed would live on in it.
    """
    data = format_header(header)
    disk.write(os.path.join(folder, NAME), data)
    disk.write(os.path.join(folder, COPY), data)


def format_header(header: Header) -> bytes:
    """The bytes of vault.json (spec/vault.md, "vault.json")."""
    public = {
        "format": "goldseam-vault",
        "version": VERSION,
        "vault": header.vault,
        "created_at": header.created_at,
        "inbox": list(header.inbox),
        "slots": [slot_json(slot) for slot in header.slots],
    }
    digest = blake2b(json.dumps(public, sort_keys=True).encode(), digest_size=DIGEST_BYTES).hexdigest()
    return (json.dumps({**public, "digest": digest}, indent=1) + "\n").encode()


def is_as_written(data: bytes) -> bool:
    """Whether every byte of a vault.json is what `format_header` wrote.

    A header of which a slot was damaged still loads, so that the other slots open the vault; this tells of it. It
    is no proof against somebody who writes to the folder on purpose: the digest needs no key.
    """
    try:
        return format_header(parse_header(data)) == data
    except Damaged:
        return False


def parse_header(data: bytes) -> Header:
    """The header in the bytes of vault.json.

    Raises: Damaged: anything the format does not allow, or a newer version.
    """
    try:
        public = json.loads(data)
        version = public["version"]
        if public["format"] != "goldseam-vault" or not isinstance(version, int):
            raise ValueError  # noqa: TRY301 - one way out for everything that is not our format
        if version > VERSION:
            raise _newer(version)
        return Header(
            vault=_hex(public["vault"], 32),
            created_at=_whole(public["created_at"]),
            inbox=tuple(_recipient(text) for text in public["inbox"]),
            slots=tuple(_slot(slot) for slot in _listed(public["slots"], SLOTS_MAX)),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Damaged(
            "vault.json cannot be understood",
            safe="your entries are still there, encrypted, and nothing was changed",
            next=f"copy {COPY}, or the vault.json of a backup, over it: goldseam doctor",
            code="keep.header-damaged",
        ) from None


def _newer(version: int) -> Damaged:
    return Damaged(
        f"this vault has format {version}, and this goldseam knows formats up to {VERSION}",
        safe="nothing was read or changed",
        next="install a newer goldseam: pip install --upgrade goldseam",
        code="keep.newer-format",
    )


def _slot(value: object) -> Slot:
    slot = _object(value)
    kind = slot["kind"]
    if kind not in KINDS or not isinstance(kind, str):
        raise ValueError
    cost, salt = _kdf(slot["kdf"])
    if (cost is None) == (kind == "passphrase"):
        raise ValueError
    sealed = slot["sealed"]
    if not isinstance(sealed, str):
        raise TypeError
    return Slot(
        _hex(slot["id"], 16), kind, _whole(slot["created_at"]), cost, salt, base64.b64decode(sealed, validate=True)
    )


def _kdf(value: object) -> tuple[Cost | None, str]:
    if value is None:
        return None, ""
    kdf = _object(value)
    cost = Cost(_whole(kdf["time_cost"]), _whole(kdf["memory_kib"]), _whole(kdf["lanes"]))
    if (kdf["name"], kdf["version"]) != ("argon2id", 19):
        raise ValueError
    within = 1 <= cost.time_cost <= TIME_COST_MAX and 8 * cost.lanes <= cost.memory_kib <= MEMORY_KIB_MAX
    if not within or not 1 <= cost.lanes <= TIME_COST_MAX:
        raise ValueError
    return cost, _hex(kdf["salt"], 32)


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _listed(value: object, count_max: int) -> list[object]:
    if not isinstance(value, list) or len(value) > count_max:
        raise ValueError
    return value


def _recipient(value: object) -> str:
    if not isinstance(value, str) or not value.startswith("age1") or len(value) > SIZE_MAX // 64:
        raise ValueError
    return value


def _hex(value: object, digits: int) -> str:
    if not isinstance(value, str) or len(value) != digits or value.lower() != value:
        raise ValueError
    bytes.fromhex(value)
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 62:
        raise ValueError
    return value
