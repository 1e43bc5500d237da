import io
import re
import shutil
import struct
import subprocess
import tracemalloc
import warnings
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from goldseam.write.location import HELD_BYTES_MAX, LocationUnsure, has_location, without_location
from tests.write import taken

EVERYTHING = list(taken.all_of_them())
PHOTOS = list(taken.photos())
FILMS = list(taken.films())
GPS_TAG = 0x8825


def blanked(data: bytes) -> bytes:
    return without_location(io.BytesIO(data)).read()


def says_where(data: bytes) -> bool:
    return has_location(io.BytesIO(data))


class Pipe:
    """A stream that can only be read, and gives as little at a time as it likes."""

    def __init__(self, parts: Iterator[bytes], most: int) -> None:
        self._parts = parts
        self._most = most
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "a film does not fit into memory"
        self._left = self._left or next(self._parts, b"")
        data = self._left[: min(size, self._most)]
        self._left = self._left[len(data) :]
        return data


def piped(*parts: bytes, most: int = 1 << 20) -> BinaryIO:
    return cast("BinaryIO", Pipe(iter(parts), most))


def of_zeros(size: int) -> Iterator[bytes]:
    """So many zero bytes, piece by piece."""
    piece = bytes(1 << 20)
    for at in range(0, size, len(piece)):
        yield piece[: size - at]


def frames(data: bytes) -> list[bytes]:
    with Image.open(io.BytesIO(data)) as picture:
        return [frame.tobytes() for frame in ImageSequence.Iterator(picture)]


def tags_of(data: bytes) -> Image.Exif:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture.getexif()


# What is removed, and what stays


@pytest.mark.parametrize("name", EVERYTHING)
def test_the_place_is_gone_and_the_length_stays(name: str) -> None:
    before = taken.all_of_them()[name]

    after = blanked(before)

    assert says_where(before)
    assert not says_where(after)
    assert len(after) == len(before)
    assert taken.PLACE not in after
    assert taken.POINT not in after


@pytest.mark.parametrize("name", PHOTOS)
def test_no_reader_of_photos_finds_a_place(name: str) -> None:
    data = taken.photos()[name]

    tags = tags_of(blanked(data))

    assert GPS_TAG not in tags
    assert tags.get_ifd(GPS_TAG) == {}
    assert not re.search(rb"GPSL|City|Country|Location", repr(Image.open(io.BytesIO(blanked(data))).info).encode())


@pytest.mark.parametrize("name", PHOTOS)
def test_every_pixel_is_what_it_was(name: str) -> None:
    data = taken.photos()[name]

    assert frames(blanked(data)) == frames(data)


@pytest.mark.parametrize(
    "name", [name for name in PHOTOS if name not in {"png with a packed profile", "png with a profile"}]
)
def test_a_photo_keeps_everything_else_it_says(name: str) -> None:
    data = taken.photos()[name]
    before = tags_of(data)
    kept = {tag: before[tag] for tag in (0x010F, 0x0112) if tag in before}

    after = tags_of(blanked(data))

    assert {tag: after[tag] for tag in kept} == kept
    assert after.get_ifd(0x8769) == before.get_ifd(0x8769)
    assert blanked(data).count(taken.TITLE) == data.count(taken.TITLE)


@pytest.mark.parametrize("name", FILMS)
def test_a_film_keeps_its_pictures_and_its_title(name: str) -> None:
    data = taken.films()[name]

    after = blanked(data)

    assert after.count(taken.PICTURES) == data.count(taken.PICTURES)
    assert after.count(taken.TITLE) == data.count(taken.TITLE)
    assert after.count(taken.MAKER.encode()) == data.count(taken.MAKER.encode())


def test_a_film_loses_only_the_boxes_of_its_place() -> None:
    after = blanked(taken.film(taken.phone_moov()))

    assert re.findall(
        rb"ftyp|wide|mdat|moov|mvhd|udta|\xa9nam|free|uuid|\xa9xyz|loci", after.replace(taken.PICTURES, b"")
    ) == [*(b"ftyp", b"wide", b"mdat", b"moov", b"mvhd", b"udta", b"\xa9nam", b"free", b"free", b"uuid")]


def test_a_track_of_places_is_emptied_sample_by_sample() -> None:
    before = taken.following_film(before=500)

    after = blanked(before)

    changed = [at for at in range(len(before)) if before[at] != after[at]]
    start = before.index(taken.PLACE)
    assert set(changed) <= set(range(start, before.rindex(taken.PLACE) + len(taken.PLACE)))
    assert after[start + len(taken.PLACE) :][:10] == taken.PICTURES[:10]


