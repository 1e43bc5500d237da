"""What holds for the times of any text: nothing raises, each stands where it says, the cost is linear."""

import re
import tomllib
import tracemalloc
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import goldseam.read.times as times_module
from data.reading import values
from goldseam.read.passage import Passage, Setting
from goldseam.read.readers.times import read
from goldseam.read.times.conventions import conventions, window
from goldseam.read.times.language import Language, load_language
from goldseam.read.times.meanings import MEANINGS
from goldseam.read.times.meanings.days import easter
from goldseam.read.times.reading import times_in
from goldseam.read.times.timex import class_of, duration, interval_of, shifted_months, week_of
from goldseam.words.finding import Finding, Time
from tests.read.growing import grows_as_its_text

CASES = Path(__file__).parent / "cases"
ENGLISH = load_language("en")
WORDS = sorted({*ENGLISH.words, *ENGLISH.capital, *(word.title() for word in ENGLISH.capital)})
FIGURES = ["3", "31", "2024", "0415", "99:99", "25:61", "7.30", "1/2/03", "2024-02-30", "9999", "10000", "1h10", "'04"]
SIGNS = [".", ",", "-", "—", "’s", "'", "\n", "\n\n", "“", "”", "🎉", "½", "(", ")", "\u2028", "\x00"]
texts = st.lists(st.sampled_from(WORDS + FIGURES + SIGNS) | st.text(max_size=6), max_size=25).map(" ".join)
settings = st.builds(
    Setting,
    st.dates(),
    st.none() | st.times(),
    st.sampled_from(["UTC", "Europe/London", "America/New_York", "Pacific/Auckland", "+02:00", "Nowhere/At_All"]),
)


def times(text: str, setting: Setting) -> list[tuple[Finding, Time]]:
    passage = Passage(text, setting)
    read(passage)
    return passage.times()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@given(texts, settings)
@example("on the 31st of February at 25:61", Setting(date.max, time(3), "UTC"))
@example("tomorrow, next week, in 99999 years and 99999999999999999999 centuries ago", Setting(date.max, None, "UTC"))
@example("yesterday, last year, three thousand years ago, last night at midnight", Setting(date.min, time(0), "UTC"))
@example("from 9 to 5, between 24 and 25, at 0 o'clock, half past 0", Setting(date(2024, 3, 7), None, "UTC"))
def test_no_text_raises_and_every_time_stands_where_it_says(text: str, setting: Setting) -> None:
    found = times(text, setting)

    ids = {one.id for one, _ in found}
    end = 0
    for one, told in found:
        assert text[one.span.start : one.span.end] == one.words
        assert one.span.start >= end, "no two share a letter"
        end = one.span.end
        assert told.anchor in {"entry", "event", "life", "none"} | ids
        assert (told.first is None) == (told.end is None)
        if told.first is not None and told.end is not None:
            assert moment(told.first) < moment(told.end)
            assert date(1000, 1, 1) <= moment(told.first).date()
        assert one.source.startswith("time.")


@given(texts, settings)
def test_every_value_has_a_form_that_the_specification_knows(text: str, setting: Setting) -> None:
    for one, told in times(text, setting):
        if told.value is None:
            continue
        covered = None if told.time_class == "set" or told.convention else (told.first, told.end)
        if told.value.startswith("P") or told.value.endswith("_REF"):
            continue
        assert values.class_of(told.value) in {told.time_class, "date", "time"}, one
        if covered is not None and covered != (None, None):
            assert values.interval(told.value) == covered


