"""Day One: its JSON export, alone, in a folder, or zipped with photos, sound, films and PDFs."""

import re
from collections.abc import Callable
from functools import partial
from itertools import chain
from urllib.parse import quote

from goldseam.exchange.containers import Container, Folder, Zip, open_plainly
from goldseam.exchange.encoding import Notes, open_text
from goldseam.exchange.fields import flag_of, tags_of
from goldseam.exchange.glimpse import Glimpse
from goldseam.exchange.incoming import (
    Arriving,
    Circumstances,
    Incoming,
    IncomingFile,
    cut_off,
    digest_of,
    labelled,
    unreadable,
)
from goldseam.exchange.json_reading import JsonReader, NotJsonError, canonical, iter_pieces
from goldseam.exchange.moment import Moment, read_moment
from goldseam.exchange.notes import FILE_MISSING
from goldseam.exchange.undated import borrow_days
from goldseam.words.entry import Content, JsonObject
from goldseam.words.problem import Problem

FORMAT = "dayone"
DEFAULT_JOURNAL = "Journal"
_MEDIA = ("photos", "audios", "videos", "pdfAttachments")
_MEDIA_FOLDERS = frozenset({"photos", "audios", "videos", "pdfs", "pdfattachments"})
_SIGNS = frozenset({"creationDate", "uuid"})
_LINK = re.compile(r"\]\(dayone-moment:/+(?:[A-Za-z]{1,20}/)?([0-9A-Za-z-]{1,64})\)")
# Day One's exporter puts a backslash before every sign that Markdown could take for its own. Where it could indeed, at
# the beginning of a line, it stays; so does it before signs that mean something everywhere.
_ESCAPE = re.compile(r"^([ \t]*(?:\d{1,9}\\[.)]|\\[-+#]))|\\([-.!()+#{}/:,;?'\"=&%$@])", re.MULTILINE)
_CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)", re.DOTALL)


def recognises(glimpse: Glimpse) -> bool:
    """A JSON object whose `entries` have a `creationDate`, or a zip file or folder with one at its top."""
    if glimpse.is_folder or glimpse.is_zip:
        return any(_is_one(glimpse, name) for name in _journals(glimpse.names))
    return _shows_entries(glimpse.text)


def _journals(names: tuple[str, ...] | list[str]) -> list[str]:
    """The JSON files at the top; or one folder down, where a folder was zipped by hand."""
    for depth in (0, 1):
        found = [name for name in names if name.endswith(".json") and name.count("/") == depth]
        if found:
            return found
    return []


def _is_one(glimpse: Glimpse, name: str) -> bool:
    try:
        with open_text(_container(glimpse).open(name)) as text:
            return _shows_entries(text.read(1 << 16))
    except Problem:
        return False


def _container(glimpse: Glimpse) -> Container:
    return Folder(glimpse.path) if glimpse.is_folder else Zip(glimpse.path)


def _shows_entries(text: str) -> bool:
    if not text.lstrip().startswith("{"):
        return False
    rest = iter([text])
    metadata = False
    try:
        for piece in iter_pieces(lambda _: next(rest, "")):
            metadata |= piece.name == "metadata"
            if piece.name == "entries" and isinstance(piece.value, dict):
                return not _SIGNS.isdisjoint(piece.value)
    except NotJsonError:
        # The first entry may be longer than the look that was taken.
        return metadata and '"creationDate"' in text
    return metadata and '"entries"' in text


def takes(glimpse: Glimpse, name: str) -> bool:
    """See `importers`."""
    return name in _journals(glimpse.names) or not _MEDIA_FOLDERS.isdisjoint(name.lower().split("/")[:-1])


