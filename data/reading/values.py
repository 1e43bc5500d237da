"""Time values as annotators write them: the day or days they cover, and what a calendar can say against them."""

import re
from datetime import date, datetime, timedelta

MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
VAGUE = {"FUTURE_REF", "PAST_REF", "PRESENT_REF"}
MODS = {"before", "after", "start", "mid", "end", "approx", "less", "more"}
BY_THE_ENTRY = {"yesterday": -1, "today": 0, "tomorrow": 1, "tonight": 0, "last night": -1, "yesterday evening": -1}

DURATION = re.compile(r"P(?=.)(?:(?:\d+(?:\.\d+)?|X)(?:DE|[YMWD]))*(?:T(?:(?:\d+(?:\.\d+)?|X)[HMS])+)?")
SET = re.compile(r"XXXX-(?:\d\d|XX)(?:-(?:\d\d|XX))?(?:T\S+)?|XXXX-WXX(?:-[1-7]|-WE)?(?:T\S+)?|XXXX-(?:SP|SU|FA|WI)")
CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d)(?::(\d\d))?")
PART = re.compile(r"(\d{4}-\d\d-\d\d)T(?:MO|MI|AF|EV|NI|DT)")
WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?")
SEASON = re.compile(r"(\d{4})-(?:SP|SU|FA|WI|Q[1-4]|H[12])")
MONTH = re.compile(r"(\d{4})-(\d\d)")
YEAR = re.compile(r"\d{4}")
DECADE = re.compile(r"\d{3}|\d{2}")

Interval = tuple[str, str] | None


class Wrong(ValueError):
    """A value that no calendar knows, or that contradicts the words it stands for."""


def day(text: str) -> date:
    """The day of `YYYY-MM-DD`; raises `Wrong` where there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError as cause:
        raise Wrong(f"no such day: {text}") from cause


def first_of_next(year: int, month: int) -> date:
    """The first day after a month."""
    return date(year + month // 12, month % 12 + 1, 1)


def class_of(value: str) -> str:
    """What a value is by its form alone; an annotator may say `set` or `vague` where the form cannot."""
    if value in VAGUE or value == "?":
        return "vague"
    if DURATION.fullmatch(value):
        return "duration"
    if SET.fullmatch(value):
        return "set"
    if "T" in value:
        return "time"
    return "date"


def interval(value: str) -> Interval:  # noqa: PLR0911 - one line for each form of a value
    """The half-open interval a value covers: days, or minutes for a clock time; None where only a convention says.

    Raises: Wrong: the value has no form of spec/annotations.md, or names a day that is not there.
    """
    if value in VAGUE or value == "?" or DURATION.fullmatch(value) or SET.fullmatch(value) or SEASON.fullmatch(value):
        return None
    if found := CLOCK.fullmatch(value):
        day(found[1])
        start = datetime.fromisoformat(f"{found[1]}T{found[2]}:{found[3] or '00'}")  # on the clock of the entry's zone
        return start.isoformat("T", "minutes"), (start + timedelta(minutes=1 if found[3] else 60)).isoformat(
            "T", "minutes"
        )
    if found := PART.fullmatch(value):
        return str(day(found[1])), str(day(found[1]) + timedelta(days=1))
    if found := WEEK.fullmatch(value):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return str(monday + timedelta(days=5 if found[3] else 0)), str(monday + timedelta(days=7))
    if MONTH.fullmatch(value):
        first = day(f"{value}-01")
        return str(first), str(first_of_next(first.year, first.month))
    if YEAR.fullmatch(value):
        return f"{value}-01-01", f"{int(value) + 1:04}-01-01"
    if DECADE.fullmatch(value):
        width = 10 ** (4 - len(value))
        return f"{int(value) * width:04}-01-01", f"{(int(value) + 1) * width:04}-01-01"
    return str(day(value)), str(day(value) + timedelta(days=1))


def to_the_minute(quote: str, value: str) -> str:
    """The value, with the minute that noon and midnight have and no other hour that is only named."""
    exact = re.search(r"\b(?:noon|midday|midnight)\b", quote.lower())
    return f"{value}:00" if exact and re.search(r"T(?:00|12)$", value) else value


def contradiction(quote: str, value: str, *, written: date, anchored_at_entry: bool) -> str | None:
    """What the words say against the value, as far as a calendar can tell; None if nothing."""
    words = quote.lower().replace("’", "'")
    covered = interval(value)
    if covered is None or "T" in covered[0]:
        covered = (value[:10], "") if re.match(r"\d{4}-\d\d-\d\d", value) else None
    if covered is None:
        return None
    first = date.fromisoformat(covered[0])
    single = covered[1] == "" or date.fromisoformat(covered[1]) - first == timedelta(days=1)
    named = [name for name in WEEKDAYS if re.search(rf"\b{name}\b", words)]
    if single and len(named) == 1 and WEEKDAYS[first.weekday()] != named[0]:
        return f"{first} is a {WEEKDAYS[first.weekday()].title()}"
    months = [n for n, name in enumerate(MONTHS, 1) if re.search(rf"\b{name}\b", words)]
    if months and first.month not in months:
        return f"{first} is not in {MONTHS[months[0] - 1].title()}"
    numbers = [int(n) for n in re.findall(r"\b(\d{1,2})(?:st|nd|rd|th)\b", words)]
    if single and len(numbers) == 1 and first.day != numbers[0]:
        return f"{first} is not the {numbers[0]}."
    if anchored_at_entry and words in BY_THE_ENTRY and first != written + timedelta(days=BY_THE_ENTRY[words]):
        return f"{words} is {written + timedelta(days=BY_THE_ENTRY[words])}"
    return None
