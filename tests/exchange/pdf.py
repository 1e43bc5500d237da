"""Every byte of a PDF that can be had: as it lies there, and what each of its streams holds."""

import base64
import re
import zlib

_STREAM = re.compile(rb"<<(.*?)>>\s*stream\r?\n(.*?)endstream", re.DOTALL)
_SHOWN = re.compile(rb"\(((?:\\.|[^\\()])*)\)\s*Tj", re.DOTALL)


def opened_streams(document: bytes) -> list[bytes]:
    """The streams, as their filters say."""
    found = []
    for said, data in _STREAM.findall(document):
        plain = data.strip()
        if b"ASCII85Decode" in said:
            plain = base64.a85decode(plain, adobe=False) if not plain.endswith(b"~>") else base64.a85decode(plain[:-2])
        if b"FlateDecode" in said:
            plain = zlib.decompress(plain)
        found.append(plain)
    return found


def text_of(document: bytes) -> str:
    """The lines of its pages."""
    lines = [line for stream in opened_streams(document) for line in _SHOWN.findall(stream)]
    return "\n".join(_unescaped(line).decode("cp1252") for line in lines)


def _unescaped(line: bytes) -> bytes:
    octal = re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8)]), line)
    return re.sub(rb"\\(.)", rb"\1", octal)
