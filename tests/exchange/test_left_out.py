"""A folder of several kinds: one is read, and of the others it is said that they were left."""

import zipfile
from pathlib import Path

import pytest

from goldseam.exchange.left_out import LeftOut, left_out
from goldseam.exchange.recognise import recognise

LINES = '{"date": "2024-03-05", "text": "a walk"}\n'
DAY_ONE = '{"metadata": {"version": "1.0"}, "entries": [{"uuid": "AB", "creationDate": "2024-03-05T10:00:00Z"}]}'
JRNL = "[2024-03-05 10:00] A walk.\nIn the rain.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Notes as Markdown, as they may lie beside everything else."""
    path = tmp_path / "notes"
    (path / "2024").mkdir(parents=True)
    (path / "2024" / "2024-03-05.md").write_text("A walk.")
    return path


def left(folder: Path, kind: str = "") -> list[LeftOut]:
    return left_out(recognise(str(folder), kind=kind))


def test_nothing_is_left_of_a_folder_of_one_kind(folder: Path) -> None:
    (folder / "2024" / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4)
    (folder / "empty").write_bytes(b"")

    assert left(folder) == []


def test_files_of_another_kind_are_named(folder: Path) -> None:
    (folder / "old.jsonl").write_text(LINES)
    (folder / "older.jsonl").write_text(LINES)
    (folder / "2024" / "journal.txt").write_text(JRNL)
    with zipfile.ZipFile(folder / "export.zip", "w") as zipped:
        zipped.writestr("Journal.json", DAY_ONE)

    assert sorted(left(folder)) == [
        LeftOut("dayone", ("export.zip",), together=False),
        LeftOut("jrnl", ("2024/journal.txt",), together=False),
        LeftOut("jsonlines", ("old.jsonl", "older.jsonl"), together=False),
    ]


def test_a_kind_that_reads_the_folder_too_takes_its_files_together(folder: Path) -> None:
    (folder / "Journal.json").write_text(DAY_ONE)
    (folder / "photos").mkdir()
    (folder / "photos" / "a.txt").write_text("beside a photo")

    assert recognise(str(folder)).kind == "dayone"
    assert left(folder) == [LeftOut("markdown", ("2024/2024-03-05.md",), together=True)]
    assert left(folder, "markdown") == [LeftOut("dayone", ("Journal.json", "photos/a.txt"), together=True)]


def test_of_a_file_nothing_is_left(folder: Path) -> None:
    assert left_out(recognise(str(folder / "2024" / "2024-03-05.md"))) == []
