import struct
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goldseam.write.media import HEAD_BYTES, NAME_BYTES_MAX, media_type, safe_name
from tests.write import taken

UNKNOWN = "application/octet-stream"


def ftyp(main: bytes, *compatible: bytes) -> bytes:
    return taken.box(b"ftyp", main, bytes(4), *compatible) + taken.box(b"free", bytes(64))


def riff(kind: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 100) + kind + bytes(80)


def ogg(codec: bytes) -> bytes:
    return b"OggS\0\2" + bytes(20) + b"\1\x13" + codec + bytes(20)


HEADS = {
    "jpeg": (taken.jpeg(), "image/jpeg"),
    "png": (taken.png(), "image/png"),
    "gif": (taken.saved("GIF"), "image/gif"),
    "webp": (taken.saved("WEBP"), "image/webp"),
    "tiff": (taken.saved("TIFF"), "image/tiff"),
    "big tiff": (taken.big_tiff(), "image/tiff"),
    "bmp": (taken.saved("BMP"), "image/bmp"),
    "avif": (taken.saved("AVIF"), "image/avif"),
    "heic": (ftyp(b"heic", b"mif1", b"heic"), "image/heic"),
    "heic by its structure": (ftyp(b"mif1", b"mif1", b"heic"), "image/heic"),
    "avif by its structure": (ftyp(b"mif1", b"miaf", b"avif"), "image/avif"),
    "heif of another packing": (ftyp(b"mif1", b"mif1"), "image/heif"),
    "raw photo in boxes": (ftyp(b"crx ", b"crx ", b"isom"), UNKNOWN),
    "mp4": (ftyp(b"isom", b"mp42"), "video/mp4"),
    "mov": (ftyp(b"qt  "), "video/quicktime"),
    "mov before there were kinds": (taken.film(taken.phone_moov(), brand=b""), "video/quicktime"),
    "m4a": (ftyp(b"M4A ", b"isom"), "audio/mp4"),
    "3gp": (ftyp(b"3gp4"), "video/3gpp"),
    "webm": (b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\x82\x84webm", "video/webm"),
    "matroska": (b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\x82\x88matroska", "video/x-matroska"),
    "avi": (riff(b"AVI "), "video/x-msvideo"),
    "mp3 with a tag": (b"ID3\4\0\0\0\0\0\0", "audio/mpeg"),
    "mp3 without": (b"\xff\xfb\x90\x64" + bytes(100), "audio/mpeg"),
    "aac": (b"\xff\xf1\x50\x80" + bytes(100), "audio/aac"),
    "wav": (riff(b"WAVE"), "audio/wav"),
    "opus": (ogg(b"OpusHead"), "audio/ogg"),
    "vorbis": (ogg(b"\1vorbis"), "audio/ogg"),
    "theora": (ogg(b"\x80theora"), "video/ogg"),
    "flac": (b"fLaC\0\0\0\x22", "audio/flac"),
    "caf": (b"caff\0\1\0\0desc", "audio/x-caf"),
    "aiff": (b"FORM\0\0\0\x10AIFFCOMM", "audio/aiff"),
    "amr": (b"#!AMR\n\x3c", "audio/amr"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
    "zip": (b"PK\3\4\x14\0", "application/zip"),
    "text": ("Grüße, 早上好 🌅\r\n\f".encode(), "text/plain"),
    "text in UTF-16": ("Grüße".encode("utf-16"), "text/plain"),
    "html, which is never run": (b"<!doctype html><script>alert(1)</script>", "text/plain"),
    "svg, which is never run": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "text/plain"),
    "nothing": (b"", UNKNOWN),
    "zeros": (bytes(100), UNKNOWN),
    "text of another age": ("Grüße".encode("latin-1"), UNKNOWN),
    "text with a NUL": (b"a\0b", UNKNOWN),
    "a program": (b"\x7fELF\2\1\1", UNKNOWN),
}


@pytest.mark.parametrize("what", HEADS)
@pytest.mark.parametrize("name", ["x", "photo.jpg", "notes.txt", "film.mp4", "page.html"])
def test_the_bytes_say_what_a_file_is_and_its_name_does_not(what: str, name: str) -> None:
    head, kind = HEADS[what]

    assert media_type(head[:HEAD_BYTES], name) == kind


@pytest.mark.parametrize(
    "words",
    [
        "Hi, free beer", "wild moov", "the ftyp", "BMW drives past", "ID3 is a tag", "MM", "II", "OggS rhymes",
        "RIFF and rhythm", "fLaC jacket", "FORM follows", "caff eine", "#!AMR",
    ],
)  # fmt: skip
def test_words_that_begin_like_a_format_are_words(words: str) -> None:
    assert media_type(words.encode(), "x") == "text/plain"


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"# Monday", "monday.md", "text/markdown"),
        (b"# Monday", "MONDAY.Markdown", "text/markdown"),
        (b"day,words\n", "days.csv", "text/csv"),
        (b"\xff\xd8\xff\xe0", "monday.md", "image/jpeg"),
        (ftyp(b"isom", b"mp42"), "memo.m4a", "audio/mp4"),
        (b"a\0b", "monday.md", UNKNOWN),
    ],
)
def test_a_name_settles_only_what_the_bytes_leave_open(head: bytes, name: str, kind: str) -> None:
    assert media_type(head, name) == kind


