"""EXIF and TIFF: directories of tags, one of which says where.

Source: TIFF 6.0 section 2; Exif 3.0 (CIPA DC-008) section 4.6; BigTIFF as libtiff writes it.
"""

import re
from typing import NamedTuple

from goldseam.write.whereabouts import iptc, xmp
from goldseam.write.whereabouts.window import Window

HEADER = re.compile(rb"II[*+]\0|MM\0[*+]|II[RU][\0OS]")  # the last for two makers' raw photos: RW2 and ORF
HEADER_WITHIN_BYTES = 64
HEADER_BYTES = 8

GPS = 0x8825
EXIF = 0x8769
FURTHER = 0x014A  # SubIFDs
XMP = 0x02BC
IPTC = 0x83BB
PHOTOSHOP = 0x8649

TYPE_BYTES = (0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8)  # by the number of the type
GPS_ENTRIES_MAX = 256  # Exif knows 32; a pointer gone astray must not empty the picture
GPS_VALUE_BYTES_MAX = 1 << 16


class Layout(NamedTuple):
    """How numbers lie in a file."""

    order: str
    count_bytes: int
    entry_bytes: int
    offset_bytes: int

    def number(self, data: bytes) -> int:
        """An unsigned number of any width."""
        return int.from_bytes(data, "little" if self.order == "<" else "big")

    def bytes_of(self, number: int, width: int) -> bytes:
        """The other way round."""
        return number.to_bytes(width, "little" if self.order == "<" else "big")


class Field(NamedTuple):
    """One entry of a directory.

    Attributes:
        raw: the entry as it lies there.
        at: where its value lies, in the entry or elsewhere.
        size: bytes of the value; 0 for a type nobody knows.
    """

    tag: int
    raw: bytes
    at: int
    size: int
    value: int


def blank(window: Window) -> bool:
    """Removes the GPS directory and every field that holds XMP or IPTC with a place.

    The header is looked for in the first bytes, because JPEG, WebP and HEIF put different words before it.
    """
    found = HEADER.search(window.read(0, HEADER_WITHIN_BYTES))
    return _Directories(window.part(found.start())).blank() if found else False


class _Directories:
    """All directories of one TIFF structure, each visited once."""

    def __init__(self, window: Window) -> None:
        head = window.read(0, HEADER_BYTES)
        big = b"+" in head[2:4]
        order = "<" if head[:1] == b"I" else ">"
        self._window = window
        self._layout = Layout(order, 8, 20, 8) if big else Layout(order, 2, 12, 4)
        self._waiting = [self._number(8 if big else 4, self._layout.offset_bytes)]
        self._seen = {0}
        # A directory is read at most twice, a value once: whoever needs more has made a knot by hand.
        self._bytes_left = 2 * window.size

    def blank(self) -> bool:
        changed = False
        while self._waiting:
            at = self._waiting.pop()
            if at not in self._seen:
                self._seen.add(at)
                changed |= self._blank_directory(at)
        return changed

    def _blank_directory(self, at: int) -> bool:
        fields = self._fields(at)
        changed = False
        for field in fields:
            changed |= self._follow(field)
        self._waiting.append(self._number(self._end(at, fields), self._layout.offset_bytes))
        if any(field.tag == GPS for field in fields):
            self._drop_gps(at)
            changed = True
        return changed

    def _fields(self, at: int) -> list[Field]:
        """The entries of a directory, as many as there are bytes for."""
        layout = self._layout
        wanted = self._number(at, layout.count_bytes) * layout.entry_bytes
        first = at + layout.count_bytes
        block = self._window.read(first, min(wanted, self._bytes_left))
        self._bytes_left -= len(block) + layout.count_bytes
        last = len(block) - layout.entry_bytes
        return [
            self._field(block[start : start + layout.entry_bytes], first + start)
            for start in range(0, last + 1, layout.entry_bytes)
        ]

    def _field(self, raw: bytes, at: int) -> Field:
        layout = self._layout
        value_at = layout.entry_bytes - layout.offset_bytes
        kind = layout.number(raw[2:4])
        size = layout.number(raw[4:value_at]) * (TYPE_BYTES[kind] if kind < len(TYPE_BYTES) else 0)
        value = layout.number(raw[value_at:])
        inside = size <= layout.offset_bytes
        return Field(layout.number(raw[:2]), raw, at + value_at if inside else value, size, value)

    def _follow(self, field: Field) -> bool:
        """Whatever else a field leads to."""
        if field.tag == GPS:
            self._blank_gps(field.value)
        elif field.tag == EXIF:
            self._waiting.append(field.value)
        elif field.tag == FURTHER:
            self._waiting += self._further(field)
        elif field.tag in _BLANK_VALUE:
            return _BLANK_VALUE[field.tag](self._value(field))
        return False

    def _further(self, field: Field) -> list[int]:
        width = self._layout.offset_bytes
        value = self._value(field)
        data = value.read(0, value.size)
        return [self._layout.number(data[at : at + width]) for at in range(0, len(data) - width + 1, width)]

    def _value(self, field: Field) -> Window:
        value = self._window.part(field.at, min(field.size, max(0, self._bytes_left)))
        self._bytes_left -= value.size
        return value

    def _blank_gps(self, at: int) -> None:
        """Zeroes every value of the GPS directory, and the directory; not what only a damaged link takes for one."""
        plausible = 0 < self._number(at, self._layout.count_bytes) <= GPS_ENTRIES_MAX
        if at in self._seen or at < HEADER_BYTES or not plausible:
            return
        self._seen.add(at)
        fields = self._fields(at)
        for field in fields:
            self._value(field).zero(0, GPS_VALUE_BYTES_MAX)
        self._window.zero(at, self._end(at, fields) - at)

    def _drop_gps(self, at: int) -> None:
        """Writes a directory without its link to the GPS directory; the link to the next one moves up, nothing else."""
        layout = self._layout
        fields = self._fields(at)  # again, for a directory made by hand may overlap what was zeroed
        kept = [field.raw for field in fields if field.tag != GPS]
        count = self._number(at, layout.count_bytes) - len(fields) + len(kept)
        link = self._window.read(self._end(at, fields), layout.offset_bytes)
        gap = bytes((len(fields) - len(kept)) * layout.entry_bytes)
        self._window.write(at, layout.bytes_of(count, layout.count_bytes) + b"".join(kept) + link + gap)

    def _end(self, at: int, fields: list[Field]) -> int:
        """Where the entries of a directory end and its link to the next one stands."""
        return at + self._layout.count_bytes + len(fields) * self._layout.entry_bytes

    def _number(self, at: int, width: int) -> int:
        """A number in the file; 0 past its end."""
        data = self._window.read(at, width)
        return self._layout.number(data) if len(data) == width else 0


_BLANK_VALUE = {XMP: xmp.blank, IPTC: iptc.blank, PHOTOSHOP: iptc.blank_resources}
