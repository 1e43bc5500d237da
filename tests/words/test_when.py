"""Days and moments are understood as people name them, and refused where they could mean another day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goldseam.words.calendar_words import ENGLISH
from goldseam.words.problem import Misused
from goldseam.words.when import DayRange, Moment, leading_moment, mistaken_day, parse_days, parse_moment

TUESDAY = "2026-11-24"
NOW = datetime(2026, 11, 24, 20, 30, tzinfo=ZoneInfo("Europe/Lisbon"))

DAYS = {
    # in figures
    "2024-03-05": "2024-03-05",
    "2024-3-5": "2024-03-05",
    "2024/03/05": "2024-03-05",
    "5.3.2024": "2024-03-05",
    "13/04/2024": "2024-04-13",
    "04/13/2024": "2024-04-13",
    "05-05-2024": "2024-05-05",
    "0001-01-01": "0001-01-01",
    "9999-12-31": "9999-12-31",
    "2024-03": "2024-03-01 2024-03-31",
    "2024-12": "2024-12-01 2024-12-31",
    "2024": "2024-01-01 2024-12-31",
    # with the name of the month
    "5 March 2024": "2024-03-05",
    "March 5, 2024": "2024-03-05",
    "the 5th of MARCH 2024": "2024-03-05",
    "Sept. 1st": "2026-09-01",
    "Tuesday, 5 March 2024": "2024-03-05",
    "tue 2024-03-05": "2024-03-05",
    "March 2024": "2024-03-01 2024-03-31",
    "February 2024": "2024-02-01 2024-02-29",
    "24 november": "2026-11-24",
    "25 november": "2025-11-25",
    "29 feb": "2024-02-29",
    "March": "2026-03-01 2026-03-31",
    "November": "2026-11-01 2026-11-30",
    "December": "2025-12-01 2025-12-31",
    "last november": "2025-11-01 2025-11-30",
    "this december": "2026-12-01 2026-12-31",
    "the 5th": "2026-11-05",
    "the 24th": "2026-11-24",
    "the 25th": "2026-10-25",
    "the 31st": "2026-10-31",
    # counted from today
    "today": "2026-11-24",
    "yesterday": "2026-11-23",
    "the day before yesterday": "2026-11-22",
    "3 days ago": "2026-11-21",
    "a day ago": "2026-11-23",
    "a couple of days ago": "2026-11-22",
    "two weeks ago": "2026-11-10",
    "a fortnight ago": "2026-11-10",
    "9 months ago": "2026-02-24",
    "2 years ago": "2024-11-24",
    "1000 days ago": "2024-02-28",
    "last 7 days": "2026-11-18 2026-11-24",
    "the past two months": "2026-09-25 2026-11-24",
    # weeks, months, years, seasons
    "this week": "2026-11-23 2026-11-29",
    "last week": "2026-11-16 2026-11-22",
    "last weekend": "2026-11-21 2026-11-22",
    "this month": "2026-11-01 2026-11-30",
    "last month": "2026-10-01 2026-10-31",
    "this year": "2026-01-01 2026-12-31",
    "last year": "2025-01-01 2025-12-31",
    "summer": "2026-06-01 2026-08-31",
    "last summer": "2026-06-01 2026-08-31",
    "summer 2019": "2019-06-01 2019-08-31",
    "this autumn": "2026-09-01 2026-11-30",
    "last fall": "2025-09-01 2025-11-30",
    "winter": "2025-12-01 2026-02-28",
    "winter 2023": "2023-12-01 2024-02-29",
    "this winter": "2026-12-01 2027-02-28",
    # weekdays
    "monday": "2026-11-23",
    "on Tuesday": "2026-11-24",
    "last tuesday": "2026-11-17",
    "last friday": "2026-11-20",
    "wed": "2026-11-18",
    # days to come, where it is said
    "tomorrow": "2026-11-25",
    "the day after tomorrow": "2026-11-26",
    "next friday": "2026-11-27",
    "next tuesday": "2026-12-01",
    "coming sunday": "2026-11-29",
    "in 3 days": "2026-11-27",
    "in two weeks": "2026-12-08",
    "in a month": "2026-12-24",
    "next week": "2026-11-30 2026-12-06",
    "next month": "2026-12-01 2026-12-31",
    "in March": "2026-03-01 2026-03-31",
    # ranges
    "2019..2021": "2019-01-01 2021-12-31",
    "2024-03-05 .. 2024-03-08": "2024-03-05 2024-03-08",
    "march..may 2020": "2020-03-01 2020-05-31",
    "november..february 2020": "2019-11-01 2020-02-29",
    "5 march..6 april 2020": "2020-03-05 2020-04-06",
    "march to may": "2026-03-01 2026-05-31",
    "december to may": "2025-12-01 2026-05-31",
    "from monday to friday": "2026-11-16 2026-11-20",
    "yesterday..today": "2026-11-23 2026-11-24",
    "3 days ago until yesterday": "2026-11-21 2026-11-23",
    "2019..": "2019-01-01 9999-12-31",
    "..2019": "0001-01-01 2019-12-31",
}


@pytest.mark.parametrize(("text", "expected"), DAYS.items())
def test_days_are_understood_as_they_are_named(text: str, expected: str) -> None:
    first, last = (expected.split() * 2)[:2]

    assert parse_days(text, today=TUESDAY) == DayRange(first, last)
    assert parse_days(f"  {text.upper()} ", today=TUESDAY) == DayRange(first, last)


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("this winter", "2026-01-15", "2025-12-01 2026-02-28"),
        ("last winter", "2026-01-15", "2024-12-01 2025-02-28"),
        ("last summer", "2026-07-15", "2025-06-01 2025-08-31"),
        ("a month ago", "2026-03-31", "2026-02-28"),
        ("a year ago", "2024-02-29", "2023-02-28"),
        ("29 february", "1903-06-01", "1896-02-29"),
        ("last month", "2026-01-31", "2025-12-01 2025-12-31"),
        ("last weekend", "2026-11-22", "2026-11-14 2026-11-15"),
        ("last week", "2026-01-01", "2025-12-22 2025-12-28"),
    ],
)
def test_days_at_the_turn_of_months_and_years(text: str, today: str, expected: str) -> None:
    first, last = (expected.split() * 2)[:2]

    assert parse_days(text, today=today) == DayRange(first, last)


REFUSED = {
    "03/04/2024": "words.two-days",
    "3-4-2024": "words.two-days",
    "31 Feb": "words.no-such-day",
    "0 march": "words.no-such-day",
    "31 feb 2020": "words.no-such-day",
    "29 feb 2023": "words.no-such-day",
    "2024-02-30": "words.no-such-day",
    "2024-13": "words.no-such-day",
    "1.13.2024": "words.no-such-day",
    "99/99/2024": "words.no-such-day",
    "the 32nd": "words.no-such-day",
    "monday 5 march 2024": "words.no-such-day",
    "0000": "words.no-such-time",
    "0000-01-01": "words.no-such-time",
    "3000 years ago": "words.no-such-time",
    "winter 9999": "words.no-such-time",
    "2021..2019": "words.no-such-range",
    "today..yesterday": "words.no-such-range",
    "": "words.no-date",
    "..": "words.no-date",
    "2019..anna": "words.no-date",
    "anna..2019": "words.no-date",
    "anna": "words.no-date",
    "next 7 days": "words.no-date",
    "in 3": "words.no-date",
    "in days": "words.no-date",
    "5": "words.no-date",
    "3/4": "words.no-date",
    "last day": "words.no-date",
    "yesterday 9pm": "words.no-date",
    "2024-03-05-06": "words.no-date",
    "the": "words.no-date",
    "the " * 20 + "5th of march": "words.no-date",
}


@pytest.mark.parametrize(("text", "code"), REFUSED.items())
def test_what_is_no_day_is_refused_with_what_to_write_instead(text: str, code: str) -> None:
    with pytest.raises(Misused) as caught:
        parse_days(text, today=TUESDAY)

    assert caught.value.code == code
    assert caught.value.safe == "nothing was changed"
    assert caught.value.next


def test_a_date_that_could_be_two_names_both() -> None:
    with pytest.raises(Misused, match="2024-04-03 or 2024-03-04"):
        parse_days("03/04/2024", today=TUESDAY)


def test_a_day_that_its_month_lacks_says_how_many_there_are() -> None:
    with pytest.raises(Misused, match="2023-02 has 28 days, and no day 31"):
        parse_days("31 Feb 2023", today=TUESDAY)


def test_a_refusal_does_not_repeat_what_was_typed() -> None:
    with pytest.raises(Misused) as caught:
        parse_days("with Margarida", today=TUESDAY)

    assert "argarida" not in f"{caught.value} {caught.value.safe} {caught.value.next}"


ANY_DAY = st.dates().map(date.isoformat)
KNOWN_WORDS = st.lists(
    st.sampled_from(
        [*ENGLISH.words, *ENGLISH.fillers, "..", "to", "5", "31", "2024", "2024-03", "9:30", ",", "1/2/2003"]
    ),
    max_size=6,
).map(" ".join)


@given(ANY_DAY, ANY_DAY)
def test_every_iso_day_is_itself_whenever_it_is_asked(day: str, today: str) -> None:
    assert parse_days(day, today=today) == DayRange(day, day)


@given(st.dates())
def test_every_day_written_out_is_itself(day: date) -> None:
    month = f"{day:%B}"

    for text in (f"{day.day} {month} {day.year:04}", f"{day:%A}, {month} {day.day}, {day.year:04}"):
        assert parse_days(text, today=TUESDAY).first == day.isoformat()


@given(KNOWN_WORDS | st.text(max_size=30), st.dates())
@example("last monday", date.min)
@example("29 feb", date.min)
@example("winter", date.min)
@example("this week", date.max)
@example("the 31st", date(1, 2, 1))
def test_any_text_gives_days_in_order_or_is_refused(text: str, today: date) -> None:
    try:
        days = parse_days(text, today=today.isoformat())
    except Misused:
        return

    assert date.fromisoformat(days.first) <= date.fromisoformat(days.last)


@given(
    st.sampled_from(
        ["march", "5 march", "29 february", "friday", "last friday", "summer", "last winter", "the 31st", "the 9th"]
    ),
    st.dates(date(1000, 1, 1), date(9000, 1, 1)),
)
def test_what_has_no_year_has_begun_by_today(text: str, today: date) -> None:
    days = parse_days(text, today=today.isoformat())

    assert days.first <= today.isoformat()
    assert date.fromisoformat(days.first) > today - timedelta(days=9 * 366)
    if text.startswith("last"):
        assert days.last < today.isoformat()


MOMENTS = {
    "yesterday": ("2026-11-23", None),
    "5 march 2020": ("2020-03-05", None),
    "yesterday 9pm": ("2026-11-23", time(21)),
    "yesterday, 9 p.m.": ("2026-11-23", time(21)),
    "9pm yesterday": ("2026-11-23", time(21)),
    "2024-03-05 21:30": ("2024-03-05", time(21, 30)),
    "2024-03-05T21:30:15": ("2024-03-05", time(21, 30, 15)),
    "last friday at 8 in the morning": ("2026-11-20", time(8)),
    "last friday at 8 in the evening": ("2026-11-20", time(20)),
    "last friday at 20:15 in the evening": ("2026-11-20", time(20, 15)),
    "8 o'clock on friday": ("2026-11-20", time(8)),
    "friday at 8 o’clock in the evening": ("2026-11-20", time(20)),
    "march 5 8.15 pm": ("2026-03-05", time(20, 15)),
    "5 march 20:15": ("2026-03-05", time(20, 15)),
    "3 days ago at noon": ("2026-11-21", time(12)),
    "friday 12 am": ("2026-11-20", time(0)),
    "friday 12:30 pm": ("2026-11-20", time(12, 30)),
    "yesterday morning": ("2026-11-23", time(9)),
    "yesterday evening at 8": ("2026-11-23", time(20)),
    "this afternoon at 3": ("2026-11-24", time(15)),
    "tonight": ("2026-11-24", time(22)),
    "last night": ("2026-11-23", time(22)),
    "last night at 11": ("2026-11-23", time(23)),
    # a day to come is one day where one is asked
    "tomorrow at 8 in the morning": ("2026-11-25", time(8)),
    "next friday": ("2026-11-27", None),
    "next week": ("2026-12-01", None),
    "next month": ("2026-12-24", None),
    "next year": ("2027-11-24", None),
    "in 3 days": ("2026-11-27", None),
    # the small hours of a night are on the next calendar day
    "last night at 2": ("2026-11-24", time(2)),
    "friday at 12 at night": ("2026-11-21", time(0)),
    "friday midnight": ("2026-11-21", time(0)),
    # a time alone is the most recent such time
    "8:15": ("2026-11-24", time(8, 15)),
    "20:30": ("2026-11-24", time(20, 30)),
    "20:31": ("2026-11-23", time(20, 31)),
    "noon": ("2026-11-24", time(12)),
    "midnight": ("2026-11-24", time(0)),
    "at 9 pm": ("2026-11-23", time(21)),
    "two hours ago": ("2026-11-24", time(18, 30)),
    "45 minutes ago": ("2026-11-24", time(19, 45)),
}


@pytest.mark.parametrize(("text", "expected"), MOMENTS.items())
def test_moments_are_understood_as_they_are_named(text: str, expected: tuple[str, time | None]) -> None:
    assert parse_moment(text, now=NOW) == Moment(*expected)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("last week", "words.many-days"),
        ("march 9pm", "words.many-days"),
        ("25:00", "words.no-such-time"),
        ("yesterday 9:60", "words.no-such-time"),
        ("yesterday at 24", "words.no-such-time"),
        ("13pm", "words.no-such-time"),
        ("0:30 pm", "words.no-such-time"),
        ("20:00 in the morning", "words.no-such-time"),
        ("yesterday 9", "words.no-date"),
        ("yesterday..today", "words.no-date"),
        ("31 feb 9pm", "words.no-such-day"),
        ("", "words.no-date"),
    ],
)
def test_what_is_no_moment_is_refused(text: str, code: str) -> None:
    with pytest.raises(Misused) as caught:
        parse_moment(text, now=NOW)

    assert caught.value.code == code


def test_where_one_day_is_asked_the_examples_are_days() -> None:
    with pytest.raises(Misused) as one:
        parse_moment("anna", now=NOW)
    with pytest.raises(Misused) as several:
        parse_days("anna", today=TUESDAY)

    assert "2019..2021" not in one.value.next
    assert "2019..2021" in several.value.next
    for shown in one.value.next.removeprefix("write it as ").replace(" or ", ", ").split(", "):
        assert parse_moment(shown, now=NOW)


def test_after_midnight_days_are_counted_from_the_day_that_has_not_ended() -> None:
    late = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

    assert parse_moment("yesterday", now=late, day_start_hour=4) == Moment("2026-11-22", None)
    assert parse_moment("yesterday", now=late) == Moment("2026-11-23", None)
    assert parse_moment("yesterday 9pm", now=late, day_start_hour=4) == Moment("2026-11-22", time(21))
    assert parse_moment("today 5am", now=late, day_start_hour=4) == Moment("2026-11-23", time(5))
    assert parse_moment("00:30", now=late, day_start_hour=4) == Moment("2026-11-24", time(0, 30))
    assert parse_moment("23:00", now=late, day_start_hour=4) == Moment("2026-11-23", time(23))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today 1am", ("2026-11-24", time(1))),  # an hour ago
        ("yesterday 1am", ("2026-11-23", time(1))),  # a day and an hour ago
        ("yesterday at 3 in the morning", ("2026-11-23", time(3))),
        ("tuesday 1am", ("2026-11-24", time(1))),  # it is Tuesday by the calendar
        ("2026-11-23 01:00", ("2026-11-23", time(1))),
        ("midnight today", ("2026-11-24", time(0))),  # two hours ago: it comes after the day named with it
        ("last night at 1", ("2026-11-23", time(1))),
    ],
)
def test_hours_that_belong_to_the_day_before_are_counted_by_the_calendar(text: str, expected: tuple[str, time]) -> None:
    at_two = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    assert parse_moment(text, now=at_two, day_start_hour=4) == Moment(*expected)


def test_hours_ago_are_hours_that_passed_when_the_clocks_changed() -> None:
    after = datetime(2026, 3, 29, 4, 0, tzinfo=ZoneInfo("Europe/Lisbon"))  # at one it became two

    assert parse_moment("4 hours ago", now=after) == Moment("2026-03-28", time(23))


@given(KNOWN_WORDS | st.text(max_size=30), st.datetimes(timezones=st.just(UTC)))
@example("midnight", datetime.max.replace(tzinfo=UTC))
@example("2 hours ago", datetime.min.replace(tzinfo=UTC))
@example("23:59", datetime.min.replace(tzinfo=UTC))
def test_any_text_gives_a_moment_or_is_refused(text: str, now: datetime) -> None:
    try:
        moment = parse_moment(text, now=now)
    except Misused:
        return

    assert date.fromisoformat(moment.day).isoformat() == moment.day


LEADING = {
    "yesterday: we ate late": (Moment("2026-11-23", None), "we ate late"),
    "2024-03-05 21:30: we left": (Moment("2024-03-05", time(21, 30)), "we left"),
    "last friday at 8pm: a: b": (Moment("2026-11-20", time(20)), "a: b"),
    "Monday: rain": (Moment("2026-11-23", None), "rain"),
    "Sun 9pm: rain": (Moment("2026-11-22", time(21)), "rain"),
    "On the 5th of May: rain": (Moment("2026-05-05", None), "rain"),
    "Last night: a dream": (Moment("2026-11-23", time(22)), "a dream"),
    "two hours ago: we left": (Moment("2026-11-24", time(18, 30)), "we left"),
    "2030-01-01: to come": (Moment("2030-01-01", None), "to come"),
    "today 23:00: to come": (Moment("2026-11-24", time(23)), "to come"),
    "yesterday:\n  - milk\n": (Moment("2026-11-23", None), "  - milk\n"),
    "yesterday:\n\n  - milk\n": (Moment("2026-11-23", None), "\n  - milk\n"),
    "yesterday:": (Moment("2026-11-23", None), ""),
}


@pytest.mark.parametrize(("line", "expected"), LEADING.items())
def test_a_text_may_begin_with_its_moment(line: str, expected: tuple[Moment, str]) -> None:
    assert leading_moment(line, now=NOW) == expected


@pytest.mark.parametrize(
    "line",
    [
        "",
        ":",
        "Note: call Ann",
        "yesterday we ate late",
        "yesterday:we ate late",
        "12:30 we left",
        "12:30: we left",
        "Noon: the heat",
        "May: she said",
        "August: he said",
        "Summer: the heat",
        "Sun: it shone",
        "Wed: at last",
        "1st: get up",
        "5: five things",
        "2024: what a year",
        "March 2024: what a month",
        "last week: what a week",
        "one day: I will",
        "the day before: nothing",
        "from monday: new rules",
        "[1] yesterday: a note",
        "5 March 2030: to come",
        "5.3.2030: to come",
        "tomorrow: to come",
        "31 Feb: no such day",
        "03/04/2024: which day",
        "25:00 yesterday: no such time",
        "a line\nyesterday: another",
        "yesterday\n: another",
        "yesterday " * 10 + ": too long",
    ],
)
def test_an_ordinary_beginning_is_left_in_the_text(line: str) -> None:
    assert leading_moment(line, now=NOW) is None


@pytest.mark.parametrize(
    ("line", "mistaken"),
    [
        ("2026-02-30: rain", True),
        ("30 february: rain", True),
        ("2026-13-01 9pm: rain", True),
        ("03/04/2026: rain", True),
        ("2026-02-28: rain", False),
        ("10:75: a quarrel", False),
        ("May: she said", False),
        ("12: a list", False),
        ("She said: no", False),
        ("2026-02-30 rain", False),
    ],
)
def test_a_beginning_that_looks_like_a_day_and_is_none_is_known(line: str, mistaken: bool) -> None:  # noqa: FBT001 - a parameter
    assert bool(mistaken_day(line, now=NOW)) is mistaken


@given(st.text(max_size=80) | st.tuples(KNOWN_WORDS, st.text(max_size=9)).map(": ".join))
def test_no_text_is_refused_or_changed_for_how_it_begins(line: str) -> None:
    led = leading_moment(line, now=NOW)

    assert led is None or line.endswith(led[1])


def test_a_language_names_every_rule_that_there_is_and_no_other() -> None:
    from goldseam.words.calendar_rules import _RULES

    assert {rule for _, rule in ENGLISH.days} == set(_RULES)
