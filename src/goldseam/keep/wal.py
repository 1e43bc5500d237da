"""The write-ahead log of vault.db, frame by frame (sqlite.org/fileformat2.html, "The Write-Ahead Log").

SQLite itself takes a changed byte for the end of the log and passes over everything after it without a word. So here
the frames are counted, and read where SQLite would not. What a frame holds is encrypted, as it is in vault.db.
"""

import struct
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from goldseam.keep.database import PAGE_BYTES

HEADER_BYTES = 32
HEAD_BYTES = 24  # of a frame, before its page
FRAME_BYTES = HEAD_BYTES + PAGE_BYTES
WHOLE, UNSURE, DAMAGED = "whole", "unsure", "damaged"
_SALTS = slice(8, 16)  # in the head of a frame
_HEADER_SALTS = slice(16, 24)
_SALT_BYTES = 4
_WORD = 0xFFFFFFFF
_MAGIC = 0x377F0682  # or one more: then the sums go over big-endian words


class Frame(NamedTuple):
    """One version of one page.

    Attributes:
        page: its number, from 1.
        commits: whether a transaction ends with it.
        offset: of the page in the log.
        salts: of the use of the log that it belongs to; zeros when it is of a transaction that wrote a page twice, and
            that never ended.
        current: whether it belongs to this use of the log; the file is written from its beginning again and again.
        follows: whether it and all before it are what was written.
        links: whether it was written after the one before it in the file, and is what was written.
    """

    page: int
    commits: bool
    offset: int
    salts: bytes
    current: bool
    follows: bool
    links: bool


class Standing(NamedTuple):
    """What SQLite makes of a log, and what that means.

    Each commit is synced before the next one begins. So after a crash or a power cut at most one commit stands in the
    log and is not whole, with nothing that was written after it; and a save that was refused or killed left no commit.

    Attributes:
        saved: how many frames SQLite accepts.
        passed_over: how many after them belong to this use of the log.
        verdict: WHOLE: nothing that was committed is passed over. DAMAGED: something is. UNSURE: the last commit is not
            whole; either the power went before it was reported saved, or it was damaged later. Bytes do not tell which.
    """

    saved: int
    passed_over: int
    verdict: str


def frames(wal: bytes) -> Iterator[Frame]:
    """Every frame of a log, whole ones after a damaged one too. Cost: about 0.5 ms a frame."""
    if len(wal) < HEADER_BYTES:
        return
    words, stored, made = _header(wal)
    follows = made == stored
    salts = salts_of(wal)
    for offset in range(HEADER_BYTES, len(wal) - FRAME_BYTES + 1, FRAME_BYTES):
        frame = wal[offset : offset + FRAME_BYTES]
        page, size = struct.unpack_from(">II", frame)
        current = _belongs(frame[_SALTS], salts)
        before = dict.fromkeys((stored, made))  # two, where the sums of the frame before are what was damaged
        stored = struct.unpack_from(">II", frame, 16)
        found = [_frame_sums(frame, sums, words) for sums in before] if current else []
        made = stored if stored in found or not found else found[0]
        links = current and stored in found
        follows = follows and links and frame[_SALTS] == salts
        yield Frame(page, size != 0, offset + HEAD_BYTES, frame[_SALTS], current, follows, links)


def standing(wal: bytes) -> Standing:
    """Whether SQLite passes over anything in this log that was saved. Cost: as `frames`."""
    return standing_of(wal, list(frames(wal)))


def standing_of(wal: bytes, found: list[Frame]) -> Standing:
    """As `standing`, when its frames were read already."""
    saved = max((number for number, frame in enumerate(found, start=1) if frame.follows and frame.commits), default=0)
    rest = found[saved:]
    cut_commit = _ends_in_a_commit(wal)
    if any(after.links and _ends_before(frame, after) for frame, after in pairwise(rest)):
        verdict = DAMAGED
    else:
        verdict = UNSURE if cut_commit or any(frame.commits and frame.current for frame in rest) else WHOLE
    return Standing(saved, sum(frame.current for frame in rest) + cut_commit, verdict)


def _ends_before(frame: Frame, after: Frame) -> bool:
    """Whether a transaction ends with a frame. SQLite may fill a sector with the last frame, again and again."""
    return frame.current and frame.commits and (frame.page, frame.commits) != (after.page, after.commits)


def _ends_in_a_commit(wal: bytes) -> bool:
    """Whether the file ends within a frame that ends a transaction."""
    begun = len(wal) - (len(wal) - HEADER_BYTES) % FRAME_BYTES if len(wal) >= HEADER_BYTES else len(wal)
    head = wal[begun : begun + HEAD_BYTES]
    if len(head) < _SALTS.stop:
        return False
    return struct.unpack_from(">I", head, 4)[0] != 0 and _belongs(head[_SALTS], salts_of(wal))


def salts_of(wal: bytes) -> bytes:
    """What marks the frames of this use of the log: what its header says, or, if that is damaged, the commonest."""
    offsets = range(HEADER_BYTES, len(wal) - HEAD_BYTES + 1, FRAME_BYTES)
    if not offsets or _header(wal)[1] == _header(wal)[2]:
        return wal[_HEADER_SALTS]
    return Counter(wal[offset : offset + HEAD_BYTES][_SALTS] for offset in offsets).most_common(1)[0][0]


def _header(wal: bytes) -> tuple[str, tuple[int, int], tuple[int, int]]:
    """The order of the bytes in a word, and the sums of the header: as it says them, and as they are."""
    magic = struct.unpack_from(">I", wal)[0]
    words = ">" if magic & 1 else "<"
    said = struct.unpack_from(">II", wal, 24)
    return words, said, _sums(wal[:24], (0, 0), words) if magic & ~1 == _MAGIC else (-1, -1)


def _belongs(salts: bytes, to: bytes) -> bool:
    """Each use of the log has two salts of its own: where one is as it should be, the other was damaged."""
    return salts[:_SALT_BYTES] == to[:_SALT_BYTES] or salts[_SALT_BYTES:] == to[_SALT_BYTES:]


def _frame_sums(frame: bytes, before: tuple[int, int], words: str) -> tuple[int, int]:
    return _sums(frame[HEAD_BYTES:], _sums(frame[: _SALTS.start], before, words), words)


def index_sums(data: bytes) -> bytes:
    """The sums that the index of a log ends its header with: in the order of this machine's bytes."""
    return struct.pack("=II", *_sums(data, (0, 0), "="))


def _sums(data: bytes, sums: tuple[int, int], words: str) -> tuple[int, int]:
    first, second = sums
    for one, two in struct.iter_unpack(f"{words}II", data):
        first = (first + one + second) & _WORD
        second = (second + two + first) & _WORD
    return first, second
