"""Attachments: streamed through age into blobs/, named by the keyed hash of what they hold.

An attachment is there before anything names it, so whoever adds one holds blobs/ until the revision that names it is
committed (`adding`), and who removes what nothing names waits until nobody does (`clearing`).
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from goldseam.keep.cipher import Source, Target, open_stream, recipient_of, seal_stream
from goldseam.keep.digest import blake2b
from goldseam.keep.disk import Disk, alone_with, lock
from goldseam.keep.keys import Keys
from goldseam.words.problem import Busy, Damaged

FOLDER = "blobs"
GROUP_DIGITS = 2
SWAPPED = "keep.blob-swapped"
WAITING = ".new"  # sealed already, and without its name until all of it has passed
TURN_S_MAX = 20.0
LOOK_AGAIN_S = 0.05


class Blobs:
    """The attachments of one vault. The same bytes twice are one file."""

    def __init__(self, folder: str, keys: Keys, disk: Disk) -> None:
        self._root = os.path.join(folder, FOLDER)
        self._keys = keys
        self._disk = disk

    def put(self, source: Source, *, expected: str | None = None) -> tuple[str, int]:
        """Seals a stream, durably, in constant memory; returns its name (40 hex digits) and its size in bytes.

        The plaintext is never written anywhere. When this fails, nothing is left.

        Raises: Damaged: the stream was not the attachment that was `expected`.
        """
        reader = _HashingSource(source, self._hash())
        waiting = os.path.join(self._root, f"{os.urandom(8).hex()}{WAITING}")
        with self.adding(), self._removed_on_failure(waiting):
            with self._disk.writing(waiting) as target:
                seal_stream(reader, target, [recipient_of(self._keys.log)])
            name = reader.digest.hexdigest()
            if expected not in {None, name}:
                raise _swapped(str(expected))
            path = self._path(name)
            self._disk.make_folder(os.path.dirname(path))
            self._disk.rename(waiting, path)
        self._disk.sync_folder(os.path.dirname(path))
        self._disk.sync_folder(self._root)
        return name, reader.size

    @contextmanager
    def _removed_on_failure(self, path: str) -> Iterator[None]:
        try:
            yield
        except BaseException:
            with suppress(OSError):
                self._disk.remove(path)
            raise

    def copy_to(self, name: str, target: Target) -> None:
        """Opens an attachment into a stream, in constant memory, and checks it against its name.

        Raises: Damaged: it is missing, or not what it was. Careful: a part may have been written to `target` by then.
        """
        hashing = _HashingTarget(target, self._hash())
        try:
            with open(self._path(name), "rb") as source:
                open_stream(source, hashing, self._keys.log, what=f"the attachment {name}")
        except FileNotFoundError:
            raise self._missing(name) from None
        if hashing.digest.hexdigest() != name:
            raise _swapped(name)

    def load(self, name: str, *, size_max: int) -> bytes:
        """All bytes of an attachment; as `copy_to`. Raises Damaged when it is larger than `size_max`."""
        from io import BytesIO  # noqa: PLC0415 - only those who look at a photo

        with suppress(FileNotFoundError):
            if os.path.getsize(self._path(name)) > size_max + size_max // 1000 + 4096:
                raise Damaged(
                    f"the attachment {name} is larger than was expected",
                    safe="it was left as it is",
                    next="goldseam verify",
                    code="keep.blob-too-large",
                )
        target = BytesIO()
        self.copy_to(name, target)
        return target.getvalue()

    def is_whole(self, name: str) -> bool:
        """Whether an attachment is there and every byte of it is what it was. Cost: reads it all."""
        try:
            self.copy_to(name, _Nowhere())
        except Damaged:
            return False
        return True

    def names(self) -> list[str]:
        """All attachments there are, by name."""
        found = []
        for group in self._disk.names(self._root):
            if len(group) == GROUP_DIGITS:
                names = self._disk.names(os.path.join(self._root, group))
                found += [name.removesuffix(".age") for name in names if name.endswith(".age")]
        return found

    def path(self, name: str) -> str:
        """Where an attachment lies, sealed."""
        return self._path(name)

    def remove(self, names: set[str]) -> None:
        """Removes attachments that no revision names any more."""
        for name in sorted(names):
            with suppress(FileNotFoundError):
                self._disk.remove(self._path(name))
                self._disk.sync_folder(os.path.dirname(self._path(name)))

    @contextmanager
    def adding(self) -> Iterator[None]:
        """Nothing that is put inside is removed for not being named yet. Any number of processes may be adding."""
        self._disk.make_folder(self._root)
        with self._turn(shared=True):
            yield

    @contextmanager
    def clearing(self) -> Iterator[None]:
        """Nobody adds anything inside. Raises Busy: others go on adding for 20 seconds."""
        self._disk.make_folder(self._root)
        with self._turn(shared=False):
            yield

    @contextmanager
    def _turn(self, *, shared: bool) -> Iterator[None]:
        descriptor = os.open(self._root, os.O_RDONLY)
        try:
            until = time.monotonic() + TURN_S_MAX
            while not lock(descriptor, shared=shared):
                if time.monotonic() > until:
                    raise Busy(
                        "another goldseam is adding or removing files in this vault and did not finish in time",
                        safe="nothing of this was changed, and everything saved before is intact",
                        next="wait for it, or end it, and try again",
                        code="keep.blobs-busy",
                    )
                time.sleep(LOOK_AGAIN_S)
            yield
        finally:
            os.close(descriptor)  # and the lock with it

    def sweep(self) -> None:
        """Removes what a run that died left half written, unless somebody is adding right now."""
        with suppress(FileNotFoundError), alone_with(self._root) as alone:
            if alone:
                self._disk.sweep(self._root, ending=WAITING)
                self._disk.sweep(self._root)

    def _missing(self, name: str) -> Damaged:
        return Damaged(
            f"the attachment {name} is missing",
            safe="the entry that holds it is intact",
            next="restore it from a backup: goldseam restore FILE --blobs",
            code="keep.blob-missing",
        )

    def _hash(self) -> blake2b:
        return blake2b(digest_size=20, key=self._keys.blobs.reveal())

    def _path(self, name: str) -> str:
        return os.path.join(self._root, name[:GROUP_DIGITS], f"{name}.age")


def _swapped(name: str) -> Damaged:
    return Damaged(
        f"the attachment {name} opens but holds other bytes than its name says",
        safe="it was left as it is",
        next="goldseam verify",
        code=SWAPPED,
    )


class _Nowhere:
    """Takes bytes and keeps none."""

    def write(self, data: bytes) -> int:
        return len(data)

    def flush(self) -> None:
        pass


class _HashingSource:
    """Reads through, and remembers what passed."""

    def __init__(self, stream: Source, digest: blake2b) -> None:
        self._stream = stream
        self.digest = digest
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.digest.update(data)
        self.size += len(data)
        return data


class _HashingTarget:
    """Writes through, and remembers what passed."""

    def __init__(self, stream: Target, digest: blake2b) -> None:
        self._stream = stream
        self.digest = digest

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self._stream.write(data)
        return len(data)

    def flush(self) -> None:
        self._stream.flush()
