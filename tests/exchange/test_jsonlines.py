"""JSON Lines, and an array of the same objects."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from goldseam.exchange.incoming import Circumstances, Incoming
from goldseam.exchange.intake import take_in
from goldseam.exchange.recognise import recognise
from goldseam.keep.vault import Vault
from goldseam.words.problem import Problem
from tests.contracts.importer import BAD, ImporterContract
from tests.exchange.diary import ZONE, Written
from tests.making import NOW, make_vault


def line_of(written: Written) -> dict[str, object]:
    return {
        "id": written.id,
        "date": written.at.date().isoformat() if written.at.hour >= 4 else written.at.isoformat(),
        **({"time": written.at.time().isoformat()} if written.at.hour >= 4 else {}),
        "zone": ZONE,
        "title": written.title,
        "text": written.text,
        "tags": list(written.tags),
        "starred": written.starred,
        **written.unknown,
    }


class TestJsonLines(ImporterContract):
    kind = "jsonlines"

    def write(self, folder: Path, diary: Iterable[Written]) -> Path:
        path = folder / "diary.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for written in diary:
                file.write('{"text": "half' if written is BAD else json.dumps(line_of(written)))
                file.write("\n")
        return path


class TestArray(ImporterContract):
    kind = "jsonlines"

    def write(self, folder: Path, diary: Iterable[Written]) -> Path:
        path = folder / "diary.json"
        with path.open("w", encoding="utf-8") as file:
            for number, written in enumerate(diary):
                file.write(",\n" if number else "[\n")
                file.write("17" if written is BAD else json.dumps(line_of(written), ensure_ascii=False))
            file.write("\n]\n")
        return path


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return make_vault(tmp_path / "vault")


def read(tmp_path: Path, *records: object, zone: str = ZONE) -> list[Incoming | Problem]:
    path = tmp_path / "diary.jsonl"
    first = {"date": "2001-01-01", "text": "so that it is recognised"}
    lines = "".join(json.dumps(record) + "\n" for record in (first, *records))
    path.write_text(lines, encoding="utf-8")
    return list(recognise(str(path)).records(Circumstances(zone)))[1:]


def only(tmp_path: Path, **fields: object) -> Incoming:
    (record,) = read(tmp_path, fields)
    assert isinstance(record, Incoming)
    return record


@pytest.mark.parametrize(
    ("fields", "utc", "zone", "day", "clock"),
    [
        ({"date": "2024-03-01"}, "2024-03-01T12:00:00", ZONE, "2024-03-01", False),
        ({"date": "2024-03-01", "time": "9:05 PM"}, "2024-03-01T21:05:00", ZONE, "2024-03-01", True),
        ({"date": "2024-03-01", "time": "01:30"}, "2024-03-01T01:30:00", ZONE, "2024-03-01", True),
        ({"date": "2024-03-01T01:30"}, "2024-03-01T01:30:00", ZONE, "2024-02-29", True),
        ({"date": "2024-07-01T21:00:05"}, "2024-07-01T20:00:05", ZONE, "2024-07-01", True),
        ({"date": "2024-07-01T21:00:05Z"}, "2024-07-01T21:00:05", ZONE, "2024-07-01", True),
        ({"date": "2024-07-01T21:00:05+05:30"}, "2024-07-01T15:30:05", "+05:30", "2024-07-01", True),
        ({"date": "2024-07-01T21:00", "zone": "Asia/Tokyo"}, "2024-07-01T12:00:00", "Asia/Tokyo", "2024-07-01", True),
        ({"date": "2024-07-01T02:00", "day": "2024-07-01"}, "2024-07-01T01:00:00", ZONE, "2024-07-01", True),
        ({"date": "1666-09-12"}, "1666-09-12T12:36:45", ZONE, "1666-09-12", False),
        ({"date": "2024-W09-5"}, "2024-03-01T12:00:00", ZONE, "2024-03-01", False),
    ],
)
def test_dates_are_read_to_the_second_in_their_zone(
    tmp_path: Path, fields: dict[str, object], utc: str, zone: str, day: str, *, clock: bool
) -> None:
    content = only(tmp_path, text="x", **fields).content

    assert (content.zone, content.day, content.clock) == (zone, day, clock)
    assert content.written_at == round(_utc(utc) * 1000)
    assert "date" not in content.extra


def _utc(said: str) -> float:
    from datetime import UTC, datetime

    return datetime.fromisoformat(said).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("fields", "note", "day"),
    [
        ({"date": "2024-02-31"}, "dated-by-record-before", "2001-01-01"),
        ({"date": None}, "dated-by-record-before", "2001-01-01"),
        ({"date": "2024-03-01T24:61"}, "time-not-understood", "2024-03-01"),
        ({"date": "2024-03-01", "time": "in the evening"}, "time-not-understood", "2024-03-01"),
        ({"date": "2024-03-01T10:00", "zone": "Mars/Base"}, "zone-unknown", "2024-03-01"),
        ({"date": "2024-03-31T01:30"}, "hour-missing", "2024-03-30"),
        ({"date": "2024-10-27T01:30"}, "hour-twice", "2024-10-26"),
        ({"date": "2024-07-01T10:00+05:00", "zone": ZONE}, "zone-disagrees", "2024-07-01"),
    ],
)
def test_what_cannot_be_understood_is_kept_and_noted(
    tmp_path: Path, fields: dict[str, object], note: str, day: str
) -> None:
    record = only(tmp_path, text="x", **fields)

    assert note in record.notes
    assert record.content.day == day
    kept = record.content.extra
    assert isinstance(kept["goldseam"], dict)
    assert note in kept["goldseam"]["notes"]
    assert {name: said for name, said in fields.items() if said is not None}.items() <= kept.items()


def test_a_field_of_our_own_label_is_not_lost(tmp_path: Path) -> None:
    record = only(tmp_path, text="x", date="not one", goldseam="hers")

    assert record.content.extra["goldseam"] == {"notes": ["dated-by-record-before"], "was": "hers"}


def test_broken_characters_are_mended_and_said(tmp_path: Path) -> None:
    path = tmp_path / "diary.jsonl"
    path.write_bytes(
        b'{"text": "caf\xe9", "date": "2024-01-01"}\n'
        b'{"text": "half \\ud83d here", "date": "2024-01-01"}\n'
        b'{"text": "whole \\ud83d\\ude00", "date": "2024-01-01"}\n'
        b'{"text": "nul \\u0000", "date": "2024-01-01", "date": "2024-01-02"}\n'
    )

    records = [record for record in recognise(str(path)).records(Circumstances(ZONE)) if isinstance(record, Incoming)]

    assert [record.content.text for record in records] == ["café", "half \ufffd here", "whole 😀", "nul \0"]
    assert [set(record.notes) - {"zone-assumed"} for record in records] == [
        {"bytes-not-utf8"},
        {"half-characters"},
        set(),
        {"holds-nul", "names-repeated"},
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_seen(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "diary.jsonl"
    path.write_text('{"text": "música ❤️", "date": "2024-01-01"}\n' * 2, encoding=encoding)

    records = list(recognise(str(path)).records(Circumstances(ZONE)))

    assert [record.content.text for record in records if isinstance(record, Incoming)] == ["música ❤️"] * 2


def test_hostile_json_is_one_bad_record(tmp_path: Path) -> None:
    path = tmp_path / "diary.jsonl"
    good = '{"text": "good", "date": "2024-01-01"}\n'
    bad = ["[" * 100_000, '{"text": ' * 5_000, "null", '"text"', '{"text": 3}', '{"title": null}', "{", "\x00"]
    numbers = f'{{"text": "n", "date": "2024-01-02", "n": {"9" * 6000}, "x": 1e999, "y": NaN}}\n'
    path.write_text(good + "\n".join(bad) + "\n" + numbers + good, encoding="utf-8")

    records = list(recognise(str(path)).records(Circumstances(ZONE)))

    assert [isinstance(record, Problem) for record in records] == [False, *[True] * len(bad), False, False]
    numbered = records[-2]
    assert isinstance(numbered, Incoming)
    assert numbered.content.extra["n"] == "9" * 6000
    assert (numbered.content.extra["x"], numbered.content.extra["y"]) == ("1e999", "NaN")


def test_an_id_that_comes_twice_is_two_entries_unless_they_say_the_same(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "diary.jsonl"
    lines = [{"id": "1", "date": "2024-01-01", "text": text} for text in ("one", "another", "one", "another", "third")]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")

    first, again = (
        list(take_in(vault, recognise(str(path)).records(Circumstances(ZONE)), now_ms=NOW + run)) for run in range(2)
    )

    assert [row.outcome for row in first] == ["imported", "imported", "skipped", "skipped", "imported"]
    assert ["id-repeated" in row.notes for row in first] == [False, True, False, False, True]
    assert {row.outcome for row in again} == {"skipped"}
    assert sorted(entry.content.text for entry in vault.iter_entries()) == ["another", "one", "third"]


def test_what_changed_in_the_source_is_merged_and_what_she_changed_stays(tmp_path: Path, vault: Vault) -> None:
    from goldseam.write.entries import Entries

    path = tmp_path / "diary.jsonl"
    path.write_text('{"id": "1", "date": "2024-01-01", "text": "The sea was grey and cold."}\n', encoding="utf-8")
    list(take_in(vault, recognise(str(path)).records(Circumstances(ZONE)), now_ms=NOW))
    (entry,) = vault.iter_entries()
    Entries(vault).change(entry.id, now_ms=NOW + 1, text="The sea was grey and cold. We swam.")
    path.write_text('{"id": "1", "date": "2024-01-01", "text": "The sea was green and cold."}\n', encoding="utf-8")

    rows = list(take_in(vault, recognise(str(path)).records(Circumstances(ZONE)), now_ms=NOW + 2))

    assert [row.outcome for row in rows] == ["merged"]
    assert [entry.content.text for entry in vault.iter_entries()] == ["The sea was green and cold. We swam."]
