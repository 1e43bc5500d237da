"""PNG: chunks, each with a checksum, some of them packed.

Source: PNG third edition, sections 5 and 11.3; "Raw profile type" is how ImageMagick keeps what PNG had no chunk for.
"""

import re
import zlib

from goldseam.write.whereabouts import iptc, tiff, xmp
from goldseam.write.whereabouts.window import STEP_BYTES, Window

CHUNKS_MAX = 1_000_000
UNPACKED_BYTES_MAX = 1 << 22
UNPACKED_BYTES_OF_ALL_MAX = 1 << 26

_FIRST_CHUNK_AT = 8
_HEAD_BYTES = 8
_CHECKSUM_BYTES = 4
_TEXT_HEAD_BYTES = 512
_XMP_KEYWORD = b"XML:com.adobe.xmp"
_XMP_HEAD = re.compile(
    rb"XML:com\.adobe\.xmp\0([\0\x01])[\s\S][^\0]*\0[^\0]*\0"
)  # packed?; how; language; keyword translated
_PROFILE = re.compile(rb"Raw profile type ")
_WHERE = re.compile(rb"gps|location|latitude|longitude", re.IGNORECASE)
_PROFILE_HEAD = re.compile(rb"\s*\w+\s+\d+\s+")  # its name and length, before its hexadecimal digits
_NEUTRAL = b"Comment\0"


def blank(window: Window) -> bool:
    """The EXIF chunk, and text that says where.

    Packed XMP and packed profiles that say where are removed whole, because nothing can be taken out of them in place;
    so is what would unpack to more than anybody writes by hand.
    """
    return _Chunks(window).blank()


class _Chunks:
    """The chunks of one picture; what is unpacked is counted over all of them."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._unpacked_left = UNPACKED_BYTES_OF_ALL_MAX

    def blank(self) -> bool:
        changed = False
        at = _FIRST_CHUNK_AT
        for _ in range(CHUNKS_MAX):
            head = self._window.read(at, _HEAD_BYTES)
            if len(head) < _HEAD_BYTES:
                break
            size = int.from_bytes(head[:4], "big")
            if self._blank_chunk(head[4:], at, self._window.part(at + _HEAD_BYTES, size)):
                self._write_checksum(at, size)
                changed = True
            at += _HEAD_BYTES + size + _CHECKSUM_BYTES
        return changed

    def _blank_chunk(self, kind: bytes, at: int, content: Window) -> bool:
        if kind == b"eXIf":
            return tiff.blank(content)
        if kind not in (b"tEXt", b"zTXt", b"iTXt"):
            return False
        head = content.read(0, _TEXT_HEAD_BYTES)
        if kind == b"iTXt" and (plain := _XMP_HEAD.match(head)) and plain[1] == b"\0":
            return xmp.blank(content.part(plain.end()))
        keyword = head.partition(b"\0")[0]
        return self._says_where(kind, keyword, content) and self._remove(at, content)

    def _says_where(self, kind: bytes, keyword: bytes, content: Window) -> bool:
        """Whether a text is about the place, by its keyword or by what is packed in it."""
        if keyword == _XMP_KEYWORD:
            packed = _XMP_HEAD.match(content.read(0, _TEXT_HEAD_BYTES))
            text = self._unpacked(content.part(packed.end())) if packed else content.all()
            return text is None or xmp.blank(Window.of(text))
        if _PROFILE.match(keyword):
            rest = content.part(len(keyword) + (2 if kind == b"zTXt" else 1))
            text = self._unpacked(rest) if kind == b"zTXt" else rest.all()
            return text is None or _profile_says_where(text)
        return _WHERE.search(keyword) is not None

    def _unpacked(self, content: Window) -> bytes | None:
        """What was packed; empty if it is damaged, None if it is too long to look at."""
        limit = min(UNPACKED_BYTES_MAX, self._unpacked_left)
        unpacker = zlib.decompressobj()
        try:
            text = unpacker.decompress(content.all(), max(1, limit))
        except zlib.error:
            return b""
        self._unpacked_left -= len(text)
        return None if unpacker.unconsumed_tail else text

    def _remove(self, at: int, content: Window) -> bool:
        """Leaves a comment of spaces."""
        kind_changed = self._window.write(at + 4, b"tEXt")
        return content.write(0, _NEUTRAL + b" " * (content.size - len(_NEUTRAL))) or kind_changed

    def _write_checksum(self, at: int, size: int) -> None:
        counted = self._window.part(at + 4, 4 + size)
        checksum = 0
        for first in range(0, counted.size, STEP_BYTES):
            checksum = zlib.crc32(counted.read(first, STEP_BYTES), checksum)
        self._window.write(at + _HEAD_BYTES + size, checksum.to_bytes(4, "big"))


def _profile_says_where(text: bytes) -> bool:
    head = _PROFILE_HEAD.match(text)
    try:
        profile = bytes.fromhex(text[head.end() if head else 0 :].decode("ascii"))
    except ValueError:
        return False
    looks = (tiff.blank, xmp.blank, iptc.blank, iptc.blank_resources)
    return any(blank_profile(Window.of(profile)) for blank_profile in looks)
