"""A folder or a zip file from outside, read without unpacking it and without leaving it."""

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from typing import IO, BinaryIO, Protocol

from goldseam.words.problem import Misused, Problem

MEMBERS_MAX = 200_000
DIRECTORY_BYTES_MAX = 48 << 20
MEMBER_BYTES_MAX = 8 << 30
RATIO_MAX = 300
RATIO_FREE_BYTES = 32 << 20
DEPTH_MAX = 200
PIECE_BYTES = 1 << 18
_ENCRYPTED = 0x1


class Container(Protocol):
    """Files with names relative to it, `/` between folders; no links, nothing hidden, nothing outside."""

    def names(self) -> list[str]:
        """All files, sorted."""

    def open(self, name: str) -> BinaryIO:
        """One of `names`. Raises Problem, also while reading."""

    def size(self, name: str) -> int:
        """Bytes, as it says."""

    def holds(self, name: str) -> bool:
        """Whether a file of that name lies in it: without a link on the way, and not hidden."""


class Folder:
    """A container on disk."""

    def __init__(self, root: str) -> None:
        self._root = root

    def names(self) -> list[str]:
        """See Container. Cost: one walk over the folder."""
        return sorted(iter_files(self._root))

    def open(self, name: str) -> BinaryIO:
        """See Container."""
        try:
            return open_plainly(os.path.join(self._root, name))
        except OSError as error:
            raise _unopened(name, error.strerror or "the system says no more") from None

    def holds(self, name: str) -> bool:
        """See Container."""
        path = self._root
        parts = name.split("/")
        for part in parts:
            path = os.path.join(path, part)
            if is_junk(part) or part in {"", ".", ".."} or os.path.islink(path):
                return False
        return os.path.isfile(path)

    def size(self, name: str) -> int:
        """See Container."""
        try:
            return os.lstat(os.path.join(self._root, name)).st_size
        except OSError:
            return 0


def open_plainly(path: str) -> BinaryIO:
    """Opens a regular file for reading; a link at its end, a device or a pipe is refused as missing.

    Raises: OSError: as `open`.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileNotFoundError(2, "it is no regular file")
    return open(descriptor, "rb")


def read_bounded(file: BinaryIO, bytes_max: int) -> bytes | None:
    """All bytes of a file, read in pieces: a small one takes no more memory than it has. None if it is too large."""
    pieces: list[bytes] = []
    size = 0
    while piece := file.read(PIECE_BYTES):
        size += len(piece)
        if size > bytes_max:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def iter_files(root: str, depth: int = 0) -> Iterator[str]:
    """Regular files under `root` in the order of their names, folder by folder; links are not followed.

    What is hidden (`.obsidian`, `._x`) or left by an archiver is passed over.
    """
    try:
        with os.scandir(root) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if is_junk(entry.name) or entry.is_symlink():
            continue
        if entry.is_file(follow_symlinks=False):
            yield entry.name
        elif entry.is_dir(follow_symlinks=False) and depth < DEPTH_MAX:
            for name in iter_files(entry.path, depth + 1):
                yield f"{entry.name}/{name}"


def is_junk(name: str) -> bool:
    """Whether a file or folder of that name is never hers."""
    return name.startswith(".") or name in {"__MACOSX", "Thumbs.db", "desktop.ini"}


class Zip:
    """A zip file. Nothing of it is written anywhere; the file is closed when nobody holds a member any more."""

    def __init__(self, path: str) -> None:
        """Reads its directory.

        Raises: Misused: it is no zip file, or one whose directory is unreasonable.
        """
        try:
            _check_directory(path)
            self._zip = zipfile.ZipFile(path)
            found = {info.filename: info for info in reversed(self._zip.infolist()) if _is_plain(info)}
        except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, EOFError, OSError):
            raise _no_zip(path, "it is damaged or cut off") from None
        if len(found) > MEMBERS_MAX:
            raise _no_zip(path, f"it holds more than {MEMBERS_MAX:,} files")
        self._members = found

    def names(self) -> list[str]:
        """See Container."""
        return sorted(self._members)

    def size(self, name: str) -> int:
        """See Container."""
        return self._members[name].file_size

    def open(self, name: str) -> BinaryIO:
        """See Container."""
        info = self._members[name]
        if info.flag_bits & _ENCRYPTED:
            raise _unopened(name, "it is encrypted")
        bomb = info.file_size > RATIO_FREE_BYTES and info.file_size > RATIO_MAX * max(info.compress_size, 1)
        if bomb or info.file_size > MEMBER_BYTES_MAX:
            raise _unopened(name, "it would unpack to an unreasonable size")
        try:
            return io.BufferedReader(_Member(self._zip.open(info), name))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, zlib.error):
            raise _unopened(name, "it is damaged, or packed in a way that is not known") from None

    def holds(self, name: str) -> bool:
        """See Container."""
        return name in self._members

    def day(self, name: str) -> str:
        """The ISO date on which one of `names` was last changed, as the zip file has it; 1970 where that is none."""
        try:
            return date(*self._members[name].date_time[:3]).isoformat()
        except ValueError:
            return "1970-01-01"

    def close(self) -> None:
        """Closes the file; members that are open stay readable."""
        self._zip.close()


class Within:
    """A folder of a container, as a container."""

    def __init__(self, whole: Container, folder: str) -> None:
        """`folder` ends in `/`, or is empty for all of it."""
        self._whole = whole
        self._folder = folder

    def names(self) -> list[str]:
        """See Container."""
        return [name.removeprefix(self._folder) for name in self._whole.names() if name.startswith(self._folder)]

    def open(self, name: str) -> BinaryIO:
        """See Container."""
        return self._whole.open(self._folder + name)

    def size(self, name: str) -> int:
        """See Container."""
        return self._whole.size(self._folder + name)

    def holds(self, name: str) -> bool:
        """See Container."""
        return self._whole.holds(self._folder + name)


class _Member(io.RawIOBase):
    """A member as a stream that raises nothing but Problem."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # what BufferedReader gives
        try:
            data = self._stream.read(len(buffer))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
            raise _unopened(self._name, "it is damaged") from None
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """A file with a name that stays inside; on Unix, no link and no device."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    parts = info.filename.split("/")
    inside = not any(part in {"", ".", ".."} or is_junk(part) for part in parts)
    return inside and not info.is_dir() and kind in {0, stat.S_IFREG} and "\\" not in info.filename


def _check_directory(path: str) -> None:
    """Refuses a directory that would fill the memory before the library has read it."""
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 66_000))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise ValueError
    count, directory = struct.unpack_from("<HI", tail, at + 10)
    large = tail.rfind(b"PK\x06\x06")
    if directory == 0xFFFFFFFF or count == 0xFFFF:  # noqa: PLR2004 - the format's own marks for "see the large record"
        directory = struct.unpack_from("<Q", tail, large + 40)[0] if large >= 0 else directory
    if directory > min(DIRECTORY_BYTES_MAX, size):
        raise ValueError


def _no_zip(path: str, why: str) -> Misused:
    return Misused(
        f"the file {path} could not be read as a zip file: {why}",
        safe="nothing was changed",
        next="make the export anew and import that",
        code="exchange.zip-unreadable",
    )


def _unopened(name: str, why: str) -> Problem:
    return Problem(
        f"a file of the source could not be read: {name[:120]!r}: {why}",
        safe="the source was not changed, and everything else in it is imported",
        next="make the export anew and import it again: what is here already is left alone",
        code="exchange.file-unreadable",
    )
