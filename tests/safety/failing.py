"""A machine that refuses one thing it is asked, or everything from then on.

Every call that reaches the disk is counted, whoever makes it: what Python opens, renames, removes, makes and lists (by
an audit hook, so that nothing can be forgotten), what `FailingDisk` writes and syncs, and what SQLite does under its
cipher. A run with `at=n` for every n has had every call fail.
"""

import errno
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import BinaryIO, Self, cast

import apsw

from goldseam.keep.disk import Disk

FULL = errno.ENOSPC
BROKEN = errno.EIO
FORBIDDEN = errno.EACCES
READ_ONLY = errno.EROFS
ERRORS = (FULL, BROKEN, FORBIDDEN, READ_ONLY)

# How a call behaves: what needs space, what changes something, what asks for permission, what only reads.
_SPACE, _CHANGE, _LOOK, _READ = "space", "change", "look", "read"
_REFUSES = {
    FULL: {_SPACE},
    BROKEN: {_SPACE, _CHANGE, _LOOK, _READ},
    FORBIDDEN: {_SPACE, _CHANGE, _LOOK},
    READ_ONLY: {_SPACE, _CHANGE},
}
_NAMED = {
    "os.rename": _SPACE,
    "os.remove": _CHANGE,
    "os.mkdir": _SPACE,
    "os.rmdir": _CHANGE,
    "os.link": _SPACE,
    "os.truncate": _CHANGE,
    "os.chmod": _CHANGE,
    "os.listdir": _LOOK,
    "os.scandir": _LOOK,
}


class Fault:
    """What fails, and how.

    Attributes:
        root: only below this folder.
        error: one of ERRORS.
        at: number of the first call that fails, from 1; 0 for none.
        lasting: whether all after it fail too.
        count: calls so far that may fail with this error.
        refused: what failed.
        seen: how often each kind of call was asked for.
    """

    def __init__(self, root: str, *, error: int, at: int = 0, lasting: bool = False) -> None:
        self.root = root
        self.error = error
        self.at = at
        self.lasting = lasting
        self.count = 0
        self.refused: list[str] = []
        self.seen: Counter[str] = Counter()
        self._lock = Lock()

    def fails(self, what: str, kind: str) -> bool:
        """Counts a call; whether it is to fail."""
        with self._lock:
            if kind not in _REFUSES[self.error]:
                return False
            self.count += 1
            self.seen[what] += 1
            failing = self.count == self.at or (self.lasting and 0 < self.at < self.count)
            self.refused += [what] if failing else []
            return failing

    def call(self, what: str, kind: str = _SPACE) -> None:
        """A call of ours. Raises OSError."""
        if self.fails(what, kind):
            raise OSError(self.error, os.strerror(self.error))

    def call_from_sqlite(self, what: str, kind: str = _SPACE) -> None:
        """A call of SQLite; its own VFS tells these errors so. Raises apsw.Error."""
        if self.fails(f"sqlite {what}", kind):
            opening = apsw.SQLITE_CANTOPEN if what == "open" else apsw.SQLITE_IOERR
            raise apsw.exception_for(apsw.SQLITE_FULL if self.error == FULL and what != "open" else opening)


class _Machine:
    fault: Fault | None = None


_machine = _Machine()


def _hook(event: str, args: tuple[object, ...]) -> None:
    fault = _machine.fault
    if fault is None or (event != "open" and event not in _NAMED):
        return
    path = args[0]
    path = os.fsdecode(path) if isinstance(path, bytes | os.PathLike) else path
    if not isinstance(path, str) or not path.startswith(fault.root):
        return
    if event == "open":
        flags = args[2] if isinstance(args[2], int) else 0
        writing = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        fault.call("open to write" if writing else "open to read", _SPACE if writing else _LOOK)
    else:
        fault.call(event, _NAMED[event])


sys.addaudithook(_hook)  # it cannot be taken away again; without a fault it does nothing


@contextmanager
def machine(fault: Fault) -> Iterator[Disk]:
    """Inside, this process runs on a machine with this fault; write to the disk that is yielded."""
    apsw.set_default_vfs(_CIPHER_OVER)
    _machine.fault = fault
    try:
        yield FailingDisk(fault)
    finally:
        _machine.fault = None
        apsw.set_default_vfs("multipleciphers-unix")


class FailingDisk(Disk):
    """Writes and syncs as its fault says; the other calls are seen by the audit hook."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    def create(self, path: str) -> BinaryIO:
        return cast("BinaryIO", _FailingFile(super().create(path), self._fault))

    def sync(self, file: BinaryIO) -> None:
        self._fault.call("fsync")
        super().sync(file)

    def sync_folder(self, path: str) -> None:
        self._fault.call("fsync of a folder")
        super().sync_folder(path)


class _FailingFile:
    """On a full disk a write takes what still fits, half of it, before the next one fails."""

    def __init__(self, file: BinaryIO, fault: Fault) -> None:
        self._file = file
        self._fault = fault
        self._half = False

    def write(self, data: bytes) -> int:
        if self._half:
            raise OSError(self._fault.error, os.strerror(self._fault.error))
        if self._fault.fails("write", _SPACE):
            self._half = True
            if len(data) > 1 and self._fault.error == FULL:
                return self._file.write(data[: len(data) // 2])
            raise OSError(self._fault.error, os.strerror(self._fault.error))
        return self._file.write(data)

    def seek(self, offset: int) -> int:
        return self._file.seek(offset)

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _from_sqlite(what: str, kind: str = _SPACE) -> None:
    if _machine.fault is not None:
        _machine.fault.call_from_sqlite(what, kind)


class _Vfs(apsw.VFS):
    def __init__(self) -> None:
        super().__init__("failing", "unix")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's name
        _from_sqlite("open", _LOOK)
        return _VfsFile(name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001 - SQLite's name and its argument
        _from_sqlite("delete", _CHANGE)
        super().xDelete(filename, syncdir)


class _VfsFile(apsw.VFSFile):
    def __init__(self, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__("unix", name, flags)

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 - SQLite's name
        _from_sqlite("read", _READ)
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        _from_sqlite("write")
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's name
        _from_sqlite("truncate", _CHANGE)
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        _from_sqlite("sync")
        super().xSync(flags)


_vfs = _Vfs()
_CIPHER_OVER = "multipleciphers-failing"
# Naming it is what puts the cipher over it.
apsw.Connection(":memory:", vfs=_CIPHER_OVER).close()
