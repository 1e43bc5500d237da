"""The shelf: the folder in which backups that were made by themselves stand (spec/backup.md).

A file has its name only once it was read back and proven, so what has a name here counts. Nothing is touched whose name
is not of the shelf's own form for this vault, and the newest is never removed.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import NamedTuple

from goldseam.keep.backup import load_outer
from goldseam.keep.blobs import FOLDER as BLOBS
from goldseam.keep.disk import PARTIAL, Disk, alone_with
from goldseam.keep.making import DATABASE
from goldseam.keep.vault import Vault
from goldseam.words.problem import Busy, Damaged

DAYS, WEEKS, MONTHS = 7, 4, 12
BESIDE = "-backups"  # the shelf of a vault `journal` is `journal-backups`, unless she names another
ID_SHOWN = 8
RESERVE = 512 << 20  # bytes that a disk keeps free whatever the shelf would like
SHARE = 4  # on the vault's own disk the shelf takes one part in so many of what would be free without it
_STAMP = "%Y%m%dT%H%M%SZ"
_NAMES = re.compile(r"goldseam-([0-9a-f]{8})-([0-9]{8}T[0-9]{6}Z)\.tar")


class Kept(NamedTuple):
    """A backup on a shelf.

    Attributes:
        path: of the file.
        made_at: milliseconds since 1970, to the second, as its name says.
        size: in bytes.
    """

    path: str
    made_at: int
    size: int


class Space(NamedTuple):
    """What a shelf may take.

    Attributes:
        free: bytes that its disk has free now.
        allowed: bytes that all of its backups may have together.
    """

    free: int
    allowed: int


def beside(vault_folder: str) -> str:
    """The shelf of a vault for which none was named."""
    return os.path.realpath(vault_folder) + BESIDE


def place_for(shelf: str, vault_id: str, made_at: int) -> str:
    """The path of a backup made at `made_at` milliseconds since 1970."""
    stamp = datetime.fromtimestamp(made_at // 1000, UTC).strftime(_STAMP)
    return os.path.join(shelf, f"goldseam-{vault_id[:ID_SHOWN]}-{stamp}.tar")


def backups_on(shelf: str, vault_id: str | None, disk: Disk) -> list[Kept]:
    """The backups of a vault, the newest first; of any vault for None. Empty if there is no shelf.

    Raises: OSError: the folder cannot be listed.
    """
    found = []
    for name in disk.names(shelf):
        known = _NAMES.fullmatch(name)
        if known is None or (vault_id is not None and known[1] != vault_id[:ID_SHOWN]):
            continue
        path = os.path.join(shelf, name)
        with suppress(OSError, ValueError):
            made = datetime.strptime(known[2], _STAMP).replace(tzinfo=UTC)
            found.append(Kept(path, int(made.timestamp()) * 1000, os.lstat(path).st_size))
    return sorted(found, key=lambda kept: kept.made_at, reverse=True)


def wanted(moments: Sequence[int]) -> set[int]:
    """Which moments (milliseconds since 1970) are kept: the last of each of 7 days, 4 weeks and 12 months.

    Days, weeks and months without one do not count, so what she wrote before a long silence is not thinned away by it.
    """
    newest_first = sorted(moments, reverse=True)
    keep: set[int] = set()
    for form, count in (("%Y-%m-%d", DAYS), ("%G-%V", WEEKS), ("%Y-%m", MONTHS)):
        last_of: dict[str, int] = {}
        for moment in newest_first:
            last_of.setdefault(datetime.fromtimestamp(moment // 1000, UTC).strftime(form), moment)
        keep.update(list(last_of.values())[:count])
    return keep


def thin(shelf: str, vault_id: str, disk: Disk, *, newest: str, bytes_max: int) -> list[str]:
    """Removes what the rule does not keep, and the oldest while all are larger than `bytes_max`; returns their paths.

    Careful: only after `newest` was made and proven. It stays whatever the rule or its name says.
    """
    there = backups_on(shelf, vault_id, disk)
    others = [kept for kept in there if kept.path != newest]
    keep = wanted([kept.made_at for kept in there])
    total = sum(kept.size for kept in there)
    gone = []
    for kept in reversed(others):
        if (kept.made_at not in keep or total > bytes_max) and _is_of(kept.path, vault_id):
            disk.remove(kept.path)
            total -= kept.size
            gone.append(kept.path)
    if gone:
        disk.sync_folder(shelf)
    return gone


def _is_of(path: str, vault_id: str) -> bool:
    """Whether a file is what its name says. What is damaged is left for her to look at."""
    if os.path.islink(path):
        return False
    try:
        return load_outer(path).header.vault == vault_id
    except (Damaged, OSError):
        return False


def space_on(shelf: str, vault: Vault) -> Space:
    """What a shelf may take. On a disk of its own nearly all; on the vault's a part, so that it cannot fill it."""
    about = os.statvfs(shelf)
    free = about.f_bavail * about.f_frsize
    taken = sum(kept.size for kept in backups_on(shelf, vault.header.vault, vault.disk))
    allowed = (free + taken) // SHARE if on_one_disk(shelf, vault.folder) else free + taken - RESERVE
    return Space(free, max(allowed, 0))


def on_one_disk(place: str, vault_folder: str) -> bool:
    """Whether one broken disk seems to take the vault and a shelf or a backup. Raises OSError: it is not there."""
    return os.stat(place).st_dev == os.stat(vault_folder).st_dev


def size_estimate(vault: Vault) -> int:
    """About how large a backup will be: attachments as they are, texts twice. Cost: a look at every file's size."""
    size = 2 * os.path.getsize(os.path.join(vault.folder, DATABASE))
    for folder, _, names in os.walk(os.path.join(vault.folder, BLOBS)):
        for name in names:
            with suppress(OSError):
                size += os.lstat(os.path.join(folder, name)).st_size
    return size


@contextmanager
def turn_at(shelf: str, disk: Disk) -> Iterator[None]:
    """The right to write to a shelf, one process at a time; what a dead one left half written is removed.

    Raises: Busy: another has it. The kernel lets go of it however its holder ends.
    """
    with alone_with(shelf) as alone:
        if not alone:
            raise Busy(
                f"another process is making a backup in {shelf}",
                safe="nothing was changed",
                next="wait for it, and try again",
                code="keep.backup-busy",
            )
        _sweep(shelf, disk)
        yield


def _sweep(shelf: str, disk: Disk) -> None:
    for name in os.listdir(shelf):
        stem = name.removesuffix(PARTIAL)
        if stem != name and _NAMES.fullmatch(stem.rpartition(".")[0]):
            disk.remove(os.path.join(shelf, name))
