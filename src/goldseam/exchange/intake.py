"""Taking a source in: records become entries, in batches, each durable before the next begins.

Taking the same source twice adds nothing, so being interrupted anywhere is mended by importing again.
"""

from collections.abc import Generator, Iterator
from typing import BinaryIO, NamedTuple

from goldseam.exchange.imports import Import, begin_import, end_import
from goldseam.exchange.incoming import Arriving, Incoming, IncomingFile, digest_of, labelled
from goldseam.exchange.notes import FILE_UNREADABLE, ID_REPEATED
from goldseam.exchange.report import FAILED, SKIPPED, Row
from goldseam.keep.blobs import Blobs
from goldseam.keep.vault import Vault
from goldseam.words.entry import Attachment, Content
from goldseam.words.problem import Problem
from goldseam.write.entries import Entries, same_words

BATCH = 1000
BATCH_CHARS = 8 << 20


def take_in(vault: Vault, records: Arriving, *, now_ms: int) -> Generator[Row, None, None]:
    """Makes entries of `records`; yields what became of each, once it is durable.

    A Problem among the records is one FAILED row, and the next is read. Memory holds one batch. That it was made is
    noted (`imports`), so that it can be taken back.
    """
    with vault.database.in_bulk():
        begun: list[Import] = []
        yield from _rows(vault, _noted(vault, records, begun, now_ms), now_ms)
        for one in begun:
            end_import(vault, one)


def _noted(vault: Vault, records: Arriving, begun: list[Import], now_ms: int) -> Arriving:
    for record in records:
        if not begun and isinstance(record, Incoming):
            begun.append(begin_import(vault, record.source, now_ms=now_ms))
        yield record


def _rows(vault: Vault, records: Arriving, now_ms: int) -> Iterator[Row]:
    batch: list[Incoming] = []
    chars = 0
    seen: set[int] = set()
    for ordinal, record in enumerate(records, start=1):
        if isinstance(record, Problem):
            yield from _flushed(vault, batch, seen, now_ms)
            yield Row(ordinal, FAILED, problem=record)
            batch, chars = [], 0
            continue
        batch.append(record)
        chars += len(record.content.text)
        if len(batch) >= BATCH or chars >= BATCH_CHARS:
            yield from _flushed(vault, batch, seen, now_ms)
            batch, chars = [], 0
    yield from _flushed(vault, batch, seen, now_ms)


def entry_id_of(record: Incoming) -> str:
    """The entry a record becomes: its own id where the source is goldseam's, else one that follows from the source."""
    return record.entry or digest_of(record.source, record.source_id)


def _flushed(vault: Vault, batch: list[Incoming], seen: set[int], now_ms: int) -> Iterator[Row]:
    """A batch may hold an id twice; each time it comes, what came before it is durable first.

    Args:
        vault: where to.
        batch: in the order of the source.
        seen: ids that came before, shortened to 60 bits; those of the batch are added.
        now_ms: milliseconds since 1970.
    """
    with Blobs(vault.folder, vault.keys, vault.disk).adding():
        group: dict[str, _Arrival] = {}
        for record in batch:
            content, problem = _with_files(vault, record)
            arrival = _Arrival(record, content, problem)
            entry = entry_id_of(record)
            short = int(entry[:15], 16)
            if short in seen:
                yield from _taken(vault, group, now_ms)
                group = {}
                entry, arrival = _apart(vault, entry, arrival)
            seen.add(short)
            group[entry] = arrival
        yield from _taken(vault, group, now_ms)


def _apart(vault: Vault, entry: str, arrival: "_Arrival") -> "tuple[str, _Arrival]":
    """The id for a record that has that of another record of the source: its own, unless it says the same."""
    record, content = arrival.record, arrival.content
    revisions = Entries(vault).history(entry)
    if not revisions or any(r.content is None or same_words(r.content, content) for r in revisions):
        return entry, arrival
    own = digest_of(record.source, record.source_id, content.text, repr(content._replace(text="", attachments=())))
    noted = record._replace(notes=(*record.notes, ID_REPEATED))
    return own, arrival._replace(record=noted, content=content._replace(extra=labelled(content.extra, noted.notes)))


def _taken(vault: Vault, group: "dict[str, _Arrival]", now_ms: int) -> Iterator[Row]:
    if not group:
        return
    arriving = [(entry, arrival.content) for entry, arrival in group.items()]
    for taken in Entries(vault).take_in(arriving, now_ms=now_ms):
        record, content, problem = group[taken.entry]
        notes = () if taken.outcome == SKIPPED else record.notes + ((FILE_UNREADABLE,) if problem else ())
        yield Row(record.ordinal, taken.outcome, taken.entry, content.day, notes, problem)


class _Arrival(NamedTuple):
    """A record whose files are in the vault; `problem` is why one is not."""

    record: Incoming
    content: Content
    problem: Problem | None


def _with_files(vault: Vault, record: Incoming) -> tuple[Content, Problem | None]:
    """The content with its files sealed into the vault; a file that cannot be read is left out and told."""
    if not record.files:
        return record.content, None
    from goldseam.write.attachments import Attachments  # noqa: PLC0415 - most records have no files

    attachments = Attachments(vault)
    put: list[Attachment] = []
    problem: Problem | None = None
    for file in record.files:
        try:
            with _open(file, record.ordinal) as stream:
                source: BinaryIO = _Source(stream, record.ordinal)  # type: ignore[assignment]  # it only reads
                # What she had in her other journal she has here, unchanged: where a photo was taken was hers to keep.
                put.append(attachments.put(source, file.name, keep_location=True))
        except Problem as found:
            if found.code.startswith("keep."):
                raise  # the vault could not take it, and would take no other
            problem = found
    return record.content._replace(attachments=tuple(dict.fromkeys(put))), problem


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
        f"a file of record {ordinal} could not be read ({type(error).__name__})",
        safe="the entry itself was imported",
        next="attach the file by hand: goldseam attach ENTRY FILE",
        code="exchange.file-unreadable",
    )
