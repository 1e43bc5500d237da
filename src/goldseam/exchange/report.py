"""What became of every record of a source. Never quotes an entry: numbers, ids, days, and reasons of ours."""

from typing import NamedTuple

from goldseam.exchange.notes import WORDING
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Problem

IMPORTED, SKIPPED, MERGED, FAILED = "imported", "skipped", "merged", "failed"
SCHEMA = 1
SHOWN_MAX = 50


class Row(NamedTuple):
    """One record of the source.

    Attributes:
        ordinal: which one, from 1.
        outcome: IMPORTED, SKIPPED (it is here already), MERGED with what is here, or FAILED.
        entry: 32 hex digits; empty when FAILED.
        day: the journal day it came to; empty when FAILED.
        notes: codes from `notes`: what the source left open, and was decided.
        problem: why it FAILED, or what of it could not be taken.
    """

    ordinal: int
    outcome: str
    entry: str = ""
    day: str = ""
    notes: tuple[str, ...] = ()
    problem: Problem | None = None


def row_json(row: Row) -> JsonObject:
    """A row for programs (docs/json.md)."""
    value: JsonObject = {"schema": SCHEMA, "record": row.ordinal, "outcome": row.outcome}
    if row.entry:
        value |= {"id": row.entry, "day": row.day}
    if row.notes:
        value["notes"] = list(row.notes)
    if row.problem:
        value |= {"reason": row.problem.happened, "code": row.problem.code}
    return value


class Report:
    """Counts rows, and keeps the first of those a person should look at. Constant memory."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys((IMPORTED, SKIPPED, MERGED, FAILED), 0)
        self.notes: dict[str, int] = {}
        self.problems: list[Row] = []
        self.problem_count = 0

    def add(self, row: Row) -> None:
        """Counts a row in."""
        self.counts[row.outcome] += 1
        for note in row.notes:
            self.notes[note] = self.notes.get(note, 0) + 1
        if row.problem is not None:
            self.problem_count += 1
            if len(self.problems) < SHOWN_MAX:
                self.problems.append(row)

    def lines(self) -> list[str]:
        """The report for a person."""
        total = sum(self.counts.values())
        counted = ", ".join(f"{count} {outcome}" for outcome, count in self.counts.items() if count)
        lines = [f"{total} records: {counted or 'nothing'}"]
        lines += [f"  {count} {WORDING.get(note, note)}" for note, count in sorted(self.notes.items())]
        lines += [f"  {_named(row.ordinal, row.problem.happened)}" for row in self.problems if row.problem]
        more = self.problem_count - len(self.problems)
        return [*lines, f"  and {more} more with a problem: --json names each"] if more else lines


def _named(ordinal: int, happened: str) -> str:
    name = f"record {ordinal}"
    return happened if name in happened else f"{name}: {happened}"
