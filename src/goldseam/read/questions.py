"""What her entries say, across all of them: who said what, what was promised and decided, what is about a day."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from goldseam.keep.database import Row, Value
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.read.days import Level
from goldseam.read.due import take_feed
from goldseam.read.registry import Registry
from goldseam.read.tables import ensure_tables
from goldseam.words.finding import SELF, UNKNOWN

Object = dict[str, Any]
LONG = 31  # days; the few times that are longer have an index of their own

# Careful: "cross join" keeps the order of the tables. Each question first finds which findings it wants, in the order
# in which it wants them, from an index; only those are looked at: the first of many are as near as the first of a few.
_TOLD = (
    "select f.entry, entry.day, f.object, f.verdict, f.confidence from ({found} limit ? offset ?) as found"
    " cross join read_finding as f on f.entry = found.entry and f.id = found.id cross join entry on entry.id = f.entry"
    " where not entry.trashed{seen} order by found.place {way}, f.start"
)
_OF_TYPE = "select f.entry, f.id, f.place from read_finding as f where f.shown {shown}"
_BY_IDS = (
    "select f.entry, f.id, f.place from json_each(?) as one cross join read_finding as f"
    " on f.entry = unhex(json_extract(one.value, '$[0]')) and f.id = json_extract(one.value, '$[1]') where true{seen}"
)
_SHOWN, _ANY = "= 1", "in (0, 1)"
_NOT_DONE = "f.mode not in (select value from json_each(?))"
_BY_NAME = "f.type = 'mention' and f.mode <> 'pronoun'"  # a pronoun says nothing by itself
PARTS = {  # what somebody may do in a finding: the role, and what it must be
    "named": ("ref", _BY_NAME),
    "speaks": ("speaker", "f.type = 'speech'"),
    "speaks-directly": ("speaker", "f.type = 'speech' and f.label = 'direct'"),
    "promises": ("by", "f.type = 'commitment'"),
    "is-promised": ("to", "f.type = 'commitment' and f.whose = 'self'"),
}
DONE = ("kept", "broken", "cancelled")  # what a page may say of how a promise went
_ONE = "from read_who as w cross join read_finding as f on f.entry = w.entry and f.id = w.finding where w.who = ?"
_MANY = (
    "from json_each(?) as key cross join read_who as w on w.who = key.value"
    " cross join read_finding as f on f.entry = w.entry and f.id = w.finding where true"
)
_ABOUT = (
    "select entry, id, place from (select entry, id, place, shown from read_finding"
    " where first is not null and first <= ? and first >= ? and last >= ?"
    " union all select entry, id, place, shown from read_finding indexed by read_finding_long"
    " where last - first > 31 and first < ? and last >= ?) as named where named.shown = 1"
)

# What is due again may no longer stand there: then its entry must be outside the trash, and read as it is now.
CURRENT = (
    "(not exists (select 1 from read_due where read_due.place = d.place) or exists"
    " (select 1 from entry cross join record on record.seq = entry.shown"
    " left join read_reading as r on r.entry = entry.id where entry.id = d.entry and not entry.trashed"
    " and (r.entry is null or instr(r.revisions, lower(hex(record.id))))))"
)
_ELSEWHERE = f"not (d.place >> 13) between d.first and d.last and {CURRENT}"
_NAMED = f"from read_day as d where d.level = ? and d.first between ? and ? and {_ELSEWHERE}"


PLACE_END = 1 << 62


class Within(NamedTuple):
    """Some days: half-open ranges of places.

    Attributes:
        places: the range; None for all.
        but: what is left out of it.
    """

    places: tuple[int, int] | None = None
    but: tuple[tuple[int, int], ...] = ()

    def parts(self) -> list[tuple[int, int]]:
        """The ranges that are left, in order."""
        start, end = self.places or (0, PLACE_END)
        left = []
        for first, behind in sorted(self.but):
            if start < min(first, end):
                left.append((start, min(first, end)))
            start = max(start, behind)
        return [*left, (start, end)] if start < end else left


ALWAYS = Within()


class Spoken(NamedTuple):
    """How much is said of a day, a month or a year on pages that are about other days.

    Attributes:
        entries: how many of them.
        hers: how many say so by her word; of the others it is only proposed.
    """

    entries: int
    hers: int


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
        keys: by which those whom its ids mean are found again in every other entry.
    """

    entry: str
    day: str
    finding: Object
    verdict: str
    confidence: float
    names: dict[str, str]
    beside: dict[str, Object]
    keys: dict[str, str]

    @property
    def quote(self) -> str:
        """Her words."""
        return str(self.finding["quote"])


