"""How long after a day something was written, in the unit in which people would say it."""

from datetime import date
from typing import Literal, NamedTuple

Unit = Literal["day", "week", "month", "year"]
DAYS_MAX, WEEKS_MAX, MONTHS_MAX = 20, 8, 23
_WEEK, _YEAR = 7, 12


class Delay(NamedTuple):
    """A number of whole units, as many as have passed; below zero for what was written before the day.

    Attributes:
        number: 0 for the same day.
        unit: `day` up to 20 days, `week` up to 8 weeks, `month` up to 23 months, `year` beyond.
    """

    number: int
    unit: Unit


def delay(day: str, written: str) -> Delay:
    """How long after `day` a day is, both ISO dates.

    Raises: ValueError: one of them is none.
    """
    first, last = sorted((date.fromisoformat(day), date.fromisoformat(written)))
    sign = 1 if day <= written else -1
    days = (last - first).days
    months = (last.year - first.year) * _YEAR + last.month - first.month - (last.day < first.day)
    if days <= DAYS_MAX:
        return Delay(sign * days, "day")
    if days < WEEKS_MAX * _WEEK + _WEEK:
        return Delay(sign * (days // _WEEK), "week")
    return Delay(sign * months, "month") if months <= MONTHS_MAX else Delay(sign * (months // _YEAR), "year")
