"""Records: bytes to values and back, strict both ways (spec/records.md)."""

import json
import os
from typing import NamedTuple

from goldseam.keep.digest import blake2b
from goldseam.words.entry import Attachment, Content, JsonObject, Revision
from goldseam.words.problem import Damaged

VERSION = 1
ENTRY = "entry"
SETTING = "setting"
PURGE = "purge"
KINDS = (ENTRY, SETTING, PURGE)

_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


class Record(NamedTuple):
    """One immutable fact.

    Attributes:
        id: 40 hex digits, of the canonical bytes of everything else.
        kind: one of KINDS; others are kept untouched and shown nowhere.
        subject: 32 hex digits: the entry, or the setting.
        parents: ids, sorted.
        recorded_at: milliseconds since 1970.
        device: 16 hex digits, its author.
        nonce: 32 hex digits.
        came_by: "" | "inbox" | "import".
        meta: what stands around the text; None when purged.
        body: the text; None when purged.
    """

    id: str
    kind: str
    subject: str
    parents: tuple[str, ...]
    recorded_at: int
    device: str
    nonce: str
    came_by: str
    meta: JsonObject | None
    body: str | None


def new_record(
    kind: str,
    subject: str,
    parents: tuple[str, ...],
    meta: JsonObject,
    body: str,
    *,
    now_ms: int,
    device: str,
    came_by: str = "",
) -> Record:
    """A record with a fresh nonce and its id.

    Raises: ValueError: `body` or `meta` cannot be written as UTF-8 (a lone surrogate) or as JSON.
    """
    record = Record(
        "", kind, subject, tuple(sorted(parents)), now_ms, device, os.urandom(16).hex(), came_by, meta, body
    )
    return record._replace(id=record_id(record))


def canonical_text(record: Record) -> str:
    """The one JSON text of a record, without its id: sorted names, no spaces, nothing escaped that need not be."""
    return _canonical(
        {
            "version": VERSION,
            "kind": record.kind,
            "subject": record.subject,
            "parents": record.parents,
            "recorded_at": record.recorded_at,
            "device": record.device,
            "nonce": record.nonce,
            "came_by": record.came_by,
            "meta": record.meta,
            "body": record.body,
        }
    )


def record_id(record: Record) -> str:
    """BLAKE2b-160 of the canonical text."""
    return blake2b(canonical_text(record).encode(), digest_size=20).hexdigest()


def is_whole(record: Record) -> bool:
    """Whether the record is what it was when it was made; a purged one cannot tell and counts as whole."""
    return record.body is None or record_id(record) == record.id


def meta_text(meta: JsonObject) -> str:
    """`meta` as the database holds it: the same text that the id is made of."""
    return _canonical(meta)


def record_line(record: Record, n: int) -> str:
    """A record as a line of the log: its canonical names, its id, and its number there."""
    line: JsonObject = {
        "id": record.id,
        "n": n,
        "kind": record.kind,
        "subject": record.subject,
        "parents": record.parents,
        "recorded_at": record.recorded_at,
        "device": record.device,
    }
    if record.body is None:
        return _canonical({**line, "purged": True})
    rest = {"nonce": record.nonce, "came_by": record.came_by, "meta": record.meta, "body": record.body}
    return _canonical({**line, "version": VERSION, **rest})


def parse_line(line: str) -> tuple[int, Record]:
    """The number and the record of a line of the log.

    Raises: Damaged: the line is not what the format says, or does not have the id it names.
    """
    try:
        value = json.loads(line)
        purged = value.get("purged") is True
        record = Record(
            id=_hex(value["id"], 40),
            kind=_text(value["kind"]),
            subject=_hex(value["subject"], 32),
            parents=tuple(_hex(parent, 40) for parent in value["parents"]),
            recorded_at=_whole(value["recorded_at"]),
            device=_hex(value["device"], 16),
            nonce="" if purged else _hex(value["nonce"], 32),
            came_by="" if purged else _text(value["came_by"]),
            meta=None if purged else _object(value["meta"]),
            body=None if purged else _text(value["body"]),
        )
        number = _whole(value["n"])
        whole = is_whole(record)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        whole = False
    if not whole:
        raise Damaged(
            "a record is not what it was when it was written",
            safe="nothing was changed by reading it",
            next="goldseam verify",
            code="keep.record-damaged",
        )
    return number, record


def revision_of(record: Record) -> Revision:
    """A record of kind ENTRY as the rest of the house knows it."""
    content = None if record.body is None or record.meta is None else content_of(record.meta, record.body)
    return Revision(
        record.id,
        record.subject,
        record.parents,
        record.recorded_at,
        record.device,
        record.nonce,
        record.came_by,
        content,
    )


def meta_of(content: Content) -> JsonObject:
    """What stands around the text, without what is as usual."""
    meta: JsonObject = {"written_at": content.written_at, "zone": content.zone, "day": content.day}
    if content.title:
        meta["title"] = content.title
    if content.journal:
        meta["journal"] = content.journal
    if content.tags:
        meta["tags"] = list(content.tags)
    if content.starred:
        meta["starred"] = True
    if content.trashed:
        meta["trashed"] = True
    if not content.clock:
        meta["clock"] = False
    if content.attachments:
        meta["attachments"] = [attachment._asdict() for attachment in content.attachments]
    if content.extra:
        meta["extra"] = content.extra
    return meta


def content_of(meta: JsonObject, body: str) -> Content:
    """The content a revision holds. `content_of(meta_of(c), c.text) == c`.

    Raises: Damaged: `meta` is not what `meta_of` writes.
    """
    try:
        return Content(
            text=body,
            written_at=_whole(meta["written_at"]),
            zone=_text(meta["zone"]),
            day=_text(meta["day"]),
            title=_text(meta.get("title", "")),
            journal=_text(meta.get("journal", "")),
            tags=tuple(meta["tags"]) if "tags" in meta else (),  # type: ignore[arg-type]  # checked by record id
            starred=bool(meta.get("starred", False)),
            trashed=bool(meta.get("trashed", False)),
            clock=bool(meta.get("clock", True)),
            attachments=tuple(_attachment(value) for value in meta.get("attachments", ())),  # type: ignore[attr-defined]
            extra=_object(meta.get("extra", {})),
        )
    except (KeyError, TypeError, ValueError):
        raise Damaged(
            "what stands around an entry cannot be understood",
            safe="the entry's text was left as it is",
            next="goldseam verify",
            code="keep.meta-damaged",
        ) from None


def _attachment(value: object) -> Attachment:
    fields = _object(value)
    return Attachment(
        _hex(fields["blob"], 40), _text(fields["name"]), _text(fields["media_type"]), _whole(fields["size"])
    )


def _object(value: object) -> JsonObject:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 62:
        raise ValueError
    return value


def _hex(value: object, digits: int) -> str:
    if not isinstance(value, str) or len(value) != digits or value.lower() != value:
        raise ValueError
    bytes.fromhex(value)
    return value
