"""Windows for words that have no edges: `after the summer`, `in the coming weeks`. Proposed, and hers to change."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from goldseam.read.times.timex import YEAR_MIN, Interval, shifted_months

_SOUTHERN = (
    "Australia/",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Antarctica/",
    "Africa/Johannesburg",
    "Africa/Maputo",
    "Africa/Harare",
    "America/Argentina",
    "America/Buenos_Aires",
    "America/Santiago",
    "America/Montevideo",
    "America/Sao_Paulo",
    "America/Asuncion",
)


class Window(NamedTuple):
    """From `first` to `last`, both within: days from a day, or months of a year, into the next where `last` is less."""

    unit: str
    first: int
    last: int


@cache
def conventions() -> Mapping[str, Window]:
    """Every convention by its name, as it stands before she has changed any."""
    written = tomllib.loads(files("goldseam.read.times").joinpath("conventions.toml").read_text("utf-8"))
    return {name: Window(unit, *bounds) for name, said in written.items() for unit, bounds in said.items()}


def window(name: str, base: date, changed: Mapping[str, tuple[int, int]]) -> Interval:
    """The half-open interval that a convention proposes; None where it lies outside the calendar.

    Args:
        name: of the convention.
        base: the day it is counted from; of months, any day of the year.
        changed: her own bounds, by name.

    Raises: KeyError: there is no such convention.
    """
    unit, first, last = conventions()[name]
    first, last = changed.get(name, (first, last))
    try:
        if unit == "days":
            begins, ends = base + timedelta(days=first), base + timedelta(days=last + 1)
        else:
            january = base.replace(month=1, day=1)
            begins = shifted_months(january, first - 1)
            ends = shifted_months(january, last + (12 if last < first else 0))
    except (OverflowError, ValueError):
        return None
    return (begins.isoformat(), ends.isoformat()) if begins.year >= YEAR_MIN and begins < ends else None


def has_northern_seasons(zone: str) -> bool:
    """Whether July is summer where the clocks are set so."""
    return not zone.startswith(_SOUTHERN)
