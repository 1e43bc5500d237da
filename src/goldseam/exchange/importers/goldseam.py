"""goldseam's own export, Markdown or JSON Lines: entries come back as they left, with their ids (spec/export.md)."""

import os
import re
from collections.abc import Callable, Iterator
from functools import partial

from goldseam.exchange.containers import Container, Folder, Within, Zip, read_bounded
from goldseam.exchange.encoding import Notes, decode, mend, mend_value
from goldseam.exchange.exported import (
    JSONLINES,
    LINES_FILE,
    MARKDOWN,
    MARKER,
    MARKER_FORMAT,
    VERSION,
    ExportedFile,
    restored,
)
from goldseam.exchange.front_matter import read_document
from goldseam.exchange.glimpse import Glimpse
from goldseam.exchange.importers.jsonlines import Take, first_object, read_lines, read_objects
from goldseam.exchange.incoming import (
    RECORD_CHARS_MAX,
    Arriving,
    Circumstances,
    Incoming,
    IncomingFile,
    labelled,
    unreadable,
)
from goldseam.exchange.json_reading import JsonReader, NotJsonError
from goldseam.exchange.notes import FILE_MISSING, FILE_REFUSED
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Misused, Problem

FORMAT = "goldseam"
MARKER_BYTES_MAX = 1 << 16
_FRONT = re.compile(r"\A---\r?\ngoldseam: ", re.ASCII)


def recognises(glimpse: Glimpse) -> bool:
    """A folder or zip file with the marker, lines whose objects say `goldseam`, or Markdown whose front matter does."""
    if glimpse.is_folder or glimpse.is_zip:
        root = _root(glimpse)
        return root is not None and _marker(root).get("format") == MARKER_FORMAT
    if _FRONT.match(glimpse.text):
        return True
    first = first_object(glimpse) if glimpse.text.lstrip().startswith("{") else None
    return first is not None and "goldseam" in first and "id" in first


def _root(glimpse: Glimpse) -> Container | None:
    """What lies beside the marker: at the top, or in a zip file one folder down, as the folder itself is zipped."""
    if glimpse.is_folder:
        return Folder(glimpse.path) if MARKER in glimpse.names else None
    whole = Zip(glimpse.path)
    marks = [name for name in whole.names() if name.rpartition("/")[2] == MARKER and name.count("/") <= 1]
    return Within(whole, marks[0].removesuffix(MARKER)) if len(marks) == 1 else None


def _marker(root: Container) -> JsonObject:
    try:
        with root.open(MARKER) as file:
            value = JsonReader().value(decode(file.read(MARKER_BYTES_MAX)), [])
    except (Problem, OSError, NotJsonError):
        return {}
    return value if isinstance(value, dict) else {}


def takes(glimpse: Glimpse, name: str) -> bool:  # noqa: ARG001 - see `importers`
    """See `importers`."""
    return True  # an export is read to its last file


def records(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:  # noqa: ARG001 - an export says everything
    """See `importers`.

    Raises: Misused: a newer goldseam wrote the export.
    """
    if not (glimpse.is_folder or glimpse.is_zip):
        root: Container = Folder(os.path.dirname(glimpse.path))
        lines = glimpse.text.lstrip().startswith("{")
        return _lines(partial(read_objects, glimpse), root) if lines else _one_file(glimpse.path, root)
    found = _root(glimpse)
    marker = {} if found is None else _marker(found)
    if found is None or marker.get("version") != VERSION or marker.get("kind") not in {MARKDOWN, JSONLINES}:
        raise Misused(
            f"the export in {glimpse.path} was written by a newer goldseam, or its {MARKER} was altered",
            safe="nothing was changed",
            next="import it with the goldseam that wrote it, or a newer one",
            code="exchange.export-unknown",
        )
    if marker["kind"] == MARKDOWN:
        return _files(found)
    return _lines(partial(read_lines, partial(found.open, LINES_FILE)), found)


def lines(glimpse: Glimpse, name: str) -> Iterator[JsonObject]:
    """The objects of a file of lines beside the entries of an export; none where there is no such file."""
    root = _root(glimpse) if glimpse.is_folder or glimpse.is_zip else None
    if root is None or not root.holds(name):
        return
    found: list[JsonObject] = []

    def take(record: JsonObject, ordinal: int, notes: Notes) -> Problem:  # noqa: ARG001 - as every taker
        found.append(record)
        return unreadable(ordinal, "it is no entry", code="record-beside")

    for _ in read_lines(partial(root.open, name), take):
        yield from found
        found.clear()


def _lines(read: Callable[[Take], Arriving], root: Container) -> Arriving:
    def take(record: JsonObject, ordinal: int, notes: Notes) -> Incoming | Problem:
        text = record.get("text")
        if not isinstance(text, str):
            return unreadable(ordinal, "it has no text", code="record-without-text")
        return _entry(record, text, "", root, ordinal, notes)

    return read(take)


def _files(root: Container) -> Arriving:
    ordinal = 1
    for name in root.names():
        if name.endswith(".md"):
            yield _of_file(root, name, ordinal)
            ordinal += 1


def _one_file(path: str, root: Container) -> Iterator[Incoming | Problem]:
    yield _of_file(root, os.path.basename(path), 1)


def _of_file(root: Container, name: str, ordinal: int) -> Incoming | Problem:
    try:
        with root.open(name) as file:
            data = read_bounded(file, RECORD_CHARS_MAX)
    except (Problem, OSError):
        return unreadable(ordinal, f"{name} cannot be read", code="file-unreadable")
    if data is None:
        return unreadable(ordinal, f"{name} is larger than {RECORD_CHARS_MAX >> 20} MiB", code="record-too-long")
    document = read_document(decode(data), as_json=True)
    if "goldseam" not in document.fields:
        return unreadable(ordinal, f"{name} has no front matter of an export", code="record-no-export")
    notes: Notes = []
    fields = mend_value(document.fields, notes)
    assert isinstance(fields, dict), "an object stays one"
    return _entry(fields, mend(document.body.removesuffix("\n"), notes), os.path.dirname(name), root, ordinal, notes)


def _entry(
    fields: JsonObject, text: str, folder: str, root: Container, ordinal: int, notes: Notes
) -> Incoming | Problem:
    if fields.get("goldseam") not in {VERSION, str(VERSION)}:
        return unreadable(ordinal, "a newer goldseam wrote it", code="export-unknown")
    try:
        entry = restored(fields, text)
    except ValueError as error:
        return unreadable(ordinal, str(error), code="record-not-restored")
    notes += entry.notes
    files = tuple(file for said in entry.files if (file := _file(said, folder, root, notes)))
    noted = tuple(dict.fromkeys(notes))
    content = entry.content._replace(extra=labelled(entry.content.extra, noted)) if noted else entry.content
    return Incoming(FORMAT, entry.id, ordinal, content, files, notes=noted, entry=entry.id)


def _file(said: ExportedFile, folder: str, root: Container, notes: Notes) -> IncomingFile | None:
    """The file, if it lies in the export."""
    if not said.file:
        notes.append(FILE_MISSING)
        return None
    name = f"{folder}/{said.file}" if folder else said.file
    if any(part in {"", ".", ".."} for part in name.split("/")) or "\\" in name or "\0" in name or not root.holds(name):
        notes.append(FILE_REFUSED)
        return None
    return IncomingFile(said.name or "_", partial(root.open, name), root.size(name), said.media_type)
