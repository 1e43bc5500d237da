"""What comes in: one record of a source, on its way to becoming an entry."""

import hashlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from goldseam.exchange.notes import PASSING
from goldseam.words.day import DAY_START_HOUR
from goldseam.words.entry import Content, JsonObject
from goldseam.words.problem import Problem
from goldseam.words.secret import Secret

RECORD_CHARS_MAX = 32 << 20


class Circumstances(NamedTuple):
    """What a source leaves unsaid.

    Attributes:
        zone: in which times without a zone were written.
        day_start_hour: until when a moment belongs to the day before; a day that the source names itself stands.
        password: of an encrypted source.
        old_style: whether she named days by the Julian calendar and the source has turned them into today's.
        tags_from_text: whether the words with # in front that stand in a text are its tags too.
        keep_location: whether photos and films keep where they were taken; those that goldseam exported always do.
    """

    zone: str
    day_start_hour: int = DAY_START_HOUR
    password: Secret | None = None
    old_style: bool = False
    keep_location: bool = False
    tags_from_text: bool = False


class IncomingFile(NamedTuple):
    """A file that belongs to a record.

    Attributes:
        name: as the source calls it, without folders.
        open: the bytes, each time from the beginning; whoever calls it closes them. Raises Problem or OSError, also
            while reading.
        size: bytes, as far as the source says.
        media_type: as the source says, or empty; a hint.
    """

    name: str
    open: Callable[[], BinaryIO]
    size: int | None = None
    media_type: str = ""


class Incoming(NamedTuple):
    """One record.

    Attributes:
        source: name of the format.
        source_id: stable: the same record of the same source has it again; from the source, or a digest.
        ordinal: which record of the source, from 1; records that are problems count too.
        content: without attachments; an empty `day` says that the source has no date that makes sense.
        files: what to attach, in order.
        revised_at: milliseconds since 1970 of its last change there, where known.
        notes: codes from `notes`.
        entry: 32 hex digits, where the source knows the entry's own id.
    """

    source: str
    source_id: str
    ordinal: int
    content: Content
    files: tuple[IncomingFile, ...] = ()
    revised_at: int | None = None
    notes: tuple[str, ...] = ()
    entry: str = ""


Arriving = Iterator[Incoming | Problem]


def labelled(extra: JsonObject, notes: tuple[str, ...]) -> JsonObject:
    """`extra` with the notes that a reader of the entry may want to know in years.

    They stand under `goldseam`; what a source has under that name stays beside them, under `was`.
    """
    lasting = set(notes) - PASSING
    if not lasting:
        return extra
    label: JsonObject = {}
    if "goldseam" in extra:
        ours = _noted_before(extra["goldseam"])
        label = {"was": extra["goldseam"]} if ours is None else {"was": ours["was"]} if "was" in ours else {}
        lasting.update(ours["notes"] if ours else ())  # type: ignore[arg-type]  # looked at there
    return {**extra, "goldseam": {"notes": sorted(lasting), **label}}


def _noted_before(value: object) -> JsonObject | None:
    if not isinstance(value, dict) or not {"notes"} <= value.keys() <= {"notes", "was"}:
        return None
    notes = value["notes"]
    return value if isinstance(notes, list) and all(isinstance(note, str) for note in notes) else None


def digest_of(*parts: str) -> str:
    """32 hex digits that follow from the parts and their borders."""
    whole = "".join([f"{len(part)}:{part}" for part in parts])
    return hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def unreadable(ordinal: int, why: str, *, code: str) -> Problem:
    """The problem of one record; `why` never quotes it. `code` without its room."""
    return Problem(
        f"record {ordinal} could not be imported: {why}",
        safe="the source was not changed, and every other record is imported",
        next="mend the record in its source and import it again: what is here already is left alone",
        code=f"exchange.{code}",
    )


def cut_off(ordinal: int, why: str, *, code: str) -> Problem:
    """The problem of a source that cannot be read any further."""
    return Problem(
        f"the source could not be read beyond record {ordinal - 1}: {why}",
        safe="the source was not changed, and what came before is imported",
        next="mend the source or make the export anew, and import it again: what is here already is left alone",
        code=f"exchange.{code}",
    )
