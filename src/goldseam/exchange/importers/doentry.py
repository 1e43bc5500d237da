"""Day One Classic, and jrnl's folders of its kind: one `.doentry` property list to an entry, photos beside them."""

import plistlib
import re
from datetime import UTC, datetime
from functools import partial

from goldseam.exchange.containers import Container, Folder, open_plainly, read_bounded
from goldseam.exchange.encoding import Notes, mend_value
from goldseam.exchange.fields import flag_of, tags_of, text_of
from goldseam.exchange.glimpse import Glimpse
from goldseam.exchange.incoming import (
    Arriving,
    Circumstances,
    Incoming,
    IncomingFile,
    digest_of,
    labelled,
    unreadable,
)
from goldseam.exchange.json_reading import canonical
from goldseam.exchange.moment import Moment, known_zone, moment_at
from goldseam.exchange.notes import CONTROL_CHARACTERS, ZONE_ASSUMED, ZONE_UNKNOWN
from goldseam.exchange.undated import borrow_days
from goldseam.words.entry import Content, JsonObject
from goldseam.words.problem import Problem

FORMAT = "dayone"
ENDING = ".doentry"
PLIST_BYTES_MAX = 16 << 20
_PHOTO_TYPES = ("jpg", "jpeg", "png", "gif", "heic")
# Real entries hold control characters that XML forbids: typed by accident, and no reason to lose the rest.
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def recognises(glimpse: Glimpse) -> bool:
    """A folder with `.doentry` files, or one of them."""
    if glimpse.is_folder:
        return any(name.lower().endswith(ENDING) for name in glimpse.names)
    return "<plist" in glimpse.text[:2000] and "<key>Entry Text</key>" in glimpse.text + glimpse.path


def takes(glimpse: Glimpse, name: str) -> bool:  # noqa: ARG001 - see `importers`
    """See `importers`."""
    return name.lower().endswith((ENDING, *(f".{kind}" for kind in _PHOTO_TYPES)))


def records(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """See `importers`."""
    found = _of_folder(glimpse.path, circumstances) if glimpse.is_folder else _of_file(glimpse.path, circumstances)
    return borrow_days(found, glimpse.path, circumstances.zone)


def _of_file(path: str, circumstances: Circumstances) -> Arriving:
    with open_plainly(path) as file:
        yield _entry(read_bounded(file, PLIST_BYTES_MAX), 1, circumstances, {}, None)


def _of_folder(path: str, circumstances: Circumstances) -> Arriving:
    folder = Folder(path)
    names = folder.names()
    photos = {
        name.rsplit("/", 1)[-1].rsplit(".", 1)[0].upper(): name
        for name in names
        if name.rsplit(".", 1)[-1].lower() in _PHOTO_TYPES
    }
    entries = [name for name in names if name.lower().endswith(ENDING)]
    for ordinal, name in enumerate(entries, start=1):
        try:
            with folder.open(name) as file:
                data = read_bounded(file, PLIST_BYTES_MAX)
        except (Problem, OSError):
            yield unreadable(ordinal, f"{name} cannot be read", code="file-unreadable")
            continue
        yield _entry(data, ordinal, circumstances, photos, folder)


def _entry(
    data: bytes | None, ordinal: int, circumstances: Circumstances, photos: dict[str, str], container: Container | None
) -> Incoming | Problem:
    notes: Notes = []
    try:
        plist = _load(data, notes)
    except ValueError as error:
        return unreadable(ordinal, str(error), code="record-no-plist")
    when = _moment(plist, circumstances)
    rest = mend_value(plist, notes)
    assert isinstance(rest, dict), "a property list with fields stays one"
    source_id = _source_id(rest)
    noted = (*dict.fromkeys(notes), *(when.notes if when else ()))
    written_at, zone, day, clock, _ = when or (0, circumstances.zone, "", False, ())
    text = text_of(rest, "Entry Text")
    starred = flag_of(rest, "Starred")
    tags = tags_of(rest, "Tags")
    content = Content(text, written_at, zone, day, tags=tags, starred=starred, clock=clock, extra=labelled(rest, noted))
    return Incoming(FORMAT, source_id, ordinal, content, _photo(source_id, photos, container), notes=noted)


def _load(data: bytes | None, notes: Notes) -> JsonObject:
    """The fields of a property list. Raises ValueError: it is none; entities and other documents are never followed."""
    if data is None:
        raise ValueError(f"it is larger than {PLIST_BYTES_MAX >> 20} MiB")
    for attempt in (data, _FORBIDDEN.sub(b"\xef\xbf\xbd", data)):
        if attempt is not data:
            if attempt == data:
                break
            notes.append(CONTROL_CHARACTERS)
        try:
            value = plistlib.loads(attempt, fmt=plistlib.FMT_XML)
        except Exception:  # noqa: BLE001, S112 - hostile lists make plistlib raise whatever it stumbles over
            continue
        if isinstance(value, dict):
            return value
    raise ValueError("it is no property list of Day One")


def _moment(plist: JsonObject, circumstances: Circumstances) -> Moment | None:
    """Takes what it understood out of `plist`: an instant in UTC, and the zone, which old entries lack."""
    created, zone = plist.get("Creation Date"), plist.get("Time Zone")
    if not isinstance(created, datetime):
        return None
    where, notes = circumstances.zone, (ZONE_ASSUMED,)
    if isinstance(zone, str) and zone:
        known = known_zone(zone)
        where, notes = (zone, ()) if known else (where, (ZONE_UNKNOWN,))  # type: ignore[assignment]  # codes, or none
    when = moment_at(created.replace(tzinfo=UTC), where, circumstances, notes=notes)
    if when:
        del plist["Creation Date"]
        if ZONE_UNKNOWN not in notes:
            plist.pop("Time Zone", None)
    return when


def _source_id(rest: JsonObject) -> str:
    uuid = rest.get("UUID")
    if isinstance(uuid, str) and uuid.strip():
        return uuid.strip().upper()
    text = rest.get("Entry Text")
    return digest_of(text if isinstance(text, str) else "", canonical(rest, without="Entry Text"))


def _photo(uuid: str, photos: dict[str, str], container: Container | None) -> tuple[IncomingFile, ...]:
    name = photos.get(uuid)
    if not name or not container:
        return ()
    return (IncomingFile(name.rsplit("/", 1)[-1], partial(container.open, name), container.size(name)),)
