"""Markdown, a file, folder or zip file of them, each an entry; front matter, dated names and linked files are read."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from urllib.parse import unquote

from goldseam.exchange.containers import Container, Folder, Zip, read_bounded
from goldseam.exchange.encoding import Notes, decode, mend, mend_value
from goldseam.exchange.fields import clean_tags, text_of
from goldseam.exchange.front_matter import Document, read_document
from goldseam.exchange.glimpse import Glimpse
from goldseam.exchange.incoming import (
    RECORD_CHARS_MAX,
    Arriving,
    Circumstances,
    Incoming,
    IncomingFile,
    digest_of,
    labelled,
    unreadable,
)
from goldseam.exchange.json_reading import canonical
from goldseam.exchange.moment import Moment, on_day, read_moment
from goldseam.exchange.notes import DATED_BY_FILE_NAME, DATED_BY_FILE_TIME, FILE_MISSING, FILE_REFUSED, ZONE_ASSUMED
from goldseam.exchange.undated import dated, file_day
from goldseam.words.entry import Content, JsonObject
from goldseam.words.problem import Problem

FORMAT = "markdown"
ENDINGS = (".md", ".markdown", ".mdown")
PLAIN_ENDING = ".txt"
LINKS_MAX = 1_000
_DATE_FIELDS = ("date", "created", "created_at", "creation_date", "date created", "datetime", "day")
_JOURNAL_FIELDS = ("journal", "notebook")
_IN_NAME = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)", re.ASCII)
_IN_FOLDERS = re.compile(r"(?:.*/)?(\d{4})/(\d\d)/(?:(?:\d{4}-)?\d\d-)?(\d\d)(?!\d)[^/]*", re.ASCII)
_LINK = re.compile(r"(!?)\[[^\]\n]{0,300}\]\(<?([^()<>\n]{1,500}?)>?(?:[ \t]+\"[^\"\n]*\")?\)")
_EMBED = re.compile(r"!\[\[([^\]|#\n]{1,300})[^\]\n]{0,100}\]\]")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|#|\\")


def recognises(glimpse: Glimpse) -> bool:
    """A folder with Markdown or text files in it, a zip file with Markdown in it, or a file of text."""
    if glimpse.is_zip:
        return any(name.lower().endswith(ENDINGS) for name in glimpse.names)
    if glimpse.is_folder:
        return any(name.lower().endswith((*ENDINGS, PLAIN_ENDING)) for name in glimpse.names)
    named = glimpse.path.lower().endswith((*ENDINGS, PLAIN_ENDING))
    return bool(glimpse.text.strip()) and (named or read_document(glimpse.text).has_front_matter)


def takes(glimpse: Glimpse, name: str) -> bool:
    """See `importers`."""
    return name.lower().endswith(_endings(glimpse.names))


def records(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """See `importers`. A folder's text files count only where it has no Markdown."""
    if glimpse.is_zip:
        whole = Zip(glimpse.path)
        return _Notebook(whole, whole.day, circumstances).records()
    folder, name = (glimpse.path, "") if glimpse.is_folder else os.path.split(glimpse.path)
    notebook = _Notebook(
        Folder(folder), lambda file: file_day(os.path.join(folder, file), circumstances.zone), circumstances
    )
    return notebook.records() if glimpse.is_folder else iter([notebook.entry(name, 1)])


def _endings(names: Iterable[str]) -> tuple[str, ...]:
    """Of the files that are entries: text counts only where there is no Markdown."""
    return ENDINGS if any(name.lower().endswith(ENDINGS) for name in names) else (PLAIN_ENDING,)


