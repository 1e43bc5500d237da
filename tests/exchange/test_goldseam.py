"""Leaving and coming back: an export, imported into an empty vault and exported again, is the same to the byte."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from goldseam.exchange.demo import take_in_demo
from goldseam.exchange.exported import JSONLINES, MARKDOWN
from goldseam.exchange.exporters.folder import export
from goldseam.exchange.incoming import Circumstances, Incoming
from goldseam.exchange.intake import take_in
from goldseam.exchange.recognise import recognise
from goldseam.exchange.report import IMPORTED
from goldseam.keep.vault import Vault
from goldseam.words.entry import Content
from goldseam.words.problem import Misused, Problem
from goldseam.write.attachments import Attachments
from goldseam.write.entries import Entries
from tests.contracts.importer import BAD, ImporterContract
from tests.exchange.diary import DIARY, ZONE, Written
from tests.making import NOW, make_vault

BOTH = pytest.mark.parametrize("kind", [MARKDOWN, JSONLINES])
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(200))


def content_of(written: Written) -> Content:
    day = f"{written.at:%Y-%m-%d}"
    at = round(written.at.timestamp() * 1000)
    return Content(
        written.text, at, ZONE, day, written.title, "", written.tags, written.starred, extra=dict(written.unknown)
    )


def export_to(folder: Path, vault: Vault, kind: str) -> Path:
    export(str(folder), vault.iter_entries(), Attachments(vault).copy_to, vault.disk, kind=kind)
    return folder


def state(folder: Path) -> dict[str, str]:
    """What lies in a folder: name and digest of each file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@BOTH
@pytest.mark.parametrize("zipped_from", ["", "first"])
def test_an_export_that_was_zipped_comes_back(tmp_path: Path, kind: str, zipped_from: str) -> None:
    vault = make_vault(tmp_path / "vault")
    take_in_demo(vault, now_ms=NOW, zone=ZONE)
    first = export_to(tmp_path / "first", vault, kind)
    vault.close()
    inside = "." if zipped_from else "first"
    zipped = shutil.make_archive(str(tmp_path / "zipped"), "zip", tmp_path / zipped_from, inside)
    other = make_vault(tmp_path / "other")

    source = recognise(zipped)
    rows = list(take_in(other, source.records(Circumstances("Asia/Tokyo")), now_ms=NOW))
    second = export_to(tmp_path / "second", other, kind)
    other.close()

    assert source.kind == "goldseam"
    assert not [row for row in rows if row.problem or row.outcome != IMPORTED]
    assert state(second) == state(first)


def assert_comes_back(vault: Vault, scratch: Path, kind: str) -> None:
    """Exports, imports into an empty vault, and exports again."""
    first = export_to(scratch / "first", vault, kind)
    other = make_vault(scratch / "other")

    rows = list(take_in(other, recognise(str(first)).records(Circumstances("Asia/Tokyo")), now_ms=NOW))
    second = export_to(scratch / "second", other, kind)
    other.close()

    assert not [row for row in rows if row.problem or row.outcome != IMPORTED]
    assert state(second) == state(first)


class ExportContract(ImporterContract):
    kind = "goldseam"
    to: str

    def write(self, folder: Path, diary: Iterable[Written]) -> Path:
        vault = make_vault(Path(mkdtemp(dir=folder.parent)))
        diary = list(diary)
        Entries(vault).take_in([(w.id, content_of(w)) for w in diary if w is not BAD], now_ms=NOW)
        path = export_to(folder / "export", vault, self.to)
        vault.close()
        if BAD in diary:
            self.spoil(path, diary.index(BAD))
        return path

    def spoil(self, path: Path, place: int) -> None:
        """Adds a record that makes no sense, about there."""
        raise NotImplementedError


class TestMarkdownExport(ExportContract):
    to = MARKDOWN

    def spoil(self, path: Path, place: int) -> None:
        (path / "journal" / "2024" / "2024-01-02-bad.md").write_text('---\ngoldseam: 1\nid: "x"\n---\n\n')