def records(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """See `importers`."""
    if glimpse.is_folder or glimpse.is_zip:
        return borrow_days(_of_container(_container(glimpse), circumstances), glimpse.path, circumstances.zone)
    return borrow_days(_of_file(glimpse.path, circumstances), glimpse.path, circumstances.zone)


def _of_file(path: str, circumstances: Circumstances) -> Arriving:
    with open_text(open_plainly(path)) as text:
        yield from _Journal(_Media(None), "", circumstances).records(text.read, 1)


def _of_container(container: Container, circumstances: Circumstances) -> Arriving:
    media = _Media(container)
    ordinal = 1
    for name in _journals(container.names()):
        stem = name.rsplit("/", 1)[-1].removesuffix(".json")
        journal = _Journal(media, "" if stem == DEFAULT_JOURNAL else stem, circumstances)
        try:
            with open_text(container.open(name)) as text:
                for record in journal.records(text.read, ordinal):
                    yield record
                    ordinal += 1
        except Problem as problem:
            yield cut_off(ordinal, problem.happened, code="source-damaged")
            ordinal += 1


class _Media:
    """The files beside the JSON, by the names Day One gives them."""

    def __init__(self, container: Container | None) -> None:
        self._container = container
        self._by_stem: dict[str, str] = {}
        for name in container.names() if container else ():
            parts = name.lower().split("/")
            if len(parts) > 1 and parts[-2] in _MEDIA_FOLDERS:
                self._by_stem.setdefault(parts[-1].rsplit(".", 1)[0], name)

    def find(self, item: JsonObject) -> str | None:
        """Where the file of one of an entry's photos, sounds, films or PDFs lies."""
        stems = (stem.lower() for stem in (item.get("md5"), item.get("identifier")) if isinstance(stem, str))
        return next((self._by_stem[stem] for stem in stems if stem in self._by_stem), None)

    def file(self, stored: str, item: JsonObject, *, taken: dict[str, IncomingFile]) -> IncomingFile:
        """The same, with the name she knows it by, unless another file of the entry has it already."""
        assert self._container is not None, "something was found in it"
        said = item.get("filename")
        own = said.replace("\\", "/").rsplit("/", 1)[-1].strip() if isinstance(said, str) else ""
        if not own.strip(".") or any(own == file.name for file in taken.values()):
            own = stored.rsplit("/", 1)[-1]
        return IncomingFile(own, partial(self._container.open, stored), self._container.size(stored))


class _Journal:
    """One JSON file."""

    def __init__(self, media: _Media, name: str, circumstances: Circumstances) -> None:
        self._media = media
        self._name = name
        self._circumstances = circumstances

    def records(self, read: Callable[[int], str], ordinal: int) -> Arriving:
        """Its entries, numbered from `ordinal`."""
        try:
            for piece in iter_pieces(read):
                if piece.in_array and piece.name.split(" (")[0] == "entries":
                    yield self._entry(piece.value, ordinal, piece.notes)
                    ordinal += 1
        except NotJsonError as error:
            yield cut_off(ordinal, str(error), code="source-not-json")

    def _entry(self, record: object, ordinal: int, notes: Notes) -> Incoming | Problem:
        if not isinstance(record, dict):
            return unreadable(ordinal, "it is JSON, but no object", code="record-no-object")
        rest: JsonObject = record.copy()
        when = _moment(rest, self._circumstances)
        text = _text(rest)
        files, names = self._files(rest, notes)
        noted = (*dict.fromkeys(notes), *(when.notes if when else ()))
        written_at, zone, day, clock, _ = when or (0, self._circumstances.zone, "", False, ())
        content = Content(
            text=_linked(text, names),
            written_at=written_at,
            zone=zone,
            day=day,
            journal=self._name,
            tags=tags_of(rest),
            starred=flag_of(rest, "starred"),
            clock=clock,
            extra=labelled(rest, noted),
        )
        return Incoming(
            FORMAT, _source_id(record), ordinal, content, files, _revised_at(rest, self._circumstances), noted
        )

    def _files(self, rest: JsonObject, notes: Notes) -> tuple[tuple[IncomingFile, ...], dict[str, str]]:
        """The files of an entry, each once, and their names by the identifiers that its text uses."""
        found: dict[str, IncomingFile] = {}
        names: dict[str, str] = {}
        lists = (rest.get(kind) for kind in _MEDIA)
        for item in chain.from_iterable(value for value in lists if isinstance(value, list)):
            stored = self._media.find(item) if isinstance(item, dict) else None
            if stored is None:
                notes.append(FILE_MISSING)
                continue
            if stored not in found:
                found[stored] = self._media.file(stored, item, taken=found)
            names[str(item.get("identifier", "")).lower()] = found[stored].name
        return tuple(found.values()), names


def _moment(rest: JsonObject, circumstances: Circumstances) -> Moment | None:
    """Takes what it understood out of `rest`. An all-day entry has a day and no hour."""
    date, zone = rest.get("creationDate"), rest.get("timeZone")
    if not isinstance(date, str):
        return None
    when = read_moment(date, circumstances, zone=zone if isinstance(zone, str) else "")
    if when is None or when.lossy:
        return when
    del rest["creationDate"]
    if isinstance(zone, str):
        del rest["timeZone"]
    if rest.get("isAllDay") is True:
        at_any_hour = circumstances._replace(day_start_hour=0)
        calendar = read_moment(date, at_any_hour, zone=when.zone)
        when = (calendar or when)._replace(clock=False)
    return when


def _revised_at(rest: JsonObject, circumstances: Circumstances) -> int | None:
    said = rest.get("modifiedDate")
    revised = read_moment(said, circumstances) if isinstance(said, str) else None
    return revised.written_at if revised else None


def _source_id(record: JsonObject) -> str:
    uuid = record.get("uuid")
    if isinstance(uuid, str) and uuid.strip():
        return uuid.strip().upper()
    text = record.get("text")
    return digest_of(text if isinstance(text, str) else "", canonical(record, without="text"))


def _text(rest: JsonObject) -> str:
    """The words. The rich text is the same words once more, and is only used where there are no others."""
    text = rest.get("text")
    rich = rest.get("richText")
    if isinstance(text, str):
        del rest["text"]
        if isinstance(rich, str):
            del rest["richText"]
        return unescaped(text)
    text = _rich_text(rich) if isinstance(rich, str) else ""
    if text:
        del rest["richText"]
    return text


def _rich_text(rich: str) -> str:
    try:
        value = JsonReader().value(rich, [])
    except NotJsonError:
        return ""
    contents = value.get("contents") if isinstance(value, dict) else None
    pieces = (item.get("text") for item in contents if isinstance(item, dict)) if isinstance(contents, list) else ()
    return "".join(piece for piece in pieces if isinstance(piece, str))


def unescaped(text: str) -> str:
    """The words as she typed them: without the backslashes of the exporter, which stay in code and where they count."""
    if "\\" not in text:
        return text
    parts = _CODE.split(text)
    parts[::2] = [_ESCAPE.sub(lambda found: found[1] or found[2], part) for part in parts[::2]]
    return "".join(parts)


def _linked(text: str, names: dict[str, str]) -> str:
    """Links into Day One become the names of the attachments they mean; those that lead nowhere stay."""

    def link(found: re.Match[str]) -> str:
        name = names.get(found[1].lower())
        return f"]({quote(name, safe='/.-_~!$&+,;=@')})" if name else found[0]

    return _LINK.sub(link, text)