class _Notebook:
    """Files that may name one another; `day` says when one was last changed."""

    def __init__(self, files: Container, day: Callable[[str], str], circumstances: Circumstances) -> None:
        self._folder = files
        self._day = day
        self._circumstances = circumstances
        self._by_name: dict[str, str] | None = None

    def records(self) -> Arriving:
        names = self._folder.names()
        endings = _endings(names)
        ordinal = 1
        for name in names:
            if name.lower().endswith(endings):
                yield self.entry(name, ordinal)
                ordinal += 1

    def entry(self, name: str, ordinal: int) -> Incoming | Problem:
        try:
            with self._folder.open(name) as file:
                data = read_bounded(file, RECORD_CHARS_MAX)
        except (Problem, OSError):
            return unreadable(ordinal, f"{name[-200:]} cannot be read", code="file-unreadable")
        if data is None:
            why = f"{name[-200:]} is larger than {RECORD_CHARS_MAX >> 20} MiB"
            return unreadable(ordinal, why, code="record-too-long")
        return self._of_text(decode(data), name, ordinal)

    def _of_text(self, said: str, name: str, ordinal: int) -> Incoming:
        notes: Notes = []
        document = read_document(mend(said, notes))
        fields = mend_value(document.fields, notes)
        assert isinstance(fields, dict), "an object stays one"
        source_id = _source_id(document, name)
        when = _moment(fields, name, self._circumstances)
        text = document.body.strip("\r\n")
        title = _title(fields, name)
        journal = " ".join(_first_text(fields, _JOURNAL_FIELDS).split())
        tags = _tags(fields)
        starred = text_of(fields, "starred").lower() in {"true", "yes", "1"}
        files = tuple(self._files(text, os.path.dirname(name), notes))
        noted = (*dict.fromkeys(notes), *(when.notes if when else ()))
        written_at, zone, day, clock, _ = when or (0, self._circumstances.zone, "", False, ())
        content = Content(
            text, written_at, zone, day, title, journal, tags, starred, clock=clock, extra=labelled(fields, noted)
        )
        record = Incoming(FORMAT, source_id, ordinal, content, files, notes=noted)
        return record if day else dated(record, self._day(name), DATED_BY_FILE_TIME)

    def _files(self, text: str, folder: str, notes: Notes) -> Iterator[IncomingFile]:
        """The files that the text shows or links to, once each; other entries are none of them."""
        seen: set[str] = set()
        for said, shown in _links(text):
            path = self._find(said, folder)
            if path is None:
                if shown:
                    notes.append(FILE_MISSING)
            elif not path:
                notes.append(FILE_REFUSED)
            elif path not in seen and not path.lower().endswith(ENDINGS):
                seen.add(path)
                name = path.rsplit("/", 1)[-1]
                yield IncomingFile(name, partial(self._folder.open, path), self._folder.size(path))

    def _find(self, said: str, folder: str) -> str | None:
        """The path from the root; empty if it leads out of it, None if nothing is there."""
        for target in dict.fromkeys((said, unquote(said))):
            path = os.path.normpath(f"{folder}/{target}" if folder else target).replace(os.sep, "/")
            if path.startswith("../") or path == "..":
                return ""
            if self._folder.holds(path):
                return path
        return self._names().get(unquote(said).rsplit("/", 1)[-1])

    def _names(self) -> dict[str, str]:
        """Where files lie by name alone, as Obsidian finds them. One walk, only for those who need it."""
        if self._by_name is None:
            self._by_name = {}
            for path in self._folder.names():
                self._by_name.setdefault(path.rsplit("/", 1)[-1], path)
        return self._by_name


def _links(text: str) -> Iterator[tuple[str, bool]]:
    """What a text links to beside itself, and whether it shows it there."""
    count = 0
    if "](" in text:
        for link in _LINK.finditer(text):
            if not _ELSEWHERE.match(link[2]):
                yield link[2].strip(), bool(link[1])
                count += 1
                if count > LINKS_MAX:
                    return
    if "![[" in text:
        for embed in _EMBED.finditer(text):
            yield embed[1].strip(), True
            count += 1
            if count > LINKS_MAX:
                return


def _moment(fields: JsonObject, name: str, circumstances: Circumstances) -> Moment | None:
    """Takes from `fields` what it understood; where they say nothing, the file's name does."""
    zone, clock = fields.get("zone") or fields.get("timezone"), fields.get("time")
    zone = zone if isinstance(zone, str) else ""
    for field in _DATE_FIELDS:
        said = fields.get(field)
        if not isinstance(said, str) or not said:
            continue
        when = read_moment(_spaced(said), circumstances, clock=clock if isinstance(clock, str) else "", zone=zone)
        if when is None:
            continue
        if not when.lossy:
            for used in (field, "zone", "timezone", *(("time",) if when.clock else ())):
                if isinstance(fields.get(used), str):
                    del fields[used]
        return when
    day = day_in_name(name)
    return on_day(day, circumstances.zone, (ZONE_ASSUMED, DATED_BY_FILE_NAME)) if day else None


def _spaced(said: str) -> str:
    """`2024-03-01 10:00:00 +01:00` as ISO 8601 has it."""
    return re.sub(r"(?<=\d)\s+(?=[+-]\d\d:?\d\d\Z)", "", said.strip())


def day_in_name(name: str) -> str:
    """The ISO date that a file's name, or the folders above it, tell; empty if they tell none."""
    base = name.rsplit("/", 1)[-1]
    for found in (_IN_NAME.search(base), _IN_FOLDERS.fullmatch(name)):
        if found:
            day = f"{found[1]}-{found[2]}-{found[3]}"
            if _exists(day):
                return day
    return ""


def _exists(day: str) -> bool:
    moment = read_moment(day, Circumstances("UTC"))
    return moment is not None and moment.day == day


def _title(fields: JsonObject, name: str) -> str:
    """The title she gave it, or a file name that is more than a date."""
    said = text_of(fields, "title").strip()
    if said:
        return said
    stem = mend(name.rsplit("/", 1)[-1].rsplit(".", 1)[0], [])
    if re.fullmatch(r"[\d\s._-]*", stem):
        return ""
    return _IN_NAME.sub("", stem, count=1).strip(" -_.") if day_in_name(stem) else stem


def _tags(fields: JsonObject) -> tuple[str, ...]:
    for name in ("tags", "tag", "keywords"):
        said = fields.get(name)
        tags = re.split(r"[,;]", said) if isinstance(said, str) else said
        if isinstance(tags, list) and all(isinstance(tag, str) for tag in tags):
            del fields[name]
            return clean_tags(tags)
    return ()


def _first_text(fields: JsonObject, names: tuple[str, ...]) -> str:
    for name in names:
        if isinstance(fields.get(name), str):
            return text_of(fields, name)
    return ""


def _source_id(document: Document, name: str) -> str:
    for field in ("id", "uuid", "guid"):
        said = document.fields.get(field)
        if isinstance(said, str) and said.strip():
            return said.strip()
    return digest_of(name.rsplit("/", 1)[-1], document.body, canonical(document.fields, without=""))