class TestJsonLinesExport(ExportContract):
    to = JSONLINES

    def spoil(self, path: Path, place: int) -> None:
        lines = (path / "entries.jsonl").read_bytes().splitlines(keepends=True)
        (path / "entries.jsonl").write_bytes(
            b"".join([*lines[:place], b'{"goldseam": 1, "id": "x", "text": ""}\n', *lines[place:]])
        )


@BOTH
def test_the_demo_diary_comes_back(tmp_path: Path, kind: str) -> None:
    vault = make_vault(tmp_path / "vault")
    take_in_demo(vault, now_ms=NOW, zone=ZONE)

    assert_comes_back(vault, tmp_path, kind)
    assert vault.count() == len((files("goldseam.exchange.demo") / "diary.jsonl").read_bytes().splitlines())
    vault.close()


DIARIES = Path(__file__).resolve().parents[2].parent / "shared" / "reading" / "diaries_pd"


@BOTH
@pytest.mark.parametrize("name", ["pepys.jsonl.xz", "barbellion.jsonl"])
@pytest.mark.skipif(not DIARIES.is_dir(), reason="the diaries in the public domain are not beside the tree")
def test_the_diaries_of_the_dead_come_back(tmp_path: Path, name: str, kind: str) -> None:
    import lzma

    source = tmp_path / "diary.jsonl"
    data = (DIARIES / name).read_bytes()
    source.write_bytes(lzma.decompress(data) if name.endswith(".xz") else data)
    vault = make_vault(tmp_path / "vault")
    list(take_in(vault, recognise(str(source)).records(Circumstances("Europe/London")), now_ms=NOW))

    assert vault.count() == {"pepys.jsonl.xz": 3413, "barbellion.jsonl": 533}[name]
    assert_comes_back(vault, tmp_path, kind)
    vault.close()


@BOTH
def test_attachments_come_back(tmp_path: Path, kind: str) -> None:
    import io

    vault = make_vault(tmp_path / "vault")
    put = [
        Attachments(vault).put(io.BytesIO(data), name, keep_location=True)
        for name, data in (
            ("stairs.jpg", JPEG),
            ("../../etc/passwd", b"a name, no path"),
            ("CON.txt", b"a device on Windows"),
            ("nota: \u202egpj.exe", b"turned"),
            ("x" * 240 + ".pdf", b"%PDF long"),
            ("stairs.jpg", b"another of that name"),
            ("", b"no name"),
        )
    ]
    Entries(vault).add(content_of(DIARY[0])._replace(attachments=tuple(put)), now_ms=NOW, entry_id=DIARY[0].id)

    assert_comes_back(vault, tmp_path, kind)
    vault.close()


# Everything but half characters, which nothing can store.
ODD = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.text("\r\n\t -:#|>'\"\\[]{}&*!?%@`,\u0085\u2028\u2029\ufeff\0\x7f\x1b", max_size=30),
    st.sampled_from(
        ["---", "---\n", "\n---\n", "...\n", "\n\n", "\r\n", "a\r", "goldseam: 1\n", "~", "null", "no", "1e3"]
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD, inner, max_size=3),
    max_leaves=8,
)
TAGS = st.lists(ODD.map(lambda tag: " ".join(tag.split())).filter(bool), max_size=4, unique=True).map(tuple)
CONTENTS = st.builds(
    Content,
    text=ODD,
    written_at=st.integers(-62_135_000_000_000, 253_402_000_000_000),
    zone=st.sampled_from(["UTC", "Europe/Lisbon", "+05:30", "-11:00", "Asia/Kathmandu", "America/St_Johns"]),
    day=st.dates().map(lambda day: day.isoformat()),
    title=ODD,
    journal=ODD,
    tags=TAGS,
    starred=st.booleans(),
    trashed=st.booleans(),
    clock=st.booleans(),
    attachments=st.just(()),
    extra=st.dictionaries(ODD, JSON, max_size=3),
)
IDS = st.uuids().map(lambda id_: id_.hex)


