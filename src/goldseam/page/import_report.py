"""What an import is going to do, or did: of every record, in little memory, and never a word of it."""

import struct
from datetime import date
from typing import NamedTuple

from goldseam.exchange.left_out import LeftOut
from goldseam.exchange.report import FAILED, IMPORTED, MERGED, SKIPPED, Report, Row

OUTCOMES = (IMPORTED, SKIPPED, MERGED, FAILED)
_ROW = struct.Struct(">IB16sIH")  # number, outcome, entry, day, which of the sets of notes


class Plan(NamedTuple):
    """What a source holds.

    Attributes:
        kind: which importer reads it.
        readable, unreadable: records.
        new: of the readable, those that are not here yet.
        files: that belong to them.
        first, last: the earliest and the latest day; empty when there is none.
        problems: the first of what could not be read, as `Problem.happened`.
        left_out: what of a folder would stay out, because it is of another kind.
    """

    kind: str
    readable: int = 0
    unreadable: int = 0
    new: int = 0
    files: int = 0
    first: str = ""
    last: str = ""
    problems: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class Line(NamedTuple):
    """A record of the source, as the report lists it."""

    ordinal: int
    outcome: str
    entry: str
    day: str
    notes: tuple[str, ...]


class ImportReport:
    """What became of every record; 27 bytes for each.

    Attributes:
        kind: which importer read the source.
        at: the moment that names the import, milliseconds since 1970.
        summary: counts, and the problems a person should look at.
    """

    def __init__(self, kind: str, at: int) -> None:
        self.kind = kind
        self.at = at
        self.summary = Report()
        self._rows = bytearray()
        self._notes: dict[tuple[str, ...], int] = {(): 0}

    def add(self, row: Row) -> None:
        """Counts a record in."""
        self.summary.add(row)
        notes = self._notes.setdefault(row.notes, len(self._notes)) if len(self._notes) < 1 << 16 else 0
        day = date.fromisoformat(row.day).toordinal() if row.day else 0
        self._rows += _ROW.pack(
            row.ordinal, OUTCOMES.index(row.outcome), bytes.fromhex(row.entry or "0" * 32), day, notes
        )

    def __len__(self) -> int:
        return len(self._rows) // _ROW.size

    def lines(self, first: int, last: int) -> list[Line]:
        """Records from the `first` to before the `last`, in the order of the source."""
        notes = list(self._notes)
        lines = []
        for fields in _ROW.iter_unpack(self._rows[first * _ROW.size : last * _ROW.size]):
            ordinal, outcome, entry, day, noted = fields
            shown = date.fromordinal(day).isoformat() if day else ""
            lines.append(Line(ordinal, OUTCOMES[outcome], entry.hex() if day else "", shown, notes[noted]))
        return lines
