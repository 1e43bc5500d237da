"""How she says what a finding is: labels by one name for every type, people by their names, times by days."""

import re
from datetime import date
from typing import Any

from goldseam.keep.sight import Sight
from goldseam.read.registry import Registry
from goldseam.read.times.timex import interval_of
from goldseam.words.finding import SELF, UNKNOWN
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose
from goldseam.words.when import parse_days

Object = dict[str, Any]
_CLOCK = re.compile(r"[T ]+(\d{1,2}):(\d\d)\s*\Z", re.ASCII)

# What a label, whose it is, toward whom, the mode, the status and the time are called in the object of each type.
KEYS: dict[str, dict[str, str]] = {
    "time": {},
    "mention": {"label": "kind", "who": "ref"},
    "feeling": {"label": "emotion", "who": "experiencer", "to": "toward", "mode": "mode"},
    "speech": {"label": "form", "who": "speaker", "to": "addressee"},
    "commitment": {"label": "strength", "who": "by", "to": "to", "status": "status", "due": "due"},
    "decision": {"label": "state", "who": "by"},
    "health": {"label": "class", "who": "who", "status": "state", "due": "since"},
}
# What something is that she adds, unless she says otherwise.
USUAL: dict[str, Object] = {
    "time": {"class": "vague", "value": None},
    "mention": {"kind": "person", "form": "name"},
    "feeling": {"experiencer": SELF},
    "speech": {"form": "direct", "speaker": None},
    "commitment": {"strength": "promise", "by": SELF},
    "decision": {"by": SELF, "state": "made"},
    "health": {"class": "symptom", "who": SELF},
}
SEVERAL = {("speech", "addressee"), ("commitment", "to")}  # lists; the others name one


def id_called(registry: Registry, name: str, *, now_ms: int) -> str | None:
    """The id of somebody; one who is called so nowhere yet enters the registry, for she has just named her.

    Raises: Misused: several are called so.
    """
    if name.lower() in {"me", "i", SELF}:
        return SELF
    if name.lower() in {"nobody", "none", ""}:
        return None
    if name == "?":
        return UNKNOWN
    try:
        somebody = registry.named(name, Sight(Purpose.EXPORT))  # who is meant, not who is shown
    except Misused as problem:
        if problem.code != "read.nobody" or name.startswith("#"):
            raise
        return registry.add(name, now_ms=now_ms).id
    return registry.ensure(somebody, now_ms=now_ms).id


def people_under(type_: str, key: str, ids: list[str]) -> list[str] | str | None:
    """People as the object of a type has them under a key: a list, or one."""
    return (ids or None) if (type_, key) in SEVERAL else next(iter(ids), None)


def days_meant(text: str, day: str) -> Object:
    """What a time means that is said in words, seen from a day; after a day may stand a time of its clock, as 21:30.

    Raises: Misused: it is no day, month or year, or it has a clock and is no single day.
    """
    if clock := _CLOCK.search(text):
        return _at(days_meant(text[: clock.start()], day), clock[1], clock[2])
    days = parse_days(text, today=day)
    first, last = date.fromisoformat(days.first), date.fromisoformat(days.last)
    end = date.fromordinal(last.toordinal() + 1).isoformat() if last < date.max else None
    told: Object = {"class": "date", "from": days.first, "to": end, "mod": None, "anchor": "entry", "convention": None}
    next_ = date.fromisoformat(end) if end else None
    if first == last:
        return told | {"value": days.first}
    if first.day == 1 and next_ == date(first.year + first.month // 12, first.month % 12 + 1, 1):
        return told | {"value": days.first[:7]}
    if (first.month, first.day, last.month, last.day, last.year) == (1, 1, 12, 31, first.year):
        return told | {"value": days.first[:4]}
    return told | {"class": "vague", "value": None}


def _at(told: Object, hour: str, minute: str) -> Object:
    """A time of the clock on a day."""
    value = f"{told['value']}T{hour:0>2}:{minute}"
    edges = interval_of(value)
    if edges is None:
        raise Misused(
            "a time of the clock stands behind a day, and is of that day",
            safe="nothing was changed",
            next="write it as 2024-03-10 21:30",
            code="read.clock-of-no-day",
        )
    return told | {"class": "time", "value": value, "from": edges[0], "to": edges[1]}
