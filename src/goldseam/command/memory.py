"""A folder in memory for an entry that her own editor has: it goes when the editor does, whoever dies first.

The folder is locked as long as the command or the editor lives, because both hold the lock's descriptor. What is left
there without a holder was left by a kill, and the next command that comes by clears it away.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from goldseam.desk.machine import EDITOR_DIGITS, EDITOR_FOLDER, is_editor_folder
from goldseam.words.problem import Misused


@contextmanager
def folder_in_memory(*, anyway: bool) -> Iterator[tuple[str, int]]:
    """A new folder of hers alone, and the descriptor to pass on to whoever works in it; gone when the block ends.

    Raises: Misused: there is none in memory here, and not `anyway`.
    """
    folder = os.path.join(_place(anyway=anyway), EDITOR_FOLDER + os.urandom(EDITOR_DIGITS // 2).hex())
    os.mkdir(folder, 0o700)
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield folder, lock
    finally:
        _clear(folder)
        os.close(lock)


def memory_folders() -> tuple[str, ...]:
    """Where a folder in memory may be, the best place first."""
    return tuple(folder for folder in (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm") if folder)  # noqa: S108 - memory


def sweep_memory() -> int:
    """Clears away what a command that was killed left in memory; returns how many folders."""
    left = 0
    for place in memory_folders():
        with suppress(OSError):
            for name in os.listdir(place):
                left += is_editor_folder(name) and _sweep(os.path.join(place, name))
    return left


def _sweep(folder: str) -> bool:
    try:
        if os.lstat(folder).st_uid != os.geteuid():
            return False
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False  # somebody is still writing there
    else:
        _clear(folder)
        return True
    finally:
        os.close(lock)


def _clear(folder: str) -> None:
    for parent, _, names in os.walk(folder):
        for name in names:
            _overwrite(os.path.join(parent, name))
    shutil.rmtree(folder, ignore_errors=True)


def _place(*, anyway: bool) -> str:
    in_memory = _memory_mounts()
    for folder in memory_folders():
        if os.path.isdir(folder) and os.access(folder, os.W_OK) and _mount_of(folder) in in_memory:
            return folder
    if anyway:
        return os.environ.get("TMPDIR") or "/tmp"  # noqa: S108 - she said anyway
    raise Misused(
        "there is no folder in memory here to hand the text to an editor through",
        safe="nothing was changed",
        next="leave --external out for the built-in page, or say --anyway",
        code="command.no-memory-folder",
    )


def _memory_mounts() -> set[str]:
    mounts: dict[str, str] = {}
    with suppress(OSError), open("/proc/self/mounts", encoding="utf-8", errors="replace") as file:
        for line in file:
            _, point, kind = line.split(" ")[:3]
            mounts[point] = kind
    return {point for point, kind in mounts.items() if kind in {"tmpfs", "ramfs"}}


def _mount_of(path: str) -> str:
    path = os.path.realpath(path)
    while not os.path.ismount(path):
        path = os.path.dirname(path)
    return path


def _overwrite(path: str) -> None:
    with suppress(OSError):
        size = os.path.getsize(path)
        with open(path, "r+b") as file:
            file.write(bytes(size))
