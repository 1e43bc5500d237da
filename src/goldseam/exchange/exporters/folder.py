"""An export into a folder, as Markdown or as JSON Lines (spec/export.md). What it writes anybody can read."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import BinaryIO, NamedTuple

from goldseam.exchange.exported import (
    ATTACHMENTS,
    JSONLINES,
    LINES_FILE,
    MARKDOWN,
    MARKER,
    MARKER_FORMAT,
    VERSION,
    ExportedFile,
    fields_of,
    fit_name,
    json_text,
    stem_of,
)
from goldseam.keep.cipher import Target
from goldseam.keep.disk import Disk, Whole
from goldseam.words.entry import Attachment, Entry
from goldseam.words.problem import Damaged, Misused, Problem

UNFINISHED = ".unfinished"
NO_JOURNAL = "journal"
README = """This folder is an export of a journal made with goldseam: plain text and files, readable by anybody.
goldseam import FOLDER brings it back as it was.
"""

CopyTo = Callable[[Attachment, BinaryIO], None]
Noting = Callable[[str], AbstractContextManager[None]]


def _unnoted(_folder: str) -> AbstractContextManager[None]:
    return nullcontext()


class Exported(NamedTuple):
    """What was written.

    Attributes:
        entries: how many.
        attachments: how many files.
        problems: of attachments whose bytes could not be read; their entries name them without.
    """

    entries: int
    attachments: int
    problems: tuple[Problem, ...]


def export(
    target: str,
    entries: Iterable[Entry],
    copy_to: CopyTo,
    disk: Disk,
    *,
    kind: str,
    said: Mapping[str, Iterable[str]] | None = None,
    noting: Noting = _unnoted,
) -> Exported:
    """Writes entries into a new folder.

    The folder gets its name when everything in it has reached the disk. Memory holds one day.

    Args:
        target: of the folder, which is not there yet, or is empty.
        entries: oldest first.
        copy_to: writes an attachment's bytes into a stream.
        disk: where to.
        kind: MARKDOWN or JSONLINES.
        said: files beside the entries, by name, each with its lines: what she said of them.
        noting: entered with the folder that is written into, before anything is, and left when it has its name.

    Raises: Misused: the folder holds something. OSError: the disk failed or is full; `target` is not there then.
    """
    target = os.path.abspath(target)
    building = target + UNFINISHED
    for folder in (target, building):
        if disk.names(folder):
            raise _not_empty(folder)
    disk.make_folder(building)
    with noting(building):
        writer = _Writer(building, copy_to, disk)
        try:
            write = writer.markdown if kind == MARKDOWN else writer.line
            for entry in _in_order(entries):
                write(entry)
            for name, lines in (said or {}).items():
                writer.beside(name, lines)
            writer.close(kind)
            disk.sync_tree(building)
            if os.path.isdir(target):
                disk.remove_folder(target)
            disk.rename(building, target)
        except BaseException:
            writer.abandon()
            with suppress(OSError):  # readable, and of no use to anybody
                disk.remove_tree(building)
            raise
    disk.sync_folder(os.path.dirname(target))
    return writer.exported


def _in_order(entries: Iterable[Entry]) -> Iterator[Entry]:
    """By day, then by the instant, then by id."""
    day: list[Entry] = []
    for entry in entries:
        if day and entry.content.day != day[0].content.day:
            yield from sorted(day, key=_instant)
            day = []
        day.append(entry)
    yield from sorted(day, key=_instant)


def _instant(entry: Entry) -> tuple[int, str]:
    return entry.content.written_at, entry.id


class _Writer:
    def __init__(self, folder: str, copy_to: CopyTo, disk: Disk) -> None:
        self._folder = folder
        self._copy_to = copy_to
        self._disk = disk
        self._lines: BinaryIO | None = None
        self._stems: set[str] = set()
        self.exported = Exported(0, 0, ())

    def markdown(self, entry: Entry) -> None:
        content = entry.content
        folder = os.path.join(
            self._folder, fit_name(content.journal) if content.journal else NO_JOURNAL, content.day[:4]
        )
        self._disk.make_folder(folder)
        stem = self._stem(entry)
        fields = fields_of(entry, self._files(entry, folder, stem))
        front = "".join(f"{name}: {json_text(value, name=name)}\n" for name, value in fields.items())
        self._write(os.path.join(folder, f"{stem}.md"), f"---\n{front}---\n{content.text}\n")
        self._count(entries=1)

    def line(self, entry: Entry) -> None:
        if self._lines is None:
            self._lines = self._disk.create(os.path.join(self._folder, LINES_FILE))
        fields = fields_of(entry, self._files(entry, self._folder, self._stem(entry)))
        fields = {**dict(list(fields.items())[:5]), "text": entry.content.text, **dict(list(fields.items())[5:])}
        parts = ", ".join(f"{json_text(name)}: {json_text(value, name=name)}" for name, value in fields.items())
        Whole(self._lines).write(f"{{{parts}}}\n".encode())
        self._count(entries=1)

    def beside(self, name: str, lines: Iterable[str]) -> None:
        """A file of lines beside the entries."""
        with self._disk.create(os.path.join(self._folder, name)) as file:
            for line in lines:
                Whole(file).write(line.encode())

    def close(self, kind: str) -> None:
        """The marker last: a folder without it is not complete."""
        if kind == JSONLINES:
            self._lines = self._lines or self._disk.create(os.path.join(self._folder, LINES_FILE))
            self._lines.close()
        self._write(os.path.join(self._folder, "README.txt"), README)
        marker = {
            "format": MARKER_FORMAT,
            "version": VERSION,
            "kind": kind,
            "entries": self.exported.entries,
            "attachments": self.exported.attachments,
        }
        self._write(os.path.join(self._folder, MARKER), json_text(marker) + "\n")

    def _write(self, path: str, text: str) -> None:
        """A new file. The whole folder is synced once, at the end: until then it is called unfinished."""
        with self._disk.create(path) as file:
            Whole(file).write(text.encode())

    def _count(self, *, entries: int = 0, attachments: int = 0) -> None:
        done = self.exported
        self.exported = done._replace(entries=done.entries + entries, attachments=done.attachments + attachments)

    def abandon(self) -> None:
        if self._lines is not None:
            with self._lines:
                pass

    def _stem(self, entry: Entry) -> str:
        stem = stem_of(entry)
        if stem in self._stems:
            stem = stem_of(entry, whole_id=True)
        self._stems.add(stem)
        return stem

    def _files(self, entry: Entry, folder: str, stem: str) -> list[ExportedFile]:
        files = []
        for number, attachment in enumerate(entry.content.attachments, start=1):
            said = ExportedFile(attachment.name, attachment.media_type, attachment.size)
            name = f"{ATTACHMENTS}/{stem}-{number}-{fit_name(attachment.name)}"
            digest = self._written(attachment, os.path.join(folder, name))
            files.append(said._replace(sha256=digest, file=name) if digest else said)
            self._count(attachments=bool(digest))
        return files

    def _written(self, attachment: Attachment, path: str) -> str:
        """The SHA-256 of an attachment that was written; empty, and a problem noted, for one that could not be read."""
        self._disk.make_folder(os.path.dirname(path))
        try:
            with self._disk.create(path) as file:
                hashing = _Hashing(Whole(file))
                self._copy_to(attachment, hashing)  # type: ignore[arg-type]  # it only writes
        except Damaged as problem:
            self._disk.remove(path)
            self.exported = self.exported._replace(problems=(*self.exported.problems, problem))
            return ""
        return hashing.digest.hexdigest()


class _Hashing:
    def __init__(self, target: Target) -> None:
        self._target = target
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self._target.write(data)
        return len(data)

    def flush(self) -> None:
        self._target.flush()


def _not_empty(folder: str) -> Misused:
    return Misused(
        f"the folder {folder} is not empty",
        safe="nothing in it was changed",
        next="name a folder that is not there yet, or remove what an interrupted export left",
        code="exchange.folder-not-empty",
    )
