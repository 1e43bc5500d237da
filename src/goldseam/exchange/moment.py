"""When a record was written, from whatever its source says."""

import re
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

from goldseam.exchange.incoming import Circumstances
from goldseam.exchange.notes import (
    HOUR_MISSING,
    HOUR_TWICE,
    TIME_NOT_UNDERSTOOD,
    ZONE_ASSUMED,
    ZONE_DISAGREES,
    ZONE_UNKNOWN,
)
from goldseam.words.day import day_of, local_time, noon_of, zone_of
from goldseam.words.problem import Misused

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?!\d)", re.ASCII)
_TIME_SIGN = re.compile(r"[T: ]")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,]\d+)?)?(?:\s*([AaPp])\.?[Mm]\.?)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of times already brought to UTC
_ZERO = timedelta(0)
_DAY = timedelta(days=1)
_HALF_DAY_H = 12
_LOSSY = frozenset({TIME_NOT_UNDERSTOOD, HOUR_MISSING, HOUR_TWICE, ZONE_UNKNOWN, ZONE_DISAGREES})


class Moment(NamedTuple):
    """When.

    Attributes:
        written_at: milliseconds since 1970.
        zone: that `zone_of` knows.
        day: ISO date of the journal day.
        clock: whether the time of day is known.
        notes: what had to be decided.
    """

    written_at: int
    zone: str
    day: str
    clock: bool
    notes: tuple[str, ...]

    @property
    def lossy(self) -> bool:
        """Whether what the source said cannot be had back from this: then it is kept beside."""
        return not _LOSSY.isdisjoint(self.notes)


def read_moment(
    said: str, circumstances: Circumstances, *, clock: str = "", zone: str = "", day: str = ""
) -> Moment | None:
    """The moment that a source names; None if what it says makes no sense as a date.

    Args:
        said: ISO 8601 date, or date and time with or without offset.
        circumstances: for what is not said.
        clock: a time of day beside a date: then the date is the journal day, whatever the hour.
        zone: IANA name or offset; unknown ones are noted.
        day: the journal day, where the source names it besides the moment; it stands.
    """
    where, notes = _zone(zone, circumstances)
    try:
        if _ISO_DATE.fullmatch(said):
            return _on_day(said, clock, where, circumstances, notes, day)
        moment = datetime.fromisoformat(said)
        if not _TIME_SIGN.search(said):  # a date in another of ISO's shapes: 20240301, 2024-W09-5
            return _on_day(moment.date().isoformat(), clock, where, circumstances, notes, day)
    except (ValueError, OverflowError, Misused):
        return _day_at_least(said, where, notes)
    if moment.tzinfo is not None and said[-1] not in "Zz" and (not zone or ZONE_UNKNOWN in notes):
        where, notes = _offset_zone(moment, where, notes)
    return moment_at(moment, where, circumstances, notes=notes, day=day)


def moment_at(
    moment: datetime, zone: str, circumstances: Circumstances, *, notes: tuple[str, ...] = (), day: str = ""
) -> Moment | None:
    """The same for a time already read: on the clock of `zone` where it has no offset.

    Args:
        moment: aware or naive.
        zone: that `zone_of` knows.
        circumstances: for the hour the day starts at.
        notes: to which is added.
        day: see `read_moment`.
    """
    try:
        if moment.tzinfo is None:
            return _on_the_clock(moment, zone, circumstances, notes, day)
        if _disagrees(moment, zone):
            zone, notes = _offset_zone(moment, zone, (*notes, ZONE_DISAGREES))
        return _at_instant(_ms(moment.astimezone(UTC).replace(tzinfo=None)), zone, circumstances, notes, day)
    except (OverflowError, ValueError, Misused):
        return None


