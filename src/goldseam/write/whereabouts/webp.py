"""WebP: RIFF chunks.

Source: RFC 9649 section 2.
"""

from goldseam.write.whereabouts import tiff, xmp
from goldseam.write.whereabouts.window import Window

CHUNKS_MAX = 1_000_000
_FIRST_CHUNK_AT = 12
_HEAD_BYTES = 8
_BLANK = {b"EXIF": tiff.blank, b"XMP ": xmp.blank}


def blank(window: Window) -> bool:
    """The chunks that hold EXIF and XMP."""
    changed = False
    at = _FIRST_CHUNK_AT
    for _ in range(CHUNKS_MAX):
        head = window.read(at, _HEAD_BYTES)
        if len(head) < _HEAD_BYTES:
            break
        size = int.from_bytes(head[4:], "little")
        if head[:4] in _BLANK:
            changed |= _BLANK[head[:4]](window.part(at + _HEAD_BYTES, size))
        at += _HEAD_BYTES + size + size % 2
    return changed
