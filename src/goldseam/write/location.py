"""Where a picture or a film was taken, and how to leave that out of it.

What is removed, without decoding or moving anything, so that the picture, its orientation and its time stay as they
were and the file keeps its length:

- EXIF: the GPS directory, in JPEG (also of further pictures and of a film behind the first), PNG, WebP, HEIC, AVIF,
  TIFF and the raw photos that are built like TIFF;
- XMP: the GPS properties and those of place, city, state and country, in all of these;
- IPTC: the datasets of place, city, state and country, in JPEG and TIFF;
- films and sound in boxes (MOV, MP4, M4A, 3GP): `©xyz`, `loci`, the QuickTime keys of location, XMP, and the tracks
  that GoPro, Google's camera format and QuickTime's timed metadata keep of the way.

What is not promised: maker notes (some cameras write the name of a town there, in formats of their own); text a person
or a program wrote into a title, comment or keyword; what can be seen or heard; XMP in UTF-16; the subtitles and own
tracks of drones, the own boxes of dashcams; GIF, PDF, Matroska, other sound; raw photos not built like TIFF; a photo
inside another file.
"""

import io
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from goldseam.write.whereabouts import film, jpeg, png, tiff, webp
from goldseam.write.whereabouts.boxes import HEAD_BYTES, LONG_HEAD_BYTES, size_of
from goldseam.write.whereabouts.window import (
    HELD_BYTES_MAX,
    STEP_BYTES,
    LocationUnsure,
    Overlay,
    Window,
    read_exactly,
    unsure,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["HELD_BYTES_MAX", "LocationUnsure", "has_location", "without_location"]

Chunks = Iterator[tuple[bytes, bool]]  # some bytes, and whether the place was taken out of what they belong to

_SIGNATURE_BYTES = 16
_BUFFER_BYTES = 1 << 16
_FILM = re.compile(rb"[\s\S]{4}(?:ftyp|moov|mdat|wide|free|skip|pnot|uuid|meta)")
_FORMATS = (
    (re.compile(rb"\xff\xd8\xff"), jpeg.blank),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), png.blank),
    (re.compile(rb"RIFF[\s\S]{4}WEBP"), webp.blank),
    (tiff.HEADER, tiff.blank),
    (_FILM, film.blank),
)
_HELD_BOXES = {b"moov", b"meta", b"udta", b"uuid"}


def without_location(stream: BinaryIO, *, removed: Callable[[], object] = lambda: None) -> BinaryIO:
    """The same bytes, as many as before, without the place where they were taken; see above what that means.

    A seekable stream is looked through first and then read once more, in constant memory at any size; it begins where
    it stands now. Of another one, which needs nothing but `read`, at most 64 MiB are held in memory; a longer film is
    treated box by box as it passes. Nothing is written anywhere. The stream is read while the result is, and stays the
    caller's to close. `removed` is called while the result is read, if it says where, or has fields for it.

    Raises, here or while reading: LocationUnsure: a part needed in one piece is larger than 64 MiB; or a stream that
    cannot be wound back is a longer picture, or a longer film with a track of places. OSError: as the stream does.
    """
    return io.BufferedReader(_Reader(_told(_chunks(stream), removed)), _BUFFER_BYTES)


def has_location(stream: BinaryIO) -> bool:
    """Whether `without_location` would change a stream: it says where, or has fields for it.

    A seekable stream stands afterwards where it stood before; another one has been read. Raises as `without_location`.
    """
    start = stream.tell() if _can_go_back(stream) else None
    found = any(changed for _, changed in _chunks(stream))
    if start is not None:
        stream.seek(start)
    return found


def _told(chunks: Chunks, removed: Callable[[], object]) -> Chunks:
    told = False
    for data, changed in chunks:
        if changed and not told:
            told = True
            removed()
        yield data, changed


def _chunks(stream: BinaryIO) -> Chunks:
    if _can_go_back(stream):
        return _whole(Overlay(stream))
    head = read_exactly(stream, _SIGNATURE_BYTES)
    if not any(pattern.match(head) for pattern, _ in _FORMATS):
        return _as_it_is(io.BytesIO(head), stream)
    held = io.BytesIO()
    held.write(head)
    while held.tell() <= HELD_BYTES_MAX and (data := stream.read(STEP_BYTES)):
        held.write(data)
    if held.tell() <= HELD_BYTES_MAX:
        held.seek(0)
        return _whole(Overlay(held))
    if not _FILM.match(head):
        raise unsure(f"it came as a stream and is larger than {HELD_BYTES_MAX >> 20} MiB")
    held.seek(0)
    return _film_in_passing(_Chained(held, stream))


def _can_go_back(stream: BinaryIO) -> bool:
    return hasattr(stream, "seekable") and stream.seekable()


def _whole(overlay: Overlay) -> Chunks:
    """Blanks at once, and gives the result as it is asked for."""
    window = Window(overlay, 0, overlay.size)
    head = window.read(0, _SIGNATURE_BYTES)
    changed = any(blank(window) for pattern, blank in _FORMATS if pattern.match(head))
    return ((overlay.read(at, STEP_BYTES), changed) for at in range(0, overlay.size, STEP_BYTES))


def _as_it_is(*streams: BinaryIO) -> Chunks:
    for stream in streams:
        while data := stream.read(STEP_BYTES):
            yield data, False


def _film_in_passing(film_stream: "_Chained") -> Chunks:
    """Holds the boxes that describe the film, one at a time, and lets the others through."""
    while head := film_stream.exactly(HEAD_BYTES):
        size, head_bytes = size_of(head)
        if size == 1:
            head += film_stream.exactly(LONG_HEAD_BYTES - HEAD_BYTES)
            size, head_bytes = size_of(head)
        if head[4:8] in _HELD_BOXES:
            yield _box_in_passing(film_stream, head, size)
        elif size >= head_bytes:
            yield head, False
            yield from film_stream.next(size - head_bytes)
        else:  # the last box reaches to the end, or this is no box and nothing can be told from here on
            yield head, False
            yield from film_stream.next(None)


def _box_in_passing(film_stream: "_Chained", head: bytes, size: int) -> tuple[bytes, bool]:
    room = HELD_BYTES_MAX + 1 - len(head)
    box = head + film_stream.exactly(max(0, min(size - len(head), room)) if size else room)
    if len(box) > HELD_BYTES_MAX:
        raise unsure(f"one part of it is larger than {HELD_BYTES_MAX >> 20} MiB")
    window = Window.of(box)
    changed = film.blank_in_passing(window)
    return window.all(), changed


class _Chained:
    """What was held of a stream, and then the rest of it."""

    def __init__(self, held: BinaryIO, rest: BinaryIO) -> None:
        self._held = held
        self._rest = rest

    def exactly(self, length: int) -> bytes:
        """As many bytes as asked for, fewer only at the end."""
        data = self._held.read(length)
        return data if len(data) == length else data + read_exactly(self._rest, length - len(data))

    def next(self, length: int | None) -> Chunks:
        """So many bytes, or all there are, in pieces."""
        left = length
        while left != 0 and (data := self.exactly(STEP_BYTES if left is None else min(left, STEP_BYTES))):
            left = None if left is None else left - len(data)
            yield data, False


class _Reader(io.RawIOBase):
    """Chunks as a stream."""

    def __init__(self, chunks: Chunks) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        target = memoryview(buffer).cast("B")
        if not self._left:
            self._left = memoryview(next(self._chunks, (b"", False))[0])
        size = min(len(target), len(self._left))
        target[:size] = self._left[:size]
        self._left = self._left[size:]
        return size
