"""A small picture of a photo, to be kept in the vault beside it."""

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE_PIXELS_MAX = 640
QUALITY = 75

# JPEG is decoded small, whatever it holds; the others must be decoded whole, at four bytes for a pixel.
JPEG_PIXELS_MAX = 100_000_000
WHOLE_PIXELS_MAX = 50_000_000
# A progressive JPEG is gone through once per scan; a camera writes about ten, a hostile file as many as it likes.
JPEG_SCANNED_PIXELS_MAX = 4_000_000_000

PROFILE_BYTES_MAX = 1 << 20

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "AVIF", "BMP")
_START_OF_SCAN = b"\xff\xda"
_SILENT = 100  # above every level there is

# One at a time: memory stays that of one picture, and Python's list of warnings to ignore belongs to the whole process.
_one_at_a_time = Lock()


def thumbnail(data: bytes) -> bytes | None:
    """A WebP (JPEG where Pillow was built without WebP) of at most 640 pixels a side, upright, without any metadata.

    None for what is no picture, is damaged or cut off, is too large (over 100 megapixels for JPEG, over 50 for
    others), or is of a format Pillow does not read, as HEIC. Of what moves, the first picture is shown.

    Never raises for what is in `data`, and logs nothing. Careful: the library below Pillow that reads packed TIFF
    prints a line about a damaged one, with nothing of the picture in it; nobody offers a way to silence it. Cost:
    10 to 30 ms per megapixel, and 4 bytes per pixel while it lasts; a JPEG less of both, unless it is progressive.
    """
    import warnings  # noqa: PLC0415 - as Pillow: only those who attach a picture

    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _thumbnail(data)
        except Exception:  # noqa: BLE001 - a decoder fails in every way there is, and each means: no picture
            return None


def _thumbnail(data: bytes) -> bytes | None:
    import logging  # noqa: PLC0415 - as Pillow
    from io import BytesIO  # noqa: PLC0415 - as Pillow

    from PIL import Image, ImageOps, features  # noqa: PLC0415 - 30 ms, for those who attach a picture

    logging.getLogger("PIL").setLevel(_SILENT)  # at DEBUG it logs the tags of a picture, the place among them
    with Image.open(BytesIO(data), formats=_FORMATS) as opened:
        if not _is_bearable(opened, data):
            return None
        picture = opened.convert("RGBA") if opened.mode in ("1", "P", "PA") else opened  # else shrunk by leaving out
        picture.thumbnail((SIDE_PIXELS_MAX, SIDE_PIXELS_MAX), Image.Resampling.LANCZOS, reducing_gap=2.0)
        small = _in_screen_colours(ImageOps.exif_transpose(picture))
    small.info = {}  # what Pillow would write into the new file by itself
    target = BytesIO()
    if features.check("webp"):
        small.save(target, "WEBP", quality=QUALITY)
    else:
        small.convert("RGB").save(target, "JPEG", quality=QUALITY)
    return target.getvalue()


def _is_bearable(picture: "Image", data: bytes) -> bool:
    """Whether a picture can be decoded in bounded time and memory, by what its header says."""
    pixels = picture.width * picture.height
    if picture.format not in ("JPEG", "MPO"):
        return pixels <= WHOLE_PIXELS_MAX
    return pixels <= JPEG_PIXELS_MAX and pixels * data.count(_START_OF_SCAN) <= JPEG_SCANNED_PIXELS_MAX


def _in_screen_colours(picture: "Image") -> "Image":
    """In sRGB, as what has no profile is taken to be."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    profile = picture.info.get("icc_profile")
    if picture.mode == "I;16":
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.mode in ("RGB", "RGBA", "CMYK") and isinstance(profile, bytes) and len(profile) <= PROFILE_BYTES_MAX:
        picture = _from_profile(picture, profile, mode)
    return picture.convert(mode)


def _from_profile(picture: "Image", profile: bytes, mode: str) -> "Image":
    from io import BytesIO  # noqa: PLC0415 - as Pillow

    from PIL import ImageCms  # noqa: PLC0415 - as Pillow

    try:
        found = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, found, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return picture  # colours a little off are better than no picture
    return converted or picture
