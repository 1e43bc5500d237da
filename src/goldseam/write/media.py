"""What a file is, by its bytes; and a name for it that every system can bear."""

import codecs
import re
import unicodedata

HEAD_BYTES = 4096  # how much of a file is looked at
NAME_BYTES_MAX = 200  # of UTF-8, where systems allow 255: an export may put a number in front
UNKNOWN = "application/octet-stream"

_SIGNATURES = (
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"GIF8[79]a", "image/gif"),
    (rb"RIFF[\s\S]{4}WEBP", "image/webp"),
    (rb"II[*+]\0|MM\0[*+]", "image/tiff"),
    (rb"BM[\s\S]{4}\0{4}", "image/bmp"),
    (rb"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    (rb"[\0-\x08][\s\S]{3}(?:moov|mdat|wide|free|skip|pnot)", "video/quicktime"),  # older than `ftyp`
    (rb"\x1aE\xdf\xa3[\s\S]{0,40}webm(?![\s\S]*\x83\x81\x01)[\s\S]*\x83\x81\x02", "audio/webm"),  # tracks, none a film
    (rb"\x1aE\xdf\xa3[\s\S]{0,40}webm", "video/webm"),
    (rb"\x1aE\xdf\xa3", "video/x-matroska"),
    (rb"RIFF[\s\S]{4}AVI ", "video/x-msvideo"),
    (rb"(?:RIFF|RF64)[\s\S]{4}WAVE", "audio/wav"),
    (rb"OggS\0[\s\S]{23,64}\x80theora", "video/ogg"),
    (rb"OggS\0", "audio/ogg"),
    (rb"fLaC[\0\x80]", "audio/flac"),
    (rb"caff\0\x01", "audio/x-caf"),
    (rb"FORM[\s\S]{4}AIF[FC]", "audio/aiff"),
    (rb"#!AMR(?:-WB)?\n", "audio/amr"),
    (rb"\xff[\xf0\xf1\xf8\xf9]", "audio/aac"),
    (rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xef]", "audio/mpeg"),
    (rb"(?:\xef\xbb\xbf)?\s{0,16}%PDF-", "application/pdf"),
    (rb"PK\x03\x04|PK\x05\x06", "application/zip"),
)
_PATTERNS = tuple((re.compile(pattern), kind) for pattern, kind in _SIGNATURES)

_BRANDED = re.compile(rb"[\0-\x08][\s\S]{3}ftyp")
_MAIN_BRANDS = {
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"F4A ": "audio/mp4",
    b"crx ": UNKNOWN,  # a raw photo, and no film
}
# Most telling first: a picture whose main brand names only its structure says further back how it is packed.
_PICTURE_BRANDS = (
    ({b"avif", b"avis"}, "image/avif"),
    ({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}, "image/heic"),
    ({b"mif1", b"mif2", b"msf1"}, "image/heif"),
)

# What the bytes leave open a name may settle, where nothing is opened with more trust for it.
_TEXTS = {"md": "text/markdown", "markdown": "text/markdown", "csv": "text/csv"}
_SOUNDS = ("m4a", "m4b")

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")

_NAMELESS = "file"
_SUFFIX_BYTES_MAX = 20
_FOLDERS = re.compile(r"[/\\]+")
_EDGES = re.compile(r"\A\s+|[\s.]+\Z")  # Windows drops spaces and dots from the end of a name by itself
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # by Windows; harmless elsewhere, but a journal moves
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|\Z)", re.IGNORECASE)
_UNREADABLE = "�"
_JOINER = "\u200d"
# Signs that turn round or hide what follows, so that a name would not be what it looks like.
_DECEIVING = {
    *map(chr, (0x61C, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF)),
    *map(chr, range(0x2028, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
}


def media_type(head: bytes, name: str) -> str:
    """The media type of a file, such as `image/jpeg`; `application/octet-stream` when the bytes do not tell.

    HTML and SVG are text here, so that nothing in a file is run for the sake of its type.

    Args:
        head: its first `HEAD_BYTES` bytes, or all of them.
        name: what it is called; asked only of which kind a text is, and whether an MP4 is sound.
    """
    if _BRANDED.match(head):
        return _by_brand(head, name)
    for pattern, kind in _PATTERNS:
        if pattern.match(head):
            return kind
    return _TEXTS.get(_suffix(name)[1:].lower(), "text/plain") if _is_text(head) else UNKNOWN


def _by_brand(head: bytes, name: str) -> str:
    size = min(int.from_bytes(head[:4], "big"), len(head))
    main = head[8:12]
    if main in _MAIN_BRANDS:
        return _MAIN_BRANDS[main]
    brands = {main, *(head[at : at + 4] for at in range(16, size - 3, 4))}
    for telling, kind in _PICTURE_BRANDS:
        if brands & telling:
            return kind
    if main.startswith(b"3g"):
        return "video/3gpp"
    return "audio/mp4" if _suffix(name)[1:].lower() in _SOUNDS else "video/mp4"


def _is_text(head: bytes) -> bool:
    """Whether it is UTF-8, or marked as UTF-16, without control characters that no text has."""
    encoding = "utf-16" if head.startswith(_UTF16_MARKS) else "utf-8"
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head)  # the last character may reach past the head
    except UnicodeDecodeError:
        return False
    return bool(text) and _NOT_IN_TEXT.search(text) is None


def safe_name(name: str) -> str:
    """The name of a file without folders, as she knew it as far as every system can bear it; never empty.

    Control characters and signs that turn or hide writing are removed, what Windows keeps for itself gets an
    underscore, and what is longer than 200 bytes of UTF-8 is cut between letters, before its suffix. Composed and
    decomposed letters stay as they are: two names she told apart stay two. A safe name is its own safe name.
    """
    last = next((part for part in reversed(_FOLDERS.split(name)) if part.strip(". ")), "")
    plain = _FORBIDDEN.sub("_", _EDGES.sub("", "".join(map(_visible, last))))
    return _EDGES.sub("", _cut(f"_{plain}" if _RESERVED.match(plain) else plain)) or _NAMELESS


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return _UNREADABLE  # half a character: a name that was not UTF-8 on the disk
    if category == "Cc":
        return " " if character.isspace() else ""
    return "" if character in _DECEIVING else character


def _cut(name: str) -> str:
    suffix = _suffix(name)
    stem = name[: len(name) - len(suffix)]
    room = NAME_BYTES_MAX - len(suffix.encode())
    short = stem.encode()[:room].decode(errors="ignore")
    if short == stem:
        return name
    return stem[: _between_letters(stem, len(short)) or len(short)] + suffix


def _between_letters(text: str, at: int) -> int:
    """The nearest place before `at` where no letter is parted from its accent; 0 if there is none."""
    while at and (unicodedata.category(text[at]).startswith("M") or _JOINER in text[at - 1 : at + 1]):
        at -= 1
    return at


def _suffix(name: str) -> str:
    """What a name ends in, with its dot; empty for what is too long to be one."""
    stem, dot, end = name.rpartition(".")
    suffix = dot + end
    return suffix if stem.strip(".") and end.isalnum() and len(suffix.encode()) <= _SUFFIX_BYTES_MAX else ""
