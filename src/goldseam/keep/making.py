"""A vault that is being made, anew or from a backup: until vault.json has its name, there is none.

The key slots lie in vault.json.making meanwhile. One rename makes the vault, so a folder holds either a vault or, when
that file is there, something half made that nobody was ever told of: only that may be cleared away.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from goldseam.keep.disk import Disk
from goldseam.keep.header import COPY, MAKING, NAME, Header, format_header
from goldseam.words.problem import Misused

DATABASE = "vault.db"
README = "README.txt"
MENDING = "vault.db.mending"  # a folder: what is made of the log, until it takes the place of vault.db
FOLDERS = ("inbox", "blobs", "log")
_OURS = {README, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", *FOLDERS}


@contextmanager
def making(folder: str, header: Header, readme: str, disk: Disk, *, again: str) -> Iterator[None]:
    """Around what fills a vault; afterwards it is one, durably. When anything fails, the folder is as it was.

    Args:
        folder: missing, empty, or with what a run that died left half made.
        header: of the vault.
        readme: for people who find the folder.
        disk: where to.
        again: the command to try again with.

    Raises: Misused: the folder holds something else.
    """
    there = os.path.isdir(folder)
    disk.make_folder(folder)
    if _half_made(folder, disk):
        _clear(folder, disk)
    if disk.names(folder):
        raise _not_empty(folder, again)
    try:
        disk.write(os.path.join(folder, MAKING), format_header(header))
        for name in FOLDERS:
            disk.make_folder(os.path.join(folder, name))
        disk.write(os.path.join(folder, README), readme.encode())
        yield
        disk.sync_folder(folder)  # vault.db has its name before vault.json does
        disk.rename(os.path.join(folder, MAKING), os.path.join(folder, NAME))
        disk.sync_folder(folder)
        disk.write(os.path.join(folder, COPY), format_header(header))
    except BaseException:
        with suppress(OSError):  # what cannot be removed now is removed when it is made again
            _clear(folder, disk)
            if not there:
                disk.remove_folder(folder)
        raise


def _half_made(folder: str, disk: Disk) -> bool:
    names = disk.names(folder)
    return MAKING in names and NAME not in names and COPY not in names


def _clear(folder: str, disk: Disk) -> None:
    """The file that says what this is goes last."""
    mark = os.path.join(folder, MAKING)
    with suppress(FileNotFoundError):
        disk.remove(os.path.join(folder, COPY))
    with suppress(FileNotFoundError):
        disk.rename(os.path.join(folder, NAME), mark)
    disk.sync_folder(folder)
    for name in sorted(_OURS & set(disk.names(folder))):
        path = os.path.join(folder, name)
        disk.remove_tree(path) if os.path.isdir(path) else disk.remove(path)
    disk.sweep(folder)
    disk.sync_folder(folder)
    with suppress(FileNotFoundError):
        disk.remove(mark)


def _not_empty(folder: str, again: str) -> Misused:
    return Misused(
        f"the folder {folder} is not empty",
        safe="nothing in it was changed",
        next=f"name an empty folder: {again}",
        code="keep.folder-not-empty",
    )
