"""Items of a HEIF picture: where its EXIF and XMP lie.

Source: ISO/IEC 14496-12 sections 8.11.3 and 8.11.6; ISO/IEC 23008-12 annex A.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from goldseam.write.whereabouts import tiff, xmp
from goldseam.write.whereabouts.boxes import BOXES_MAX, children
from goldseam.write.whereabouts.window import Window, blank_joined, unsure

Blank = Callable[[Window], bool]

_WIDTHS = (0, 4, 8)
_IN_FILE, _IN_BOX = 0, 1  # construction methods; the third, in another item, is not used for metadata


class _Extent(NamedTuple):
    item: int
    method: int
    at: int
    size: int


class _Numbers:
    """Numbers of several widths, one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def ended(self) -> bool:
        return self._at >= len(self._data)

    def next(self, width: int) -> int:
        """The next number, 0 past the end."""
        self._at += width
        return int.from_bytes(self._data[self._at - width : self._at], "big")


def blank(meta: Mapping[bytes, Window], file: Window | None) -> bool:
    """The items of a `meta` box, given by its boxes, that hold EXIF or XMP.

    Raises: LocationUnsure: they lie in the file, and the file is not at hand.
    """
    if b"iinf" not in meta or b"iloc" not in meta:
        return False
    blanks = _kinds(meta[b"iinf"])
    pieces: dict[int, list[Window]] = {item: [] for item in blanks}
    bytes_left = (file or _held(meta)).size
    for extent in _extents(meta[b"iloc"]):
        if extent.item in pieces and extent.method in (_IN_FILE, _IN_BOX):
            source = _source(extent.method, meta, file)
            piece = source.part(extent.at, extent.size or None)
            bytes_left -= piece.size
            if bytes_left >= 0:  # whoever needs more has put one over the other
                pieces[extent.item].append(piece)
    changed = False
    for item, blank_item in blanks.items():
        changed |= blank_joined(pieces[item], blank_item)
    return changed


def _source(method: int, meta: Mapping[bytes, Window], file: Window | None) -> Window:
    if method == _IN_BOX:
        return _held(meta)
    if file is None:
        raise unsure("it came as a stream, and is built so that all of it is needed at once")
    return file


def _held(meta: Mapping[bytes, Window]) -> Window:
    return meta.get(b"idat", Window.of(b""))


def _kinds(iinf: Window) -> dict[int, Blank]:
    """How to blank each item that holds metadata."""
    kinds: dict[int, Blank] = {}
    first = 6 if iinf.read(0, 1) == b"\0" else 8  # the count before the entries is wider in later versions
    for entry in islice(children(iinf, first), BOXES_MAX):
        data = entry.content.read(0, 128)
        width = 2 if data[:1] == b"\2" else 4
        item = int.from_bytes(data[4 : 4 + width], "big")
        kind, rest = data[6 + width : 10 + width], data[10 + width :]
        if kind == b"Exif":
            kinds[item] = tiff.blank
        elif kind == b"mime" and b"\0application/rdf+xml" in b"\0" + rest:
            kinds[item] = xmp.blank
    return kinds


def _extents(iloc: Window) -> Iterator[_Extent]:
    """The stretches of all items, in order; none if the box is of a version nobody knows."""
    numbers = _Numbers(iloc.all())
    version = numbers.next(4) >> 24
    widths = numbers.next(2)
    offset, length, base, index = (widths >> shift & 15 for shift in (12, 8, 4, 0))
    if version > 2 or {offset, length, base} - set(_WIDTHS):  # noqa: PLR2004 - the last version there is
        return
    item_width = 4 if version == 2 else 2  # noqa: PLR2004 - as above
    for _ in range(numbers.next(item_width)):
        if numbers.ended:
            return
        item = numbers.next(item_width)
        method = numbers.next(2) & 15 if version else _IN_FILE
        numbers.next(2)  # the file it lies in, if not this one
        start = numbers.next(base)
        for _ in range(numbers.next(2)):
            numbers.next(index if version else 0)
            yield _Extent(item, method, start + numbers.next(offset), numbers.next(length))
