"""Films and HEIF pictures: the boxes that say where.

Source: QuickTime File Format, "User data atoms" and "Metadata"; 3GPP TS 26.244 section 8 for `loci`; ISO/IEC 23008-12
for items; ISO 16684-1 part 3 for XMP.
"""

import re
from itertools import islice

from goldseam.write.whereabouts import items, tracks, xmp
from goldseam.write.whereabouts.boxes import BOXES_MAX, Box, by_kind, children, free
from goldseam.write.whereabouts.window import Window

PLACES = {b"\xa9xyz", b"@xyz", b"loci"}
WHERE = re.compile(rb"location|gps|latitude|longitude", re.IGNORECASE)
XMP_ID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")

_CONTAINERS = {b"moov", b"trak", b"udta"}
_FREEFORM = b"----"
_NAME_BYTES = 256


def blank(file: Window) -> bool:
    """Everything in a whole file."""
    return _Search(file).blank(file)


def blank_in_passing(box: Window) -> bool:
    """A single box, of whose file the rest is not at hand.

    Raises: LocationUnsure: the place lies in that rest.
    """
    return _Search(None).blank(box)


class _Search:
    def __init__(self, file: Window | None) -> None:
        self._file = file

    def blank(self, window: Window) -> bool:
        changed = False
        waiting = [window]
        left = BOXES_MAX
        while waiting:
            parent = waiting.pop()
            for box in islice(children(parent), left):
                left -= 1
                changed |= self._blank_box(parent, box)
                if box.kind in _CONTAINERS:
                    waiting.append(box.content)
        return changed

    def _blank_box(self, parent: Window, box: Box) -> bool:
        content = box.content
        if box.kind in PLACES:
            return free(parent, box)
        if box.kind == b"meta":
            return self._blank_meta(content)
        if box.kind == b"trak":
            return tracks.blank(content, self._file)
        if box.kind == b"XMP_":
            return xmp.blank(content)
        return box.kind == b"uuid" and content.read(0, 16) == XMP_ID and xmp.blank(content.part(16))

    def _blank_meta(self, content: Window) -> bool:
        plain = content.read(4, 4) == b"hdlr"  # QuickTime has no version before the first box, the ISO has
        inside = by_kind(content, 0 if plain else 4)
        changed = _blank_listed(inside)
        if b"xml " in inside:
            changed |= xmp.blank(inside[b"xml "])
        return items.blank(inside, self._file) or changed


def _blank_listed(inside: dict[bytes, Window]) -> bool:
    """The values of a metadata list whose key says where."""
    if b"ilst" not in inside:
        return False
    parent = inside[b"ilst"]
    places = PLACES | _keys_of_places(inside[b"keys"]) if b"keys" in inside else PLACES
    changed = False
    for item in islice(children(parent), BOXES_MAX):
        if item.kind in places or (item.kind == _FREEFORM and _is_named_for_a_place(item.content)):
            changed |= free(parent, item)
    return changed


def _keys_of_places(keys: Window) -> set[bytes]:
    """The numbers, as four bytes, of the keys that say where."""
    named = enumerate(islice(children(keys, 8), BOXES_MAX), start=1)  # a key is laid out as a box is
    return {number.to_bytes(4, "big") for number, key in named if WHERE.search(key.content.read(0, _NAME_BYTES))}


def _is_named_for_a_place(item: Window) -> bool:
    return WHERE.search(by_kind(item).get(b"name", Window.of(b"")).read(0, _NAME_BYTES)) is not None
