"""XMP: properties in XML.

Source: ISO 16684-1; IPTC Photo Metadata Standard; the exif, photoshop and xmpDM namespaces of Adobe. Names count, not
prefixes, because a writer may choose its own.
"""

import re

from goldseam.write.whereabouts.window import Window

_NAME = rb"(?:gps[\w.-]*|(?:sub|shot)?location\w*|city|state|country\w*|provincestate|worldregion)"
_PLACE = rb"(?:(?!xmlns:)[\w.-]+:" + _NAME + rb"|geo:(?:lat|long|alt))"
_ATTRIBUTE = re.compile(rb"\s" + _PLACE + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""", re.IGNORECASE)
_ELEMENT = re.compile(rb"<(" + _PLACE + rb"|" + _NAME + rb")(?=[\s/>])[^<>]*>", re.IGNORECASE)


def blank(window: Window) -> bool:
    """Overwrites every property that says where with spaces, which mean nothing between attributes and elements."""
    text = bytearray(window.all())
    for found in _ATTRIBUTE.finditer(text):
        _overwrite(text, found.start(), found.end())
    at = 0
    while opened := _ELEMENT.search(text, at):
        at = _end_of_element(text, opened)
        _overwrite(text, opened.start(), at)
    return window.write(0, bytes(text))


def _overwrite(text: bytearray, start: int, end: int) -> None:
    text[start:end] = b" " * (end - start)


def _end_of_element(text: bytearray, opened: re.Match[bytes]) -> int:
    """Where an element ends; for one that was cut off, where the text does."""
    if opened[0].endswith(b"/>"):
        return opened.end()
    closed = text.find(b"</" + opened[1], opened.end())
    end = text.find(b">", closed) if closed >= 0 else -1
    return end + 1 if end >= 0 else len(text)
