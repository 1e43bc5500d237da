"""Every importer, handed bytes that somebody made up: each record comes in or is reported, or the source is refused."""

import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from goldseam.exchange.incoming import Circumstances, Incoming
from goldseam.exchange.recognise import recognise
from goldseam.words.problem import Problem
from goldseam.words.secret import Secret
from tests.exchange.diary import DIARY
from tests.exchange.jrnl_writing import entries_text, json_entries, lock_1, lock_2, lock_3
from tests.exchange.test_dayone import ALL_DAY, EMPTY, MEDIA, NEW, OLD, RICH, export
from tests.exchange.test_doentry import plist
from tests.exchange.test_jsonlines import line_of
from tests.exchange.test_markdown import FRONT, note

PASSWORD = "only for a test"
CIRCUMSTANCES = Circumstances("Europe/Lisbon", password=Secret(PASSWORD.encode()), old_style=True)
FILE_BYTES_READ = 1 << 20


def handed(data: bytes, *, kind: str, name: str = "source") -> int:
    """Reads a file of these bytes to its end, its attachments too; returns how many records it had."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        count = 0
        with suppress(Problem):
            source = recognise(str(Path(folder) if "/" in name else path), kind=kind)
            for record in source.records(CIRCUMSTANCES):
                _looked_at(record)
                count += 1
        return count


def _looked_at(record: Incoming | Problem) -> None:
    if isinstance(record, Problem):
        assert all((record.happened, record.safe, record.next, record.code))
        return
    content = record.content
    assert content.day
    json.dumps([content, record.notes]).encode()  # what cannot be stored would be stumbled over here
    (content.text + content.title + "".join(content.tags)).encode()
    for file in record.files:
        with suppress(Problem, OSError), file.open() as stream:
            stream.read(FILE_BYTES_READ)


def _zip() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Journal.json", json.dumps(export(NEW, OLD, EMPTY, RICH, ALL_DAY)))
        for name, data in MEDIA.items():
            archive.writestr(name, data)
    return made.getvalue()


def _exported() -> bytes:
    written_at = "2024-03-01T21:14:03.123+01:00"
    fields = {"goldseam": 1, "id": DIARY[0].id, "day": "2024-03-01", "written_at": written_at, "zone": "Europe/Berlin"}
    front = "".join(f"{name}: {json.dumps(value)}\n" for name, value in {**fields, "tags": ["a"], "extra": {}}.items())
    return f"---\n{front}attachments: {json.dumps([{'name': 'x', 'file': '../x'}])}\n---\nWords.\n".encode()


def _lines() -> bytes:
    return "".join(json.dumps(line_of(written)) + "\n" for written in DIARY).encode()


Read = Callable[[bytes], int]
IMPORTED: dict[str, tuple[Read, Callable[[], list[bytes]]]] = {
    "jsonlines": (partial(handed, kind="jsonlines"), lambda: [_lines(), json.dumps([line_of(DIARY[1])]).encode()]),
    "jrnl": (partial(handed, kind="jrnl"), lambda: [entries_text(DIARY[:4]).encode()]),
    "jrnl-locked": (
        partial(handed, kind="jrnl"),
        lambda: [lock(entries_text(DIARY[:2]).encode(), PASSWORD) for lock in (lock_1, lock_2, lock_3)],
    ),
    "jrnl-folder": (
        partial(handed, kind="jrnl", name="2024/03/01.txt"),
        lambda: [entries_text(DIARY[:2]).encode(), b"[10:00] Only an hour\n"],
    ),
    "jrnl-json": (
        partial(handed, kind="jrnl-json"),
        lambda: [json.dumps({"tags": {}, "entries": list(json_entries(DIARY[:3]))}).encode()],
    ),
    "dayone": (partial(handed, kind="dayone"), lambda: [json.dumps(export(NEW, OLD, EMPTY, RICH, ALL_DAY)).encode()]),
    "dayone-zip": (partial(handed, kind="dayone"), lambda: [_zip()]),
    "dayone-classic": (
        partial(handed, kind="dayone-classic", name="entries/A.doentry"),
        lambda: [plist(DIARY[0]), plist(DIARY[3])],
    ),
    "markdown": (
        partial(handed, kind="markdown", name="notes/2024-03-01.md"),
        lambda: [FRONT.encode() + b"Words ![](x.png).", note(DIARY[3]).encode()],
    ),
    "goldseam": (partial(handed, kind="goldseam"), lambda: [_exported()]),
    "unknown": (partial(handed, kind=""), lambda: [_lines(), entries_text(DIARY[:2]).encode(), _zip(), b"\0" * 64]),
}