def test_timed_metadata_of_something_else_stays() -> None:
    keys = taken.box(b"keys", taken.box(b"\0\0\0\1", taken.box(b"keyd", b"mdtacom.apple.quicktime.detected-face")))
    data = taken.following_film(b"mebx", keys)

    assert blanked(data) == data


def test_xmp_stays_well_formed_and_keeps_what_is_no_place() -> None:
    data = blanked(taken.xmp_png(packed=False))

    start, end = data.index(b"<x:xmpmeta"), data.index(b"</x:xmpmeta>")
    tree = ET.fromstring(data[start : end + len(b"</x:xmpmeta>")])
    description = tree[0][0]
    assert [element.tag.rpartition("}")[2] for element in description] == ["title"]
    assert {key.rpartition("}")[2] for key in description.attrib} == {"about", "format"}


@pytest.mark.parametrize(
    "text",
    [
        b'<rdf:Description xmlns:gps="urn:x" a="1" x:gpsLatitude="Prater"/>',
        b"<rdf:Description\n\tdrone-dji:GpsLongtitude='Prater'>",
        b"<q:GPSLatitude rdf:parseType='Literal'>Prater</q:GPSLatitude>",
        b"<GPSLatitude xmlns='http://ns.adobe.com/exif/1.0/'>Prater</GPSLatitude>",
        b"<geo:lat>Prater</geo:lat>",
        b"<photoshop:State>Prater",
        b"<i:CountryCode>Prater</i:CountryCode",
    ],
)
def test_a_place_in_xmp_is_found_under_any_prefix_and_in_any_form(text: bytes) -> None:
    data = taken.jpeg(taken.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + text), place=False)

    after = blanked(data)

    assert says_where(data)
    assert b"Prater" not in after
    assert (b'xmlns:gps="urn:x" a="1"' in after) == (b"xmlns:gps" in data)


@pytest.mark.parametrize(
    "text",
    [
        b"<dc:title>City: Prater</dc:title>",
        b'<a x:capacity="Prater" x:statement="Prater"/>',
        b"<velocity>Prater</velocity>",
    ],
)
def test_xmp_that_only_looks_like_a_place_is_left_alone(text: bytes) -> None:
    data = taken.jpeg(taken.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + text), place=False)

    assert blanked(data) == data


def test_iptc_keeps_its_other_fields_in_order() -> None:
    after = blanked(taken.full_jpeg())

    kept = taken.datasets((105, taken.TITLE), (120, taken.TITLE))
    assert after.count(kept + bytes(len(taken.IPTC) - len(kept))) == 1


def test_an_iptc_field_with_a_long_size_is_measured_rightly() -> None:
    long = b"\x1c\2\x69\x80\x04" + struct.pack(">I", 40_000) + bytes(40_000)
    iptc = long + taken.datasets((90, taken.PLACE))
    data = taken.jpeg(taken.segment(0xED, b"Photoshop 3.0\0" + taken.resources(iptc)), place=False)

    assert blanked(data) == data.replace(taken.datasets((90, taken.PLACE)), bytes(5 + len(taken.PLACE)))


def test_a_directory_after_the_one_that_loses_an_entry_is_still_found() -> None:
    # Two pages; the first has the link to GPS, and so its link to the second moves up by one entry.
    gps = struct.pack("<HHHI4sI", 1, 1, 2, 2, b"N\0\0\0", 0)
    second = struct.pack("<HHHIII", 1, 0x0100, 4, 1, 77, 0)
    first_at, gps_at, second_at = 8, 100, 200
    first = struct.pack("<HHHIIHHIII", 2, 0x0100, 4, 1, 55, GPS_TAG, 4, 1, gps_at, second_at)
    data = b"II*\0" + struct.pack("<I", first_at) + first
    data = data.ljust(gps_at, b"\0") + gps
    data = data.ljust(second_at, b"\0") + second

    after = blanked(data)

    assert after[first_at:][:18] == struct.pack("<HHHIII", 1, 0x0100, 4, 1, 55, second_at)
    assert after[gps_at:second_at] == bytes(second_at - gps_at)
    assert after[second_at:] == data[second_at:]


