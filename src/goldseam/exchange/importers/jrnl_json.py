"""jrnl's JSON export: `{"tags": {…}, "entries": [{"title", "body", "date", "time", "tags", "starred"}]}`."""

from goldseam.exchange.containers import open_plainly
from goldseam.exchange.encoding import Notes, open_text
from goldseam.exchange.fields import clean_tags, flag_of, tags_of, text_of
from goldseam.exchange.glimpse import Glimpse
from goldseam.exchange.incoming import Arriving, Circumstances, Incoming, cut_off, unreadable
from goldseam.exchange.jrnl_text import FORMAT, jrnl_entry, jrnl_id
from goldseam.exchange.json_reading import NotJsonError, iter_objects, iter_pieces
from goldseam.exchange.moment import read_moment
from goldseam.exchange.undated import borrow_days
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Problem

__all__ = ["FORMAT", "recognises", "records", "takes"]


def recognises(glimpse: Glimpse) -> bool:
    """An object whose `entries` have a `title` and a `body`."""
    if not glimpse.text.lstrip().startswith("{"):
        return False
    rest = iter([glimpse.text])
    first = next(iter_objects(iter_pieces(lambda _: next(rest, "")), "entries"), {})
    return {"title", "body"} <= first.keys()


def takes(glimpse: Glimpse, name: str) -> bool:  # noqa: ARG001 - see `importers`
    """See `importers`."""
    return False  # it reads no folders


def records(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """See `importers`."""
    return borrow_days(_records(glimpse, circumstances), glimpse.path, circumstances.zone)


def _records(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    ordinal = 1
    with open_text(open_plainly(glimpse.path)) as text:
        try:
            for piece in iter_pieces(text.read):
                if piece.in_array and piece.name.startswith("entries"):
                    yield _entry(piece.value, ordinal, piece.notes, circumstances)
                    ordinal += 1
        except NotJsonError as error:
            yield cut_off(ordinal, str(error), code="source-not-json")


def _entry(record: object, ordinal: int, notes: Notes, circumstances: Circumstances) -> Incoming | Problem:
    if not isinstance(record, dict):
        return unreadable(ordinal, "it is JSON, but no object", code="record-no-object")
    rest: JsonObject = record.copy()
    title, body = text_of(rest, "title"), text_of(rest, "body")
    if not title and not body:
        return unreadable(ordinal, "it has no text", code="record-without-text")
    date, clock = text_of(rest, "date"), text_of(rest, "time")
    when = read_moment(f"{date}T{clock}" if clock else date, circumstances)
    if when is None or when.lossy:
        rest |= {name: said for name, said in (("date", date), ("time", clock)) if said}
    uuid = rest.get("uuid")
    return jrnl_entry(
        when,
        title,
        body,
        ordinal,
        circumstances,
        starred=flag_of(rest, "starred"),
        tags=clean_tags(list(tags_of(rest))),
        notes=notes,
        extra=rest,
        source_id=uuid.upper() if isinstance(uuid, str) and uuid else jrnl_id(date, clock, title, body),
    )
