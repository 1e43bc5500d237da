"""What a run that died, or a disk that failed, left half written in a vault."""

import os
from contextlib import suppress

from goldseam.keep.blobs import Blobs
from goldseam.keep.disk import alone_with
from goldseam.keep.header import renew_copy
from goldseam.keep.inbox import BAD
from goldseam.keep.inbox import FOLDER as INBOX
from goldseam.keep.ledger import FOLDER as LOG
from goldseam.keep.making import MENDING
from goldseam.keep.vault import Vault
from goldseam.words.problem import Problem


def clear_leftovers(vault: Vault) -> None:
    """Removes it, and ends a change of vault.json that has not reached its copy. Cost: a few listings.

    What another run is writing right now stays. A disk that refuses is no failure: nothing depends on this.
    """
    disk, folder = vault.disk, vault.folder
    log = os.path.join(folder, LOG)
    segments = os.path.join(log, "segments")
    devices = [os.path.join(segments, device) for device in _names(segments)]
    for where in (folder, os.path.join(folder, INBOX), os.path.join(folder, INBOX, BAD), os.path.join(log, "heads")):
        with suppress(OSError):
            disk.sweep(where)
    for where in devices:
        with suppress(OSError):
            disk.sweep(where)
    with suppress(OSError):
        Blobs(folder, vault.keys, disk).sweep()
    mending = os.path.join(folder, MENDING)
    with suppress(OSError), alone_with(mending) as alone:
        if alone:
            disk.remove_tree(mending)
    with suppress(OSError, Problem), vault.database.transaction():
        renew_copy(folder, disk)


def _names(folder: str) -> list[str]:
    with suppress(OSError):
        return os.listdir(folder)
    return []