def test_a_link_gone_astray_does_not_empty_the_picture() -> None:
    pixels = b"\xff" * 4000
    data = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIII", 1, GPS_TAG, 4, 1, 100, 0)
    data = data.ljust(100, b"\0") + pixels

    assert blanked(data).endswith(pixels)


@pytest.mark.parametrize("name", [name for name in PHOTOS if name.startswith("png")])
def test_every_checksum_of_a_png_is_right_afterwards(name: str) -> None:
    with Image.open(io.BytesIO(blanked(taken.photos()[name]))) as picture:
        picture.verify()  # it compares them all


def test_packed_text_that_is_too_long_to_look_at_is_removed() -> None:
    bomb = zlib.compress(bytes(1 << 23), 9)
    data = taken.png(taken.chunk(b"zTXt", b"Raw profile type exif\0\0" + bomb))

    after = blanked(data)

    assert bomb not in after
    assert frames(after) == frames(taken.png())


# What is left alone


NEUTRAL = {
    "nothing": b"",
    "a letter": b"\xff",
    "text": b"Hi, free beer at 48.2082, 16.3738 (exif:GPSLatitude)",
    "jpeg": taken.jpeg(place=False),
    "png": taken.png(place=False),
    "png with a comment": taken.png(
        taken.chunk(b"zTXt", b"Raw profile type exif\0\0broken"), taken.chunk(b"tEXt", b"Comment\0x")
    ),
    "gif": taken.saved("GIF"),
    "webp": taken.saved("WEBP", exif=taken.exif(place=False)),
    "tiff": taken.saved("TIFF"),
    "film": taken.FTYP
    + taken.box(b"mdat", taken.PICTURES)
    + taken.box(b"moov", taken.box(b"udta", taken.value_box(b"\xa9nam", b"x"))),
    "track of sound": taken.following_film(b"mp4a"),
}


@pytest.mark.parametrize("name", NEUTRAL)
def test_what_says_nothing_of_a_place_stays_byte_for_byte(name: str) -> None:
    data = NEUTRAL[name]

    assert not says_where(data)
    assert blanked(data) == data
    assert without_location(piped(data)).read() == data


# Streams


@pytest.mark.parametrize("most", [1, 7, 1 << 20])
@pytest.mark.parametrize("name", ["jpeg", "mp4", "heic"])
def test_a_stream_that_cannot_be_wound_back_gives_the_same(name: str, most: int) -> None:
    data = taken.all_of_them()[name]

    assert without_location(piped(data, most=most)).read() == blanked(data)
    assert has_location(piped(data, most=most))
    assert not has_location(piped(blanked(data), most=most))


@pytest.mark.parametrize("size", [1, 13, 5000])
def test_it_can_be_read_in_pieces_of_any_size(size: int) -> None:
    data = taken.several_jpegs()
    stream = without_location(io.BytesIO(data))

    pieces = list(iter(lambda: stream.read(size), b""))

    assert b"".join(pieces) == blanked(data)


def test_a_stream_counts_from_where_it_stands_and_is_not_closed() -> None:
    source = io.BytesIO(b"before" + taken.full_jpeg())
    source.seek(6)

    assert has_location(source)
    assert source.tell() == 6
    with without_location(source) as stream:
        assert stream.read() == blanked(taken.full_jpeg())
    assert not source.closed


def long_film(*, moov_first: bool) -> list[bytes]:
    """A film larger than what is held, in pieces."""
    pictures = [taken.long_box(b"mdat", HELD_BYTES_MAX), *of_zeros(HELD_BYTES_MAX)]
    moov = [taken.phone_moov()]
    return [taken.FTYP, *(moov + pictures if moov_first else pictures + moov), taken.box(b"udta", b"\0" * 8), b"tail"]


@pytest.mark.parametrize("moov_first", [True, False])
def test_a_long_film_is_treated_as_it_passes(*, moov_first: bool) -> None:
    film = b"".join(long_film(moov_first=moov_first))

    after = without_location(piped(*long_film(moov_first=moov_first))).read()

    assert after == blanked(film)
    assert taken.POINT not in after
    assert has_location(piped(*long_film(moov_first=moov_first)))


def test_a_long_film_of_unknown_build_passes_as_it_is() -> None:
    film = [taken.box(b"mdat", taken.PICTURES), b"\0\0\0\0mdat", *of_zeros(HELD_BYTES_MAX), taken.phone_moov()]

    assert without_location(piped(*film)).read() == b"".join(film)


