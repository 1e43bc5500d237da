"""What her entries say, across all of them: who said what, what was promised and decided, what is about a day."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from goldseam.keep.database import Row, Value
from goldseam.keep.vault import Vault
from goldseam.read.registry import Registry
from goldseam.read.sentences import sentences_of
from goldseam.read.tables import ensure_tables
from goldseam.words.finding import SELF, UNKNOWN

Object = dict[str, Any]


class Told(NamedTuple):
    """A finding, wherever it stands.

    Attributes:
        entry: 32 hex digits.
        day: ISO date that the entry is about.
        finding: as an object (spec/annotations.md).
        verdict: hers; empty for what a reader proposes.
        confidence: 0 to 1; 1 for what she said.
        names: what to call those whom its ids mean.
        beside: the times that it names, as objects, by id.
    """

    entry: str
    day: str
    finding: Object
    verdict: str
    confidence: float
    names: dict[str, str]
    beside: dict[str, Object]

    @property
    def quote(self) -> str:
        """Her words."""
        return str(self.finding["quote"])


class Questions:
    """Looks through everything that stands in the entries outside the trash; what is not shown is not told of."""

    def __init__(self, vault: Vault, registry: Registry) -> None:
        self._database = vault.database
        self._vault = vault
        self._registry = registry

    def of_type(
        self,
        type_: str,
        *,
        labels: Sequence[str] = (),
        keys: Sequence[str] | None = None,
        role: str = "",
        limit: int = -1,
    ) -> list[Told]:
        """The findings of a type, the newest entry first.

        Args:
            type_: as in `TYPES`.
            labels: only of these: strengths, states, emotions …
            keys: only those in which one of these has the part `role`.
            role: see `keys`.
            limit: at most so many; all when negative.
        """
        ensure_tables(self._vault)
        where, values = ["type = ?", "f.shown"], [type_]
        if labels:
            where.append("label in (select value from json_each(?))")
            values.append(json.dumps(list(labels)))
        if keys is not None:
            where.append(
                "exists (select 1 from read_who as w where w.entry = f.entry and w.finding = f.id and w.role = ?"
                " and w.who in (select value from json_each(?)))"
            )
            values += [role, json.dumps(list(keys))]
        return self._told(" and ".join(where), values, "f.place desc, f.start", limit)

    def about(self, first: int, last: int, *, limit: int = -1) -> list[Told]:
        """The times that are about a day between two ordinals, both included; the nearest to now written first."""
        ensure_tables(self._vault)
        where = "f.first is not null and f.shown and f.first <= ? and f.last >= ?"
        return self._told(where, [last, first], "f.place desc, f.start", limit)

    def mentions(self, keys: Sequence[str], *, limit: int = -1) -> list[Told]:
        """The places that name somebody, the oldest first."""
        ensure_tables(self._vault)
        where = (
            "type = 'mention' and f.shown and exists (select 1 from read_who as w where w.entry = f.entry"
            " and w.finding = f.id and w.role = 'ref' and w.who in (select value from json_each(?)))"
        )
        return self._told(where, [json.dumps(list(keys))], "f.place, f.start", limit)

    def sentence(self, told: Told) -> str:
        """The sentence in which a finding stands; the quote alone where the entry changed meanwhile."""
        entry = self._vault.entry(told.entry)
        start, end = told.finding["spans"][0]
        if entry is None or entry.content.text[start:end] != told.quote:
            return told.quote
        text = entry.content.text
        around = [one for one in sentences_of(text) if one.start < end and start < one.end]
        return text[around[0].start : around[-1].end] if around else told.quote

    def _told(self, where: str, values: Sequence[Value], order: str, limit: int) -> list[Told]:
        rows = self._database.rows(
            "select f.entry, day, object, verdict, confidence from read_finding as f join entry on entry.id = f.entry"  # noqa: S608 - constants of this class
            f" where not entry.trashed and {where} order by {order} limit ?",
            (*values, limit),
        )
        return [self._one(row) for row in rows]

    def _one(self, row: Row) -> Told:
        entry, day, object_, verdict, confidence = row
        assert isinstance(entry, bytes), "ids are bytes"
        told = json.loads(str(object_))
        names = {
            id_: self._registry.name_of(key) or str(told["names"].get(id_, ""))
            for id_, key in told["keys"].items()
            if key not in {SELF, UNKNOWN}
        }
        return Told(entry.hex(), str(day), told["finding"], str(verdict), float(str(confidence)), names, told["beside"])
