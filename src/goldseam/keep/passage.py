"""What one thread writes and another reads, at once and in memory.

Not by a pipe of the system: that would copy every byte twice, and the kernel would hold plaintext and keys.
"""

import io
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Thread
from typing import TYPE_CHECKING, BinaryIO

from goldseam.keep.cipher import Target
from goldseam.words.problem import Damaged

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

PIECE_BYTES = 1 << 18
PIECES_MAX = 4  # under way; so much is in memory, and no more


@contextmanager
def passing(pour: Callable[[Target], None]) -> Iterator[BinaryIO]:
    """What `pour` writes, to be read from. It runs in a thread, and waits while nobody reads; nothing is on a disk.

    Raises: what `pour` raises, unless the reader went away before its end.
    """
    passage = _Passage()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with io.BufferedWriter(_Entrance(passage), PIECE_BYTES) as target:
                pour(target)
        except BrokenPipeError:
            pass  # the reader has what it wanted
        except BaseException as error:  # noqa: BLE001 - it is raised where the reader is
            failures.append(error)

    thread = Thread(target=run)
    thread.start()
    try:
        with io.BufferedReader(_Exit(passage), PIECE_BYTES) as source:
            yield source
    except Damaged:
        thread.join()
        if failures:  # what ended too early did so because of this
            raise failures[0] from None
        raise
    finally:
        thread.join()
    if failures:
        raise failures[0]


class _Passage:
    """Pieces in their order, few at a time: who brings one waits for room, who takes one waits for it."""

    def __init__(self) -> None:
        self._pieces: deque[bytes] = deque()
        self._moved = Condition()
        self._ended = self._left = False

    def put(self, piece: bytes) -> None:
        """Raises BrokenPipeError: nobody takes any more."""
        with self._moved:
            self._moved.wait_for(lambda: self._left or len(self._pieces) < PIECES_MAX)
            if self._left:
                raise BrokenPipeError
            self._pieces.append(piece)
            self._moved.notify_all()

    def take(self) -> bytes:
        """The next piece; none after the last."""
        with self._moved:
            self._moved.wait_for(lambda: self._ended or self._pieces)
            piece = self._pieces.popleft() if self._pieces else b""
            self._moved.notify_all()
        return piece

    def end(self) -> None:
        """No more is brought."""
        with self._moved:
            self._ended = True
            self._moved.notify_all()

    def leave(self) -> None:
        """No more is taken."""
        with self._moved:
            self._left = True
            self._pieces.clear()
            self._moved.notify_all()


class _Entrance(io.RawIOBase):
    """Where it is written."""

    def __init__(self, passage: _Passage) -> None:
        self._passage = passage

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        piece = bytes(memoryview(data)[:PIECE_BYTES])  # the buffer is overwritten by what comes next
        if piece:
            self._passage.put(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._passage.end()
        super().close()


class _Exit(io.RawIOBase):
    """Where it is read."""

    def __init__(self, passage: _Passage) -> None:
        self._passage = passage
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, into: "WriteableBuffer", /) -> int:
        room = memoryview(into)
        if not self._rest:
            self._rest = memoryview(self._passage.take())
        piece, self._rest = self._rest[: len(room)], self._rest[len(room) :]
        room[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._passage.leave()
        super().close()
