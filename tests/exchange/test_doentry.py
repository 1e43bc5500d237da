"""Day One Classic, and jrnl's folders of its kind: a property list to an entry."""

import plistlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from goldseam.exchange.importers import doentry
from goldseam.exchange.incoming import Circumstances, Incoming
from goldseam.exchange.recognise import recognise
from goldseam.words.problem import Problem
from tests.contracts.importer import BAD, ImporterContract
from tests.exchange.diary import DIARY, ZONE, Written

WORDS = b"<plist><dict><key>Entry Text</key><string>%s</string></dict></plist>"
CREATED = datetime(2013, 10, 27, 0, 27, 27)  # noqa: DTZ001 - property lists hold UTC without saying so


def plist(written: Written) -> bytes:
    return plistlib.dumps(
        {
            "UUID": written.id.upper(),
            "Creation Date": written.at.astimezone(UTC).replace(tzinfo=None),
            "Time Zone": ZONE,
            "Entry Text": written.text,
            "Starred": written.starred,
            "Tags": list(written.tags),
            **{name: value for name, value in written.unknown.items() if value is not None},
        }
    )


class TestDoentry(ImporterContract):
    kind = "dayone-classic"

    def said(self, written: Written) -> tuple[str, str]:
        return "", written.text

    def unknown(self, written: Written) -> dict[str, object]:
        return {name: value for name, value in written.unknown.items() if value is not None}

    def write(self, folder: Path, diary: Iterable[Written]) -> Path:
        entries = folder / "Journal.dayone" / "entries"
        entries.mkdir(parents=True)
        for written in diary:
            bad = written is BAD
            path = entries / f"{'B' * 32 if bad else written.id.upper()}.doentry"
            path.write_bytes(b"no property list" if bad else plist(written))
        return entries.parent


def one(folder: Path, data: bytes, *, name: str = "A" * 32) -> Incoming | Problem:
    path = folder / "entries" / f"{name}.doentry"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    (record,) = recognise(str(folder)).records(Circumstances(ZONE))
    return record


@pytest.mark.parametrize(
    ("zone", "day", "note"),
    [
        ("Europe/Stockholm", "2013-10-26", ""),  # the night in which two o'clock came twice
        (None, "2013-10-26", "zone-assumed"),
        ("Nowhere/There", "2013-10-26", "zone-unknown"),
        ("Asia/Tokyo", "2013-10-27", ""),
    ],
)
def test_an_instant_is_the_instant_whatever_the_zone(tmp_path: Path, zone: str | None, day: str, note: str) -> None:
    fields = {"Creation Date": CREATED, "Entry Text": "x", "UUID": "A" * 32} | ({"Time Zone": zone} if zone else {})

    record = one(tmp_path, plistlib.dumps(fields))

    assert isinstance(record, Incoming)
    assert record.content.written_at == round(CREATED.replace(tzinfo=UTC).timestamp() * 1000)
    assert (record.content.day, record.notes) == (day, (note,) if note else ())
    assert note != "zone-unknown" or record.content.extra["Time Zone"] == zone


def test_control_characters_that_xml_forbids_lose_nothing_else(tmp_path: Path) -> None:
    record = one(tmp_path, plist(DIARY[0]).replace(b"Rain", b"R\x0bain"))

    assert isinstance(record, Incoming)
    assert record.content.text == DIARY[0].text.replace("Rain", "R\ufffdain")
    assert record.notes == ("control-characters",)


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE plist [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + WORDS % b"&x;",
        b'<!DOCTYPE plist [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + WORDS % b"&b;",
        b"<plist><dict><key>Entry Text</key></dict></plist>",
        b"<plist>" + b"<array>" * 20_000,
        b"<plist><dict><key>Creation Date</key><date>9999999-01-01T00:00:00Z</date></dict></plist>",
        b"<plist><array/></plist>",
        b"bplist00\xd1\x01\x02",
        b"",
    ],
)
def test_hostile_lists_are_one_bad_record(tmp_path: Path, body: bytes) -> None:
    record = one(tmp_path, body)

    assert isinstance(record, Problem)
    assert "record 1" in record.happened


def test_a_photo_lies_beside_and_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "j" / "photos").mkdir(parents=True)
    (tmp_path / "j" / "photos" / f"{DIARY[0].id.upper()}.jpg").write_bytes(b"\xff\xd8\xff photo")
    (tmp_path / "secret.jpg").write_bytes(b"\xff\xd8\xff not for the journal")
    (tmp_path / "j" / "photos" / f"{'C' * 32}.jpg").symlink_to(tmp_path / "secret.jpg")
    entries = tmp_path / "j" / "entries"
    entries.mkdir()
    (entries / "1.doentry").write_bytes(plist(DIARY[0]))
    (entries / "2.doentry").write_bytes(plist(DIARY[1]._replace(id="C" * 32)))
    (entries / "3.doentry").symlink_to(entries / "1.doentry")

    records = [r for r in recognise(str(tmp_path / "j")).records(Circumstances(ZONE)) if isinstance(r, Incoming)]

    assert [len(record.files) for record in records] == [1, 0]
    with records[0].files[0].open() as photo:
        assert photo.read() == b"\xff\xd8\xff photo"


def test_a_list_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doentry, "PLIST_BYTES_MAX", 100)

    assert isinstance(one(tmp_path, plist(DIARY[0])), Problem)
