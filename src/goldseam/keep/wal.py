"""The write-ahead log of vault.db, frame by frame (sqlite.org/fileformat2.html, "The Write-Ahead Log").

SQLite itself takes a changed byte for the end of the log and passes over everything after it without a word. So here
the frames are counted, and read where SQLite would not. What a frame holds is encrypted, as it is in vault.db.
"""

import struct
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from goldseam.keep.database import PAGE_BYTES

HEADER_BYTES = 32
FRAME_BYTES = 24
_WORD = 0xFFFFFFFF
_SALTS_END = 16  # of the head of a frame
_MAGIC = 0x377F0682  # or one more: then the sums go over big-endian words


class Frame(NamedTuple):
    """One version of one page.

    Attributes:
        page: its number, from 1.
        commits: whether a transaction ends with it.
        offset: of the page in the log.
        current: whether it belongs to this use of the log; the file is written from its beginning again and again.
        follows: whether it and all before it are what was written.
    """

    page: int
    commits: bool
    offset: int
    current: bool
    follows: bool


def frames(wal: bytes) -> Iterator[Frame]:
    """Every frame of a log, whole ones after a damaged one too. Cost: about 0.5 ms a frame."""
    if len(wal) < HEADER_BYTES:
        return
    magic = struct.unpack_from(">I", wal)[0]
    words = ">" if magic & 1 else "<"
    sums = _sums(wal[:24], (0, 0), words)
    follows = magic & ~1 == _MAGIC and sums == struct.unpack_from(">II", wal, 24)
    offsets = range(HEADER_BYTES, len(wal) - FRAME_BYTES - PAGE_BYTES + 1, FRAME_BYTES + PAGE_BYTES)
    salts = _salts(wal, offsets)
    for offset in offsets:
        page, size = struct.unpack_from(">II", wal, offset)
        current = wal[offset + 8 : offset + 16] == salts
        if follows:
            sums = _sums(wal[offset : offset + 8], sums, words)
            sums = _sums(wal[offset + FRAME_BYTES : offset + FRAME_BYTES + PAGE_BYTES], sums, words)
            follows = current and sums == struct.unpack_from(">II", wal, offset + 16)
        yield Frame(page, size != 0, offset + FRAME_BYTES, current, follows)


def passed_over(wal: bytes) -> int:
    """How many frames SQLite does not see, because no transaction ends after them or one before them is damaged.

    A save that was cut short looks like this too, and was then never reported saved; nobody can tell from the bytes.
    """
    count = 0
    for frame in frames(wal):
        if frame.follows and frame.commits:
            count = 0
        else:
            count += frame.current
    cut = (len(wal) - HEADER_BYTES) % (FRAME_BYTES + PAGE_BYTES) if len(wal) > HEADER_BYTES else len(wal)
    begun = wal[len(wal) - cut + 8 : len(wal) - cut + 16] if cut else b""
    return count + int(cut > 0 and (begun == wal[16:24] or cut < _SALTS_END or len(wal) <= HEADER_BYTES))


def _salts(wal: bytes, offsets: range) -> bytes:
    """What marks the frames of this use of the log: what its header says, or, if that is damaged, the commonest."""
    found = Counter(wal[offset + 8 : offset + 16] for offset in offsets)
    return wal[16:24] if wal[16:24] in found or not found else found.most_common(1)[0][0]


def _sums(data: bytes, sums: tuple[int, int], words: str) -> tuple[int, int]:
    first, second = sums
    for one, two in struct.iter_unpack(f"{words}II", data):
        first = (first + one + second) & _WORD
        second = (second + two + first) & _WORD
    return first, second