def _on_the_clock(
    local: datetime, zone: str, circumstances: Circumstances, notes: tuple[str, ...], day: str
) -> Moment | None:
    """Thousands a second come this way, so `words.day` is asked only about what is out of the ordinary."""
    where = _tzinfo(zone)
    assert where is not None, "the zone was looked at before"
    first, second = where.utcoffset(local) or _ZERO, where.utcoffset(local.replace(fold=1)) or _ZERO
    written_at = _ms(local - first)
    if first != second:
        notes += (HOUR_TWICE if first > second else HOUR_MISSING,)
        return _at_instant(written_at, zone, circumstances, notes, day)
    if not 1 < local.year < MAXYEAR:
        return _at_instant(written_at, zone, circumstances, notes, day)
    early = local.hour < circumstances.day_start_hour
    stands = _iso_day(day) or ((local - _DAY) if early else local).date().isoformat()
    return Moment(written_at, zone, stands, clock=True, notes=notes)


def _at_instant(
    written_at: int, zone: str, circumstances: Circumstances, notes: tuple[str, ...], day: str
) -> Moment | None:
    stands = _iso_day(day) or day_of(written_at, zone, day_start_hour=circumstances.day_start_hour)
    local_time(written_at, zone)  # raises what the vault would stumble over
    return Moment(written_at, zone, stands, clock=True, notes=notes)


def _ms(instant: datetime) -> int:
    since = instant - _EPOCH
    return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000


def on_day(day: str, zone: str, notes: tuple[str, ...] = ()) -> Moment:
    """A day whose hour is not known."""
    return Moment(noon_of(day, zone), zone, day, clock=False, notes=notes)


def known_zone(name: str) -> bool:
    """Whether this machine knows the zone."""
    return _tzinfo(name) is not None


@lru_cache(maxsize=256)
def _tzinfo(name: str) -> tzinfo | None:
    try:
        return zone_of(name)
    except (Misused, ValueError):
        return None


def _zone(name: str, circumstances: Circumstances) -> tuple[str, tuple[str, ...]]:
    if not name:
        return circumstances.zone, (ZONE_ASSUMED,)
    if _tzinfo(name) is None:
        return circumstances.zone, (ZONE_UNKNOWN,)
    return ("UTC" if name == "Z" else name), ()


def _on_day(
    day: str, clock: str, zone: str, circumstances: Circumstances, notes: tuple[str, ...], stands: str
) -> Moment | None:
    known = date.fromisoformat(day)
    stands = _iso_day(stands) or day
    if not clock.strip():
        return on_day(day, zone, notes)._replace(day=stands)
    hour = read_clock(clock)
    if hour is None:
        return on_day(day, zone, (*notes, TIME_NOT_UNDERSTOOD))._replace(day=stands)
    local = datetime.combine(known, hour)
    return _on_the_clock(local, zone, circumstances, notes, stands)


def read_clock(said: str) -> time | None:
    """A time of day such as `9:05`, `21:05:30` or `9:05 PM`; None if it is none."""
    found = _CLOCK.fullmatch(said.strip())
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= _HALF_DAY_H:
            return None
        hour = hour % _HALF_DAY_H + (_HALF_DAY_H if found[4] in "Pp" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _day_at_least(said: str, zone: str, notes: tuple[str, ...]) -> Moment | None:
    """A time such as 23:59:60 or 24:00 is none, but the day before it may be one."""
    found = _ISO_DATE.match(said)
    day = _iso_day(found[0]) if found else ""
    try:
        return on_day(day, zone, (*notes, TIME_NOT_UNDERSTOOD)) if day else None
    except (OverflowError, Misused):
        return None


def _iso_day(said: str) -> str:
    try:
        return said if said and date.fromisoformat(said).isoformat() == said else ""
    except ValueError:
        return ""


def _disagrees(moment: datetime, zone: str) -> bool:
    """An offset that is not the zone's at that instant; UTC agrees with every zone."""
    there = moment.astimezone(zone_of(zone)).utcoffset()
    return moment.utcoffset() not in {there, _ZERO}


def _offset_zone(moment: datetime, zone: str, notes: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The offset a time was written with, as a zone; offsets with seconds are none."""
    offset = moment.utcoffset() or _ZERO
    if offset % timedelta(minutes=1):
        return zone, notes
    name = "UTC" if not offset else str(timezone(offset)).removeprefix("UTC")
    return name, tuple(note for note in notes if note != ZONE_ASSUMED)