class Sparse(io.RawIOBase):
    """A large file that is nothing but zeros between what stands at its ends."""

    def __init__(self, first: bytes, size: int, last: bytes) -> None:
        self._first, self._last = first, last
        self._size = size
        self._at = 0

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, at: int, whence: int = io.SEEK_SET) -> int:
        self._at = at if whence == io.SEEK_SET else self._size + at
        return self._at

    def read(self, size: int = -1) -> bytes:
        assert size >= 0
        start, end = self._at, min(self._at + size, self._size)
        self._at = end
        data = bytearray(max(0, end - start))
        for at, known in ((0, self._first), (self._size - len(self._last), self._last)):
            first, last = max(at, start), min(at + len(known), end)
            if first < last:
                data[first - start : last - start] = known[first - at : last - at]
        return bytes(data)


@pytest.mark.parametrize("kind", ["film", "jpeg"])
def test_memory_stays_small_whatever_the_size(kind: str) -> None:
    size = HELD_BYTES_MAX + (32 << 20)
    moov = taken.phone_moov()
    head = taken.FTYP + taken.long_box(b"mdat", size - len(taken.FTYP) - 16 - len(moov))
    first, last = (head, moov) if kind == "film" else (taken.full_jpeg(), b"\xff\xd8" + taken.full_jpeg()[2:])
    source = cast("BinaryIO", Sparse(first, size, last))
    tracemalloc.start()

    found = has_location(source)
    stream = without_location(source)
    length, tail = 0, b""
    while data := stream.read(1 << 16):
        length += len(data)
        tail = (tail + data)[-len(last) :]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found
    assert length == size
    assert taken.POINT not in tail
    assert taken.PLACE not in tail
    assert peak < 16 << 20


# What is refused


def refused(act: Callable[[], object]) -> LocationUnsure:
    with pytest.raises(LocationUnsure) as caught:
        act()
    return caught.value


def test_a_large_picture_that_only_passes_is_refused_and_from_a_file_it_is_not() -> None:
    picture = [taken.full_jpeg(), *of_zeros(HELD_BYTES_MAX)]

    problem = refused(lambda: without_location(piped(*picture)))

    assert problem.code == "write.location-unsure"
    assert "Prater" not in f"{problem.happened}{problem.safe}{problem.next}"
    assert taken.PLACE not in blanked(b"".join(picture))


def test_a_long_film_with_a_track_of_places_that_only_passes_is_refused() -> None:
    stream = without_location(piped(taken.following_film(before=HELD_BYTES_MAX)))

    problem = refused(lambda: [None for _ in iter(lambda: stream.read(1 << 20), b"")])

    assert "track of places" in problem.happened


def test_a_description_of_a_film_that_is_too_large_to_hold_is_refused() -> None:
    moov = [struct.pack(">I", HELD_BYTES_MAX + 100) + b"moov", *of_zeros(HELD_BYTES_MAX + 92)]

    problem = refused(lambda: has_location(piped(taken.FTYP, *moov)))

    assert "64 MiB" in problem.happened


def test_xmp_that_is_too_large_to_hold_is_refused() -> None:
    size = HELD_BYTES_MAX + 100
    webp = b"RIFF" + struct.pack("<I", size) + b"WEBPXMP " + struct.pack("<I", size)
    source = cast("BinaryIO", Sparse(webp, size + 20, b"\0"))

    refused(lambda: has_location(source))


# What is broken, or made to break


def knot(tag: int) -> bytes:
    """Directories that lead to themselves and into each other."""
    fields = b"".join(struct.pack("<HHII", tag, 4, 50, 8 + 2 * n) for n in range(2000))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", 2000) + fields + struct.pack("<I", 8)


def swapped(data: bytes, old: bytes, new: bytes) -> bytes:
    assert data.count(old) == 1

    return data.replace(old, new)


def exif_item(pieces: int) -> bytes:
    """The EXIF of a HEIC, said to lie in so many pieces."""
    return struct.pack(">HHHIH", 2, 0, 0, taken.heif().index(taken.PICTURES), pieces)


def nested(kind: bytes) -> bytes:
    data = b""
    for _ in range(2000):
        data = taken.box(kind, data)
    return taken.FTYP + data