@BOTH
@settings(max_examples=settings().max_examples // 5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(diary=st.dictionaries(IDS, CONTENTS, max_size=6))
@example(diary={f"5f0c3a9d2b7e{n:020x}": content_of(DIARY[0])._replace(text=str(n)) for n in range(3)})
@example(
    diary={
        "0" * 32: content_of(DIARY[0])._replace(journal="a/b"),
        "1" * 32: content_of(DIARY[0])._replace(journal="a:b"),
    }
)
def test_whatever_she_wrote_comes_back(tmp_path: Path, kind: str, diary: dict[str, Content]) -> None:
    scratch = Path(mkdtemp(dir=tmp_path))
    vault = make_vault(scratch / "vault")
    Entries(vault).take_in(list(diary.items()), now_ms=NOW)

    assert_comes_back(vault, scratch, kind)
    vault.close()


@BOTH
def test_what_was_changed_in_the_files_is_merged(tmp_path: Path, kind: str) -> None:
    vault = make_vault(tmp_path / "vault")
    Entries(vault).add(content_of(DIARY[0]), now_ms=NOW, entry_id=DIARY[0].id)
    folder = export_to(tmp_path / "export", vault, kind)
    (file,) = (path for path in folder.rglob("*") if path.suffix in {".md", ".jsonl"})
    file.write_bytes(file.read_bytes().replace(b"tin roof", b"glass roof"))

    outcomes = [
        [row.outcome for row in take_in(vault, recognise(str(folder)).records(Circumstances(ZONE)), now_ms=NOW + run)]
        for run in range(2)
    ]

    assert outcomes == [["merged"], ["skipped"]]
    assert [entry.content.text for entry in vault.iter_entries()] == [
        "The last one of the year. Rain on the glass roof."
    ]
    vault.close()


@pytest.mark.parametrize(
    "file", ["../secret", "/etc/hostname", "attachments/link", "attachments/../../secret", "a\\b", "\0"]
)
@BOTH
def test_a_file_that_leads_out_of_the_export_is_not_followed(tmp_path: Path, kind: str, file: str) -> None:
    vault = make_vault(tmp_path / "vault")
    Entries(vault).add(content_of(DIARY[0]), now_ms=NOW, entry_id=DIARY[0].id)
    folder = export_to(tmp_path / "export", vault, kind)
    vault.close()
    (tmp_path / "secret").write_bytes(b"not for the journal")
    (written,) = (path for path in folder.rglob("*") if path.suffix in {".md", ".jsonl"})
    (written.parent / "attachments").mkdir()
    (written.parent / "attachments" / "link").symlink_to(tmp_path / "secret")
    listed = json.dumps([{"name": "x", "file": file}])
    text = written.read_text()
    if kind == MARKDOWN:
        written.write_text(text.replace("zone:", f"attachments: {listed}\nzone:", 1))
    else:
        written.write_text(text.replace('"zone":', f'"attachments": {listed}, "zone":', 1))

    (record,) = recognise(str(folder)).records(Circumstances(ZONE))

    assert isinstance(record, Incoming)
    assert record.files == ()
    assert "file-refused" in record.notes


def test_an_export_of_a_newer_goldseam_is_refused(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "vault")
    folder = export_to(tmp_path / "export", vault, JSONLINES)
    vault.close()
    marker = folder / "goldseam-export.json"
    marker.write_text(marker.read_text().replace('"version": 1', '"version": 2'))

    with pytest.raises(Misused) as caught:
        list(recognise(str(folder)).records(Circumstances(ZONE)))

    assert caught.value.code == "exchange.export-unknown"


def test_front_matter_that_another_program_rewrote_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text(
        f"---\ngoldseam: 1\nid: {DIARY[0].id}\nday: 2024-03-01\nwritten_at: '2024-03-01T21:14:03.123+01:00'\n"
        "zone: Europe/Berlin\ntitle: Tea on the stairs\ntags:\n  - tea\n  - anna\nstarred: true\n---\nWords.\n"
    )

    (record,) = recognise(str(path)).records(Circumstances(ZONE))

    assert not isinstance(record, Problem)
    assert record.content == Content(
        "Words.",
        1_709_324_043_123,
        "Europe/Berlin",
        "2024-03-01",
        "Tea on the stairs",
        "",
        ("tea", "anna"),
        starred=True,
    )
    assert record.entry == DIARY[0].id
