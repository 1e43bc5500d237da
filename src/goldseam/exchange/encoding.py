"""From bytes to text, and from values of unknown origin to values that can be stored."""

import base64
import codecs
import io
import json
import math
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import BinaryIO

from goldseam.exchange.notes import BYTES_NOT_UTF8, HALF_CHARACTERS, HOLDS_NUL, NESTED_DEEPLY

DEPTH_MAX = 60
DIGITS_MAX = 4000
LINE_CHARS_MAX = 32 << 20
BUFFER_BYTES = 1 << 18

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")

Notes = list[str]


def encoding_of(head: bytes) -> str:
    """The encoding that the first bytes tell of; `utf-8` unless they tell of another."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    sample = head[:256]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 4 and not even:
        return "utf-16-le"
    if even > len(sample) // 4 and not odd:
        return "utf-16-be"
    return "utf-8"


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    """A stream that can be looked into without taking from it."""
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(stream, BUFFER_BYTES)  # type: ignore[arg-type]  # files and BytesIO read into, as it wants


def open_text(stream: BinaryIO) -> io.TextIOWrapper:
    """A stream of text that ends lines at line feeds alone and stumbles over no byte; closing it closes `stream`.

    Bytes that are not UTF-8 become lone surrogates, as in `surrogateescape`; `mend` makes characters of them.
    """
    buffered = _buffered(stream)
    encoding = encoding_of(buffered.peek(256)[:256])
    if encoding == "utf-8":
        if buffered.peek(3).startswith(codecs.BOM_UTF8):
            buffered.read(3)
        return io.TextIOWrapper(buffered, encoding="utf-8", errors="surrogateescape", newline="\n")
    return io.TextIOWrapper(buffered, encoding=encoding, errors="replace", newline="\n")


def iter_lines(stream: BinaryIO) -> Iterator[str]:
    """Lines with their line feed, as `open_text` gives them; one longer than LINE_CHARS_MAX comes in pieces."""
    buffered = _buffered(stream)
    if encoding_of(buffered.peek(256)[:256]) != "utf-8":
        with open_text(buffered) as text:
            yield from iter(lambda: text.readline(LINE_CHARS_MAX), "")
        return
    if buffered.peek(3).startswith(codecs.BOM_UTF8):
        buffered.read(3)
    while line := buffered.readline(LINE_CHARS_MAX):
        try:
            yield line.decode()
        except UnicodeDecodeError:
            yield line.decode("utf-8", "surrogateescape")


def decode(data: bytes) -> str:
    """A whole text, as `open_text` gives it."""
    with open_text(io.BytesIO(data)) as text:
        return text.read()


def is_storable(text: str) -> bool:
    """Whether `mend` would find nothing. Cost: one pass, at the speed of memory."""
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def mend(text: str, notes: Notes) -> str:
    """`text` without lone surrogates, which nothing can store; what was mended is noted."""
    if is_storable(text):
        return text
    if "\0" in text:
        notes.append(HOLDS_NUL)
    if not _SURROGATE.search(text):
        return text
    whole = _joined_pairs(text)
    if _ESCAPED_BYTE.search(whole):
        notes.append(BYTES_NOT_UTF8)
    whole = _ESCAPED_BYTE.sub(_windows_character, whole)
    if _SURROGATE.search(whole):
        notes.append(HALF_CHARACTERS)
    return _SURROGATE.sub("\ufffd", whole)


def _joined_pairs(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _windows_character(found: re.Match[str]) -> str:
    byte = bytes([ord(found[0]) - 0xDC00])
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:  # five bytes that Windows-1252 leaves open
        return byte.decode("latin-1")


def mend_value(value: object, notes: Notes, depth: int = 0) -> object:
    """`value` as JSON can hold it: strings mended, numbers finite, dates and bytes as text, depth bounded."""
    if isinstance(value, str):
        return mend(value, notes)
    if isinstance(value, dict | list | tuple):
        if depth > DEPTH_MAX:
            notes.append(NESTED_DEEPLY)
            return mend(_as_text(value), notes)
        if isinstance(value, dict):
            return {mend(str(name), notes): mend_value(inner, notes, depth + 1) for name, inner in value.items()}
        return [mend_value(inner, notes, depth + 1) for inner in value]
    return _mended_atom(value, notes)


def _mended_atom(value: object, notes: Notes) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    if isinstance(value, int) and value.bit_length() > DIGITS_MAX * 3:
        return hex(value)
    return value if value is None or isinstance(value, bool | int | float) else mend(str(value), notes)


def _as_text(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, ValueError):
        return ""
