"""Records: bytes to values and back, strict both ways (spec/records.md)."""

import json
import os
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from goldseam.keep.digest import blake2b
from goldseam.keep.fields import exactly, flag_of, hex_of, list_of, object_of, text_of, whole_of
from goldseam.words.entry import Attachment, Content, JsonObject, Revision
from goldseam.words.problem import Damaged

VERSION = 1
ENTRY = "entry"
SETTING = "setting"
PURGE = "purge"
ANNOTATION = "annotation"
PERSON = "person"
LOOKBACK = "lookback"
KINDS = (ENTRY, SETTING, PURGE, ANNOTATION, PERSON, LOOKBACK)
HOLDING_WORDS = (ENTRY, ANNOTATION, PERSON, LOOKBACK)  # kinds that a purge of their subject empties
PARENTS_MAX = 1 << 16
LIST_MAX = 1 << 20  # tags or attachments of one entry
_ATTACHMENT = frozenset(Attachment._fields)

_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode

# What JSON escapes in a text, and of that what stands in ordinary texts.
_ESCAPED = {b"\\": b"\\\\", b'"': b'\\"', b"\n": b"\\n", b"\r": b"\\r", b"\t": b"\\t"}
_ORDINARY = b"".join(_ESCAPED)
_UNESCAPED = bytes(byte for byte in range(32, 256) if byte not in _ORDINARY)


