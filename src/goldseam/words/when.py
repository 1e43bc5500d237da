"""Days and moments as people name them: `2024-03-05`, `last friday at 8 in the morning`, `march..may 2020`.

A phrase is cut into words and numbers, each of a kind that `calendar_words` gives it; the kinds in a row, such as `Nm`
for `5 March`, decide which rule reads it. Another language is another table of words and rows; the rules stay.

What is not said is the past, because a journal looks back: a month, a day or a weekday without a year is the most
recent one that has begun, a time without a day the most recent such time. Only what says so is to come: `tomorrow`,
`next friday`, `in 3 days`. A weekday may be today; the *last* one is before today, the *next* one after it. Weeks begin
on Monday. Seasons are the northern ones, of whole months: spring is March to May, and the winter of a year is the one
that begins in its December.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, TypeVar

from goldseam.words.calendar_rules import days_named
from goldseam.words.calendar_words import LANGUAGES, Language
from goldseam.words.phrase import (
    EXAMPLES,
    ONE_DAY,
    PHRASE_LENGTH_MAX,
    Dates,
    Phrase,
    Word,
    make_time,
    misused,
    no_such_time,
    plain,
    read_phrase,
)
from goldseam.words.problem import Misused

_YEARS = "give a date within the years 1 to 9999"


class DayRange(NamedTuple):
    """All days from `first` to `last`, both included and in order; ISO dates, which sort as text."""

    first: str
    last: str


class Moment(NamedTuple):
    """A day and, where it was said, the time of day by the clock on the wall.

    Attributes:
        day: ISO date. With a time it is the calendar day on which the clock showed it, so that the night of Friday at
            one is on a Saturday; which journal day that belongs to is for `day.day_of` to say.
        time: None where only a day was named.
    """

    day: str
    time: time | None


# Parts of the day in the order of `ENGLISH.words`: the hour that the name alone stands for, and the first of the twelve
# hours on the dial (twelve counts as 0) that is in the second half of the day there.
_PARTS = ((9, 12), (15, 0), (20, 0), (22, 6))
_HALVES = (12, 0)
_NIGHT = 3
_SMALL_HOURS_END = 6
_DIAL = 12

T = TypeVar("T")


def parse_days(text: str, *, today: str) -> DayRange:
    """The days that `text` names: a day, month, year, season, week, or a range of such with `..` or `to`.

    A range may be open (`2019..`). Its beginning is sought backwards from its end, so that `november..february 2020`
    begins in 2019. `3 days ago`, and `two weeks ago` too, is one day; `last 7 days` are seven, today among them.

    Args:
        text: as typed.
        today: the ISO date from which days are counted, after the hour at which the writer's day begins.

    Raises: Misused: `text` names no day, could mean two, or lies outside the years 1 to 9999. The problem does not
        repeat the text.
    """
    now = date.fromisoformat(today)
    first, last = _understood(lambda language: _range(plain(text), now, language))
    return DayRange(first.isoformat(), last.isoformat())


def parse_moment(text: str, *, now: datetime, day_start_hour: int = 0) -> Moment:
    """The day that `text` names, and the time if it names one: `yesterday 9pm`, `last friday at 8 in the morning`.

    A part of the day stands for an hour (morning 9, afternoon 15, evening 20, night 22). Midnight, and the hours
    before six of a night, come after the day that is named with them; every other time is that of the calendar day.
    `next week`, `next month` and `next year` are the day that lies so far from today.

    Args:
        text: as typed.
        now: the wall clock, aware.
        day_start_hour: before it, today is still the day before. Only the hours before it themselves are counted from
            the calendar then: at two in the night, `today 1am` was an hour ago. A time alone and `2 hours ago` are
            always counted from `now`.

    Raises: Misused: as `parse_days`, and for more than one day.
    """
    return _named(text, now, day_start_hour)[0]


def leading_moment(line: str, *, now: datetime, day_start_hour: int = 0) -> tuple[Moment, str] | None:
    """The moment with which a text begins, and the text after it: `yesterday 9pm: we ate late` -> `we ate late`.

    It is one day, with or without a time, and a colon before white space; never a time alone, a month, a season, an
    abbreviated weekday or a bare `1st`, with which other texts begin (`May: she said`), and never a day to come except
    as an ISO date. Everything else, a date that does not exist too, gives None: no text is refused for how it begins.

    Args:
        line: what was written; all lines of it.
        now: as for `parse_moment`.
        day_start_hour: as for `parse_moment`.
    """
    end = _leading_end(line)
    if end < 0:
        return None
    try:
        moment, row = _named(line[:end], now, day_start_hour)
    except Misused:
        return None
    if not row or (row in _NOT_LEADING and moment.time is None):
        return None
    if moment.day > now.date().isoformat() and "D" not in row:
        return None
    return moment, re.sub(r"\A[^\S\n]*\n?", "", line[end + 1 :])


def mistaken_day(line: str, *, now: datetime) -> str:
    """Why the words with which a text begins name no day, though they look like one: `2026-02-30: rain`; else empty.

    Args:
        line: what was written; all lines of it.
        now: as for `parse_moment`.
    """
    end = _leading_end(line)
    if end < 0:
        return ""
    try:
        _named(line[:end], now, 0)
    except Misused as problem:
        return problem.happened if problem.code in _MISTAKEN else ""
    return ""


_MISTAKEN = ("words.no-such-day", "words.two-days")
# Rows of kinds that name a day when asked for one, and begin a text for other reasons: Sun, 1st.
_NOT_LEADING = ("a", "N°")


def _leading_end(line: str) -> int:
    """Where the colon is that may end a leading moment; below zero without one."""
    end = line.find(":", 0, PHRASE_LENGTH_MAX)
    while end >= 0 and line[end + 1 : end + 2].strip():
        end = line.find(":", end + 1, PHRASE_LENGTH_MAX)
    return -1 if "\n" in line[: max(end, 0)] else end


def _named(text: str, now: datetime, day_start_hour: int) -> tuple[Moment, str]:
    """The moment, and the row of kinds that named its day."""
    try:
        return _understood(lambda language: _moment(plain(text), now, day_start_hour, language))
    except Misused as problem:
        if problem.next != EXAMPLES:
            raise
        raise Misused(problem.happened, safe=problem.safe, next=ONE_DAY, code=problem.code) from None


def _understood(read: Callable[[Language], T | None]) -> T:
    """What the first language makes of it that makes something of it."""
    try:
        found = next((found for language in LANGUAGES if (found := read(language)) is not None), None)
    except (OverflowError, ValueError):
        raise misused("a date lay outside the years 1 to 9999", _YEARS, "no-such-time") from None
    if found is None:
        raise misused("a date was not understood", EXAMPLES, "no-date")
    return found


def _range(text: str, today: date, language: Language) -> Dates | None:
    """The days of a phrase or of a range of two, `today` being the anchor of what has no year."""
    mark = next((mark for mark in language.ranges if mark in text), None)
    if mark is None:
        return days_named(read_phrase(text, language), today, language)
    for opener in language.openers:
        text = text.removeprefix(opener)
    begins, ends = (end.strip() for end in text.split(mark, 1))
    last = days_named(read_phrase(ends, language), today, language) if ends else (date.max, date.max)
    if last is None or not (begins or ends):
        return None
    left = read_phrase(begins, language)
    undated = left is not None and set(left.row) <= set("mNs°wa")
    first = days_named(left, last[1] if ends and undated else today, language) if begins else (date.min, date.min)
    if first is None:
        return None
    if first[0] > last[1]:
        raise misused("a range of days ended before it began", "name the earlier day first", "no-such-range")
    return first[0], last[1]


def _moment(text: str, now: datetime, day_start_hour: int, language: Language) -> tuple[Moment, str] | None:
    phrase = read_phrase(text, language)
    if phrase is None:
        return None
    if re.fullmatch("[nN]kg", phrase.row):
        passed = timedelta(minutes=phrase.value("nN") * phrase.value("k"))
        then = (now.astimezone(UTC) - passed).astimezone(now.tzinfo)
        return Moment(then.date().isoformat(), time(then.hour, then.minute)), phrase.row
    for day, clock in phrase.cuts():
        if clock.row and not any(re.fullmatch(row, clock.row) for row in language.times):
            continue
        if not day.row:
            return _most_recent(_clock(clock)[0], now), ""
        at = _clock(clock) if clock.row else None
        days = days_named(_one_ahead(day), _today(now, day_start_hour, at), language)
        if days is not None:
            return _at(days, at), day.row
    return None


def _one_ahead(phrase: Phrase) -> Phrase:
    """`next week` as `in a week`: where a day is asked, it is one."""
    if phrase.row != "fu":
        return phrase
    return Phrase((Word("+", 0), Word("n", 1), *(word for word in phrase.words if word.kind == "u")))


def _today(now: datetime, day_start_hour: int, clock: tuple[time, int] | None) -> date:
    """The day that is called today when it is spoken of with this time."""
    by_calendar = clock is not None and clock[1] == 0 and clock[0].hour < day_start_hour
    if by_calendar or now.hour >= day_start_hour or now.date() == date.min:
        return now.date()
    return now.date() - timedelta(days=1)


def _most_recent(at: time, now: datetime) -> Moment:
    back = 0 if at <= now.time() else 1
    return Moment((now.date() - timedelta(days=back)).isoformat(), at)


def _at(days: Dates, clock: tuple[time, int] | None) -> Moment:
    first, last = days
    if first != last:
        raise misused("more than one day was named", "name one day, such as 2024-03-05", "many-days")
    if clock is None:
        return Moment(first.isoformat(), None)
    at, later = clock
    return Moment((first + timedelta(days=later)).isoformat(), at)


def _clock(phrase: Phrase) -> tuple[time, int]:
    """The time of day, and how many days after the one that is named with it."""
    half, part, hour = phrase.get("p"), phrase.get("r"), phrase.get("x")
    at_night = part == _NIGHT
    if hour is not None:
        return time(hour % 24), hour // 24
    seconds = phrase.get("t")
    if seconds is None:
        number = phrase.get("N")
        seconds = 3600 * (_PARTS[phrase.value("r")][0] if number is None else number)
        half, part = (half, part) if number is not None else (None, None)
    hour, rest = divmod(seconds, 3600)
    hour = _on_the_dial(hour, half, part)
    return make_time(hour, *divmod(rest, 60)), int(at_night and hour < _SMALL_HOURS_END)


def _on_the_dial(hour: int, half: int | None, part: int | None) -> int:
    """The hour of the 24 that is meant by one of twelve in a half or a part of the day; a later one means itself."""
    if half is None and part is None:
        return hour
    turn = _HALVES[half] if half is not None else _PARTS[part or 0][1]
    if 1 <= hour <= _DIAL:
        return hour % _DIAL + (_DIAL if hour % _DIAL >= turn else 0)
    if half is not None or turn == _DIAL:
        raise no_such_time()  # 13 pm, 20 in the morning
    return hour
