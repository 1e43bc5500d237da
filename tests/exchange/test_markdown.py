"""A folder of Markdown: front matter, dates in names, linked files; and what must not be followed."""

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from goldseam.exchange.front_matter import read_document
from goldseam.exchange.importers import markdown
from goldseam.exchange.incoming import Circumstances, Incoming
from goldseam.exchange.recognise import recognise
from tests.contracts.importer import BAD, ImporterContract
from tests.exchange.diary import DIARY, ZONE, Written

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"


def note(written: Written) -> str:
    fields = {
        "id": written.id,
        "title": json.dumps(written.title),
        "date": written.at.replace(tzinfo=None).isoformat(sep=" "),
        "zone": ZONE,
        "tags": f"[{', '.join(written.tags)}]",
        "starred": "true" if written.starred else "false",
        **{name: json.dumps(value, ensure_ascii=False) for name, value in written.unknown.items()},
    }
    front = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\n{front}---\n{written.text}\n"


class TestMarkdown(ImporterContract):
    kind = "markdown"

    def limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(markdown, "RECORD_CHARS_MAX", 10_000)

    def said(self, written: Written) -> tuple[str, str]:
        return written.title, written.text.strip("\n")

    def unknown(self, written: Written) -> dict[str, object]:
        """Front matter is text."""
        return {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in written.unknown.items()
        }

    def write(self, folder: Path, diary: Iterable[Written]) -> Path:
        root = folder / "notes"
        root.mkdir()
        for number, written in enumerate(diary):
            bad = written is BAD
            path = root / f"{written.at:%Y}" / f"{written.at:%Y-%m-%d %H.%M.%S} {number}.md"
            path.parent.mkdir(exist_ok=True)
            path.write_text("x" * 20_000 if bad else note(written), encoding="utf-8")
        return root


def read(root: Path, files: dict[str, str | bytes]) -> list[Incoming]:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    source = recognise(str(root))
    assert source.kind == "markdown"
    return [record for record in source.records(Circumstances(ZONE)) if isinstance(record, Incoming)]


@pytest.mark.parametrize(
    ("name", "day", "title"),
    [
        ("2024-03-01.md", "2024-03-01", ""),
        ("20240301.md", "2024-03-01", ""),
        ("2024_03_01.md", "2024-03-01", ""),
        ("2024-03-01 Tea on the stairs.md", "2024-03-01", "Tea on the stairs"),
        ("2024/03/01.md", "2024-03-01", ""),
        ("2024/03/2024-03-01.md", "2024-03-01", ""),
        ("Daily/2024/03/03-01.md", "2024-03-01", ""),
    ],
)
def test_names_tell_the_day(tmp_path: Path, name: str, day: str, title: str) -> None:
    (record,) = read(tmp_path, {name: "Words."})

    assert (record.content.day, record.content.title, record.content.clock) == (day, title, False)
    assert record.notes == ("zone-assumed", "dated-by-file-name")


def test_a_name_without_a_date_is_a_title_and_the_file_tells_the_day(tmp_path: Path) -> None:
    (record,) = read(tmp_path, {"2024-99-99 Ideas.md": "Words."})

    assert record.content.title == "2024-99-99 Ideas"
    assert "dated-by-file-time" in record.notes


FRONT = """---
# a comment
title: 'It''s: "mine"'
date: 2024-03-01 10:00:00 +01:00
tags:
  - tea
  - "in bed"
aliases: [a, "b, c", 'd']
no: no
time_of: 12:30
octal: 010
link: https://example.org/#x  # her site
nested:
  deep:
    - 1
summary: |
  two
  lines
title: twice
---
"""


def test_front_matter_is_what_was_written_and_nothing_cleverer(tmp_path: Path) -> None:
    (record,) = read(tmp_path, {"x.md": FRONT + "\nWords.\n"})

    content = record.content
    assert (content.title, content.text, content.tags) == ('It\'s: "mine"', "Words.", ("tea", "in bed"))
    assert (content.zone, content.day, content.written_at) == ("+01:00", "2024-03-01", 1_709_283_600_000)
    assert content.extra == {
        "aliases": ["a", "b, c", "d"],
        "no": "no",
        "time_of": "12:30",
        "octal": "010",
        "link": "https://example.org/#x",
        "nested": "  deep:\n    - 1",
        "summary": "two\nlines",
        "title (2)": "twice",
    }


@pytest.mark.parametrize(
    "head",
    ["---\nno end", "--- \n\tx\n", "---\n- a list\n---\n", "---\n---\n", "-----\ntitle: x\n---\n", "---\n" + "a: " * 9],
)
def test_what_is_no_front_matter_is_words(tmp_path: Path, head: str) -> None:
    (record,) = read(tmp_path, {"2024-03-01.md": head + "Words."})

    assert record.content.text.endswith("Words.")
    assert not read_document(head + "Words.").has_front_matter or head.count("---") == 2


