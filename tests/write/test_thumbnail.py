import io
import logging
import random
import struct
import subprocess
import sys
import warnings
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageStat

from goldseam.write.thumbnail import SIDE_PIXELS_MAX, thumbnail
from tests.write import taken

READABLE = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "AVIF", "BMP")


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def shown(data: bytes) -> Image.Image:
    """The thumbnail, which there must be."""
    small = thumbnail(data)
    assert small is not None
    picture = Image.open(io.BytesIO(small))
    picture.load()
    return picture


def halves(size: tuple[int, int] = (900, 300)) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, (220, 20, 20))
    picture.paste((20, 20, 220), (size[0] // 2, 0, *size))
    return picture


def colour(picture: Image.Image, at: tuple[int, int]) -> str:
    pixel = picture.convert("RGB").getpixel(at)
    assert isinstance(pixel, tuple)
    return ("red", "green", "blue")[pixel.index(max(pixel))]


@pytest.mark.parametrize("kind", READABLE)
def test_a_photo_is_shown_small(kind: str) -> None:
    small = shown(saved(halves(), kind))

    assert small.size == (SIDE_PIXELS_MAX, 213)
    assert small.format == "WEBP"
    assert (colour(small, (50, 100)), colour(small, (590, 100))) == ("red", "blue")


def test_a_small_picture_is_not_blown_up() -> None:
    assert shown(taken.jpeg(place=False)).size == (32, 48)


@pytest.mark.parametrize(
    ("orientation", "size", "reds"),
    [(1, (640, 213), (50, 100)), (3, (640, 213), (590, 100)), (6, (213, 640), (100, 50)), (8, (213, 640), (100, 590))],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_it_stands_upright(kind: str, orientation: int, size: tuple[int, int], reds: tuple[int, int]) -> None:
    tags = Image.Exif()
    tags[0x0112] = orientation

    small = shown(saved(halves(), kind, exif=tags))

    assert small.size == size
    assert colour(small, reds) == "red"


@pytest.mark.parametrize("name", list(taken.photos()))
def test_nothing_of_what_a_photo_says_is_in_it(name: str) -> None:
    small = thumbnail(taken.photos()[name])

    assert small is not None
    assert taken.PLACE not in small
    assert taken.TITLE not in small
    assert taken.MAKER.encode() not in small
    assert set(Image.open(io.BytesIO(small)).info) <= {"loop", "background"}
    assert small[12:16] in (b"VP8 ", b"VP8L")  # the kinds of WebP that have no room for more


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_pixel_is_shown(mode: str) -> None:
    grey = Image.linear_gradient("L").resize((800, 800))
    picture = (
        grey.convert("I").point(lambda value: value * 257).convert("I;16") if mode == "I;16" else grey.convert(mode)
    )

    small = shown(saved(picture, "PNG")).convert("L")

    assert small.size == (640, 640)
    dark, bright = (ImageStat.Stat(small.crop(box)).mean[0] for box in ((0, 0, 640, 80), (0, 560, 640, 640)))
    assert (dark < 40, bright > 215) == (True, True)


def test_print_colours_are_shown_on_a_screen() -> None:
    small = shown(saved(halves().convert("CMYK"), "JPEG"))

    assert (colour(small, (50, 100)), colour(small, (590, 100))) == ("red", "blue")


def test_what_is_transparent_stays_transparent() -> None:
    assert shown(saved(Image.new("RGBA", (700, 700), (9, 9, 9, 0)), "PNG")).getchannel("A").getextrema() == (0, 0)


def test_colours_of_another_profile_are_translated() -> None:
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = plain.replace(b"rXYZ", b"?XYZ", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"?XYZ", b"bXYZ", 1)

    assert colour(shown(saved(halves(), "JPEG", icc_profile=plain)), (50, 100)) == "red"
    assert colour(shown(saved(halves(), "JPEG", icc_profile=swapped)), (50, 100)) == "blue"


def test_a_broken_profile_is_passed_over() -> None:
    assert colour(shown(saved(halves(), "JPEG", icc_profile=b"no profile" * 20)), (50, 100)) == "red"


def test_of_what_moves_the_first_picture_is_shown() -> None:
    moving = saved(
        Image.new("RGB", (80, 80), (200, 0, 0)),
        "GIF",
        save_all=True,
        append_images=[Image.new("RGB", (80, 80), (0, 0, 200))],
    )

    assert colour(shown(moving), (40, 40)) == "red"


# What there is no picture of


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is so large, with little in it."""
    head = taken.chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + taken.chunk(b"IDAT", zlib.compress(bytes(1000))) + taken.chunk(b"IEND", b"")


def gif_of(width: int, height: int) -> bytes:
    size = struct.pack("<HH", width, height)
    return b"GIF89a" + size + b"\x80\0\0" + bytes(6) + b",\0\0\0\0" + size + b"\0\2\2L\1\0;"


def jpeg_of(width: int, height: int) -> bytes:
    data = taken.jpeg(place=False)
    at = data.index(b"\xff\xc0\0\x11\x08") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def webp_of(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    frame = bytes(6) + size + bytes(4) + b"VP8L" + struct.pack("<I", 20) + b"\x2f" + bytes(19)
    return (
        b"RIFF" + struct.pack("<I", 200) + b"WEBPVP8X" + struct.pack("<I", 10) + b"\2\0\0\0" + size
        + b"ANIM" + struct.pack("<I", 6) + bytes(6) + b"ANMF" + struct.pack("<I", len(frame)) + frame + bytes(100)
    )  # fmt: skip


HUGE = {
    "png of 900 megapixels": png_of(30_000, 30_000),
    "png of 51 megapixels": png_of(5_100, 10_000),
    "png of more than there is": png_of(2**31 - 1, 2**31 - 1),
    "gif as large as can be": gif_of(65_535, 65_535),
    "jpeg as large as can be": jpeg_of(65_535, 65_535),
    "jpeg of 101 megapixels": jpeg_of(10_100, 10_000),
    "webp as large as can be": webp_of(16_383, 16_383),
}

ASK_AND_MEASURE = """
import resource, sys
from PIL import AvifImagePlugin, Image
Image.init()
from goldseam.write.thumbnail import thumbnail
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert thumbnail(sys.stdin.buffer.read()) is None
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("name", HUGE)
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units there")
def test_what_says_it_is_huge_is_refused_before_memory_is_taken_for_it(name: str) -> None:
    asked = subprocess.run([sys.executable, "-c", ASK_AND_MEASURE], input=HUGE[name], capture_output=True, check=True)

    assert int(asked.stdout) < 30_000  # KiB; decoded, the smallest of them would take 150,000


def test_a_jpeg_with_more_scans_than_a_camera_writes_is_refused() -> None:
    picture = Image.new("L", (8_000, 8_000))
    data = saved(picture, "JPEG", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]

    assert thumbnail(data) is not None
    assert thumbnail(data[:-2] + scan * 70 + data[-2:]) is None


NO_PICTURE = {
    "nothing": b"",
    "text": b"Monday",
    "heic": taken.heif(),
    "film": taken.film(taken.phone_moov()),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "head only": taken.jpeg()[:200],
    "half a jpeg": saved(halves(), "JPEG")[:2500],
    "half a png": taken.png()[:-200],
}


@pytest.mark.parametrize("name", NO_PICTURE)
def test_what_is_no_picture_or_half_of_one_has_no_thumbnail(name: str) -> None:
    assert thumbnail(NO_PICTURE[name]) is None


@settings(max_examples=150)
@given(st.sampled_from(list(taken.photos())), st.integers(0, 2**32), st.integers(1, 30))
def test_damage_never_fails(name: str, seed: int, changes: int) -> None:
    data = bytearray(taken.photos()[name])
    dice = random.Random(seed)
    for _ in range(changes):
        data[dice.randrange(len(data))] = dice.randrange(256)

    small = thumbnail(bytes(data))

    assert small is None or max(Image.open(io.BytesIO(small)).size) <= SIDE_PIXELS_MAX


def test_nothing_is_logged_warned_of_or_printed(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    loud = [*taken.photos().values(), *HUGE.values(), *NO_PICTURE.values()]

    with caplog.at_level(logging.DEBUG), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for data in loud:
            thumbnail(data)

    assert caplog.records == []
    assert warned == []
    assert capfd.readouterr() == ("", "")


def test_what_the_tiff_library_prints_about_damage_holds_nothing_of_the_photo(
    capfd: pytest.CaptureFixture[str],
) -> None:
    torn = bytearray(saved(halves(), "TIFF", compression="tiff_lzw", tiffinfo={270: taken.PLACE.decode()}))
    torn[40:400] = b"\xff" * 360

    assert thumbnail(bytes(torn)) is None
    assert taken.PLACE.decode() not in "".join(capfd.readouterr())


def test_pillow_is_not_loaded_before_there_is_a_picture() -> None:
    ask = "import sys, goldseam.write.thumbnail; print('PIL' in sys.modules, 'logging' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout

    assert said == "False False\n"
