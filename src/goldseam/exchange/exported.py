"""An entry as the export writes it, and back (spec/export.md)."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from goldseam.exchange.notes import ZONE_UNKNOWN
from goldseam.words.day import local_time, zone_of
from goldseam.words.entry import Content, Entry, JsonObject
from goldseam.words.problem import Misused

VERSION = 1
MARKER = "goldseam-export.json"
MARKER_FORMAT = "goldseam-export"
MARKDOWN = "markdown"
JSONLINES = "jsonlines"
LINES_FILE = "entries.jsonl"
ANNOTATIONS_FILE = "annotations.jsonl"
PEOPLE_FILE = "people.jsonl"
KEEPSAKES_FILE = "keepsakes.jsonl"
SETTINGS_FILE = "settings.jsonl"
ATTACHMENTS = "attachments"
SHORT_ID_DIGITS = 12
NAME_BYTES_MAX = 100

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_UNFIT = re.compile('[/\\\\:*?"<>|\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)", re.IGNORECASE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_encode_sorted = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True).encode


class ExportedFile(NamedTuple):
    """An attachment as the export names it.

    Attributes:
        name: as she knew it.
        media_type: such as `image/jpeg`.
        size: bytes.
        sha256: of the bytes, hexadecimal; empty where they were not written.
        file: where they lie, relative to what names them; empty likewise.
    """

    name: str
    media_type: str
    size: int
    sha256: str = ""
    file: str = ""


class Restored(NamedTuple):
    """An entry read back.

    Attributes:
        id: 32 hex digits.
        content: without attachments.
        files: its attachments.
        notes: what had to be decided.
    """

    id: str
    content: Content
    files: tuple[ExportedFile, ...]
    notes: tuple[str, ...]


def fields_of(entry: Entry, files: Sequence[ExportedFile]) -> JsonObject:
    """The fields of an entry but for its text, in the order of the specification."""
    content = entry.content
    fields: JsonObject = {
        "goldseam": VERSION,
        "id": entry.id,
        "day": content.day,
        "written_at": written_at_text(content.written_at, content.zone),
        "zone": content.zone,
    }
    if not content.clock:
        fields["clock"] = False
    for name, value in (("title", content.title), ("journal", content.journal), ("tags", list(content.tags))):
        if value:
            fields[name] = value
    for name, flag in (("starred", content.starred), ("trashed", content.trashed)):
        if flag:
            fields[name] = True
    if files:
        fields["attachments"] = [{name: said for name, said in file._asdict().items() if said != ""} for file in files]
    if content.extra:
        fields["extra"] = content.extra
    return fields


def json_text(value: object, *, name: str = "") -> str:
    """A value as the export writes it; what YAML readers take for line ends is escaped."""
    text = _encode_sorted(value) if name == "extra" else _encode(value)
    return (
        text if text.isascii() and "\x7f" not in text else _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    )


def written_at_text(instant_ms: int, zone: str) -> str | int:
    """An instant on the clock of its zone, to the millisecond; in UTC, or as a number, where that cannot be."""
    try:
        return local_time(instant_ms, zone).isoformat(timespec="milliseconds")
    except Misused:
        pass
    try:
        return local_time(instant_ms, "UTC").isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except Misused:
        return instant_ms


def restored(fields: JsonObject, text: str) -> Restored:
    """The entry that these fields and words describe.

    Raises: ValueError: a field without which it is none; the message names the field, never its value.
    """
    id_, day = fields.get("id"), fields.get("day")
    if not isinstance(id_, str) or not _ID.fullmatch(id_):
        raise ValueError("its id is missing or is none")
    if not isinstance(day, str) or not _is_day(day):
        raise ValueError("its day is missing or is none")
    zone = fields.get("zone")
    notes: tuple[str, ...] = ()
    if not isinstance(zone, str) or not _is_zone(zone):
        zone, notes = "UTC", (ZONE_UNKNOWN,)
    content = Content(
        text=text,
        written_at=_instant(fields.get("written_at"), zone),
        zone=zone,
        day=day,
        title=_string(fields.get("title")),
        journal=_string(fields.get("journal")),
        tags=_tags(fields.get("tags")),
        starred=_flag(fields.get("starred"), usual=False),
        trashed=_flag(fields.get("trashed"), usual=False),
        clock=_flag(fields.get("clock"), usual=True),
        extra=_object(fields.get("extra")),
    )
    listed = fields.get("attachments")
    files = tuple(_file(value) for value in listed if isinstance(value, dict)) if isinstance(listed, list) else ()
    return Restored(id_, content, files, notes)


def _instant(said: object, zone: str) -> int:
    try:
        if isinstance(said, int) and not isinstance(said, bool):
            local_time(said, zone)
            return said
        if isinstance(said, str):
            moment = datetime.fromisoformat(said)
            if moment.tzinfo is not None:
                instant = (moment - _EPOCH) // timedelta(milliseconds=1)
                local_time(instant, zone)
                return instant
    except (ValueError, OverflowError, Misused):
        pass
    raise ValueError("its written_at is missing or is none")


def _is_day(said: str) -> bool:
    try:
        return date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False


def _is_zone(name: str) -> bool:
    try:
        zone_of(name)
    except (Misused, ValueError):
        return False
    return True


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _flag(value: object, *, usual: bool) -> bool:
    """JSON, or what another program made of it: YAML text."""
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    return value if isinstance(value, bool) else usual


def _tags(value: object) -> tuple[str, ...]:
    tags = (value if isinstance(value, list) else [value]) if value else []
    return tuple(dict.fromkeys(" ".join(tag.split()) for tag in tags if isinstance(tag, str) and tag.strip()))


def _object(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _file(value: JsonObject) -> ExportedFile:
    size = value.get("size")
    return ExportedFile(
        _string(value.get("name")),
        _string(value.get("media_type")),
        size if isinstance(size, int) else 0,
        _string(value.get("sha256")),
        _string(value.get("file")),
    )


def fit_name(name: str) -> str:
    """`name` as a part of a file name that every system takes."""
    fit = _UNFIT.sub("_", name).strip().strip(".").strip()
    if _DEVICE.match(fit):
        fit = f"_{fit}"
    if len(fit.encode("utf-8", "replace")) > NAME_BYTES_MAX:
        stem, dot, ending = fit.rpartition(".")
        keeps = dot and 0 < len(ending.encode()) < NAME_BYTES_MAX // 4
        ending = dot + ending if keeps else ""
        room = NAME_BYTES_MAX - len(ending.encode())
        fit = (stem if keeps else fit).encode()[:room].decode("utf-8", "ignore").rstrip() + ending
    return fit or "_"


def stem_of(entry: Entry, *, whole_id: bool = False) -> str:
    """What the names of an entry's files begin with."""
    return f"{entry.content.day}-{entry.id if whole_id else entry.id[:SHORT_ID_DIGITS]}"
