"""vault.json: the public part of a vault, which anybody may read and which must be refused when it is not ours."""

import binascii
import json
import os
import re
from contextlib import suppress
from typing import NamedTuple

from goldseam.keep.digest import blake2b
from goldseam.keep.disk import Disk
from goldseam.keep.fields import exactly, hex_of, list_of, object_in, text_of, whole_of
from goldseam.keep.keys import ARGON2_VERSION, KINDS, PASSPHRASE, Cost, Slot, slot_json
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Damaged, NoVault

NAME = "vault.json"
COPY = "vault.json.bak"
FORMAT = "goldseam-vault"
MAKING = "vault.json.making"
VERSION = 1
SIZE_MAX = 1 << 20
SLOTS_MAX = 64
RECIPIENTS_MAX = 64
DIGEST_BYTES = 32
# Argon2's cost comes from a file an attacker may have written: more than these is refused, not computed.
MEMORY_KIB_MAX = 4 * 1024 * 1024
TIME_COST_MAX = 64
LANES_MAX = 64
_NAMES = frozenset({"format", "version", "vault", "created_at", "inbox", "slots", "digest"})
_SLOT_NAMES = frozenset({"id", "kind", "created_at", "kdf", "sealed"})
_KDF_NAMES = frozenset({"name", "version", "salt", "time_cost", "memory_kib", "lanes"})
_RECIPIENT = re.compile("age1[02-9ac-hj-np-z]{58}")


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
    if os.path.exists(os.path.join(folder, MAKING)) and not os.path.exists(os.path.join(folder, COPY)):
        return NoVault(
            f"there is no vault in {folder}: making it was cut short before anything could be written in it",
            safe="there was nothing in it yet",
            next="make it again: goldseam new, or goldseam restore FILE",
            code="keep.half-made",
        )
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
        "format": FORMAT,
        "version": VERSION,
        "vault": header.vault,
        "created_at": header.created_at,
        "inbox": list(header.inbox),
        "slots": [slot_json(slot) for slot in header.slots],
    }
    return (json.dumps({**public, "digest": _digest(public)}, indent=1) + "\n").encode()


def is_as_written(data: bytes) -> bool:
    """Whether every byte of a vault.json is what `format_header` wrote.

    A header of which a slot was damaged still loads, so that the other slots open the vault; this tells of it. It
    is no proof against somebody who writes to the folder on purpose: the digest needs no key.
    """
    try:
        return format_header(parse_header(data)) == data
    except Damaged:
        return False


def load_written(folder: str, name: str, disk: Disk) -> bytes | None:
    """The bytes of vault.json or its copy, if they are what they were when they were written."""
    data = _bytes_of(folder, name, disk)
    return data if is_as_written(data) else None


def _bytes_of(folder: str, name: str, disk: Disk) -> bytes:
    """Of a file that may be anything, or nothing."""
    with suppress(Damaged, OSError):
        return disk.read(os.path.join(folder, name), size_max=SIZE_MAX)
    return b""


def renew_copy(folder: str, disk: Disk) -> None:
    """Ends a change of the header that was cut short between the two copies; a damaged one is for `mend_header`.

    Otherwise a key slot that is gone from vault.json would live on in the copy.
    """
    data, copy = load_written(folder, NAME, disk), load_written(folder, COPY, disk)
    if data is not None and copy is not None and data != copy:
        disk.write(os.path.join(folder, COPY), data)


def mend_header(folder: str, disk: Disk, *, spare: Header | None = None) -> bool:
    """Makes vault.json and its copy the same again, from the one that is whole; whether one was not.

    When both are whole and differ, one of them is older than the other: that with the newest key slot stays.

    Args:
        folder: of the vault.
        disk: where it lies.
        spare: of a backup, for when neither is whole.

    Raises: Damaged: neither is whole, and there is no spare one; or one is a newer goldseam's, and nothing is to mend.
    """
    for name in (NAME, COPY):
        _refuse_newer(_bytes_of(folder, name, disk))
    data, copy = load_written(folder, NAME, disk), load_written(folder, COPY, disk)
    if data is not None and data == copy:
        return False
    known = [parse_header(found) for found in (data, copy) if found is not None]
    if not known and not {NAME, COPY, "vault.db"} & set(disk.names(folder)):
        return False  # there is no vault, and `load_header` says so
    if not known and spare is None:
        raise Damaged(
            "vault.json and its copy are both damaged",
            safe="your entries are still there, encrypted, and nothing was changed",
            next="take the key slots of a backup: goldseam verify --repair --from BACKUP",
            code="keep.header-damaged",
        )
    save_header(folder, max([*known, *([] if known or spare is None else [spare])], key=_newest), disk)
    return True


