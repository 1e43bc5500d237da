"""IPTC datasets, and the Photoshop resources that carry them in JPEG.

Source: IPTC-IIM 4.2 chapter 2 and section 6; Adobe Photoshop File Formats, "Image Resource Blocks".
"""

from collections.abc import Iterator

from goldseam.write.whereabouts import xmp
from goldseam.write.whereabouts.window import Window

# Content location code and name, city, sublocation, province, country code, country.
PLACES = {(2, number) for number in (26, 27, 90, 92, 95, 100, 101)}

_MARK = 0x1C
_LONG = 0x8000  # the size is a number of so many bytes, which follows
_IPTC = 0x0404
_XMP = 0x0424


def blank(window: Window) -> bool:
    """Takes out the datasets that say where; the rest moves up, and zero bytes stand at the end."""
    data = window.all()
    kept = bytearray()
    at = 0
    for dataset, end in _datasets(data):
        if dataset not in PLACES:
            kept += data[at:end]
        at = end
    kept += data[at:]
    return len(kept) < len(data) and window.write(0, bytes(kept) + bytes(len(data) - len(kept)))


def _datasets(data: bytes) -> Iterator[tuple[tuple[int, int], int]]:
    """Record and number of each dataset, and where it ends; as far as they can be followed."""
    at = 0
    while at + 5 <= len(data) and data[at] == _MARK:
        dataset = (data[at + 1], data[at + 2])
        size = int.from_bytes(data[at + 3 : at + 5], "big")
        at += 5
        if size & _LONG:
            width = size & ~_LONG
            size = int.from_bytes(data[at : at + min(width, 8)], "big")
            at += width
        at = min(at + size, len(data))
        yield dataset, at


def blank_resources(window: Window) -> bool:
    """As `blank`, for the IPTC and XMP that lie in Photoshop resources."""
    changed = False
    at = 0
    while (head := window.read(at, 7)) and len(head) == 7 and head[:4] == b"8BIM":  # noqa: PLR2004 - signature, id, length of name
        at += 6 + (head[6] + 2) // 2 * 2
        size = int.from_bytes(window.read(at, 4), "big")
        content = window.part(at + 4, size)
        resource = int.from_bytes(head[4:6], "big")
        if resource == _IPTC:
            changed |= blank(content)
        elif resource == _XMP:
            changed |= xmp.blank(content)
        at += 4 + (size + 1) // 2 * 2
    return changed
