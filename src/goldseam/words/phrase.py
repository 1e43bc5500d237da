"""A phrase that names a day or an hour, as a row of words of known kinds."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import NamedTuple

from goldseam.words.calendar_words import Language
from goldseam.words.problem import Misused

PHRASE_LENGTH_MAX = 60
EXAMPLES = "write it as 2024-03-05, 5 March 2024, March 2024, yesterday, last friday, 3 days ago or 2019..2021"
ONE_DAY = "write it as 2024-03-05, 5 March 2024, yesterday, last friday, next friday or in 3 days"
MONTHS = 12

# The first and the last of some days.
Dates = tuple[date, date]

# Compiled when a phrase is read: most commands read none.
_SIGN = (
    r"(?P<D>\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2})(?!\d)"
    r"|(?P<C>\d{1,2}(?P<between>[./-])\d{1,2}(?P=between)\d{4})(?!\d)"
    r"|(?P<M>\d{4}-\d{1,2})(?![-\d])"
    r"|(?P<t>\d{1,2}[:.]\d{2}(?::\d{2})?)(?![:.]?\d)"
    r"|(?P<Y>\d{4})(?!\d)"
    r"|(?P<N>\d{1,5})(?!\d)"
    r"|(?P<word>[^\W\d_]+(?:['.][^\W\d_]+)*)\.?"
    r"| "
)


def plain(text: str) -> str:
    """In lower case, with single spaces and straight apostrophes, without commas and the T between date and time."""
    return re.sub(r"(?<=\d)t(?=\d)", " ", " ".join(text.lower().replace("’", "'").replace(",", " ").split()))


class Word(NamedTuple):
    """One word or number of a phrase; its value counts what its kind says, for dates in figures days or months."""

    kind: str
    value: int


class Phrase(NamedTuple):
    """Words, of which each rule takes those it needs."""

    words: tuple[Word, ...]

    @property
    def row(self) -> str:
        """The kinds of the words, a letter for each."""
        return "".join(word.kind for word in self.words)

    def get(self, kinds: str) -> int | None:
        """The value of the first word of one of these kinds."""
        return next((word.value for word in self.words if word.kind in kinds), None)

    def value(self, kinds: str) -> int:
        """The same where the row has such a word for certain."""
        found = self.get(kinds)
        assert found is not None, f"the row {self.row} reached a rule that needs one of {kinds}"
        return found

    def cuts(self) -> Iterator[tuple["Phrase", "Phrase"]]:
        """The phrase in two, each half first once; the whole beside nothing at the beginning."""
        for cut in range(len(self.words), -1, -1):
            parts = Phrase(self.words[:cut]), Phrase(self.words[cut:])
            yield parts
            yield parts[::-1]


def read_phrase(text: str, language: Language) -> Phrase | None:
    """The words of a text made `plain`; None when there are none, or one that the language has not got.

    Raises: Misused: a date or a time in figures that there is not, or a date that could be two. ValueError: a year 0.
    """
    if len(text) > PHRASE_LENGTH_MAX:
        return None
    text = f" {text} "
    for one, other in language.phrases:
        text = text.replace(f" {one} ", f" {other} ")
    sign_at = re.compile(_SIGN).match
    words: list[Word] = []
    at = 0
    while at < len(text):
        sign = sign_at(text, at)
        if sign is None:
            return None
        kind, at = sign.lastgroup, sign.end()
        if kind == "word":
            known = language.words.get(sign["word"])
            if known is None and sign["word"] not in language.fillers:
                return None
            words += [Word(*known)] if known else []
        elif kind is not None:
            words.append(Word(kind, _figure(kind, sign[0])))
    words = [word for at, word in enumerate(words) if word.kind != language.ahead or _counts(words[at + 1 : at + 3])]
    return Phrase(tuple(words)) if words else None


def _counts(words: list[Word]) -> bool:
    """Whether they are a number and a unit: `in 3 days`, and not `in March`."""
    return re.fullmatch("[nNY]u", Phrase(tuple(words)).row) is not None


def _figure(kind: str, sign: str) -> int:
    """The value of a word in figures: a day's ordinal, months since year 0, seconds since midnight or the number."""
    numbers = [int(number) for number in re.findall(r"\d+", sign)]
    if kind == "D":
        return make_date(*numbers).toordinal()
    if kind == "C":
        return _civil(*numbers, day_first="." in sign).toordinal()
    if kind == "M":
        return month_number(make_date(numbers[0], numbers[1], 1))
    if kind == "t":
        known = make_time(*numbers)
        return known.hour * 3600 + known.minute * 60 + known.second
    return numbers[0]


def make_date(year: int, month: int, day: int) -> date:
    """A date, or the problem that there is none."""
    if not 1 <= month <= MONTHS:
        raise misused(f"a year has no month {month}", EXAMPLES, "no-such-day")
    last = month_end(year, month)
    if not 1 <= day <= last.day:
        raise misused(f"{last.isoformat()[:7]} has {last.day} days, and no day {day}", EXAMPLES, "no-such-day")
    return last.replace(day=day)


def _civil(first: int, second: int, year: int, *, day_first: bool) -> date:
    """A date as written in a country: with dots the day comes first; otherwise only one of the two may be possible."""
    if day_first or first > MONTHS:
        return make_date(year, second, first)
    if second > MONTHS or first == second:
        return make_date(year, first, second)
    two = f"{make_date(year, second, first)} or {make_date(year, first, second)}"
    raise misused(f"a date could be {two}", "write the one you mean, the year first", "two-days")


def make_time(hour: int, minute: int = 0, second: int = 0) -> time:
    """A time of day, or the problem that there is none."""
    try:
        return time(hour, minute, second)
    except ValueError:
        raise no_such_time() from None


def no_such_time() -> Misused:
    """The problem of an hour that a clock has not."""
    return misused("a time of day was none", "write it as 21:30, 9pm or 9:30 pm", "no-such-time")


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, 31) if month == MONTHS else date(year, month + 1, 1) - timedelta(days=1)


def days_of_month(months: int) -> Dates:
    """The days of a month that is given in months since year 0."""
    year, before = divmod(months, MONTHS)
    return date(year, before + 1, 1), month_end(year, before + 1)


def month_number(day: date) -> int:
    """The month of a day in months since year 0."""
    return day.year * MONTHS + day.month - 1


def misused(happened: str, then: str, code: str) -> Misused:
    """The problem of a date that cannot be used; `then` says what to write instead."""
    return Misused(happened, safe="nothing was changed", next=then, code=f"words.{code}")
