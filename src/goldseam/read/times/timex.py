"""TIMEX3 values: what they are, and the days or minutes they cover (spec/annotations.md)."""

import re
from datetime import MAXYEAR, date, datetime, timedelta

from goldseam.words.finding import TimeClass

YEAR_MIN = 1000
UNITS = {
    "S": "S",
    "M": "M",
    "H": "H",
    "D": "D",
    "W": "W",
    "F": "W",
    "MO": "M",
    "Y": "Y",
    "DE": "DE",
    "CE": "C",
    "Q": "Q",
}

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d)(?::(\d\d))?")
_PART = re.compile(r"(\d{4}-\d\d-\d\d)T(?:MO|MI|AF|EV|NI|DT)")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_YEARS = re.compile(r"\d{2,4}")

Interval = tuple[str, str] | None


def class_of(value: str) -> TimeClass:
    """What a value is by its form."""
    if value.endswith("_REF"):
        return "vague"
    if value.startswith("P"):
        return "duration"
    if value.startswith("XXXX"):
        return "set"
    return "time" if "T" in value else "date"


def interval_of(value: str) -> Interval:
    """The half-open interval of a value, in days, or in minutes where it has a clock; None where it has no edges.

    A value whose end lies past the year 9999 has none either.
    """
    try:
        return _interval(value)
    except (OverflowError, ValueError):
        return None


def _interval(value: str) -> Interval:
    if found := _CLOCK.fullmatch(value):
        start = datetime.fromisoformat(f"{found[1]}T{found[2]}:{found[3] or '00'}")
        end = start + timedelta(minutes=1 if found[3] else 60)
        return start.isoformat("T", "minutes"), end.isoformat("T", "minutes")
    if _DAY.fullmatch(value):
        return _days(date.fromisoformat(value), 1)
    if found := _PART.fullmatch(value):
        return _days(date.fromisoformat(found[1]), 1)
    if found := _WEEK.fullmatch(value):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return _days(monday + timedelta(days=5), 2) if found[3] else _days(monday, 7)
    if found := _MONTH.fullmatch(value):
        first = date(int(found[1]), int(found[2]), 1)
        return first.isoformat(), shifted_months(first, 1).isoformat()
    if _YEARS.fullmatch(value):
        width = 10 ** (4 - len(value))
        return date(int(value) * width, 1, 1).isoformat(), date((int(value) + 1) * width, 1, 1).isoformat()
    return None


def _days(first: date, count: int) -> Interval:
    return first.isoformat(), (first + timedelta(days=count)).isoformat()


def shifted_months(day: date, months: int) -> date:
    """The day so many months away; of a shorter month its last day.

    Raises: ValueError: outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) if year < MAXYEAR else date.max
    return first.replace(day=min(day.day, (following - first).days if year < MAXYEAR else 31))


def week_of(day: date) -> str:
    """`2024-W10`, by ISO 8601: the year is that of its Thursday."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def duration(count: float | None, unit: str) -> str:
    """`P3W`, `PT90M`, `PXD`: half an hour in minutes, half a year in months.

    Args:
        count: None for a number that is not said.
        unit: of the file: `S`, `M`, `H`, `D`, `W`, `F` (a fortnight), `MO`, `Y`, `DE`, `CE`, `Q`, `WE`.
    """
    if count is not None and unit == "F":
        count *= 2
    if count is not None and unit == "Q":
        count, unit = count * 3, "MO"
    if count is not None and unit == "DE":
        count, unit = count * 10, "Y"
    if count is not None and unit == "CE":
        count, unit = count * 100, "Y"
    if count is not None and count in {0.5, 1.5} and unit in _HALVES:
        smaller, times = _HALVES[unit]
        count, unit = count * times, smaller
    number = "X" if count is None else f"{count:g}" if count < 1e6 else str(int(count))  # noqa: PLR2004 - 1e+06 is no TIMEX3
    sign = UNITS.get(unit, unit)
    return f"P{'T' if unit in {'S', 'M', 'H'} else ''}{number}{sign}"


_HALVES = {"H": ("M", 60), "Y": ("MO", 12), "M": ("S", 60)}
