"""Tracks of a film that follow where the camera went.

Source: ISO/IEC 14496-12 sections 8.5 to 8.7; the GoPro metadata format; Google's camera motion metadata.
"""

import re
from collections.abc import Iterator

from goldseam.write.whereabouts.boxes import by_kind, children
from goldseam.write.whereabouts.window import Window, unsure

FOLLOWING = {b"gpmd", b"camm"}
TIMED = b"mebx"  # QuickTime's timed metadata: of a place, of a face, of much else
WHERE = re.compile(rb"location|gps", re.IGNORECASE)

_DESCRIPTION_BYTES = 1 << 16


def blank(track: Window, file: Window | None) -> bool:
    """Zeroes the samples of a track whose description says that it holds places.

    Raises: LocationUnsure: there is such a track, and the file is not at hand.
    """
    table = track
    for kind in (b"mdia", b"minf", b"stbl"):
        table = by_kind(table).get(kind, Window.of(b""))
    boxes = by_kind(table)
    if not _follows(boxes.get(b"stsd", Window.of(b""))):
        return False
    if file is None:
        raise unsure("it holds a track of places, and it came as a stream")
    changed = False
    bytes_left = file.size
    for at, size in _chunks(boxes):
        bytes_left -= size
        if bytes_left < 0:  # whoever needs more has put one over the other
            break
        changed |= file.zero(at, size)
    return changed


def _follows(descriptions: Window) -> bool:
    return any(
        box.kind in FOLLOWING or (box.kind == TIMED and WHERE.search(box.content.read(0, _DESCRIPTION_BYTES)))
        for box in children(descriptions, 8)
    )


def _chunks(boxes: dict[bytes, Window]) -> Iterator[tuple[int, int]]:
    """Offset and size of each chunk of samples."""
    offsets = _numbers(boxes, b"co64", 8, 8) or _numbers(boxes, b"stco", 8, 4)
    sizes = _numbers(boxes, b"stsz", 12, 4)
    one_size = int.from_bytes(boxes.get(b"stsz", Window.of(b"")).read(4, 4), "big")
    runs = _numbers(boxes, b"stsc", 8, 4)
    chunk = sample = 0
    for first in range(0, len(runs) - 2, 3):
        count = runs[first + 1]
        end = runs[first + 3] - 1 if first + 3 < len(runs) else len(offsets)
        while chunk < min(end, len(offsets)):
            yield offsets[chunk], one_size * count or sum(sizes[sample : sample + count])
            chunk += 1
            sample += count


def _numbers(boxes: dict[bytes, Window], kind: bytes, first: int, width: int) -> list[int]:
    """The table of numbers in a box."""
    data = boxes.get(kind, Window.of(b"")).part(first).all()
    return [int.from_bytes(data[at : at + width], "big") for at in range(0, len(data) - width + 1, width)]
