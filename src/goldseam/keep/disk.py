"""The files of a vault: everything that touches the disk outside the database goes through `Disk`.

Power can go at any instruction, so a file counts as written only after its bytes, and the folder entry that names it,
have been synced. The primitives are few so that a double can forget whatever was not synced (tests/keep/lossy_disk.py).
"""

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
        """A new file for writing, readable by its owner alone; FileExistsError if it is there."""
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE), "wb", buffering=0)

    def sync(self, file: BinaryIO) -> None:
        """The bytes written so far survive a power cut."""
        os.fsync(file.fileno())

    def rename(self, old: str, new: str) -> None:
        """`new` names what `old` named; a file under `new` is replaced."""
        os.replace(old, new)

    def remove(self, path: str) -> None:
        """The name is gone."""
        os.unlink(path)

    def sync_folder(self, path: str) -> None:
        """The names in a folder survive a power cut."""
        if os.name == "nt":
            return  # a folder cannot be opened there; NTFS journals the names itself
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

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
            with file:
                yield Whole(file)
                self.sync(file)
            self.rename(partial, path)
        except BaseException:
            with suppress(OSError):
                self.remove(partial)
            raise
        self.sync_folder(os.path.dirname(path))

    def sweep(self, folder: str) -> int:
        """Removes files half written by a run that died; returns how many."""
        with suppress(FileNotFoundError):
            left = [name for name in os.listdir(folder) if name.endswith(PARTIAL)]
            for name in left:
                self.remove(os.path.join(folder, name))
            return len(left)
        return 0


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