def _newest(header: Header) -> int:
    return max((slot.created_at for slot in header.slots), default=0)


def parse_header(data: bytes) -> Header:
    """The header in the bytes of vault.json.

    Raises: Damaged: anything the format does not allow, or a newer version.
    """
    try:
        public = object_in(data)
        if public.get("format") != FORMAT:
            raise ValueError  # noqa: TRY301 - one way out for everything that is not our format
        version = whole_of(public.get("version"))
        if version > VERSION:
            raise _newer(version)
        exactly(public, _NAMES)
        slots = tuple(map(_slot, list_of(public["slots"], count_max=SLOTS_MAX)))
        if version != VERSION or len({slot.id for slot in slots}) != len(slots):
            raise ValueError  # noqa: TRY301 - as above
        return Header(
            vault=hex_of(public["vault"], 32),
            created_at=whole_of(public["created_at"]),
            inbox=tuple(map(_recipient, list_of(public["inbox"], count_max=RECIPIENTS_MAX))),
            slots=slots,
        )
    except ValueError:
        raise Damaged(
            "vault.json cannot be understood",
            safe="your entries are still there, encrypted, and nothing was changed",
            next=f"copy {COPY}, or the vault.json of a backup, over it: goldseam doctor",
            code="keep.header-damaged",
        ) from None


def _refuse_newer(data: bytes) -> None:
    """Raises Damaged when these are the whole bytes of a newer goldseam's vault.json.

    Where the digest is not that of the rest, the number of the version may be what was damaged.
    """
    try:
        public = object_in(data)
        digest = public.pop("digest", None)
        version = whole_of(public.get("version"))
    except ValueError:
        return
    if public.get("format") == FORMAT and version > VERSION and digest == _digest(public):
        raise _newer(version)


def _digest(public: JsonObject) -> str:
    return blake2b(json.dumps(public, sort_keys=True).encode(), digest_size=DIGEST_BYTES).hexdigest()


def _newer(version: int) -> Damaged:
    return Damaged(
        f"this vault has format {version}, and this goldseam knows formats up to {VERSION}",
        safe="nothing was read or changed",
        next="install a newer goldseam: pip install --upgrade goldseam",
        code="keep.newer-format",
    )


def _slot(value: object) -> Slot:
    slot = exactly(value, _SLOT_NAMES)
    kind = text_of(slot["kind"])
    cost, salt = _kdf(slot["kdf"])
    if kind not in KINDS or (cost is None) == (kind == PASSPHRASE):
        raise ValueError
    sealed = binascii.a2b_base64(text_of(slot["sealed"]), strict_mode=True)
    if binascii.b2a_base64(sealed, newline=False).decode() != slot["sealed"]:
        raise ValueError  # base64 that leaves bits over says one thing in several ways
    return Slot(hex_of(slot["id"], 16), kind, whole_of(slot["created_at"]), cost, salt, sealed)


def _kdf(value: object) -> tuple[Cost | None, str]:
    if value is None:
        return None, ""
    kdf = exactly(value, _KDF_NAMES)
    cost = Cost(whole_of(kdf["time_cost"]), whole_of(kdf["memory_kib"]), whole_of(kdf["lanes"]))
    if kdf["name"] != "argon2id" or whole_of(kdf["version"]) != ARGON2_VERSION:
        raise ValueError
    within = 1 <= cost.time_cost <= TIME_COST_MAX and 8 * cost.lanes <= cost.memory_kib <= MEMORY_KIB_MAX
    if not within or not 1 <= cost.lanes <= LANES_MAX:
        raise ValueError
    return cost, hex_of(kdf["salt"], 32)


def _recipient(value: object) -> str:
    if not _RECIPIENT.fullmatch(text_of(value)):
        raise ValueError
    return str(value)
