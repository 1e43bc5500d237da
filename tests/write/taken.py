"""Photos and films that say where they were taken, in every way the house knows; small, and made afresh each time."""

import io
import struct
import zlib
from functools import cache

from PIL import Image

PLACE = b"Prater"
POINT = b"+48.2082+016.3738/"
TITLE = b"Riesenrad"
MAKER = "Goldcam"
UPRIGHT = 6  # turn it by a quarter
LATITUDE = (48.0, 12.0, 29.5)

XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""\n'
    b'  xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"\n'
    b'  xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:dc="http://purl.org/dc/elements/1.1/"\n'
    b"  exif:GPSLatitude=\"48,12.5N\" exif:GPSLongitude = '16,22.4E' photoshop:City=\"Prater\" dc:format='image/x'>\n"
    b"  <dc:title>Riesenrad</dc:title><photoshop:Country>Prater</photoshop:Country>\n"
    b'  <e:LocationShown><rdf:Bag><rdf:li e:Sublocation="Prater"><e:City>Prater</e:City></rdf:li>\n'
    b"  </rdf:Bag></e:LocationShown>\n"
    b'  <exif:GPSMapDatum/></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


def exif(*, place: bool = True) -> bytes:
    """EXIF as a phone writes it, as a TIFF structure without a word before it."""
    tags = Image.Exif()
    tags[0x010F] = MAKER
    tags[0x0112] = UPRIGHT
    tags[0x8769] = {0x9003: "2026:11:24 08:15:00"}
    if place:
        tags[0x8825] = {0: b"\2\3\0\0", 1: "N", 2: LATITUDE, 3: "E", 4: (16.0, 22.0, 25.7), 27: PLACE.decode()}
    return tags.tobytes().removeprefix(b"Exif\0\0")


@cache
def picture() -> Image.Image:
    """Noise, so that a changed byte of it would be seen."""
    return Image.effect_noise((48, 32), 60).convert("RGB")


def segment(marker: int, content: bytes) -> bytes:
    """A segment of a JPEG."""
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


def datasets(*fields: tuple[int, bytes]) -> bytes:
    """IPTC datasets of record 2."""
    return b"".join(b"\x1c\2" + bytes([number]) + struct.pack(">H", len(text)) + text for number, text in fields)


def resources(iptc: bytes) -> bytes:
    """Photoshop resources: one that means nothing here, and IPTC."""
    other = b"8BIM\x03\xed\x03abc" + struct.pack(">I", 3) + b"xyz\0"
    return other + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc + b"\0" * (len(iptc) % 2)


IPTC = datasets((90, PLACE), (105, TITLE), (92, PLACE), (101, PLACE), (120, TITLE))


def jpeg(*extra: bytes, place: bool = True, progressive: bool = False) -> bytes:
    """A JPEG with EXIF, and with segments before the picture."""
    target = io.BytesIO()
    picture().save(target, "JPEG", progressive=progressive, exif=b"Exif\0\0" + exif(place=place))
    data = target.getvalue()
    return data[:2] + b"".join(extra) + data[2:]


def full_jpeg(*, progressive: bool = False) -> bytes:
    """A JPEG that says it in EXIF, XMP and IPTC."""
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
    return jpeg(xmp, segment(0xED, b"Photoshop 3.0\0" + resources(IPTC)), progressive=progressive)


def long_xmp_jpeg() -> bytes:
    """XMP too long for a segment, cut in the middle of the place, its parts in the wrong order."""
    cut = XMP.index(PLACE) + 3
    parts = [(0, XMP[:cut]), (cut, XMP[cut:])]
    head = b"http://ns.adobe.com/xmp/extension/\0" + b"0123456789ABCDEF" * 2
    return jpeg(*(segment(0xE1, head + struct.pack(">II", len(XMP), at) + part) for at, part in reversed(parts)))


def several_jpegs() -> bytes:
    """A picture with another behind it, as cameras with two lenses write."""
    target = io.BytesIO()
    tags = b"Exif\0\0" + exif()
    picture().save(target, "MPO", save_all=True, append_images=[picture()], exif=tags)
    return target.getvalue() + full_jpeg()


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*extra: bytes, place: bool = True) -> bytes:
    """A PNG with chunks before the picture; with EXIF unless there is one among them."""
    target = io.BytesIO()
    picture().save(target, "PNG", exif=b"" if extra else exif(place=place))
    data = target.getvalue()
    return data[:33] + b"".join(extra) + data[33:]


def xmp_png(*, packed: bool) -> bytes:
    """A PNG with XMP."""
    head = b"XML:com.adobe.xmp\0" + bytes([packed]) + b"\0\0\0"
    return png(chunk(b"iTXt", head + (zlib.compress(XMP) if packed else XMP)))


