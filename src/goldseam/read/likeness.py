"""Which two names may be of one person: a proposal for her, never a decision."""

from functools import cache

SHORT_MIN = 3  # letters that a short form has at least
SPELLED_MIN = 5  # letters from which on one letter may differ


def are_alike(one: str, other: str) -> bool:
    """Whether two folded names may be one person's: a part of a full name, an initial, a short form, a letter apart."""
    short, long = sorted((one, other), key=len)
    if short == long:
        return False
    if " " in long or " " in short:
        return " " not in short and len(short) >= SHORT_MIN and short in long.split()
    if len(short.rstrip(".")) == 1:
        return long.startswith(short[0])
    begins = len(short) >= SHORT_MIN and long.startswith(short) and len(long) >= len(short) + 2
    return begins or _is_short_form(short, long) or (len(short) >= SPELLED_MIN and _differ_by_one(short, long))


def _is_short_form(one: str, other: str) -> bool:
    forms = _short_forms()
    return other in forms.get(one, ()) or one in forms.get(other, ())


def beginnings(name: str) -> set[str]:
    """The first letters of a folded name's parts and of its full forms: two names that are alike have one in common."""
    return {part[0] for part in (*name.split(), *_short_forms().get(name, ()))}


def _differ_by_one(short: str, long: str) -> bool:
    """Whether one letter was put in, or is another; never the first one."""
    if short[0] != long[0] or len(long) - len(short) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at:] == long[at + 1 :] or (len(short) == len(long) and short[at + 1 :] == long[at + 1 :])


@cache
def _short_forms() -> dict[str, set[str]]:
    """The full names that each short form may stand for."""
    from importlib.resources import files  # noqa: PLC0415 - 5 ms, for proposals alone

    forms: dict[str, set[str]] = {}
    for line in files("goldseam.read").joinpath("short_forms.txt").read_text("utf-8").splitlines():
        full, _, shorts = line.partition(":")
        if shorts and not line.startswith("#"):
            for short in shorts.split():
                forms.setdefault(short, set()).add(full.strip())
    return forms