def test_a_letter_cut_in_two_by_the_end_of_the_head_is_still_text() -> None:
    text = ("a" + "早" * HEAD_BYTES).encode()

    assert {media_type(text[:size], "x") for size in range(HEAD_BYTES - 3, HEAD_BYTES + 1)} == {"text/plain"}


@given(st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_have_a_type(head: bytes, name: str) -> None:
    assert media_type(head, name).count("/") == 1


# Names


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("photo.jpg", "photo.jpg"),
        ("Grüße aus Wien.jpeg", "Grüße aus Wien.jpeg"),
        ("早上好 🧑🏽‍🚀.png", "早上好 🧑🏽‍🚀.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\photo.jpg", "photo.jpg"),
        ("folder/", "folder"),
        ("/", "file"),
        ("", "file"),
        ("..", "file"),
        (" . ", "file"),
        ("\u200b..", "file"),
        (".hidden", ".hidden"),
        ("a\nb\tc\0d\x9be.txt", "a b cde.txt"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("\u2067a\u2069\u200e\ufeff.txt", "a.txt"),
        ('what? 10:30 <a|b>*".txt', "what_ 10_30 _a_b___.txt"),
        (" photo.jpg. . ", "photo.jpg"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("Com1 .tar.gz", "_Com1 .tar.gz"),
        ("console.txt", "console.txt"),
        ("lpt²", "_lpt²"),
        ("half\udcff.txt", "half�.txt"),
    ],
)
def test_a_name_becomes_one_that_every_system_bears(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_composed_and_decomposed_letters_stay_two_names() -> None:
    composed, decomposed = (unicodedata.normalize(form, "café.jpg") for form in ("NFC", "NFD"))

    assert safe_name(composed) == composed
    assert safe_name(decomposed) == decomposed
    assert composed != decomposed


@pytest.mark.parametrize("letter", ["a", "é", "e\u0301", "早", "🌅", "👩‍👧", "e\u0301\u0323"])
@pytest.mark.parametrize("suffix", [".jpeg", ""])
def test_a_long_name_is_cut_between_letters_and_keeps_its_suffix(letter: str, suffix: str) -> None:
    safe = safe_name(letter * 200 + suffix)

    stem = safe.removesuffix(suffix)
    assert stem == letter * (len(stem) // len(letter))
    assert NAME_BYTES_MAX - len(letter.encode()) < len(safe.encode()) <= NAME_BYTES_MAX


def test_what_only_looks_like_a_suffix_may_be_cut() -> None:
    safe = safe_name("a." + "b" * 300)

    assert safe == "a." + "b" * 198


@given(st.text(max_size=400))
@example("a" * 199 + ". .b")
@example("con" + "\u0301" * 300)
@example("\u0301" * 300)
@example("." + "a" * 300)
@example("nul." + "a" * 300)
def test_a_safe_name_is_safe_and_stays_as_it_is(name: str) -> None:
    safe = safe_name(name)

    assert safe_name(safe) == safe
    assert 0 < len(safe.encode()) <= NAME_BYTES_MAX
    assert PurePosixPath(safe).name == safe
    assert PureWindowsPath(safe).name == safe
    assert not [c for c in safe if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]
    assert safe == safe.strip()
    assert not safe.endswith(".")
