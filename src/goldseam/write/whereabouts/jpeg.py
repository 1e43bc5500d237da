"""JPEG: segments, and whatever was put behind the picture.

Source: ITU-T T.81 annex B; Exif 3.0 section 4.7; XMP part 3 section 1.1.3; CIPA DC-007 for a second picture.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from goldseam.write.whereabouts import film, iptc, tiff, xmp
from goldseam.write.whereabouts.window import Window, blank_joined

SEGMENTS_MAX = 100_000
FILMS_MAX = 4

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # neither a stuffed byte nor a restart inside the picture
_BEHIND = re.compile(rb"\xff\xd8\xff|ftyp")
_END = 0xD9
_ALONE = {0x01, 0xD8}  # markers without content
_APP1, _APP13 = 0xE1, 0xED
_FILM = -1  # no marker: the film behind a picture

_EXIF = b"Exif\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_LONG_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_LONG_XMP_HEAD_BYTES = len(_LONG_XMP) + 32 + 4 + 4  # which whole it belongs to, how long that is, where this part goes
_PHOTOSHOP = b"Photoshop 3.0\0"


def blank(window: Window) -> bool:
    """Every picture in the file, and the film behind it that makes a picture move."""
    changed = False
    long_xmp: dict[bytes, list[tuple[int, Window]]] = defaultdict(list)
    for marker, content in _segments(window):
        head = content.read(0, _LONG_XMP_HEAD_BYTES)
        if marker == _APP1 and head.startswith(_LONG_XMP):
            part = content.part(_LONG_XMP_HEAD_BYTES)
            long_xmp[head[len(_LONG_XMP) : -8]].append((int.from_bytes(head[-4:], "big"), part))
        else:
            changed |= _blank_segment(marker, head, content)
    for parts in long_xmp.values():
        changed |= blank_joined([part for _, part in sorted(parts, key=lambda part: part[0])], xmp.blank)
    return changed


def _blank_segment(marker: int, head: bytes, content: Window) -> bool:
    if marker == _APP1 and head.startswith(_EXIF):
        return tiff.blank(content)
    if marker == _APP1 and head.startswith(_XMP):
        return xmp.blank(content.part(len(_XMP)))
    if marker == _APP13 and head.startswith(_PHOTOSHOP):
        return iptc.blank_resources(content.part(len(_PHOTOSHOP)))
    return marker == _FILM and film.blank(content)


def _segments(window: Window) -> Iterator[tuple[int, Window]]:
    """Marker and content of each segment; of the pictures behind the first one too, and of films as `_FILM`."""
    at = films = 0
    pattern = _MARKER
    for _ in range(SEGMENTS_MAX):
        found = window.find(pattern, at, 4)
        if found is None:
            return
        at, matched = found
        if matched == b"ftyp":
            films += 1
            if films <= FILMS_MAX:
                yield _FILM, window.part(at - 4)  # its size stands before its name
            at += 4
        elif pattern is _BEHIND:
            pattern = _MARKER
        else:
            at += 2
            if matched[1] == _END:
                pattern = _BEHIND
            elif matched[1] not in _ALONE:
                size = max(2, int.from_bytes(window.read(at, 2), "big"))
                yield matched[1], window.part(at + 2, size - 2)
                at += size
