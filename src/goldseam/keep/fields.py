"""Fields of JSON that came from outside: what the format says, to the letter, or refused."""

import json
from collections.abc import Iterable
from math import isinf

from goldseam.words.entry import JsonObject

WHOLE_MAX = 1 << 62  # what SQLite holds, with room to count on
DEPTH_MAX = 64
_DIGITS = frozenset("0123456789abcdef")


def object_in(data: bytes | str, *, depth_max: int = DEPTH_MAX) -> JsonObject:
    """The one JSON object in a text.

    Raises: ValueError: it is no UTF-8, no JSON, no object, says a name twice or something that is no JSON value, or is
        nested deeper than anything of ours.
    """
    text = data.decode() if isinstance(data, bytes) else data
    try:
        found = object_of(json.loads(text, object_pairs_hook=_each_once, parse_constant=_refuse, parse_float=_finite))
    except RecursionError:
        raise ValueError("nested too deep") from None
    _refuse_depths(found, depth_max)
    return found


def _each_once(pairs: list[tuple[str, object]]) -> JsonObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _refuse_depths(value: object, depth_max: int) -> None:
    """What nests deeper could be read here, and then not be written where more calls stand on the stack."""
    level = [value]
    for _ in range(depth_max):
        level = [inner for outer in level if isinstance(outer, (dict, list)) for inner in _inside(outer)]
        if not level:
            return
    raise ValueError("nested too deep")


def _inside(value: dict[str, object] | list[object]) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else value


def _finite(digits: str) -> float:
    number = float(digits)
    if isinf(number):
        raise ValueError("no number that can be written again")
    return number


def _refuse(_: str) -> object:
    raise ValueError("no JSON value")


def exactly(value: object, names: frozenset[str]) -> JsonObject:
    """An object with these names, and no other. Raises ValueError."""
    found = object_of(value)
    if found.keys() != names:
        raise ValueError("other names")
    return found


def object_of(value: object) -> JsonObject:
    """Raises ValueError."""
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004 - one way out for everything that is not our format
    return value


def list_of(value: object, *, count_max: int) -> list[object]:
    """Raises ValueError."""
    if not isinstance(value, list) or len(value) > count_max:
        raise ValueError("no list, or too long")
    return value


def text_of(value: object) -> str:
    """Raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("no text")  # noqa: TRY004 - as above
    return value


def whole_of(value: object) -> int:
    """Raises ValueError."""
    if type(value) is not int or abs(value) >= WHOLE_MAX:
        raise ValueError("no whole number")
    return value


def flag_of(value: object) -> bool:
    """Raises ValueError."""
    if not isinstance(value, bool):
        raise ValueError("no boolean")  # noqa: TRY004 - as above
    return value


def hex_of(value: object, digits: int) -> str:
    """So many lower-case hexadecimal digits. Raises ValueError."""
    if not isinstance(value, str) or len(value) != digits or not _DIGITS.issuperset(value):
        raise ValueError("not that many hexadecimal digits")
    return value