@given(texts, settings)
def test_what_is_found_does_not_depend_on_what_stands_in_another_paragraph(text: str, setting: Setting) -> None:
    after_it = "\n\nNothing was to be seen of her and nobody said so.\n\nI saw her yesterday."

    last = times(text + after_it, setting)[-1:]

    if setting.day > date(1000, 1, 2):
        assert [(one.words, told.value) for one, told in last] == [
            ("yesterday", (setting.day - timedelta(days=1)).isoformat())
        ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "the " * 25_000,
        "at " * 33_000,
        "a quarter to " * 8_000,
        "from nine to " * 8_000,
        "1 " * 50_000,
        "Monday " * 14_000,
        "every second ",
        "," * 100_000,
        "." * 100_000,
        "\n" * 100_000,
        "-" * 100_000,
        "9" * 100_000,
        "twenty-" * 14_000,
        "I saw her on Monday and she will come on Friday at five " * 1_800,
        "ICH SAH SIE GESTERN UM FÜNF. " * 3_400,
        "昨日彼女に会った。" * 11_000,
        "🎉🎄" * 50_000,
    ],
    ids=lambda text: repr(text[:16]),
)
def test_the_cost_of_a_hundred_thousand_characters_of_anything_grows_as_they_do(text: str) -> None:
    assert grows_as_its_text(_times_of, text)


