"""A machine that refuses one thing it is asked, or everything from then on.

`Fault` counts what is asked of the disk outside the database (`FailingDisk`) and under its cipher (`failing_vfs`), in
one count, so that a run with `at=n` for every n has had every call fail.
"""

import errno
import os
from typing import BinaryIO, Self, cast

import apsw

from goldseam.keep.disk import Disk

FULL = errno.ENOSPC
BROKEN = errno.EIO
_SQLITE = {FULL: apsw.SQLITE_FULL, BROKEN: apsw.SQLITE_IOERR}


class Fault:
    """What fails, and how.

    Attributes:
        at: number of the first call that fails, from 1; 0 for none.
        lasting: whether all after it fail too.
        error: FULL or BROKEN. Reading and removing work on a full disk.
        count: calls so far.
        refused: how many of them failed.
    """

    def __init__(self, at: int, *, lasting: bool, error: int) -> None:
        self.at = at
        self.lasting = lasting
        self.error = error
        self.count = 0
        self.refused = 0

    def fails(self, *, takes_space: bool) -> bool:
        """Counts a call; whether it is to fail."""
        if self.error == FULL and not takes_space:
            return False
        self.count += 1
        failing = self.at and (self.count == self.at or (self.lasting and self.count > self.at))
        self.refused += bool(failing)
        return bool(failing)

    def call(self, *, takes_space: bool = True) -> None:
        """A call outside the database."""
        if self.fails(takes_space=takes_space):
            raise OSError(self.error, os.strerror(self.error))

    def call_from_sqlite(self, *, takes_space: bool = True) -> None:
        """A call from SQLite."""
        if self.fails(takes_space=takes_space):
            raise apsw.exception_for(_SQLITE[self.error])


class FailingDisk(Disk):
    """A disk that does as its fault says."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    def create(self, path: str) -> BinaryIO:
        self._fault.call()
        return cast("BinaryIO", _FailingFile(super().create(path), self._fault))

    def sync(self, file: BinaryIO) -> None:
        self._fault.call()
        super().sync(file)

    def rename(self, old: str, new: str) -> None:
        self._fault.call()
        super().rename(old, new)

    def remove(self, path: str) -> None:
        self._fault.call(takes_space=False)
        super().remove(path)

    def sync_folder(self, path: str) -> None:
        self._fault.call()
        super().sync_folder(path)

    def make_folder(self, path: str) -> None:
        if not os.path.isdir(path):
            self._fault.call()
        super().make_folder(path)

    def names(self, folder: str) -> list[str]:
        self._fault.call(takes_space=False)
        return super().names(folder)

    def read(self, path: str, *, size_max: int) -> bytes:
        self._fault.call(takes_space=False)
        return super().read(path, size_max=size_max)


class _FailingFile:
    """On a full disk a write takes what still fits, half of it, before the next one fails."""

    def __init__(self, file: BinaryIO, fault: Fault) -> None:
        self._file = file
        self._fault = fault
        self._half = False

    def write(self, data: bytes) -> int:
        if self._half:
            raise OSError(self._fault.error, os.strerror(self._fault.error))
        if self._fault.fails(takes_space=True):
            self._half = True
            if len(data) > 1 and self._fault.error == FULL:
                return self._file.write(data[: len(data) // 2])
            raise OSError(self._fault.error, os.strerror(self._fault.error))
        return self._file.write(data)

    def fileno(self) -> int:
        return self._file.fileno()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class _Vfs(apsw.VFS):
    def __init__(self, name: str, fault: Fault) -> None:
        super().__init__(name, "unix")
        self._fault = fault

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's name
        return _VfsFile(name, flags, self._fault)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001 - SQLite's name and its argument
        self._fault.call_from_sqlite(takes_space=False)
        super().xDelete(filename, syncdir)


class _VfsFile(apsw.VFSFile):
    def __init__(self, name: str | apsw.URIFilename | None, flags: list[int], fault: Fault) -> None:
        super().__init__("unix", name, flags)
        self._fault = fault

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 - SQLite's name
        self._fault.call_from_sqlite(takes_space=False)
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        self._fault.call_from_sqlite()
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's name
        self._fault.call_from_sqlite(takes_space=False)
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        self._fault.call_from_sqlite()
        super().xSync(flags)


def failing_vfs(fault: Fault) -> tuple[str, apsw.VFS]:
    """The name to open a vault with, and the VFS, which must be kept alive as long."""
    name = f"failing{os.urandom(4).hex()}"
    return f"multipleciphers-{name}", _Vfs(name, fault)