LAUGHS = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    "front",
    [
        "a: &a lol\n" + LAUGHS,
        'x: !!python/object/apply:os.system ["id"]\n',
        "a: &a [*a]\n",
        "? complex\n: key\n",
        "x: >\n" + " y\n" * 10_000,
        '"' + "x" * 199 + '": [' + "[" * 5_000 + "\n",
        "k: '" + "''" * 50_000 + "\n",
        "t: [" + '"a\\' * 20_000 + "\n",
        "- " * 20_000 + "\n",
    ],
)
def test_yaml_that_explodes_elsewhere_is_text_here(tmp_path: Path, front: str) -> None:
    (record,) = read(tmp_path, {"2024-03-01.md": f"---\n{front}---\nWords."})

    assert record.content.text.endswith("Words.")
    assert len(json.dumps(record.content.extra)) < 4 * len(front) + 200


def test_files_that_the_text_shows_are_attached(tmp_path: Path) -> None:
    text = (
        "![a](img/a%20b.png) ![[photo-åäö.jpg|300]] [other](2024-03-02.md) [ticket](<ticket 1.pdf>)\n"
        '![t](img/a%20b.png "again") ![web](https://example.org/x.png) ![gone](gone.png) [text](gone.pdf)'
    )
    files: dict[str, str | bytes] = {
        "d/2024-03-01.md": text,
        "d/2024-03-02.md": "Other.",
        "d/img/a b.png": b"\x89PNG 1",
        "assets/photo-åäö.jpg": b"\xff\xd8\xff 2",
        "d/ticket 1.pdf": b"%PDF",
    }

    records = read(tmp_path, files)

    assert {file.name for file in records[0].files} == {"a b.png", "photo-åäö.jpg", "ticket 1.pdf"}
    assert "file-missing" in records[0].notes
    assert records[0].content.text == text, "nothing in her words is changed"
    assert records[1].files == ()


def test_nothing_outside_is_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"not for the journal")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "deep.png").write_bytes(b"not for the journal")
    root = tmp_path / "notes"
    root.mkdir()
    (root / "link.png").symlink_to(tmp_path / "secret.png")
    (root / "folder").symlink_to(tmp_path / "secret")
    (root / "entry.md").symlink_to(tmp_path / "secret.png")
    out = (
        "../secret.png link.png folder/deep.png /etc/hostname file:///etc/hostname x/../../secret.png %2e%2e/secret.png"
    )
    text = "".join(f"![]({path})" for path in [*out.split(), ".hidden.png"]) + "![[../secret.png]]"

    (record,) = read(root, {"2024-03-01.md": text, ".hidden.png": b"x"})

    assert record.files == ()
    assert {"file-refused", "file-missing"} <= set(record.notes)


def test_one_file_is_an_entry(tmp_path: Path) -> None:
    path = tmp_path / "anything"
    path.write_text(note(DIARY[5]), encoding="utf-8")

    (record,) = recognise(str(path)).records(Circumstances(ZONE))

    assert isinstance(record, Incoming)
    assert record.content.text == DIARY[5].text


def test_a_folder_of_text_without_markdown_is_read_too(tmp_path: Path) -> None:
    records = read(tmp_path, {"2024-03-01.txt": "One.", "2024-03-02.txt": "Two."})

    assert [record.content.text for record in records] == ["One.", "Two."]


def test_a_zip_file_of_markdown_is_read_with_the_files_it_shows(tmp_path: Path) -> None:
    inside = {
        "notes/2024-03-05 rain.md": b"It rained. ![p](photo.jpg)",
        "notes/photo.jpg": JPEG,
        "notes/walk.md": b"on",
    }
    with zipfile.ZipFile(tmp_path / "notes.zip", "w") as whole:
        for name, data in inside.items():
            whole.writestr(zipfile.ZipInfo(name, (2023, 7, 9, 1, 0, 0)), data)

    source = recognise(str(tmp_path / "notes.zip"))
    rain, walk = (one for one in source.records(Circumstances(ZONE)) if isinstance(one, Incoming))

    assert source.kind == "markdown"
    assert (rain.content.day, rain.content.title, [file.name for file in rain.files]) == (
        "2024-03-05", "rain", ["photo.jpg"],
    )  # fmt: skip
    with rain.files[0].open() as file:
        assert file.read() == JPEG
    assert (walk.content.day, walk.content.title) == ("2023-07-09", "walk")


def test_words_with_a_sign_in_front_become_tags_where_that_is_asked(tmp_path: Path) -> None:
    (tmp_path / "2024-03-05.md").write_text("---\ntags: [sea]\n---\nA walk #garden and #sea.\n", encoding="utf-8")

    tags = [
        record.content.tags
        for asked in (False, True)
        for record in recognise(str(tmp_path)).records(Circumstances(ZONE, tags_from_text=asked))
        if isinstance(record, Incoming)
    ]

    assert tags == [("sea",), ("sea", "garden")]
