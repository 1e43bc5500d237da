"""From words typed to an entry: which day and time they name, and which tags."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from goldseam.command import edit, write
from goldseam.command.composing import content_of, understood, with_words_understood
from goldseam.command.options import parse
from goldseam.words.entry import Content
from goldseam.words.problem import Misused
from tests.making import ZONE, words

TUESDAY = "2026-11-24 14:00"
AT_TWO = "2026-11-24 02:00"


def instant(local: str) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)


def written(text: str, *options: str, at: str = TUESDAY, hour: int = 4) -> Content:
    """The content that a text becomes."""
    arguments = parse(write.COMMAND, list(options))
    return content_of(understood(arguments, text, ZONE, hour, typed_at=instant(at)), hour)


@pytest.mark.parametrize(
    ("text", "local", "day"),
    [
        ("yesterday 9pm: x", "2026-11-23 21:00", "2026-11-23"),
        ("yesterday 1am: x", "2026-11-23 01:00", "2026-11-22"),
        ("friday midnight: x", "2026-11-21 00:00", "2026-11-20"),
        ("friday at 2 at night: x", "2026-11-21 02:00", "2026-11-20"),
        ("last night at 2: x", "2026-11-24 02:00", "2026-11-23"),
        ("2026-11-23 01:00: x", "2026-11-23 01:00", "2026-11-22"),
        ("2026-11-23 04:00: x", "2026-11-23 04:00", "2026-11-23"),
        ("yesterday: x", TUESDAY, "2026-11-23"),
    ],
)
def test_a_time_that_is_named_falls_into_the_day_it_would_have_been_written_in(text: str, local: str, day: str) -> None:
    content = written(text)

    assert content.text == "x"
    assert content.day == day
    assert content.written_at == instant(local)
    assert written("x", "--date", text.removesuffix(": x")) == content


def test_who_has_her_day_begin_at_midnight_has_the_calendars_days() -> None:
    assert written("friday midnight: x", hour=0).day == "2026-11-21"
    assert written("yesterday 1am: x", hour=0).day == "2026-11-23"


@pytest.mark.parametrize(
    ("text", "local", "day"),
    [
        ("x", AT_TWO, "2026-11-23"),
        ("today: x", AT_TWO, "2026-11-23"),
        ("today 1am: x", "2026-11-24 01:00", "2026-11-23"),
        ("today 9pm: x", "2026-11-23 21:00", "2026-11-23"),
        ("yesterday 1am: x", "2026-11-23 01:00", "2026-11-22"),
    ],
)
def test_at_two_in_the_night_today_is_the_day_that_has_not_ended(text: str, local: str, day: str) -> None:
    content = written(text, at=AT_TWO)

    assert (content.written_at, content.day) == (instant(local), day)


def test_a_day_that_is_none_is_refused_when_it_is_asked_for_and_left_in_a_text() -> None:
    with pytest.raises(Misused):
        written("x", "--date", "31 feb")
    assert written("31 Feb: x").text == "31 Feb: x"


def test_words_with_a_sign_and_named_tags_are_tags_once_each() -> None:
    content = written("with #bea and #tom, not a#b or #1", "--tag", "#bea", "--tag", " sea side ")

    assert content.tags == ("bea", "sea side", "tom")
    assert content.text == "with #bea and #tom, not a#b or #1"


def test_a_draft_found_again_counts_days_from_when_it_was_begun() -> None:
    draft = words("yesterday: with #bea", at=instant("2026-11-10 12:00"), tags=("sea",))

    content = with_words_understood(draft, 4)

    assert (content.text, content.day, content.tags) == ("with #bea", "2026-11-09", ("sea", "bea"))
    assert content.written_at == draft.written_at
    assert with_words_understood(words("plain"), 4) == words("plain")


def test_a_time_given_to_an_entry_is_its_time_and_a_day_leaves_the_time_alone() -> None:
    before = words("x", at=instant(TUESDAY))

    def edited(when: str, hour: int = 4) -> Content:
        return edit.with_options(before, parse(edit.COMMAND, ["id", "--date", when]), hour)

    assert edited("2026-11-21 00:30") == before._replace(written_at=instant("2026-11-21 00:30"), day="2026-11-20")
    assert edited("2026-11-21 00:30", hour=0).day == "2026-11-21"
    assert edited("2026-11-20") == before._replace(day="2026-11-20")
