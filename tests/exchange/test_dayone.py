"""Day One: JSON alone, in a folder, zipped; and what its apps of several years wrote into it."""

import hashlib
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from goldseam.exchange.incoming import Circumstances, Incoming
from goldseam.exchange.intake import take_in
from goldseam.exchange.recognise import recognise
from goldseam.exchange.report import FAILED, IMPORTED, MERGED, SKIPPED
from goldseam.keep.blobs import Blobs
from goldseam.words.problem import Misused, Problem
from goldseam.write.location import has_location
from tests.contracts.importer import BAD, ImporterContract
from tests.exchange.diary import ZONE, Written, kept
from tests.exchange.jrnl_writing import utc_text
from tests.making import NOW, make_vault
from tests.write import taken

HEAD = '{"metadata": {"version": "1.0"}, "entries": [\n'


def entry(written: Written) -> object:
    """An entry as Day One writes it."""
    if written is BAD:
        return 17
    return {
        "uuid": written.id.upper(),
        "creationDate": utc_text(written),
        "modifiedDate": utc_text(written),
        "timeZone": ZONE,
        "text": written.text,
        "tags": list(written.tags),
        "starred": written.starred,
        "isPinned": False,
        **written.unknown,
    }


def document(diary: Iterable[Written]) -> Iterable[str]:
    """The whole JSON, in pieces."""
    yield HEAD
    for number, written in enumerate(diary):
        yield (",\n" if number else "") + json.dumps(entry(written), ensure_ascii=False)
    yield "\n]}\n"


class DayOneContract(ImporterContract):
    kind = "dayone"

    def said(self, written: Written) -> tuple[str, str]:
        return "", written.text


class TestJson(DayOneContract):
    def write(self, folder: Path, diary: Iterable[Written]) -> Path:
        path = folder / "Journal.json"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(document(diary))
        return path


class TestFolder(DayOneContract):
    def write(self, folder: Path, diary: Iterable[Written]) -> Path:
        root = folder / "export"
        root.mkdir()
        with (root / "Journal.json").open("w", encoding="utf-8") as file:
            file.writelines(document(diary))
        return root


class TestZip(DayOneContract):
    def write(self, folder: Path, diary: Iterable[Written]) -> Path:
        path = folder / "export.zip"
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open("Journal.json", "w", force_zip64=True) as file,
        ):
            for piece in document(diary):
                file.write(piece.encode())
        return path


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(200))
MP3 = b"ID3\x04" + bytes(300)
MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(400)
PDF = b"%PDF-1.4\n" + bytes(100)

