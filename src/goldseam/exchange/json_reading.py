"""JSON from outside: bounded, with nothing lost, and read piece by piece where it is long."""

import json
import math
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

from goldseam.exchange.encoding import DEPTH_MAX, DIGITS_MAX, Notes, is_storable, mend_value
from goldseam.exchange.incoming import RECORD_CHARS_MAX
from goldseam.exchange.notes import NAMES_REPEATED

WINDOW_CHARS = 1 << 18
_BLANK = re.compile(r"[ \t\r\n]*")
_SPACE = " \t\r\n"
_BROKEN = "it is not valid JSON"
_CUT = "it is cut off or not valid JSON"
_DEEP = "it is nested too deeply"
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False).encode


class NotJsonError(ValueError):
    """The text is no JSON, or is nested deeper than can be followed; says which, and quotes nothing."""


class Piece(NamedTuple):
    """A value at the top of a document.

    Attributes:
        name: of the field it stands in; empty where the document is an array.
        value: an element of an array, or the whole of what is none; it can be stored.
        in_array: whether it is an element.
        notes: what had to be mended in it.
    """

    name: str
    value: object
    in_array: bool
    notes: Notes


class JsonReader:
    """Reads values so that they can be stored: broken characters are mended, numbers that JSON cannot hold are kept as
    text, a name that comes again in an object is kept with a number.
    """  # noqa: D205 - one sentence, two lines

    def __init__(self) -> None:
        self._repeated = False
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_int=_whole, parse_float=_real, parse_constant=str, strict=False
        )
        # `decode` without its two passes over the white space around.
        self._scan: Callable[[str, int], tuple[object, int]] = self._decoder.scan_once  # type: ignore[attr-defined]

    def value(self, text: str, notes: Notes) -> object:
        """One document; what was mended is added to `notes`.

        Raises: NotJsonError: see there.
        """
        try:
            value, end = self._scan(text, 0 if text[:1] == "{" else len(text) - len(text.lstrip(_SPACE)))
            if text[end:].strip(_SPACE):
                raise NotJsonError(_BROKEN)
        except StopIteration:
            raise NotJsonError(_BROKEN) from None
        except RecursionError:
            raise NotJsonError(_DEEP) from None
        except ValueError:
            raise NotJsonError(_BROKEN) from None
        return self._sound(value, text, notes)

    def value_at(self, text: str, at: int, notes: Notes) -> tuple[object, int]:
        """The value that begins at `at`, and where it ends. Raises ValueError: there is none, or it is not whole."""
        try:
            value, end = self._decoder.raw_decode(text, at)
        except RecursionError:
            raise NotJsonError(_DEEP) from None
        return self._sound(value, text[at:end], notes), end

    def _sound(self, value: object, text: str, notes: Notes) -> object:
        """Most values need no mending, and their text tells so sooner than they do."""
        if self._repeated:
            notes.append(NAMES_REPEATED)
            self._repeated = False
        if "\\u" in text or text.count("[") + text.count("{") > DEPTH_MAX or not is_storable(text):
            return mend_value(value, notes)
        return value

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        self._repeated = True
        return numbered(pairs)


def numbered(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object in which a name that comes again is kept with a number, and not lost."""
    kept: dict[str, object] = {}
    times: dict[str, int] = {}  # or else a name that comes 100,000 times would be looked for five billion times
    for name, value in pairs:
        n = times.get(name, 0) + 1
        while (unique := name if n == 1 else f"{name} ({n})") in kept:
            n += 1
        times[name] = n
        kept[unique] = value
    return kept


def canonical(value: dict[str, object], *, without: str) -> str:
    """The same text for the same object, but for one field: what a record without an id is known by."""
    return _encode({name: inner for name, inner in value.items() if name != without})


def iter_pieces(read: Callable[[int], str]) -> Iterator[Piece]:
    """The top of a long document, piece by piece, in memory bounded by its largest piece.

    Args:
        read: gives at most so many characters, and nothing at the end.

    Raises: NotJsonError: from here on it cannot be read; the pieces before are good.
    """
    window = _Window(read)
    first = window.take()
    if first == "[":
        yield from _elements(window, "")
    elif first == "{":
        yield from _fields(window)
    else:
        raise NotJsonError("it is neither an object nor an array")
    if window.peek():
        raise NotJsonError("something follows after its end")


def iter_objects(pieces: Iterator[Piece], name: str = "") -> Iterator[dict[str, object]]:
    """The objects in the array called `name`, as far as they can be read: what a first look at a document shows."""
    with suppress(NotJsonError):
        for piece in pieces:
            if piece.in_array and piece.name == name and isinstance(piece.value, dict):
                yield piece.value


def _fields(window: "_Window") -> Iterator[Piece]:
    if window.peek() == "}":
        window.take()
        return
    while True:
        name = window.value([])
        if not isinstance(name, str) or window.take() != ":":
            raise NotJsonError(_BROKEN)
        if window.peek() == "[":
            window.take()
            yield from _elements(window, name)
        else:
            notes: Notes = []
            yield Piece(name, window.value(notes), in_array=False, notes=notes)
        if _ended(window, "}"):
            return


def _elements(window: "_Window", name: str) -> Iterator[Piece]:
    if window.peek() == "]":
        window.take()
        return
    while True:
        notes: Notes = []
        yield Piece(name, window.value(notes), in_array=True, notes=notes)
        if _ended(window, "]"):
            return


def _ended(window: "_Window", bracket: str) -> bool:
    found = window.take()
    if found not in {",", bracket}:
        raise NotJsonError(_CUT)
    return found == bracket


class _Window:
    """A part of the document, moved along it."""

    def __init__(self, read: Callable[[int], str]) -> None:
        self._read = read
        self._reader = JsonReader()
        self._text = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more(WINDOW_CHARS):
                return ""

    def take(self) -> str:
        """The same, passed over."""
        found = self.peek()
        self._at += len(found)
        return found

    def value(self, notes: Notes) -> object:
        """The next value; more is read until it is whole."""
        wanted = WINDOW_CHARS
        self.peek()
        while True:
            value, end = self._try(notes)
            # A number at the very end of the window may go on behind it.
            if 0 <= end < len(self._text) or (end >= 0 and self._ended):
                self._at = end
                return value
            if len(self._text) - self._at > RECORD_CHARS_MAX:
                raise NotJsonError("a part of it is too large, or is not valid JSON")
            if not self._more(wanted) and end < 0:
                raise NotJsonError(_CUT)
            wanted *= 2

    def _try(self, notes: Notes) -> tuple[object, int]:
        notes.clear()
        try:
            return self._reader.value_at(self._text, self._at, notes)
        except NotJsonError:
            raise
        except ValueError:
            return None, -1

    def _more(self, chars: int) -> bool:
        fresh = "" if self._ended else self._read(chars)
        self._ended = not fresh
        self._text = self._text[self._at :] + fresh
        self._at = 0
        return bool(fresh)


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= DIGITS_MAX else digits


def _real(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits
