"""Days of the Julian calendar: turned back where she asks, named where an entry itself tells."""

import json
import lzma
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from goldseam.exchange.incoming import Circumstances, Incoming
from goldseam.exchange.intake import take_in
from goldseam.exchange.old_style import begins_with_old_day
from goldseam.exchange.recognise import recognise
from goldseam.exchange.report import IMPORTED, MERGED, Report
from goldseam.find.search import Find
from goldseam.words.julian import JulianDay, julian_day, lived_day
from tests.exchange.diary import ZONE
from tests.exchange.test_goldseam import DIARIES
from tests.making import NOW, UNHIDDEN, make_vault


@pytest.mark.parametrize(
    ("today", "then"),
    [
        ("1666-09-12", "1666-09-02"),  # the fire of London
        ("1660-01-11", "1660-01-01"),
        ("1752-09-14", "1752-09-03"),  # England's first day of the new calendar
        ("1582-10-15", "1582-10-05"),  # Rome's
        ("1917-11-07", "1917-10-25"),  # the October revolution
        ("1700-03-10", "1700-02-28"),
        ("1700-03-12", "1700-03-01"),
        ("0250-06-15", "0250-06-15"),  # the calendars agree in the third century
        ("0001-01-01", "0001-01-03"),
        ("9999-12-31", "9999-10-19"),
    ],
)
def test_what_the_julian_calendar_called_a_day(today: str, then: str) -> None:
    assert julian_day(today) == then


def test_a_day_that_todays_calendar_never_had_is_left() -> None:
    assert julian_day("1700-03-11") == ""


@given(st.dates(date(5, 1, 1), date(9990, 1, 1)))
def test_day_follows_day(today: date) -> None:
    """Each day is the day after the one before, also over the ends of months and years."""
    first, second = julian_day(today.isoformat()), julian_day((today + timedelta(days=1)).isoformat())
    if first and second:
        assert date.fromisoformat(second) - date.fromisoformat(first) == timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2nd (Lord’s day). Some of our maids sitting up late", True),
        ("Sept. 2nd. Up early", True),
        ("\n\n2nd. Up", True),
        ("12th. Up", False),
        ("3rd. Up", False),
        ("2 letters came", False),
        ("The 2nd of them", False),
        ("", False),
    ],
)
def test_an_entry_that_begins_with_its_day_tells(text: str, *, says: bool) -> None:
    assert begins_with_old_day(text, "1666-09-12") is says


def pepys(tmp_path: Path, *, old_style: bool) -> list[Incoming]:
    path = tmp_path / "pepys.jsonl"
    lines = [
        {"id": "a", "date": "1666-09-12", "text": "2nd (Lord’s day). A great fire."},
        {"id": "b", "date": "1666-09-13", "text": "About four o’clock in the morning, a cart."},
        {"id": "c", "date": "2024-09-12", "text": "2nd. A day of ours."},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    circumstances = Circumstances(ZONE, old_style=old_style)
    return [record for record in recognise(str(path)).records(circumstances) if isinstance(record, Incoming)]


def test_days_stay_as_the_source_has_them_unless_she_asks(tmp_path: Path) -> None:
    records = pepys(tmp_path, old_style=False)

    assert [record.content.day for record in records] == ["1666-09-12", "1666-09-13", "2024-09-12"]
    assert ["looks-old-style" in record.notes for record in records] == [True, False, False]
    assert not any("goldseam" in record.content.extra for record in records)


def test_asked_for_her_days_are_hers_and_the_instants_stay(tmp_path: Path) -> None:
    as_dated, records = pepys(tmp_path, old_style=False), pepys(tmp_path, old_style=True)

    assert [record.content.day for record in records] == ["1666-09-02", "1666-09-03", "2024-08-30"]
    assert [r.content.written_at for r in records] == [r.content.written_at for r in as_dated]
    assert all(record.content.extra["goldseam"] == {"notes": ["day-old-style"]} for record in records)
    assert [record.source_id for record in records] == [record.source_id for record in as_dated]


@pytest.mark.skipif(not DIARIES.is_dir(), reason="the diaries in the public domain are not beside the tree")
def test_the_real_diary_tells_her_of_the_option_and_with_it_shows_the_fire_on_its_day(tmp_path: Path) -> None:
    source = tmp_path / "pepys.jsonl"
    source.write_bytes(lzma.decompress((DIARIES / "pepys.jsonl.xz").read_bytes()))
    vault = make_vault(tmp_path / "vault")

    def brought_in(*, old_style: bool) -> Report:
        report = Report()
        records = recognise(str(source)).records(Circumstances("Europe/London", old_style=old_style))
        for row in take_in(vault, records, now_ms=NOW):
            report.add(row)
        return report

    plain, asked = brought_in(old_style=False), brought_in(old_style=True)
    (hit,) = Find(vault).entries("on:1666-09-02", today="2026-01-01", sight=UNHIDDEN).hits

    assert (plain.counts[IMPORTED], asked.counts[MERGED]) == (3413, 3413)
    (told,) = [line for line in plain.lines() if "--old-style" in line]
    assert int(told.split()[0]) > 3400
    assert not [line for line in asked.lines() if "--old-style" in line]
    assert "lamentable fire" in hit.entry.content.text
    vault.close()


@given(st.dates(date(1500, 1, 31), date(1923, 12, 31)), st.integers(-12, 11))
def test_a_day_of_the_julian_calendar_keeps_the_weekday_it_had(today: date, hours: int) -> None:
    written_at = int((datetime(today.year, today.month, today.day, 12 + hours, tzinfo=UTC)).timestamp() * 1000)
    then = julian_day(today.isoformat())
    assume(then)

    shown = lived_day(then, written_at)

    assert (shown.isoformat(), shown.weekday()) == (then, today.weekday())
    assert lived_day(today.isoformat(), written_at).weekday() == today.weekday()


def test_the_fire_broke_out_on_a_sunday() -> None:
    fire = JulianDay(1666, 9, 2)

    assert fire.weekday() == date(1666, 9, 12).weekday() == 6
    assert date(1666, 9, 2).weekday() == 3