class Questions:
    """Looks through everything that stands in the entries outside the trash.

    What is not sure enough to be shown is told of only where it is asked for.
    """

    def __init__(self, vault: Vault, registry: Registry) -> None:
        self._database = vault.database
        self._vault = vault
        self._registry = registry

    def of_type(
        self,
        type_: str,
        *,
        sight: Sight,
        labels: Sequence[str] = (),
        keys: Sequence[str] | None = None,
        role: str = "",
        unsure: bool = False,
        limit: int = -1,
    ) -> list[Told]:
        """The findings of a type, the newest entry first.

        Args:
            type_: as in `TYPES`.
            sight: what may be seen.
            labels: only of these: strengths, states, emotions …
            keys: only those in which one of these has the part `role`.
            role: see `keys`.
            unsure: also those that are not sure enough to be shown.
            limit: at most so many; all when negative.
        """
        where, values = ["f.type = ?"], [type_]
        if labels:
            where.append("f.label in (select value from json_each(?))")
            values.append(json.dumps(list(labels)))
        return self._where(where, values, sight, keys, role, (limit, 0), shown=_ANY if unsure else _SHOWN)

    def open_commitments(
        self,
        *,
        sight: Sight,
        labels: Sequence[str],
        keys: Sequence[str] | None = None,
        unsure: bool = False,
        but: Sequence[tuple[str, str]] = (),
        limit: int = -1,
        skip: int = 0,
    ) -> list[Told]:
        """The promises and plans of which no page says how they went, the newest entry first.

        Args:
            sight: what may be seen.
            labels: their strengths.
            keys: only those that one of these gave.
            unsure: also those that are not sure enough to be shown.
            but: none of these, each the id of an entry and of a finding in it.
            limit: at most so many; all when negative.
            skip: so many of the first are left out.
        """
        where = ["f.type = 'commitment'", "f.label in (select value from json_each(?))", _NOT_DONE]
        values = [json.dumps(list(labels)), json.dumps(list(DONE))]
        if but:
            where.append("lower(hex(f.entry)) || ' ' || f.id not in (select value from json_each(?))")
            values.append(json.dumps([f"{entry} {finding}" for entry, finding in but]))
        return self._where(where, values, sight, keys, "by", (limit, skip), shown=_ANY if unsure else _SHOWN)

    def with_ids(self, wanted: Sequence[tuple[str, str]], *, sight: Sight) -> list[Told]:
        """The findings that the ids of an entry and of a finding in it mean; those that are there."""
        found = _BY_IDS.format(seen=sight.where("f.place"))
        return self._told(found, [json.dumps(list(wanted))], sight, (-1, 0))

    def _where(
        self,
        where: Sequence[str],
        values: Sequence[Value],
        sight: Sight,
        keys: Sequence[str] | None,
        role: str,
        part: tuple[int, int],
        *,
        shown: str,
    ) -> list[Told]:
        """The findings of which all this is so, of everybody or of some."""
        if keys is not None:
            return self._having(keys, role, " and ".join(where), values, sight, part, shown=shown)
        asked = f"{' and '.join(where)}{sight.where('f.place')}"
        found = f"{_OF_TYPE.format(shown=shown)} and {asked} order by f.place desc, f.start"
        return self._told(found, values, sight, part)

    def about(self, first: int, last: int, *, sight: Sight, limit: int = -1) -> list[Told]:
        """The times that are about a day between two ordinals, both included; the newest entry first."""
        found = f"{_ABOUT}{sight.where('named.place')} order by place desc"
        return self._told(found, [last, first - LONG, first, first - LONG, first], sight, (limit, 0))

    def spoken(self, level: Level, first: int, last: int, *, sight: Sight) -> dict[int, Spoken]:
        """How much other pages say of each day, month or year that begins between two ordinals, both included.

        Returns: by the ordinal of its first day, in order; what nothing is said of is absent.
        Cost: one pass over what names them, about 1 µs each.
        """
        take_feed(self._vault)
        counts = "count(distinct d.entry), count(distinct case when d.hers then d.entry end)"
        rows = self._database.rows(
            f"select d.first, {counts} {_NAMED}{sight.where('d.place')} group by d.first order by d.first",
            (level, first, last),
        )
        return {int(str(day)): Spoken(int(str(entries)), int(str(hers))) for day, entries, hers in rows}

    def speaking(self, level: Level, first: int, last: int, *, sight: Sight) -> int:
        """How many other pages say something of any of those days, months or years. See `spoken`."""
        take_feed(self._vault)
        row = self._database.one(
            f"select count(distinct d.entry) {_NAMED}{sight.where('d.place')}", (level, first, last)
        )
        return int(str(row[0])) if row else 0

    def nearest(self, day: int, way: Literal[-1, 1], *, sight: Sight) -> int | None:
        """The nearest day before (-1) or after (1) an ordinal that is named on pages of other days."""
        take_feed(self._vault)
        beyond, order = (">", "asc") if way > 0 else ("<", "desc")
        row = self._database.one(
            f"select d.first from read_day as d where d.level = 'day' and d.first {beyond} ? and {_ELSEWHERE}"  # noqa: S608 - our own words
            f"{sight.where('d.place')} order by d.first {order} limit 1",
            (day,),
        )
        return None if row is None else int(str(row[0]))

    def named(self, level: Level, first: int, *, sight: Sight, limit: int = -1, skip: int = 0) -> list[Told]:
        """The times on other pages that name the day, the month or the year that begins so, the oldest page first."""
        take_feed(self._vault)
        found = f"select d.entry, d.id, d.place {_NAMED}{sight.where('d.place')} order by d.place, d.id"
        return self._told(found, [level, first, first], sight, (limit, skip), way="asc")

    def in_order(
        self,
        parts: Sequence[tuple[str, str]],
        *,
        sight: Sight,
        within: Within = ALWAYS,
        limit: int,
        way: Literal["asc", "desc"] = "asc",
    ) -> list[Told]:
        """The findings in which somebody has one of some parts, in the order of time.

        Args:
            parts: each the key of somebody, and the part (`PARTS`).
            sight: what may be seen.
            within: of which days.
            limit: at most so many; all when negative.
            way: the oldest or the newest first.

        Cost: a look at `limit` findings of each part, however many there are.
        """
        ranges = within.parts() if way == "asc" else within.parts()[::-1]
        found: list[Told] = []
        for places in ranges if parts else ():
            left = limit - len(found) if limit >= 0 else limit
            if left == 0:
                break
            found += self._in_range(parts, places, sight, left, way)
        return found

    def _in_range(
        self,
        parts: Sequence[tuple[str, str]],
        places: tuple[int, int],
        sight: Sight,
        limit: int,
        way: Literal["asc", "desc"],
    ) -> list[Told]:
        some: list[str] = []
        values: list[Value] = []
        for key, part in parts:
            role, where = PARTS[part]
            sql = f"select w.entry, w.finding as id, w.place {_ONE} and w.role = ? and w.shown = 1 and {where}"
            sql += f" and w.place >= ? and w.place < ?{sight.where('w.place')} order by w.place {way} limit ?"
            some.append(f"select * from ({sql})")  # noqa: S608 - our own words
            values += [key, role, *places, limit]
        found = f"select * from ({' union '.join(some)}) order by place {way}"  # noqa: S608 - our own words
        return self._told(found, values, sight, (limit, 0), way=way)

    def mentions(self, keys: Sequence[str], *, sight: Sight, limit: int = -1) -> list[Told]:
        """The places that name somebody, the oldest first."""
        return self._having(keys, "ref", "f.type = 'mention'", [], sight, (limit, 0), way="asc")

    def pages_naming(self, keys: Sequence[str], *, sight: Sight) -> list[tuple[str, int]]:
        """The ids and the places of the entries that name somebody, and not only by a pronoun; the oldest first.

        Cost: a look at every place that does, about 5 µs each.
        """
        ensure_tables(self._vault)
        named = f"select distinct w.entry as id {_MANY} and w.role = 'ref' and w.shown and {_BY_NAME}"
        rows = self._database.rows(
            f"select entry.id, entry.place from ({named}{sight.where('w.place')}) as named"  # noqa: S608 - our own words
            f" cross join entry on entry.id = named.id where not entry.trashed{sight.where()} order by entry.place",
            (json.dumps(list(keys)),),
        )
        return [(bytes(id_).hex(), int(str(place))) for id_, place in rows]  # type: ignore[arg-type]  # ids are bytes

    def naming_in(self, entry: str, keys: Sequence[str], *, sight: Sight) -> list[Told]:
        """The places in one entry that name somebody, and not only by a pronoun."""
        where = f"{_BY_NAME} and w.entry = ?"
        return self._having(keys, "ref", where, [bytes.fromhex(entry)], sight, (-1, 0), way="asc")

    def _having(
        self,
        keys: Sequence[str],
        role: str,
        where: str,
        values: Sequence[Value],
        sight: Sight,
        part: tuple[int, int],
        *,
        way: str = "desc",
        shown: str = _SHOWN,
    ) -> list[Told]:
        """The findings in which one of some keys has a part. One key alone gives them in the order of its index."""
        found = f"select w.entry, w.finding as id, w.place {_ONE if len(keys) == 1 else _MANY}"
        key = keys[0] if len(keys) == 1 else json.dumps(list(keys))
        sql = f"{found} and w.role = ? and w.shown {shown} and {where}{sight.where('w.place')}"
        sql += " order by" if len(keys) == 1 else " group by w.entry, w.finding order by"
        return self._told(f"{sql} w.place {way}", [key, role, *values], sight, part, way=way)

    def sentence(self, told: Told) -> str:
        """The sentence in which a finding stands; the quote alone where the entry changed meanwhile."""
        return next(self.sentences([told]))

    def sentences(self, found: Iterable[Told]) -> Iterator[str]:
        """The same of several, as they are asked for; each entry is looked at once."""
        from goldseam.read.sentences import Sentence, sentence_among, sentences_of  # noqa: PLC0415 - most lists show none

        known: dict[str, tuple[str, list[Sentence]]] = {}
        for told in found:
            if told.entry not in known:
                entry = self._vault.entry(told.entry)
                text = "" if entry is None else entry.content.text
                known[told.entry] = text, sentences_of(text)
            text, sentences = known[told.entry]
            start, end = told.finding["spans"][0]
            yield told.quote if text[start:end] != told.quote else text[slice(*sentence_among(sentences, start, end))]

    def _told(
        self, found: str, values: Sequence[Value], sight: Sight, part: tuple[int, int], *, way: str = "desc"
    ) -> list[Told]:
        """What some SQL finds: at most so many (all when negative), after so many that are left out."""
        ensure_tables(self._vault)
        rows = self._database.rows(_TOLD.format(found=found, seen=sight.where(), way=way), (*values, *part))
        called = cache(self._registry.name_of)  # the same few are in many of them
        return [self._one(row, called) for row in rows]

    def _one(self, row: Row, called: Callable[[str], str | None]) -> Told:
        entry, day, object_, verdict, confidence = row
        assert isinstance(entry, bytes), "ids are bytes"
        told = json.loads(str(object_))
        names = {
            id_: called(key) or str(told["names"].get(id_, ""))
            for id_, key in told["keys"].items()
            if key not in {SELF, UNKNOWN}
        }
        sure = float(str(confidence))
        return Told(entry.hex(), str(day), told["finding"], str(verdict), sure, names, told["beside"], told["keys"])
