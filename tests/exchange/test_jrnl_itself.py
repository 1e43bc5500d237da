"""Journals that the real jrnl wrote (tests/exchange/jrnl/make.py) say here what jrnl says of them."""

import json
from pathlib import Path

import pytest

from goldseam.exchange.incoming import Circumstances, Incoming
from goldseam.exchange.recognise import recognise
from goldseam.words.day import local_time
from goldseam.words.secret import Secret
from tests.exchange.diary import ZONE

FOLDER = Path(__file__).parent / "jrnl"
PASSWORD = Secret(b"only for a test")
TEXTS = [
    "plain.txt",
    "half-day.txt",
    "american.txt",
    "german.txt",
    "wordy.txt",
    "folder",
    "locked-2.txt",
    "locked-3.txt",
]
JOURNALS = [*TEXTS, "old.dayone", "export.json"]
Said = tuple[str, str, bool, tuple[str, ...]]


def said_by_jrnl(name: str) -> list[Said]:
    """When, the words, starred, tags. That the sign of a tag may be # too, only one configuration knew."""
    said = json.loads((FOLDER / "said.json").read_text(encoding="utf-8"))
    entries = said.get(name.removesuffix(".txt"), said["plain"])["entries"]
    tags = {entry["date"] + entry["time"]: entry["tags"] for entry in said["american"]["entries"]}
    return [
        (
            f"{entry['date']} {entry['time']}",
            "".join((entry["title"] + entry["body"]).split()),
            entry["starred"],
            tuple(sorted(tag[1:].lower() for tag in tags[entry["date"] + entry["time"]])),
        )
        for entry in entries
    ]


def read(name: str) -> list[Said]:
    circumstances = Circumstances(ZONE, password=PASSWORD)
    records = list(recognise(str(FOLDER / name)).records(circumstances))
    return sorted(
        (
            f"{local_time(record.content.written_at, record.content.zone).astimezone(LISBON):%Y-%m-%d %H:%M}",
            "".join((record.content.title + record.content.text).split()),
            record.content.starred,
            tuple(sorted(tag.lower() for tag in record.content.tags)),
        )
        for record in records
        if isinstance(record, Incoming)
    )


LISBON = local_time(0, ZONE).tzinfo


@pytest.mark.parametrize("name", JOURNALS)
def test_we_say_of_a_journal_what_jrnl_says(name: str) -> None:
    ours, theirs = read(name), sorted(said_by_jrnl(name))

    assert [entry[:2] for entry in ours] == [entry[:2] for entry in theirs]
    assert [entry[2] for entry in ours] == [entry[2] for entry in theirs]
    if name in TEXTS:  # the others hold the tags that jrnl saw, and # was none to it
        assert [entry[3] for entry in ours] == [entry[3] for entry in theirs]


def test_one_journal_in_seven_shapes_is_one() -> None:
    kinds = [name for name in JOURNALS if name != "old.dayone"]
    ids = [
        {record.source_id for record in recognise(str(FOLDER / name)).records(Circumstances(ZONE, password=PASSWORD))
         if isinstance(record, Incoming)}
        for name in kinds
    ]  # fmt: skip

    assert all(found == ids[0] for found in ids)