def profile_png(*, packed: bool) -> bytes:
    """A PNG with EXIF in hexadecimal text, as ImageMagick wrote it before there was a chunk for it."""
    profile = b"Exif\0\0" + exif()
    text = b"\nexif\n%8d\n" % len(profile) + profile.hex().encode() + b"\n"
    kind, content = (b"zTXt", b"\0" + zlib.compress(text)) if packed else (b"tEXt", text)
    return png(chunk(kind, b"Raw profile type exif\0" + content))


def saved(kind: str, **options: object) -> bytes:
    """The picture as Pillow writes it."""
    target = io.BytesIO()
    picture().save(target, kind, **options)
    return target.getvalue()


def tiff() -> bytes:
    """A TIFF with GPS, XMP and IPTC among its tags."""
    tags = Image.Exif()
    tags.load(exif())
    return saved("TIFF", exif=tags, tiffinfo={700: XMP, 33723: IPTC}, compression="tiff_lzw")


def big_tiff() -> bytes:
    """EXIF in the layout for files over 4 GiB."""
    value = struct.pack("<6I", 48, 1, 12, 1, 29, 1)
    gps = struct.pack("<Q", 1) + struct.pack("<HHQQ", 2, 5, 3, 16 + 8 + 40 + 8 + 8 + 20 + 8) + bytes(8) + value
    first = struct.pack("<Q", 2) + struct.pack("<HHQQ", 0x112, 3, 1, UPRIGHT) + struct.pack("<HHQQ", 0x8825, 13, 1, 72)
    return b"II+\0\x08\0\0\0" + struct.pack("<Q", 16) + first + bytes(8) + gps


def box(kind: bytes, *content: bytes) -> bytes:
    """A box of a film."""
    inside = b"".join(content)
    return struct.pack(">I", len(inside) + 8) + kind + inside


def long_box(kind: bytes, size: int) -> bytes:
    """The head of a box that needs eight bytes for its size."""
    return struct.pack(">I", 1) + kind + struct.pack(">Q", size + 16)


FTYP = box(b"ftyp", b"isom\0\0\2\0isommp42")
PICTURES = bytes(range(256)) * 8

_TITLED = box(b"\xa9nam", struct.pack(">HH", len(TITLE), 0x55C4), TITLE)
_PLACED = box(b"\xa9xyz", struct.pack(">HH", len(POINT), 0x15C7), POINT)
_LOCI = box(b"loci", bytes(6), PLACE + b"\0\0" + struct.pack(">iii", 1, 2, 3) + b"earth\0\0")


def value_box(kind: bytes, text: bytes) -> bytes:
    """An item of a metadata list."""
    return box(kind, box(b"data", struct.pack(">II", 1, 0), text))


def phone_moov() -> bytes:
    """What a phone writes about a film: user data of two customs."""
    return box(b"moov", box(b"mvhd", bytes(100)), box(b"udta", _TITLED, _PLACED, _LOCI))


def keyed_moov() -> bytes:
    """What another phone writes: keys with numbers, and values by number."""
    names = [b"com.apple.quicktime.make", b"com.apple.quicktime.location.ISO6709", b"com.apple.quicktime.location.name"]
    keys = box(b"keys", bytes(4), struct.pack(">I", len(names)), *(box(b"mdta", name) for name in names))
    numbered = [value_box(struct.pack(">I", n), text) for n, text in enumerate((MAKER.encode(), POINT, PLACE), 1)]
    freeform = box(b"----", box(b"mean", bytes(4)), box(b"name", bytes(4), b"GPS"), box(b"data", bytes(8), POINT))
    listed = box(b"ilst", *numbered, value_box(b"\xa9xyz", POINT), value_box(b"\xa9nam", TITLE), freeform)
    handler = box(b"hdlr", bytes(8), b"mdta", bytes(12))
    iso = box(b"meta", bytes(4), handler, keys, listed)
    return box(b"moov", box(b"meta", handler, keys, listed), box(b"udta", iso, b"\0\0\0\0"))


def film(moov: bytes, *, moov_first: bool = False, brand: bytes = FTYP) -> bytes:
    """A film of pictures no player could show, with XMP at the end."""
    xmp = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), XMP)
    mdat = box(b"mdat", PICTURES)
    return brand + (moov + mdat if moov_first else box(b"wide") + mdat + moov) + xmp