NEW = {
    "uuid": "4F1A2B3C4D5E6F708192A3B4C5D6E7F8",
    "creationDate": "2023-08-14T16:05:09Z",
    "modifiedDate": "2023-08-15T07:00:00Z",
    "timeZone": "America/Sao_Paulo",
    "creationDevice": "Inês’s phone",
    "creationDeviceType": "iPhone",
    "creationOSVersion": "16.5",
    "starred": True,
    "isPinned": True,
    "isAllDay": False,
    "editingTime": 41.5,
    "duration": 0,
    "richText": '{"meta":{"version":1},"contents":[{"text":"Ferry\\n"}]}',
    "text": "Ferry\\. Rain on deck\\!\n\n![](dayone-moment://A1)\n\n![](dayone-moment:/audio/B2)\n\n"
    "![](dayone-moment:/video/C3)\n\n![](dayone-moment:/pdfAttachment/D4)\n\n![](dayone-moment://LOST)\n"
    "\\- not a list\n`a\\.b` stays",
    "tags": ["travel", "sea and salt"],
    "location": {"latitude": -23.96, "longitude": -46.33, "placeName": "Cais", "region": {"radius": 75}},
    "weather": {"temperatureCelsius": 21, "conditionsDescription": "Drizzle"},
    "userActivity": {"stepCount": 1200, "activityName": "Walking"},
    "photos": [
        {"identifier": "A1", "md5": "aa11", "type": "jpeg", "filename": "IMG_0042.JPG", "orderInEntry": 0},
        {"identifier": "A1B", "md5": "aa11", "type": "jpeg", "filename": "IMG_0042.JPG", "orderInEntry": 1},
        {"identifier": "LOST", "md5": "ee55", "type": "jpeg"},
    ],
    "audios": [{"identifier": "B2", "md5": "bb22", "format": "m4a"}],
    "videos": [{"identifier": "C3", "md5": "cc33", "type": "mp4"}],
    "pdfAttachments": [{"identifier": "D4", "md5": "dd44", "type": "pdf", "pdfName": "ticket"}],
}
OLD = {
    "uuid": "0123456789ABCDEF0123456789ABCDEF",
    "creationDate": "2016-02-29T23:30:00Z",
    "starred": False,
    "text": "Written before zones were kept",
    "weather": {"pressureMB": 1012.5},
}
EMPTY = {"uuid": "AB", "creationDate": "2031-01-01T10:00:00Z", "timeZone": "Nowhere/At_All", "v": {}, "pinned": False}
RICH = {"uuid": "CD", "creationDate": "2023-08-14T16:05:09Z", "richText": NEW["richText"], "timeZone": ZONE}
ALL_DAY = {**RICH, "uuid": "EF", "isAllDay": True, "text": "A day", "timeZone": ZONE}
MEDIA = {
    "photos/aa11.jpeg": JPEG,
    "audios/bb22.m4a": MP3,
    "videos/cc33.mp4": MP4,
    "pdfs/dd44.pdf": PDF,
}


