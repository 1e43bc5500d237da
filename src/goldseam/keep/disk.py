"""The files of a vault: everything that touches the disk outside the database goes through `Disk`.

Power can go at any instruction, so a file counts as written only after its bytes, and the folder entry that names it,
have been synced. The primitives are few so that a double can forget whatever was not synced (tests/keep/power.py).

A file that is being written has a name that ends in `.partial` and is locked by whoever writes it. The lock ends with
its holder, so that what a run that died left behind can be told from what another run is writing now (`sweep`).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from goldseam.words.problem import Damaged

OWNER_FILE = 0o600
OWNER_FOLDER = 0o700
PARTIAL = ".partial"


class Disk:
    """Real files. Every method raises OSError as the system does; `write` and `writing` are durable on return."""

    def create(self, path: str) -> BinaryIO:
        """A new file for writing, readable by its owner alone, not swept while it is open; FileExistsError if there."""
        while True:
            file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE), "wb", buffering=0)
            with suppress(OSError):  # a file system without locks: there `sweep` can lock nothing, and removes nothing
                fcntl.flock(file.fileno(), fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_nlink:
                return file
            file.close()  # swept between the two calls

    def sync(self, file: BinaryIO) -> None:
        """The bytes written so far survive a power cut."""
        os.fsync(file.fileno())

    def rename(self, old: str, new: str) -> None:
        """`new` names what `old` named; a file under `new` is replaced."""
        os.replace(old, new)

    def remove(self, path: str) -> None:
        """The name is gone."""
        os.unlink(path)

    def sync_path(self, path: str) -> None:
        """The bytes of a file that somebody else wrote (SQLite) survive a power cut."""
        with open(path, "rb") as file:
            self.sync(file)

    def sync_folder(self, path: str) -> None:
        """The names in a folder survive a power cut."""
        if os.name == "nt":
            return  # a folder cannot be opened there; NTFS journals the names itself
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def sync_tree(self, folder: str) -> None:
        """Everything in a folder, to any depth, survives a power cut. One wait, not one for each file."""
        if hasattr(os, "sync"):
            os.sync()  # then the files below have nothing left to wait for, and only tell of errors
        for inner, _, names in os.walk(folder, topdown=False):
            for name in names:
                with open(os.path.join(inner, name), "rb+") as file:
                    self.sync(file)
            self.sync_folder(inner)

    def make_folder(self, path: str) -> None:
        """The folder and its parents exist, for their owner alone, and are named durably."""
        if os.path.isdir(path):
            return
        parent = os.path.dirname(os.path.abspath(path))
        self.make_folder(parent)
        with suppress(FileExistsError):
            os.mkdir(path, OWNER_FOLDER)
        self.sync_folder(parent)

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted, without files half written; empty if there is no folder."""
        try:
            return sorted(name for name in os.listdir(folder) if not name.endswith(PARTIAL))
        except FileNotFoundError:
            return []

    def read(self, path: str, *, size_max: int) -> bytes:
        """All bytes of a file.

        Raises: Damaged: it is larger than `size_max` bytes, more than anything of ours under that name can be.
        """
        with open(path, "rb") as file:
            data = file.read(size_max + 1)
        if len(data) > size_max:
            raise Damaged(
                f"{os.path.basename(path)} is larger than {size_max} bytes, so it is not what its name says",
                safe="nothing was read or changed",
                next=f"look at the file and move it away: {path}",
                code="keep.file-too-large",
            )
        return data

    def write(self, path: str, data: bytes) -> None:
        """The file holds `data` after this, or what it held before: never a part."""
        with self.writing(path) as file:
            file.write(data)

    @contextmanager
    def writing(self, path: str) -> Iterator["Whole"]:
        """A stream whose bytes stand under `path` when the block ends; when it fails nothing does."""
        partial = f"{path}.{os.urandom(4).hex()}{PARTIAL}"
        file = self.create(partial)
        try:
            with file:  # and so locked until it has its name
                yield Whole(file)
                self.sync(file)
                self.rename(partial, path)
        except BaseException:
            with suppress(OSError):
                self.remove(partial)
            raise
        self.sync_folder(os.path.dirname(path))

    def remove_folder(self, path: str) -> None:
        """An empty folder is gone."""
        os.rmdir(path)

    def remove_tree(self, path: str) -> None:
        """A folder and all in it, files first; what is gone already is no failure. Links are not followed."""
        for where, folders, names in os.walk(path, topdown=False, onerror=_unless_gone):
            for name in names:
                with suppress(FileNotFoundError):
                    self.remove(os.path.join(where, name))
            for name in folders:
                inner = os.path.join(where, name)
                with suppress(FileNotFoundError):
                    self.remove(inner) if os.path.islink(inner) else self.remove_folder(inner)
        with suppress(FileNotFoundError):
            self.remove_folder(path)

    def sweep(self, folder: str, *, of: str = "", ending: str = PARTIAL) -> int:
        """Removes the files that a run which died left half written; returns how many.

        Args:
            folder: where; what lies in folders in it stays.
            of: only those of the file of this name.
            ending: of their names.
        """
        try:
            names = os.listdir(folder)
        except FileNotFoundError:
            return 0
        left = [name for name in names if name.endswith(ending) and name.startswith(f"{of}." if of else "")]
        return sum(self._removed_if_left(os.path.join(folder, name)) for name in left)

    def _removed_if_left(self, path: str) -> bool:
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return False  # gone meanwhile, or nothing of ours
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.remove(path)
        except (BlockingIOError, FileNotFoundError):
            return False
        finally:
            os.close(descriptor)
        return True


def _unless_gone(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def lock(descriptor: int, *, shared: bool) -> bool:
    """Locks an open file or folder until it is closed, unless another holds it; whether it did.

    A file system without locks locks everything for everybody: there, one writes at a time.
    """
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def alone_with(folder: str) -> Iterator[bool]:
    """Holds a folder until the block ends; whether nobody else does. Raises FileNotFoundError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield lock(descriptor, shared=False)
    finally:
        os.close(descriptor)


class Whole:
    """An unbuffered file may write a part and say so; whoever writes a stream to it expects all."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        """Writes all of it."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""
