"""Taking a source in: records become entries, in batches, each durable before the next begins.

Taking the same source twice adds nothing, so being interrupted anywhere is mended by importing again.
"""

from collections.abc import Iterator

from goldseam.exchange.incoming import Arriving, Incoming, digest_of
from goldseam.exchange.notes import FILE_UNREADABLE
from goldseam.exchange.report import FAILED, SKIPPED, Row
from goldseam.keep.vault import Vault
from goldseam.words.entry import Attachment, Content
from goldseam.words.problem import Problem
from goldseam.write.entries import Entries

BATCH = 1000
BATCH_CHARS = 8 << 20


def take_in(vault: Vault, records: Arriving, *, now_ms: int) -> Iterator[Row]:
    """Makes entries of `records`; yields what became of each, once it is durable.

    A Problem among the records is one FAILED row, and the next is read. Memory holds one batch.
    """
    batch: list[Incoming] = []
    chars = 0
    for record in records:
        if isinstance(record, Problem):
            yield from _flushed(vault, batch, now_ms)
            yield Row(_ordinal_of(record), FAILED, problem=record)
            batch, chars = [], 0
            continue
        batch.append(record)
        chars += len(record.content.text)
        if len(batch) >= BATCH or chars >= BATCH_CHARS:
            yield from _flushed(vault, batch, now_ms)
            batch, chars = [], 0
    yield from _flushed(vault, batch, now_ms)


def entry_id_of(record: Incoming) -> str:
    """The entry a record becomes: its own id where the source is goldseam's, else one that follows from the source."""
    return record.entry or digest_of(record.source, record.source_id)


def _flushed(vault: Vault, batch: list[Incoming], now_ms: int) -> Iterator[Row]:
    """A batch may hold one entry twice; each time it comes, what came before it is durable first."""
    group: dict[str, Incoming] = {}
    for record in batch:
        entry = entry_id_of(record)
        if entry in group:
            yield from _taken(vault, group, now_ms)
            group = {}
        group[entry] = record
    yield from _taken(vault, group, now_ms)


def _taken(vault: Vault, group: dict[str, Incoming], now_ms: int) -> Iterator[Row]:
    if not group:
        return
    problems: dict[str, Problem] = {}
    arriving: list[tuple[str, Content]] = []
    for entry, record in group.items():
        content, problem = _with_files(vault, record)
        arriving.append((entry, content))
        if problem is not None:
            problems[entry] = problem
    for taken in Entries(vault).take_in(arriving, now_ms=now_ms):
        record = group[taken.entry]
        problem = problems.get(taken.entry)
        notes = () if taken.outcome == SKIPPED else record.notes + ((FILE_UNREADABLE,) if problem else ())
        yield Row(record.ordinal, taken.outcome, taken.entry, record.content.day, notes, problem)


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
            with file.open() as stream:
                # What she had in her other journal she has here, unchanged: where a photo was taken was hers to keep.
                put.append(attachments.put(stream, file.name, keep_location=True))
        except Problem as found:
            problem = found
        except OSError as error:
            problem = _unreadable(record.ordinal, error)
    return record.content._replace(attachments=tuple(dict.fromkeys(put))), problem


def _unreadable(ordinal: int, error: OSError) -> Problem:
    return Problem(
        f"a file of record {ordinal} could not be read ({type(error).__name__})",
        safe="the entry itself was imported",
        next="attach the file by hand: goldseam attach ENTRY FILE",
        code="exchange.file-unreadable",
    )


def _ordinal_of(problem: Problem) -> int:
    ordinal = getattr(problem, "ordinal", 0)
    return ordinal if isinstance(ordinal, int) else 0