class Record(NamedTuple):
    """One immutable fact.

    Attributes:
        id: 40 hex digits, of the canonical bytes of everything else.
        kind: one of KINDS; others are kept untouched and shown nowhere.
        subject: 32 hex digits: the entry, the setting, the person, or what she made by looking back.
        parents: ids, sorted.
        recorded_at: milliseconds since 1970.
        device: 16 hex digits, its author.
        nonce: 32 hex digits.
        came_by: "" | "inbox" | "import" | "undo".
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


def canonical_bytes(record: Record) -> bytes:
    """The one JSON text of a record, without its id: sorted names, no spaces, nothing escaped that need not be.

    Raises: ValueError: as `new_record`.
    """
    body = b"null" if record.body is None else quoted(record.body)
    meta = b"null" if record.meta is None else meta_text(record.meta).encode()
    parents = b",".join(b'"%b"' % parent.encode() for parent in record.parents)
    # Put together: all but `meta` is one of few shapes, and half of what a backup does for an entry is this.
    return (
        b'{"body":%b,"came_by":%b,"device":"%b","kind":%b,"meta":%b,"nonce":"%b","parents":[%b],"recorded_at":%d,'
        b'"subject":"%b","version":%d}'
        % (
            body,
            quoted(record.came_by),
            record.device.encode(),
            quoted(record.kind),
            meta,
            record.nonce.encode(),
            parents,
            record.recorded_at,
            record.subject.encode(),
            VERSION,
        )
    )


def quoted(text: str) -> bytes:
    """A text as a string of canonical JSON, in UTF-8. Cost: 4 µs for a page, a third of what `json` takes.

    Raises: UnicodeEncodeError: a lone surrogate.
    """
    data = text.encode()
    special = data.translate(None, _UNESCAPED)
    if special.translate(None, _ORDINARY):
        return _canonical(text).encode()
    for plain, escaped in _ESCAPED.items():
        if plain in special:
            data = data.replace(plain, escaped)
    return b'"%b"' % data


def record_id(record: Record) -> str:
    """BLAKE2b-160 of the canonical bytes."""
    return _id_of(canonical_bytes(record))


def _id_of(canonical: bytes) -> str:
    return blake2b(canonical, digest_size=20).hexdigest()


def is_whole(record: Record) -> bool:
    """Whether the record is what it was when it was made; a purged one cannot tell and counts as whole."""
    return record.body is None or record_id(record) == record.id


def meta_text(meta: JsonObject) -> str:
    """`meta` as the database holds it: the same text that the id is made of."""
    return _canonical(meta)


def record_line(record: Record, n: int) -> str:
    """A record as a line of the log: its canonical names, its id, and its number there."""
    if record.body is not None:
        return _numbered(canonical_bytes(record).decode(), record, n)
    return _canonical(
        {
            "id": record.id,
            "n": n,
            "kind": record.kind,
            "subject": record.subject,
            "parents": record.parents,
            "recorded_at": record.recorded_at,
            "device": record.device,
            "purged": True,
        }
    )


def _numbered(text: str, record: Record, n: int) -> str:
    """The canonical text with the id and the number in their places among the sorted names.

    Put in as text, because to write a long body once more costs as much as everything else. Quotes in a body are
    escaped, so the first `,"device":"` is the record's own; after the last `,"nonce":"` no words of hers follow.
    """
    device = text.index(',"device":"') + 1
    id_ = text.index(",", device) + 1
    nonce = text.rindex(',"nonce":"') + 1
    return f'{text[:id_]}"id":"{record.id}",{text[id_:nonce]}"n":{n},{text[nonce:]}'


def parse_line(line: str) -> tuple[int, Record]:
    """The number and the record of a line of the log. `record_line(record, n) == line`, to the letter.

    Raises: Damaged: the line is not what the format says, or does not have the id it names.
    """
    try:
        value = object_of(json.loads(line))
        purged = value.get("purged") is True
        parents = tuple(hex_of(parent, 40) for parent in list_of(value["parents"], count_max=PARENTS_MAX))
        record = Record(
            id=hex_of(value["id"], 40),
            kind=text_of(value["kind"]),
            subject=hex_of(value["subject"], 32),
            parents=parents,
            recorded_at=whole_of(value["recorded_at"]),
            device=hex_of(value["device"], 16),
            nonce="" if purged else hex_of(value["nonce"], 32),
            came_by="" if purged else text_of(value["came_by"]),
            meta=None if purged else object_of(value["meta"]),
            body=None if purged else text_of(value["body"]),
        )
        number = whole_of(value["n"])
        whole = number > 0 and _ascending(parents) and _is_written_as(record, number, line)
    except (ValueError, KeyError, RecursionError):
        whole = False
    if not whole:
        raise Damaged(
            "a record is not what it was when it was written",
            safe="nothing was changed by reading it",
            next="goldseam verify",
            code="keep.record-damaged",
        )
    return number, record


def _is_written_as(record: Record, n: int, line: str) -> bool:
    """Compared as text: a name said twice, one too many, or another way to write the same is no line of ours."""
    if record.body is None:
        return record_line(record, n) == line
    canonical = canonical_bytes(record)
    return _id_of(canonical) == record.id and _numbered(canonical.decode(), record, n) == line


def _ascending(parents: tuple[str, ...]) -> bool:
    return all(one < next_ for one, next_ in pairwise(parents))


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
            written_at=whole_of(meta["written_at"]),
            zone=text_of(meta["zone"]),
            day=_day(meta["day"]),
            title=text_of(meta.get("title", "")),
            journal=text_of(meta.get("journal", "")),
            tags=tuple(map(text_of, list_of(meta["tags"], count_max=LIST_MAX))) if "tags" in meta else (),
            starred=flag_of(meta.get("starred", False)),
            trashed=flag_of(meta.get("trashed", False)),
            clock=flag_of(meta.get("clock", True)),
            attachments=_attachments(meta["attachments"]) if "attachments" in meta else (),
            extra=object_of(meta.get("extra", {})),
        )
    except (KeyError, ValueError):
        raise Damaged(
            "what stands around an entry cannot be understood",
            safe="the entry's text was left as it is",
            next="goldseam verify",
            code="keep.meta-damaged",
        ) from None


def _day(value: object) -> str:
    day = text_of(value)
    if date.fromisoformat(day).isoformat() != day:
        raise ValueError
    return day


def _attachments(value: object) -> tuple[Attachment, ...]:
    return tuple(_attachment(exactly(each, _ATTACHMENT)) for each in list_of(value, count_max=LIST_MAX))


def _attachment(said: JsonObject) -> Attachment:
    size = whole_of(said["size"])
    if size < 0:
        raise ValueError
    return Attachment(hex_of(said["blob"], 40), text_of(said["name"]), text_of(said["media_type"]), size)
