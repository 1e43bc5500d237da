"""What each kind of phrase means: the days from the first to the last, counted from an anchor.

The anchor is today, or the end of a range whose beginning is sought.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from goldseam.words.calendar_words import Language
from goldseam.words.phrase import (
    EXAMPLES,
    MONTHS,
    Dates,
    Phrase,
    days_of_month,
    make_date,
    misused,
    month_end,
    month_number,
)

_WEEK, _MONTH, _YEAR = 7, -1, -12
_LEAP_YEAR, _YEARS_TO_LEAP_MAX = 2000, 8


def days_named(phrase: Phrase | None, today: date, language: Language) -> Dates | None:
    """The days that a phrase names; None where the language has no such phrase.

    Raises: Misused, ValueError or OverflowError: there is no such day, or not within the years 1 to 9999.
    """
    if phrase is None:
        return None
    rule = next((rule for row, rule in language.days if re.fullmatch(row, phrase.row)), None)
    return _RULES[rule](phrase, today) if rule else None


def _day(phrase: Phrase, today: date) -> Dates:
    """`2024-03-05`; the anchor is not asked."""
    del today
    return _on_weekday(phrase, date.fromordinal(phrase.value("DC")))


def _day_of_month(phrase: Phrase, today: date) -> Dates:
    """`5 March`, `5 March 2024`, `Tuesday 5 March`."""
    month, day, year = phrase.value("m"), phrase.value("N"), phrase.get("Y")
    if year is not None:
        return _on_weekday(phrase, make_date(year, month, day))
    if not 1 <= day <= month_end(_LEAP_YEAR, month).day:
        raise misused(f"no year has a day {day} in its month {month}", EXAMPLES, "no-such-day")
    years = range(today.year, today.year - _YEARS_TO_LEAP_MAX - 1, -1)
    possible = (date(year, month, day) for year in years if day <= month_end(year, month).day)
    return _on_weekday(phrase, next(found for found in possible if found <= today))


def _on_weekday(phrase: Phrase, day: date) -> Dates:
    if phrase.get("wa") not in {None, day.weekday()}:
        raise misused(f"{day} is another day of the week", "leave out the day of the week, or the date", "no-such-day")
    return day, day


def _day_of_any_month(phrase: Phrase, today: date) -> Dates:
    """`the 5th`: of this month, or of the last one that has come to it."""
    number = phrase.value("N")
    make_date(_LEAP_YEAR, 1, number)
    months = (days_of_month(month_number(today) - back) for back in range(MONTHS))
    possible = (first.replace(day=number) for first, last in months if number <= last.day)
    day = next(found for found in possible if found <= today)
    return day, day


def _month_in_figures(phrase: Phrase, today: date) -> Dates:
    """`2024-03`; the anchor is not asked."""
    del today
    return days_of_month(phrase.value("M"))


def _month(phrase: Phrase, today: date) -> Dates:
    """`March 2024`, `March`, `last March`."""
    month = phrase.value("m")
    return _of_year(phrase, today, lambda year: days_of_month(year * MONTHS + month - 1))


def _season(phrase: Phrase, today: date) -> Dates:
    """`summer 2019`, `summer`, `last summer`."""
    start = phrase.value("s") * 3 - 1  # March, counted from 0, for spring

    def season(year: int) -> Dates:
        months = year * MONTHS + start
        return days_of_month(months)[0], days_of_month(months + 2)[1]

    return _of_year(phrase, today, season)


def _of_year(phrase: Phrase, today: date, span: Callable[[int], Dates]) -> Dates:
    """What comes once a year: of the year named; the last one that has ended; this one; or the last that has begun."""
    year = phrase.get("Y")
    if year is not None:
        return span(year)
    recent = (span(today.year - back) for back in range(3))
    if "l" in phrase.row:
        return next(found for found in recent if found[1] < today)
    begun = next(found for found in recent if found[0] <= today)
    return span(today.year) if "i" in phrase.row and begun[1] < today else begun


def _year(phrase: Phrase, today: date) -> Dates:
    """`2024`; the anchor is not asked."""
    del today
    return date(phrase.value("Y"), 1, 1), date(phrase.value("Y"), 12, 31)


def _near(phrase: Phrase, today: date) -> Dates:
    """`today`, `yesterday`."""
    day = today + timedelta(days=phrase.value("d"))
    return day, day


def _weekday(phrase: Phrase, today: date) -> Dates:
    """`Friday`, which may be today, `last Friday`, which is before, and `next Friday`, which is after."""
    if "f" in phrase.row:
        day = today + timedelta(days=(phrase.value("wa") - today.weekday()) % 7 or 7)
        return day, day
    back = (today.weekday() - phrase.value("wa")) % 7
    day = today - timedelta(days=back or (7 if "l" in phrase.row else 0))
    return day, day


def _ago(phrase: Phrase, today: date) -> Dates:
    """`3 days ago`, `two weeks ago`, `a year ago`: one day."""
    day = _back(today, phrase.value("nNY"), phrase.value("u"))
    return day, day


def _to_come(phrase: Phrase, today: date) -> Dates:
    """`in 3 days`, `in two weeks`: one day."""
    day = _back(today, -phrase.value("nNY"), phrase.value("u"))
    return day, day


def _last_few(phrase: Phrase, today: date) -> Dates:
    """`last 7 days`, `last two months`: up to today."""
    return _back(today, phrase.value("nN"), phrase.value("u")) + timedelta(days=1), today


def _back(day: date, count: int, unit: int) -> date:
    """The day so many units before; of a shorter month its last day."""
    if unit > 0:
        return day - timedelta(days=count * unit)
    first, last = days_of_month(month_number(day) + count * unit)
    return first.replace(day=min(day.day, last.day))


def _calendar_unit(phrase: Phrase, today: date) -> Dates | None:
    """`last week`, `this month`, `next year`, `last weekend`: as the calendar cuts them."""
    back = 1 if "l" in phrase.row else -1 if "f" in phrase.row else 0
    unit = phrase.get("u")
    monday = today - timedelta(days=today.weekday() + 7 * back)
    if unit is None:
        return monday + timedelta(days=5), monday + timedelta(days=6)
    if unit == _WEEK:
        return monday, monday + timedelta(days=6)
    if unit == _MONTH:
        return days_of_month(month_number(today) - back)
    if unit == _YEAR:
        return date(today.year - back, 1, 1), date(today.year - back, 12, 31)
    return None


_RULES: dict[str, Callable[[Phrase, date], Dates | None]] = {
    "day": _day,
    "day_of_month": _day_of_month,
    "day_of_any_month": _day_of_any_month,
    "month_in_figures": _month_in_figures,
    "month": _month,
    "season": _season,
    "year": _year,
    "near": _near,
    "weekday": _weekday,
    "ago": _ago,
    "to_come": _to_come,
    "last_few": _last_few,
    "calendar_unit": _calendar_unit,
}
