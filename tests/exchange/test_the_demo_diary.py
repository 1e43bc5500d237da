"""The demo diary is one that the house itself can take in."""

import json
from datetime import datetime
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from goldseam.words.day import day_of, instant_of, local_time

KEYS = {"id", "date", "zone", "title", "text", "tags", "journal", "starred"}
LONGEST_LINE = 12_000
Record = dict[str, object]


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return (files("goldseam.exchange.demo") / "diary.jsonl").read_bytes().splitlines()


@pytest.fixture(scope="module")
def diary(lines: list[bytes]) -> list[Record]:
    return [json.loads(line.decode("utf-8")) for line in lines]


def instant(record: Record) -> int:
    return instant_of(datetime.fromisoformat(str(record["date"])), str(record["zone"]))


def test_every_line_is_one_record_of_known_keys(lines: list[bytes], diary: list[Record]) -> None:
    assert all(len(line) < LONGEST_LINE for line in lines)
    assert all({"id", "date", "zone", "text"} <= set(record) <= KEYS for record in diary)
    assert all(str(record["text"]).strip() == record["text"] for record in diary)


def test_there_are_about_ninety_entries_over_fourteen_months(diary: list[Record]) -> None:
    assert 88 <= len(diary) <= 95
    months = {str(record["date"])[:7] for record in diary}
    assert len(months) == 14
    assert (min(months), max(months)) == ("2024-08", "2025-09")


def test_the_ids_count_up_in_the_order_in_which_she_wrote(diary: list[Record]) -> None:
    assert [record["id"] for record in diary] == [f"demo-{number:03}" for number in range(1, len(diary) + 1)]
    assert all(earlier < later for earlier, later in pairwise(instant(record) for record in diary))


def test_every_moment_stood_on_a_clock_where_she_was(diary: list[Record]) -> None:
    for record in diary:
        zone, date = str(record["zone"]), str(record["date"])
        assert local_time(instant(record), zone).isoformat(timespec="minutes")[:16] == date
        assert ZoneInfo(zone).key == zone, "an IANA name, not an offset"
    assert len({record["zone"] for record in diary}) == 5


def test_what_she_wrote_after_midnight_belongs_to_the_day_before(diary: list[Record]) -> None:
    late = [record for record in diary if day_of(instant(record), str(record["zone"])) != str(record["date"])[:10]]
    assert len(late) == 10
    dinner = next(record for record in late if record["id"] == "demo-015")
    assert day_of(instant(dinner), "Europe/Lisbon") == "2024-09-21", "the night of the dinner, a Saturday"


def test_there_are_two_notebooks_and_some_pages_are_starred(diary: list[Record]) -> None:
    assert {record.get("journal", "") for record in diary} == {"", "running"}
    assert 8 <= sum(record.get("starred") is True for record in diary) <= 24


def test_the_year_old_sentences_she_quotes_are_the_ones_she_wrote(diary: list[Record]) -> None:
    text = {record["id"]: str(record["text"]) for record in diary}
    for earlier, later, words in (
        ("demo-001", "demo-084", "I am happy, I think. I write it down because it's hot"),
        ("demo-004", "demo-084", "He meant it. I watched his hands and he meant it."),
        ("demo-013", "demo-092", "I expect I'll curse it by February and be glad by summer."),
        ("demo-025", "demo-092", "or Duarte not meaning it. I can have the damp looked at."),
        ("demo-015", "demo-093", "All evening she looked past my ear."),
    ):
        assert words in text[earlier]
        assert words in text[later]
