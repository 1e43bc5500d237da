"""Taking a source in: records become entries, in batches, each durable before the next begins.

Taking the same source twice adds nothing, so being interrupted anywhere is mended by importing again.
"""

from collections.abc import Generator, Iterator
from functools import partial
from typing import BinaryIO, NamedTuple

from goldseam.exchange.imports import Import, begin_import, end_import
from goldseam.exchange.incoming import Arriving, Incoming, IncomingFile, digest_of, labelled
from goldseam.exchange.notes import FILE_UNREADABLE, ID_REPEATED, LOCATION_REMOVED
from goldseam.exchange.report import FAILED, SKIPPED, Row
from goldseam.keep.blobs import Blobs
from goldseam.keep.vault import Vault
from goldseam.words.entry import Attachment, Content
from goldseam.words.problem import Problem, reason_of
from goldseam.write.entries import Entries, same_words

BATCH = 1000
BATCH_CHARS = 8 << 20


def take_in(
    vault: Vault, records: Arriving, *, now_ms: int, keep_location: bool = False, name: str = ""
) -> Generator[Row, None, None]:
    """Makes entries of `records`; yields what became of each, once it is durable.

    Where a photo or a film was taken is removed from it unless `keep_location`. What goldseam exported comes back to
    the byte in any case: there it was decided when it came in first.

    A Problem among the records is one FAILED row, and the next is read. Memory holds one batch. That it was made is
    noted (`imports`) with the `name` of the source, so that it can be taken back.
    """
    with vault.database.in_bulk():
        begun: list[Import] = []
        yield from _rows(_Intake(vault, now_ms, keep_location), _noted(vault, records, begun, now_ms, name))
        for one in begun:
            end_import(vault, one)


def _noted(vault: Vault, records: Arriving, begun: list[Import], now_ms: int, name: str) -> Arriving:
    for record in records:
        if not begun and isinstance(record, Incoming):
            begun.append(begin_import(vault, record.source, now_ms=now_ms, name=name))
        yield record


class _Intake(NamedTuple):
    """Where records go, when, and whether photos say where they were taken."""

    vault: Vault
    now_ms: int
    keep_location: bool


def _rows(intake: _Intake, records: Arriving) -> Iterator[Row]:
    batch: list[Incoming] = []
    chars = 0
    seen: set[int] = set()
    for ordinal, record in enumerate(records, start=1):
        if isinstance(record, Problem):
            yield from _flushed(intake, batch, seen)
            yield Row(ordinal, FAILED, problem=record)
            batch, chars = [], 0
            continue
        batch.append(record)
        chars += len(record.content.text)
        if len(batch) >= BATCH or chars >= BATCH_CHARS:
            yield from _flushed(intake, batch, seen)
            batch, chars = [], 0
    yield from _flushed(intake, batch, seen)


def entry_id_of(record: Incoming) -> str:
    """The entry a record becomes: its own id where the source is goldseam's, else one that follows from the source."""
    return record.entry or digest_of(record.source, record.source_id)


def _flushed(intake: _Intake, batch: list[Incoming], seen: set[int]) -> Iterator[Row]:
    """A batch may hold an id twice; each time it comes, what came before it is durable first.

    Args:
        intake: where to.
        batch: in the order of the source.
        seen: ids that came before, shortened to 60 bits; those of the batch are added.
    """
    vault = intake.vault
    with Blobs(vault.folder, vault.keys, vault.disk).adding():
        group: dict[str, _Arrival] = {}
        for record in batch:
            arrival = _with_files(intake, record)
            entry = entry_id_of(record)
            short = int(entry[:15], 16)
            if short in seen:
                yield from _taken(intake, group)
                group = {}
                entry, arrival = _apart(vault, entry, arrival)
            seen.add(short)
            group[entry] = arrival
        yield from _taken(intake, group)


def _apart(vault: Vault, entry: str, arrival: "_Arrival") -> "tuple[str, _Arrival]":
    """The id for a record that has that of another record of the source: its own, unless it says the same."""
    record, content = arrival.record, arrival.content
    revisions = Entries(vault).history(entry)
    if not revisions or any(r.content is None or same_words(r.content, content) for r in revisions):
        return entry, arrival
    own = digest_of(record.source, record.source_id, content.text, repr(content._replace(text="", attachments=())))
    noted = record._replace(notes=(*record.notes, ID_REPEATED))
    return own, arrival._replace(record=noted, content=content._replace(extra=labelled(content.extra, noted.notes)))


def _taken(intake: _Intake, group: "dict[str, _Arrival]") -> Iterator[Row]:
    if not group:
        return
    arriving = [(entry, arrival.content) for entry, arrival in group.items()]
    for taken in Entries(intake.vault).take_in(arriving, now_ms=intake.now_ms):
        record, content, notes, problem = group[taken.entry]
        noted = () if taken.outcome == SKIPPED else record.notes + notes
        yield Row(record.ordinal, taken.outcome, taken.entry, content.day, noted, problem)


class _Arrival(NamedTuple):
    """A record whose files are in the vault; `problem` is why one is not, `notes` what became of them."""

    record: Incoming
    content: Content
    notes: tuple[str, ...] = ()
    problem: Problem | None = None


def _with_files(intake: _Intake, record: Incoming) -> _Arrival:
    """The content with its files sealed into the vault; a file that cannot be read is left out and told."""
    if not record.files:
        return _Arrival(record, record.content)
    from goldseam.write.attachments import Attachments  # noqa: PLC0415 - most records have no files

    attachments = Attachments(intake.vault)
    put: list[Attachment] = []
    notes: dict[str, None] = {}
    problem: Problem | None = None
    for file in record.files:
        try:
            with _open(file, record.ordinal) as stream:
                source: BinaryIO = _Source(stream, record.ordinal)  # type: ignore[assignment]  # it only reads
                keep = intake.keep_location or bool(record.entry)
                removed = partial(notes.setdefault, LOCATION_REMOVED)
                put.append(attachments.put(source, file.name, keep_location=keep, removed=removed))
        except Problem as found:
            if found.code.startswith("keep."):
                raise  # the vault could not take it, and would take no other
            problem = found
            notes[FILE_UNREADABLE] = None
    content = record.content._replace(attachments=tuple(dict.fromkeys(put)))
    return _Arrival(record, content, tuple(notes), problem)


def _open(file: IncomingFile, ordinal: int) -> BinaryIO:
    try:
        return file.open()
    except OSError as error:
        raise _unreadable(ordinal, error) from None


class _Source:
    """Tells a file that cannot be read from a vault that cannot be written: the first costs a file, the second all."""

    def __init__(self, stream: BinaryIO, ordinal: int) -> None:
        self._stream = stream
        self._ordinal = ordinal

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read(size)
        except OSError as error:
            raise _unreadable(self._ordinal, error) from None


def _unreadable(ordinal: int, error: OSError) -> Problem:
    return Problem(
        f"a file of record {ordinal} could not be read: {reason_of(error)}",
        safe="the entry itself was imported",
        next="attach the file by hand: goldseam attach ENTRY FILE",
        code="exchange.file-unreadable",
    )
