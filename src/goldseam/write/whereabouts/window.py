"""A stretch of a file that can be read and overwritten in place, while the file itself stays as it is."""

import io
import re
from collections.abc import Callable, Sequence
from typing import BinaryIO

from goldseam.words.problem import Problem

PAGE_BYTES = 4096
STEP_BYTES = 1 << 20
FIRST_STEP_BYTES = 4096
HELD_BYTES_MAX = 1 << 26
_BLANK_PAGE = bytes(PAGE_BYTES)


class LocationUnsure(Problem):
    """A file may say where it was taken, and that cannot be taken out on this way: use another, or keep it."""


def unsure(reason: str) -> LocationUnsure:
    """The problem, with the reason as the end of its sentence: `it is larger than 64 MiB`."""
    return LocationUnsure(
        f"the place where it was taken could not be removed from a file: {reason}",
        safe="nothing was attached, and the file itself was not changed",
        next="attach it from a file on this machine, or say that the place may stay in it",
        code="write.location-unsure",
    )


class Overlay:
    """A seekable stream with changes lying over it; what is touched stays in memory, page by page.

    The stream's position when this is made counts as its first byte.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._start = stream.tell()
        self.size = max(0, stream.seek(0, io.SEEK_END) - self._start)
        self._pages: dict[int, bytes] = {}

    def read(self, at: int, length: int) -> bytes:
        """The bytes from `at` as changed; fewer at the end of the file."""
        length = min(length, self.size - at)
        if length <= 0:
            return b""
        self._stream.seek(self._start + at)
        data = read_exactly(self._stream, length)
        return self._as_changed(at, data) if self._pages and data else data

    def _as_changed(self, at: int, data: bytes) -> bytes:
        changed = bytearray(data)
        for number in range(at // PAGE_BYTES, (at + len(data) - 1) // PAGE_BYTES + 1):
            page = self._pages.get(number)
            if page is not None:
                start = number * PAGE_BYTES - at
                first, last = max(start, 0), min(start + len(page), len(data))
                changed[first:last] = page[first - start : last - start]
        return bytes(changed)

    def write(self, at: int, data: bytes) -> bool:
        """Lays bytes over the file and says whether that changes it; what would reach past the end is cut off."""
        before = self.read(at, len(data))
        if before == data[: len(before)]:
            return False
        start = at - at % PAGE_BYTES
        block = bytearray(self.read(start, at - start + len(before) + PAGE_BYTES))
        block[at - start : at - start + len(before)] = data[: len(before)]
        for first in range(0, at - start + len(before), PAGE_BYTES):
            page = bytes(block[first : first + PAGE_BYTES])
            self._pages[(start + first) // PAGE_BYTES] = _BLANK_PAGE if page == _BLANK_PAGE else page
        return True


class Window:
    """A stretch of an overlay with offsets of its own; nothing outside it can be read or changed through it."""

    __slots__ = ("_overlay", "_start", "size")

    def __init__(self, overlay: Overlay, start: int, size: int) -> None:
        self._overlay = overlay
        self._start = start
        self.size = max(0, min(size, overlay.size - start))

    @classmethod
    def of(cls, data: bytes) -> "Window":
        """A window over bytes in memory."""
        overlay = Overlay(io.BytesIO(data))
        return cls(overlay, 0, overlay.size)

    def part(self, at: int, size: int | None = None) -> "Window":
        """A window inside this one, to its end if no size is given; clipped, and empty where there is nothing."""
        at = min(at, self.size)
        rest = self.size - at
        return Window(self._overlay, self._start + at, rest if size is None else min(size, rest))

    def read(self, at: int, length: int) -> bytes:
        """The bytes from `at`, fewer at the end of the window."""
        return self._overlay.read(self._start + at, min(length, self.size - at)) if at < self.size else b""

    def all(self) -> bytes:
        """Every byte of the window. Raises LocationUnsure: it is larger than anything of its kind."""
        if self.size > HELD_BYTES_MAX:
            raise unsure(f"one part of it is larger than {HELD_BYTES_MAX >> 20} MiB")
        return self.read(0, self.size)

    def write(self, at: int, data: bytes) -> bool:
        """Overwrites, clipped to the window, and says whether that changed anything."""
        return at < self.size and self._overlay.write(self._start + at, data[: self.size - at])

    def zero(self, at: int, length: int) -> bool:
        """Overwrites with zero bytes, in constant memory, and says whether that changed anything."""
        end = min(at + length, self.size)
        changes = [self.write(first, bytes(min(STEP_BYTES, end - first))) for first in range(at, end, STEP_BYTES)]
        return any(changes)

    def find(self, pattern: re.Pattern[bytes], at: int, longest: int) -> tuple[int, bytes] | None:
        """The first place from `at` where a pattern of at most `longest` bytes matches, and what it matched.

        Cost: constant memory; reads as far as it has to.
        """
        step = FIRST_STEP_BYTES  # what is looked for mostly stands near
        while at < self.size:
            data = self.read(at, step)
            if match := pattern.search(data):
                return at + match.start(), match[0]
            if len(data) < step:
                return None
            at += step - longest + 1
            step = STEP_BYTES
        return None


def blank_joined(pieces: Sequence[Window], blank: Callable[[Window], bool]) -> bool:
    """Blanks what is stored in pieces as if it lay in one; says whether anything changed."""
    if sum(piece.size for piece in pieces) > HELD_BYTES_MAX:
        raise unsure(f"one part of it is larger than {HELD_BYTES_MAX >> 20} MiB")
    joined = Window.of(b"".join(piece.all() for piece in pieces))
    if not blank(joined):
        return False
    at = 0
    for piece in pieces:
        piece.write(0, joined.read(at, piece.size))
        at += piece.size
    return True


def read_exactly(stream: BinaryIO, length: int) -> bytes:
    """As many bytes as asked for, however few the stream gives at a time; fewer only at its end."""
    data = stream.read(length)
    if len(data) == length:
        return data
    parts = [data]
    while parts[-1] and (missing := length - sum(map(len, parts))):
        parts.append(stream.read(missing))
    return b"".join(parts)
