"""The calendar before ours: what it called a day, and which day of the week that was."""

from datetime import UTC, date, datetime, timedelta

FIRST_YEAR = "1500"  # from then on the calendars lie so far apart that a day cannot be taken for one of the other
LAST_YEAR = "1923"  # Greece was the last country to change
_ORDINAL_ONE = 1_721_425  # the Julian day number of the day before 1 January of year 1


class JulianDay(date):
    """A day under its name in the Julian calendar. Its weekday is the one that it had."""

    def weekday(self) -> int:
        """0 is Monday."""
        behind = (14 - self.month) // 12  # the year began in March
        years, months = self.year + 4800 - behind, self.month + 12 * behind - 3
        return (self.day + (153 * months + 2) // 5 + 365 * years + years // 4 - 32_083) % 7


def julian_day(day: str) -> str:
    """What the Julian calendar called the day that today's calls `day`, both as ISO dates.

    Empty for 29 February of 1700, 1800 and the like: today's calendar, in which days are kept here, has no such day.
    """
    days = date.fromisoformat(day).toordinal() + _ORDINAL_ONE + 32_082  # since 1 March 4801 BC
    year = (4 * days + 3) // 1461
    of_year = days - 1461 * year // 4
    month = (5 * of_year + 2) // 153
    try:
        turn = month // 10  # the year began in March
        of_month = of_year - (153 * month + 2) // 5 + 1
        return date(year - 4800 + turn, month + 3 - 12 * turn, of_month).isoformat()
    except ValueError:
        return ""


def lived_day(day: str, written_at: int) -> date:
    """The day of an entry, to be shown: a JulianDay where it lies behind its instant as far as that calendar did.

    `written_at` is in milliseconds since 1970; in which zone does not matter.
    """
    if FIRST_YEAR <= day[:4] <= LAST_YEAR and day in _julian_days_around(written_at):
        return JulianDay.fromisoformat(day)
    return date.fromisoformat(day)


def _julian_days_around(instant_ms: int) -> list[str]:
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant_ms)
        return [julian_day((moment + timedelta(days=days)).date().isoformat()) for days in (-1, 0, 1)]
    except OverflowError:
        return []
