"""Exports that a kill or a power cut ended: what they wrote anybody can read, so it goes when the vault is opened.

Where an export is being written is noted in the vault, on this device and before a word of it leaves. Whoever writes it
holds the folder locked; one that is noted and that nobody holds was cut short.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from goldseam.keep.disk import alone_with
from goldseam.keep.vault import Vault

FACT = "exporting"


class Unfinished(NamedTuple):
    """A folder that an export writes into.

    Attributes:
        path: where it is.
        device, number: of the folder itself: another one of that name is not ours.
    """

    path: str
    device: int
    number: int


@contextmanager
def noted(vault: Vault, folder: str) -> Iterator[None]:
    """Notes that an export is written into this folder, which is there and empty, and holds it until the block ends."""
    about = os.stat(folder)
    ours = Unfinished(folder, about.st_dev, about.st_ino)
    with alone_with(folder):
        _keep(vault, lambda known: [*known, ours])  # by a commit that has reached the disk
        try:
            yield
        finally:
            if not _is_there(ours):
                _forget(vault, ours)


def clear_cut_short(vault: Vault) -> list[str]:
    """Removes what exports left that were cut short; returns where it lay.

    One on a disk that is not there now stays noted, and goes when the vault is opened with the disk.
    """
    removed = []
    for one in _noted(vault):
        if not os.path.isdir(os.path.dirname(one.path)):
            continue
        if _is_there(one):
            with alone_with(one.path) as free:
                if not free:
                    continue  # it is being written right now
                vault.disk.remove_tree(one.path)
            removed.append(one.path)
        _forget(vault, one)
    return removed


def _is_there(one: Unfinished) -> bool:
    try:
        about = os.lstat(one.path)
    except OSError:
        return False
    return (about.st_dev, about.st_ino) == (one.device, one.number)


def _noted(vault: Vault) -> list[Unfinished]:
    return [Unfinished(*fields) for fields in json.loads(str(vault.fact(FACT) or "[]"))]


def _forget(vault: Vault, gone: Unfinished) -> None:
    _keep(vault, lambda known: [one for one in known if one != gone])


def _keep(vault: Vault, change: Callable[[list[Unfinished]], list[Unfinished]]) -> None:
    with vault.database.transaction():
        left = change(_noted(vault))
        vault.set_fact(FACT, json.dumps(left) if left else None)