HOSTILE = {
    **{f"knot of {tag:#x}": knot(tag) for tag in (GPS_TAG, 0x8769, 0x014A, 0x02BC, 0x83BB, 0x8649)},
    "directory of itself": b"MM\0*\0\0\0\x08" + struct.pack(">HHHIII", 1, 0x8769, 4, 1, 8, 8),
    "gps in the header": b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, GPS_TAG, 4, 1, 2, 0),
    "boxes in boxes": nested(b"udta"),
    "tracks in tracks": nested(b"trak"),
    "boxes without size": taken.FTYP + b"\0\0\0\x08free" * 120_000,
    "a box as large as can be": taken.FTYP + struct.pack(">I4sQ", 1, b"udta", 2**64 - 1) + taken.phone_moov(),
    "pieces without end": swapped(taken.heif(), exif_item(2), exif_item(0xFFFF)),
    "items without end": swapped(
        taken.heif(version=2), b"iloc\2\0\0\0\x44\x40\0\0\0\3", b"iloc\2\0\0\0\x44\x40\xff\xff\xff\xff"
    ),
    "chunks over each other": swapped(
        taken.following_film(),
        struct.pack(">7I", 2, 1, 1, 1, 2, 2, 1),
        struct.pack(">7I", 2, 1, 2**32 - 1, 1, 1, 2**31, 1),
    ),
    "segments without size": b"\xff\xd8" + b"\xff\xe1\0\0" * 120_000,
    "films behind each other": b"\xff\xd8\xff\xd9" + b"\0\0\0\x08ftyp" * 120_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_hold_a_reader_up_comes_to_an_end(name: str) -> None:
    data = HOSTILE[name]

    assert len(blanked(data)) == len(data)


@given(st.data())
def test_whatever_is_cut_off_passes_as_long_as_it_is(data: st.DataObject) -> None:
    whole = taken.all_of_them()[data.draw(st.sampled_from(EVERYTHING))]
    cut = whole[: data.draw(st.integers(0, len(whole)))]

    after = blanked(cut)

    assert len(after) == len(cut)
    assert says_where(cut) or after == cut


@given(
    st.binary(max_size=2000),
    st.sampled_from([b"", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"II*\0\x08\0\0\0", taken.FTYP]),
)
def test_bytes_without_sense_pass(data: bytes, head: bytes) -> None:
    after = blanked(head + data)

    assert len(after) == len(head + data)
    assert says_where(head + data) or after == head + data


@given(st.data())
def test_damage_is_no_reason_to_fail_or_to_change_what_says_nothing(data: st.DataObject) -> None:
    damaged = bytearray(taken.all_of_them()[data.draw(st.sampled_from(EVERYTHING))])
    at = st.integers(0, len(damaged) - 1)
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(at)
        bytes_there = data.draw(
            st.sampled_from([b"\0", b"\xff", b"\xff" * 4, bytes(4), b"\0\0\0\x08", b"\0\0\0\1"])
            | st.binary(min_size=1, max_size=8)
        )
        damaged[place : place + len(bytes_there)] = bytes_there

    try:
        after = blanked(bytes(damaged))
    except LocationUnsure:
        return
    assert len(after) == len(damaged)
    assert says_where(bytes(damaged)) or after == damaged
    assert without_location(piped(bytes(damaged))).read() == after


@pytest.mark.skipif(
    shutil.which("exiftool") is None, reason="exiftool is not installed: apt-get install libimage-exiftool-perl"
)
def test_another_reader_finds_no_place_either_and_nothing_amiss(tmp_path: Path) -> None:
    kinds = ("jpeg", "png", "webp", "tiff", "avif", "heic")
    for name, data in taken.all_of_them().items():
        (tmp_path / f"{name}.before").write_bytes(data)
        (tmp_path / f"{name}.after").write_bytes(blanked(data))

    def seen(names: list[str]) -> str:
        command = ["exiftool", "-a", "-G1", "-s", "-ee", "-x", "System:all", *(str(tmp_path / name) for name in names)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    before, after = (seen([f"{name}.{when}" for name in taken.all_of_them()]) for when in ("before", "after"))

    places = re.compile(r"^\[.*(?:GPS|City|Country|Location|Prater).*$", re.MULTILINE)
    assert len(places.findall(before)) > len(kinds)
    assert places.findall(after) == []
    assert after.count("Warning") <= before.count("Warning")


@pytest.fixture(autouse=True)
def quiet_pillow() -> Iterator[None]:
    """Pillow warns of EXIF it finds odd, which is no matter of ours."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="PIL")
        yield