def test_the_cost_of_many_entries_grows_as_they_do() -> None:
    entry = " ".join(
        line.partition(" = ")[0].replace("[", "").replace("]", "")
        for path in sorted(CASES.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("==")
    )

    assert grows_as_its_text(_times_of, entry * 16)


def _times_of(text: str) -> None:
    times_in(text, Setting(date(2024, 3, 7)), ENGLISH)


def test_a_reading_leaves_none_of_her_words_behind() -> None:
    setting = Setting(date(2024, 3, 7))
    text = " ".join(f"zz{number}yesterday" for number in range(8_000))
    times_in("warm yesterday", setting, ENGLISH)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()

    times_in(text, setting, ENGLISH)

    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 100_000


def test_code_tables_and_verses_are_not_read() -> None:
    text = "```\nstarted yesterday\n```\nI saw her today."

    assert [one.words for one, _ in times(text, Setting(date(2024, 3, 7)))] == ["today"]


def test_every_rule_of_the_file_is_read_by_a_function_that_is_there() -> None:
    assert {rule.means for rule in ENGLISH.rules} == set(MEANINGS)


def test_every_word_list_of_the_file_is_used() -> None:
    folder = Path(times_module.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    written = tomllib.loads((folder / "en.toml").read_text(encoding="utf-8"))
    rows = [
        row for rule in written["rules"] for row in (rule["row"] if isinstance(rule["row"], list) else [rule["row"]])
    ]
    said = " ".join([*rows, *written["parts"].values()])

    assert [name for name in written["cues"] if f'"{name}"' not in code] == []
    assert [name for name in written["parts"] if f"{{{name}" not in said] == []
    assert [
        name for name in written["kinds"] if not re.search(rf"[<|]{name}[>|:]", said) and f'"{name}"' not in code
    ] == []


def test_every_rule_can_be_matched_alone() -> None:
    """A rule whose row could never fit would be a rule that nobody tests."""
    for rule in ENGLISH.rules:
        assert not rule.pattern().match(""), rule


def test_a_language_that_has_no_file_is_refused_by_name() -> None:
    with pytest.raises(FileNotFoundError):
        load_language("xx")


def test_words_are_of_the_kinds_the_file_says() -> None:
    def kinds(token: str, language: Language = ENGLISH) -> frozenset[str]:
        return frozenset(kind for kind in language.kinds_of(token) if kind[0] != "=")

    assert "month" in kinds("May")
    assert "month" not in kinds("may")
    assert "month" in kinds("june")
    assert kinds("walked") == {"ended"}
    assert kinds("Zebedee") == {"name"}
    assert kinds("Monday’s") == {"weekday"}
    assert "unit" in kinds("year's")


@given(st.dates(date(1000, 1, 1), date(9990, 12, 31)), st.integers(-11_000, 11_000))
def test_a_month_away_is_a_day_of_that_month(day: date, months: int) -> None:
    try:
        there = shifted_months(day, months)
    except ValueError:
        return

    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day <= day.day
    assert there.day == day.day or (there + timedelta(days=1)).day == 1


@given(st.dates(date(1001, 1, 1), date(9990, 12, 31)))
def test_an_interval_holds_the_day_it_was_made_of(day: date) -> None:
    for value in (day.isoformat(), week_of(day), day.isoformat()[:7], day.isoformat()[:4], day.isoformat()[:3]):
        covered = interval_of(value)

        assert covered is not None
        assert covered[0] <= day.isoformat() < covered[1]


@pytest.mark.parametrize(
    ("year", "day"),
    # The tables of the Book of Common Prayer, and the earliest and latest that Easter can be.
    [
        (1818, "03-22"),
        (1943, "04-25"),
        (2000, "04-23"),
        (2008, "03-23"),
        (2024, "03-31"),
        (2025, "04-20"),
        (2038, "04-25"),
    ],
)
def test_easter_is_where_the_tables_have_it(year: int, day: str) -> None:
    assert easter(year).isoformat() == f"{year}-{day}"


@pytest.mark.parametrize(
    ("count", "unit", "value"),
    [
        (3, "W", "P3W"),
        (1, "F", "P2W"),
        (0.5, "H", "PT30M"),
        (1.5, "H", "PT90M"),
        (2.5, "H", "PT2.5H"),
        (0.5, "Y", "P6M"),
        (2, "DE", "P20Y"),
        (1, "CE", "P100Y"),
        (2, "Q", "P6M"),
        (None, "D", "PXD"),
        (None, "M", "PTXM"),
        (None, "Y", "PXY"),
        (10_000_000, "D", "P10000000D"),
    ],
)
def test_a_duration_is_written_as_timex3_has_it(count: float | None, unit: str, value: str) -> None:
    assert duration(count, unit) == value
    assert class_of(value) == "duration"


@pytest.mark.parametrize(
    ("text", "words", "value", "convention", "first", "end"),
    [
        ("We'll marry in the summer.", "the summer", "2024-SU", "summer", "2024-06-01", "2024-09-01"),
        ("Last winter I froze.", "Last winter", "2023-WI", "winter", "2023-12-01", "2024-03-01"),
        ("I'll ask her after the summer.", "the summer", "2024-SU", "after-season", "2024-09-01", "2024-11-01"),
        ("I must ask before the spring.", "the spring", "2024-SP", "before-season", "2024-01-30", "2024-03-01"),
        ("In the coming weeks I'll ask.", "the coming weeks", "FUTURE_REF", "coming-weeks", "2024-03-08", "2024-04-05"),
        ("He left weeks ago.", "weeks ago", None, "weeks-ago", "2024-02-01", "2024-02-23"),
        ("One of these days I'll ask.", "One of these days", "FUTURE_REF", None, None, None),
        ("He left a while ago.", "a while ago", None, None, None, None),
    ],
)
def test_words_without_edges_get_a_window_that_is_named_or_none(
    text: str, words: str, value: str | None, convention: str | None, first: str | None, end: str | None
) -> None:
    found = times(text, Setting(date(2024, 3, 7), None, "Europe/London"))

    assert [(one.words, told.value, told.convention, told.first, told.end) for one, told in found] == [
        (words, value, convention, first, end)
    ]


def test_a_window_is_hers_to_change() -> None:
    setting = Setting(date(2024, 3, 7), None, "Europe/London", {"summer": (7, 7), "coming-weeks": (7, 13)})

    found = [told for _, told in times("In the coming weeks, or in the summer, we'll marry.", setting)]

    assert [(told.first, told.end) for told in found] == [("2024-03-14", "2024-03-21"), ("2024-07-01", "2024-08-01")]


def test_in_the_south_no_window_is_proposed_for_a_season() -> None:
    [(_, told)] = times("We'll marry in the summer.", Setting(date(2024, 3, 7), None, "Pacific/Auckland"))

    assert (told.first, told.end, told.convention) == (None, None, None)


def test_every_convention_has_its_bounds_in_order() -> None:
    for name in conventions():
        covered = window(name, date(2024, 3, 7), {})

        assert covered is not None
        assert covered[0] < covered[1]