def made_zip(path: Path, files: Mapping[str, object]) -> Path:
    """A zip file; what is not bytes becomes JSON."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in files.items():
            archive.writestr(name, value if isinstance(value, bytes) else json.dumps(value))
    return path


def export(*entries: object) -> dict[str, object]:
    return {"metadata": {"version": "1.0"}, "entries": list(entries)}


def records(path: Path) -> list[Incoming | Problem]:
    source = recognise(str(path))
    assert source.kind == "dayone"
    return list(source.records(Circumstances(ZONE)))


def by_uuid(path: Path) -> dict[str, Incoming]:
    return {record.source_id: record for record in records(path) if isinstance(record, Incoming)}


def test_an_export_of_all_its_years_comes_in_whole(tmp_path: Path) -> None:
    path = made_zip(tmp_path / "x.zip", {"Journal.json": export(NEW, OLD, EMPTY, RICH, ALL_DAY), **MEDIA})

    found = by_uuid(path)

    new = found[str(NEW["uuid"])]
    content = new.content
    assert content.text == (
        "Ferry. Rain on deck!\n\n![](IMG_0042.JPG)\n\n![](bb22.m4a)\n\n![](cc33.mp4)\n\n![](dd44.pdf)\n\n"
        "![](dayone-moment://LOST)\n\\- not a list\n`a\\.b` stays"
    )
    assert (content.zone, content.day, content.written_at) == ("America/Sao_Paulo", "2023-08-14", 1_692_029_109_000)
    assert (content.tags, content.starred) == (("travel", "sea and salt"), True)
    assert [file.name for file in new.files] == ["IMG_0042.JPG", "bb22.m4a", "cc33.mp4", "dd44.pdf"]
    assert new.notes == ("file-missing",)
    assert new.revised_at == 1_692_082_800_000
    for name in (
        "location",
        "weather",
        "userActivity",
        "creationDevice",
        "isPinned",
        "editingTime",
        "photos",
        "duration",
    ):
        assert content.extra[name] == NEW[name]

    old = found[str(OLD["uuid"])].content
    assert (old.zone, old.day, old.text) == (ZONE, "2016-02-29", OLD["text"])
    empty = found["AB"]
    assert (empty.content.text, empty.content.day, empty.content.extra["timeZone"]) == (
        "",
        "2031-01-01",
        "Nowhere/At_All",
    )
    assert "zone-unknown" in empty.notes
    assert found["CD"].content.text == "Ferry\n"
    assert (found["EF"].content.day, found["EF"].content.clock) == ("2023-08-14", False)


def test_files_are_the_bytes_they_were_and_a_missing_one_is_told(tmp_path: Path) -> None:
    path = made_zip(tmp_path / "x.zip", {"Journal.json": export(NEW), **MEDIA})
    vault = make_vault(tmp_path / "vault")

    rows = list(take_in(vault, recognise(str(path)).records(Circumstances(ZONE)), now_ms=NOW))

    (entry,) = kept(vault).values()
    assert [digest for _, digest in entry.files] == [hashlib.sha256(data).hexdigest() for data in (JPEG, MP3, MP4, PDF)]
    assert rows[0].notes == ("file-missing",)
    vault.close()


def test_where_photos_were_taken_is_removed_unless_asked_and_taking_them_again_adds_nothing(tmp_path: Path) -> None:
    photo = taken.full_jpeg()
    name = next(name for name, data in MEDIA.items() if data == JPEG)
    path = made_zip(tmp_path / "x.zip", {"Journal.json": export(NEW), **MEDIA, name: photo})
    vault = make_vault(tmp_path / "vault")

    def again(*, keep_location: bool = False) -> tuple[str, tuple[str, ...], bytes]:
        records = recognise(str(path)).records(Circumstances(ZONE))
        (row,) = take_in(vault, records, now_ms=NOW, keep_location=keep_location)
        (entry,) = vault.iter_entries()
        blob = next(file.blob for file in entry.content.attachments if file.media_type == "image/jpeg")
        return row.outcome, row.notes, Blobs(vault.folder, vault.keys, vault.disk).load(blob, size_max=1 << 20)

    first, second = again(), again()
    asked, again_asked, forgotten = again(keep_location=True), again(keep_location=True), again()

    assert [first[0], second[0]] == [IMPORTED, SKIPPED]
    assert "location-removed" in first[1]
    assert "location-removed" not in second[1] + asked[1] + forgotten[1]
    assert not has_location(io.BytesIO(first[2]))
    assert [asked[0], again_asked[0]] == [MERGED, SKIPPED]
    assert asked[2] == photo
    assert (forgotten[0], forgotten[2]) == (SKIPPED, photo), "what she asked to keep is kept"
    assert len(list(vault.iter_entries())) == 1
    vault.close()


def test_several_journals_in_one_zip_are_notebooks(tmp_path: Path) -> None:
    files = {
        "Journal.json": export(NEW),
        "Travel 2023.json": export(OLD),
        "__MACOSX/._Journal.json": b"\0\1",
        "notes/readme.json": {"entries": 3},
        **MEDIA,
    }
    found = by_uuid(made_zip(tmp_path / "x.zip", files))

    assert {record.content.journal for record in found.values()} == {"", "Travel 2023"}


def test_a_zip_of_the_folder_is_the_same(tmp_path: Path) -> None:
    flat = {"Journal.json": export(NEW, OLD), **MEDIA}
    nested = {f"Export-2023/{name}": value for name, value in flat.items()}

    one, other = (by_uuid(made_zip(tmp_path / f"{n}.zip", files)) for n, files in enumerate((flat, nested)))

    assert {name: record.content for name, record in one.items()} == {n: r.content for n, r in other.items()}
    assert [file.name for file in other[str(NEW["uuid"])].files] == ["IMG_0042.JPG", "bb22.m4a", "cc33.mp4", "dd44.pdf"]


def test_names_that_lead_out_of_the_zip_are_not_in_it(tmp_path: Path) -> None:
    secret = tmp_path / "photos" / "aa11.jpeg"
    secret.parent.mkdir()
    secret.write_bytes(b"not for the journal")
    path = tmp_path / "sub" / "x.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Journal.json", json.dumps(export(NEW)))
        archive.writestr("../photos/aa11.jpeg", b"slipped")
        archive.writestr(str(secret), b"absolute")
        link = zipfile.ZipInfo("photos/bb22.m4a")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, str(secret))

    (record,) = by_uuid(path).values()

    assert record.files == ()


def test_a_folder_follows_no_links(tmp_path: Path) -> None:
    (tmp_path / "secret.jpeg").write_bytes(b"not for the journal")
    root = tmp_path / "export"
    (root / "photos").mkdir(parents=True)
    (root / "Journal.json").write_text(json.dumps(export(NEW)), encoding="utf-8")
    (root / "photos" / "aa11.jpeg").symlink_to(tmp_path / "secret.jpeg")
    (root / "audios").symlink_to(tmp_path)

    (record,) = by_uuid(root).values()

    assert record.files == ()


def test_bombs_are_refused_and_the_words_come_in(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Journal.json", json.dumps(export(NEW)))
        with archive.open("photos/aa11.jpeg", "w") as file:
            for _ in range(64):
                file.write(bytes(1 << 20))
    vault = make_vault(tmp_path / "vault")

    (row,) = take_in(vault, recognise(str(path)).records(Circumstances(ZONE)), now_ms=NOW)

    assert row.outcome == "imported"
    assert row.problem is not None
    assert "unreasonable size" in row.problem.happened
    assert "file-unreadable" in row.notes
    vault.close()


def test_a_bomb_of_json_is_cut_off_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("Journal.json", "w") as file:
        file.write(b'{"metadata": {}, "entries": [{"creationDate": "2024-01-01T00:00:00Z", "text": "')
        for _ in range(96):
            file.write(b"a" * (1 << 20))
    tracemalloc.start()

    with suppress(Misused):
        found = records(path)
        assert [record for record in found if isinstance(record, Problem)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 200 << 20


@pytest.mark.parametrize("cut", [0, 1, 30, 200, -1, -5, -23, -60, -300])
def test_a_zip_cut_short_is_refused(tmp_path: Path, cut: int) -> None:
    path = made_zip(tmp_path / "x.zip", {"Journal.json": export(NEW, OLD), **MEDIA})
    path.write_bytes(path.read_bytes()[:cut])

    with pytest.raises(Misused) as caught:
        records(path)

    assert all((caught.value.happened, caught.value.safe, caught.value.next))


def test_a_damaged_member_is_told_and_the_rest_comes_in(tmp_path: Path) -> None:
    path = made_zip(tmp_path / "x.zip", {"Journal.json": export(NEW, OLD), **MEDIA})
    data = bytearray(path.read_bytes())
    at = data.index(b"photos/aa11.jpeg") + len("photos/aa11.jpeg") + 20
    data[at] ^= 0xFF
    path.write_bytes(data)
    vault = make_vault(tmp_path / "vault")

    rows = list(take_in(vault, recognise(str(path)).records(Circumstances(ZONE)), now_ms=NOW))

    assert [row.outcome for row in rows] == ["imported", "imported"]
    assert FAILED not in {row.outcome for row in rows}
    assert rows[0].problem is not None
    vault.close()


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        ("a\\.b\\!", "a.b!"),
        ("1\\. not a list", "1\\. not a list"),
        ("\\# no heading", "\\# no heading"),
        ("C\\# and F\\#", "C# and F#"),
        ("`x\\.y`", "`x\\.y`"),
        ("```\na\\.b\n```", "```\na\\.b\n```"),
        ("\\*stars\\* and \\_lines\\_", "\\*stars\\* and \\_lines\\_"),
        ("a\\\\b", "a\\\\b"),
        ("https:\\/\\/example\\.org", "https://example.org"),
    ],
)
def test_only_the_exporters_backslashes_go(tmp_path: Path, escaped: str, plain: str) -> None:
    path = tmp_path / "Journal.json"
    path.write_text(json.dumps(export({**OLD, "text": escaped})), encoding="utf-8")

    (record,) = by_uuid(path).values()

    assert record.content.text == plain
