"""JSON Lines, or an array of the same objects: `{date, time?, zone?, day?, title?, text, tags?, journal?, starred?}`.

`date` is an ISO date, or a date and time with or without offset. What has another name, or is not understood, stays
with the entry as it was.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import BinaryIO

from goldseam.exchange.containers import open_plainly
from goldseam.exchange.encoding import LINE_CHARS_MAX, Notes, iter_lines, open_text
from goldseam.exchange.fields import flag_of, tags_of, text_of
from goldseam.exchange.glimpse import Glimpse
from goldseam.exchange.incoming import Arriving, Circumstances, Incoming, cut_off, digest_of, labelled, unreadable
from goldseam.exchange.json_reading import JsonReader, NotJsonError, canonical, iter_objects, iter_pieces
from goldseam.exchange.moment import Moment, read_moment
from goldseam.exchange.undated import borrow_days
from goldseam.words.entry import Content, JsonObject
from goldseam.words.problem import Problem

FORMAT = "jsonlines"
LINES_TRIED = 50

Open = Callable[[], BinaryIO]
Take = Callable[[JsonObject, int, Notes], Incoming | Problem]


def recognises(glimpse: Glimpse) -> bool:
    """A first object with a `text`, or with a `title` and a `date`."""
    first = first_object(glimpse)
    return first is not None and ("text" in first or ("title" in first and "date" in first))


def first_object(glimpse: Glimpse) -> JsonObject | None:
    """The first object of JSON lines or of an array, if it is one; what is broken before it is passed over."""
    text = glimpse.text.lstrip()
    if text.startswith("["):
        rest = iter([text])
        return next(iter_objects(iter_pieces(lambda _: next(rest, ""))), None)
    if not text.startswith("{"):
        return None
    if "\n" not in text.rstrip():
        return _long_first_line(glimpse)
    reader = JsonReader()
    for line in text.split("\n", LINES_TRIED)[:LINES_TRIED]:
        with suppress(NotJsonError):
            value = reader.value(line, [])
            if isinstance(value, dict):
                return value
    return None


def _long_first_line(glimpse: Glimpse) -> JsonObject | None:
    """A first line longer than a glimpse is read whole."""
    try:
        with open_plainly(glimpse.path) as file:
            value = JsonReader().value(next(iter_lines(file), ""), [])
    except (NotJsonError, OSError):
        return None
    return value if isinstance(value, dict) else None


def takes(glimpse: Glimpse, name: str) -> bool:  # noqa: ARG001 - see `importers`
    """See `importers`."""
    return False  # it reads no folders


def records(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """See `importers`."""
    found = read_objects(glimpse, lambda record, ordinal, notes: entry_of(record, ordinal, notes, circumstances))
    return borrow_days(found, glimpse.path, circumstances.zone)


def read_objects(glimpse: Glimpse, take: Take) -> Arriving:
    """Each object of the file through `take`; what is no object is a Problem, and the next one is read."""
    reading = _array if glimpse.text.lstrip().startswith("[") else read_lines
    return reading(partial(open_plainly, glimpse.path), take)


def read_lines(opened: Open, take: Take) -> Arriving:
    """The same of a file that holds JSON lines for certain."""
    reader = JsonReader()
    with opened() as file:
        ordinal = 1
        for line in _whole_lines(iter_lines(file)):
            if line is not None and line.isspace():
                continue
            yield _of_line(line, ordinal, reader, take)
            ordinal += 1


def _whole_lines(lines: Iterator[str]) -> Iterator[str | None]:
    """None for a line too long to be taken."""
    for line in lines:
        if len(line) < LINE_CHARS_MAX or line.endswith("\n"):
            yield line
            continue
        for rest in lines:
            if rest.endswith("\n"):
                break
        yield None


def _of_line(line: str | None, ordinal: int, reader: JsonReader, take: Take) -> Incoming | Problem:
    if line is None:
        return unreadable(
            ordinal, f"it is longer than {LINE_CHARS_MAX >> 20} million characters", code="record-too-long"
        )
    notes: Notes = []
    try:
        return _of_value(reader.value(line, notes), ordinal, notes, take)
    except NotJsonError as error:
        return unreadable(ordinal, str(error), code="record-not-json")


def _of_value(value: object, ordinal: int, notes: Notes, take: Take) -> Incoming | Problem:
    if not isinstance(value, dict):
        return unreadable(ordinal, "it is JSON, but no object", code="record-no-object")
    return take(value, ordinal, notes)


def _array(opened: Open, take: Take) -> Arriving:
    ordinal = 1
    with open_text(opened()) as text:
        try:
            for piece in iter_pieces(text.read):
                yield _of_value(piece.value, ordinal, piece.notes, take)
                ordinal += 1
        except NotJsonError as error:
            yield cut_off(ordinal, str(error), code="source-not-json")


def entry_of(record: JsonObject, ordinal: int, notes: Notes, circumstances: Circumstances) -> Incoming | Problem:
    """One object as an entry; what could not be understood stays in `extra`."""
    text, title = record.get("text"), record.get("title")
    if not isinstance(text, str) and not (text is None and isinstance(title, str)):
        return unreadable(ordinal, "it has no text", code="record-without-text")
    source_id = _source_id(record)
    rest = record.copy()
    rest.pop("text", None)
    written_at, zone, day, clock, decided = _moment(rest, circumstances) or (0, circumstances.zone, "", False, ())
    title = text_of(rest, "title")
    starred = flag_of(rest, "starred")
    journal = " ".join(text_of(rest, "journal").split())
    tags = tags_of(rest)
    noted = (*dict.fromkeys(notes), *decided)
    extra = labelled(rest, noted)
    content = Content(text or "", written_at, zone, day, title, journal, tags, starred, clock=clock, extra=extra)
    return Incoming(FORMAT, source_id, ordinal, content, notes=noted)


def _moment(rest: JsonObject, circumstances: Circumstances) -> Moment | None:
    """Takes what it understood out of `rest`."""
    date, clock = _said(rest, "date"), _said(rest, "time")
    zone, day = _said(rest, "zone"), _said(rest, "day")
    if not date and rest.get("date", "") is None:
        del rest["date"]
    moment = read_moment(date or day, circumstances, clock=clock, zone=zone, day=day)
    if moment is None or moment.lossy:
        return moment
    for name in ("date", "time", "zone") if day and day != moment.day else ("date", "time", "zone", "day"):
        if isinstance(rest.get(name), str):
            del rest[name]
    return moment


def _said(rest: JsonObject, name: str) -> str:
    value = rest.get(name)
    return value if isinstance(value, str) else ""


def _source_id(record: JsonObject) -> str:
    id_ = record.get("id")
    if isinstance(id_, str) and id_:
        return id_
    if isinstance(id_, int) and not isinstance(id_, bool):
        return str(id_)
    text = record.get("text")
    return digest_of(text if isinstance(text, str) else "", canonical(record, without="text"))