def following_film(kind: bytes = b"gpmd", description: bytes = b"", *, before: int = 0, wide: bool = False) -> bytes:
    """A film with a track of places: three samples in two chunks, between pictures, with `before` bytes in front."""
    first = len(FTYP) + 8 + before
    samples = PLACE + PICTURES[:10] + POINT + PICTURES[:9] + PLACE
    chunks = (first, first + len(PLACE) + 10)
    sizes = (len(PLACE), len(POINT), 9 + len(PLACE))
    # Chunk 1 holds one sample, chunk 2 the other two.
    offsets = (
        box(b"co64", bytes(4), struct.pack(">IQQ", 2, *chunks))
        if wide
        else box(b"stco", bytes(4), struct.pack(">III", 2, *chunks))
    )
    table = box(
        b"stbl",
        box(b"stsd", bytes(4), struct.pack(">I", 1), box(kind, bytes(8), description)),
        box(b"stsc", bytes(4), struct.pack(">7I", 2, 1, 1, 1, 2, 2, 1)),
        box(b"stsz", bytes(4), struct.pack(">II", 0, 3), struct.pack(">3I", *sizes)),
        offsets,
    )
    moov = box(b"moov", box(b"trak", box(b"mdia", box(b"minf", table))))
    return FTYP + struct.pack(">I", 8 + before + len(samples)) + b"mdat" + bytes(before) + samples + moov


def heif(*, in_box: bool = False, version: int = 1) -> bytes:
    """The structure of a HEIC: EXIF in two pieces, XMP in one, and a picture nobody could show."""
    tags = struct.pack(">I", 6) + b"Exif\0\0" + exif()
    cut = len(tags) - 20
    held = PICTURES + tags[cut:] + XMP + tags[:cut]
    wide = version == 2
    number = ">I" if wide else ">H"
    entry = b"\3\0\0\0" if wide else b"\2\0\0\0"
    named = (b"hvc1\0", b"Exif\0", b"mime\0application/rdf+xml\0")
    infe = [box(b"infe", entry, struct.pack(number, n), bytes(2), name) for n, name in enumerate(named, 1)]
    iinf = box(b"iinf", bytes(4), struct.pack(">H", 3), *infe)
    pieces = (
        [(0, len(PICTURES))],
        [(len(PICTURES) + len(tags) - cut + len(XMP), cut), (len(PICTURES), len(tags) - cut)],
        [(len(PICTURES) + len(tags) - cut, len(XMP))],
    )

    def meta(start: int) -> bytes:
        method = struct.pack(">H", int(in_box)) if version else b""
        items = [
            struct.pack(number, n)
            + method
            + bytes(2)
            + struct.pack(">IH", start, len(extents))
            + b"".join(struct.pack(">II", *extent) for extent in extents)
            for n, extents in enumerate(pieces, 1)
        ]
        iloc = box(b"iloc", bytes([version, 0, 0, 0]), b"\x44\x40", struct.pack(number, 3), *items)
        idat = [box(b"idat", held)] if in_box else []
        return box(b"meta", bytes(4), box(b"hdlr", bytes(8), b"pict", bytes(12)), iinf, iloc, *idat)

    brand = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    return brand + (meta(0) if in_box else meta(len(brand) + len(meta(0)) + 8) + box(b"mdat", held))


@cache
def photos() -> dict[str, bytes]:
    """Pictures Pillow can open, by name."""
    webp = saved("WEBP", lossless=True, exif=exif(), xmp=XMP)
    return {
        "jpeg": full_jpeg(),
        "progressive jpeg": full_jpeg(progressive=True),
        "jpeg with xmp in parts": long_xmp_jpeg(),
        "several jpegs": several_jpegs(),
        "jpeg with a film": full_jpeg() + film(phone_moov()),
        "png": png(),
        "png with xmp": xmp_png(packed=False),
        "png with packed xmp": xmp_png(packed=True),
        "png with a profile": profile_png(packed=False),
        "png with a packed profile": profile_png(packed=True),
        "png with a text": png(chunk(b"tEXt", b"exif:GPSLatitude\0" + PLACE)),
        "webp": webp,
        "tiff": tiff(),
        "avif": saved("AVIF", exif=b"Exif\0\0" + exif(), xmp=XMP),
    }


@cache
def films() -> dict[str, bytes]:
    """Everything in boxes that Pillow cannot open, by name."""
    quicktime = box(b"ftyp", b"qt  \0\0\0\0qt  ")
    return {
        "mp4": film(phone_moov()),
        "mp4 to be streamed": film(phone_moov(), moov_first=True),
        "mov with keys": film(keyed_moov(), brand=quicktime),
        "mov without a kind": film(keyed_moov(), brand=b"", moov_first=True),
        "action camera": following_film(),
        "action camera, long": following_film(b"camm", wide=True),
        "timed metadata": following_film(
            b"mebx", box(b"keys", box(b"\0\0\0\1", box(b"keyd", b"mdtacom.apple.quicktime.location.ISO6709")))
        ),
        "heic": heif(),
        "heic, first version": heif(version=0),
        "heic, many items": heif(version=2),
        "heic, all in one box": heif(in_box=True),
    }


def all_of_them() -> dict[str, bytes]:
    """Photos and films."""
    return {**photos(), **films(), "big tiff": big_tiff()}
