"""Boxes: what films and HEIF pictures are made of.

Source: ISO/IEC 14496-12 section 4.2; QuickTime File Format, "Atoms".
"""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from goldseam.write.whereabouts.window import Window

BOXES_MAX = 100_000
HEAD_BYTES = 8
LONG_HEAD_BYTES = 16


class Box(NamedTuple):
    """A box: four letters, and what it holds.

    Attributes:
        at: where it begins in its parent.
    """

    kind: bytes
    at: int
    content: Window


def size_of(head: bytes) -> tuple[int, int]:
    """Bytes of a box and of its head, from its first 16 bytes; a box of 0 bytes reaches to the end of its parent.

    The size is smaller than the head when these bytes begin no box.
    """
    size = int.from_bytes(head[:4], "big")
    if size != 1:
        return size, HEAD_BYTES
    return (int.from_bytes(head[8:16], "big"), LONG_HEAD_BYTES) if len(head) >= LONG_HEAD_BYTES else (1, HEAD_BYTES)


def children(parent: Window, at: int = 0) -> Iterator[Box]:
    """The boxes in a window, one after the other, as far as they can be followed; the last may be cut off."""
    while len(head := parent.read(at, LONG_HEAD_BYTES)) >= HEAD_BYTES:
        size, head_bytes = size_of(head)
        size = size or parent.size - at
        if size < head_bytes:
            return
        yield Box(head[4:8], at, parent.part(at + head_bytes, size - head_bytes))
        at += size


def by_kind(parent: Window, at: int = 0) -> dict[bytes, Window]:
    """What the boxes in a window hold, the first of each kind."""
    found: dict[bytes, Window] = {}
    for box in islice(children(parent, at), BOXES_MAX):
        found.setdefault(box.kind, box.content)
    return found


def free(parent: Window, box: Box) -> bool:
    """Makes a box into free space of the same size."""
    changed = parent.write(box.at + 4, b"free")
    return box.content.zero(0, box.content.size) or changed
