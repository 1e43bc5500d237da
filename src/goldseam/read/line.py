"""Somebody's time line: when pages name somebody, and which days other pages tell of beside the name."""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.read.days import Level
from goldseam.read.due import take_feed
from goldseam.read.questions import CURRENT, Questions, Told

Telling = Literal["hers", "proposed", ""]  # by her word, only as a proposal, or not at all
_OF_THEM = "in (select value from json_each(?))"


class Dated(NamedTuple):
    """A time that stands in one sentence with a name of somebody.

    Attributes:
        told: the time.
        level: what it names: a day, a month or a year, of another page.
        first: ordinal of the first day of it.
    """

    told: Told
    level: Level
    first: int


class Line:
    """The time lines of one vault. Keys are those of `Somebody`; days are ordinals (0001-01-01 is 1)."""

    def __init__(self, vault: Vault, questions: Questions) -> None:
        self._vault = vault
        self._database = vault.database
        self._questions = questions

    def pages_between(self, keys: Sequence[str], bounds: Sequence[int], *, sight: Sight) -> list[bool]:
        """Whether any entry names somebody from each of some days on until the next. Cost: a look-up for each."""
        take_feed(self._vault)
        sql = (
            f"select 1 from read_who as w where w.who {_OF_THEM} and w.role = 'ref'"  # noqa: S608 - our own words
            f" and w.shown = 1 and w.place >= ? and w.place < ?{sight.where('w.place')} limit 1"
        )
        every = json.dumps(list(keys))
        return [self._database.one(sql, (every, first << 13, end << 13)) is not None for first, end in pairwise(bounds)]

    def dated_between(
        self, keys: Sequence[str], bounds: Sequence[int], *, levels: Sequence[Level], sight: Sight
    ) -> list[Telling]:
        """How pages tell of somebody on what begins from each of some days on until the next; see `dated`.

        Cost: two look-ups for each.
        """
        take_feed(self._vault)
        sql = f"select 1 {self._dated()} and d.first >= ? and d.first < ?"
        sql += f" and d.level in (select value from json_each(?)){sight.where('d.place')}"  # noqa: S608 - our own words
        every, those = json.dumps(list(keys)), json.dumps(levels)
        found: list[Telling] = []
        for first, end in pairwise(bounds):
            values = (every, first, end, those)
            if self._database.one(f"{sql} and d.hers = 1 limit 1", values) is not None:
                found.append("hers")
            else:
                found.append("proposed" if self._database.one(f"{sql} limit 1", values) is not None else "")
        return found

    def ends(self, keys: Sequence[str], *, sight: Sight) -> tuple[int, int] | None:
        """The first and the last day that is told of beside a name; None for none. Cost: two look-ups for each key."""
        take_feed(self._vault)
        days = []
        for key in keys:
            for way in ("asc", "desc"):
                sql = f"select d.first {self._dated()}{sight.where('d.place')} order by d.first {way} limit 1"
                row = self._database.one(sql, (json.dumps([key]),))
                days += [int(str(row[0]))] if row else []
        return (min(days), max(days)) if days else None

    def dated(
        self,
        keys: Sequence[str],
        days: tuple[int, int],
        *,
        levels: Sequence[Level],
        sight: Sight,
        limit: int,
        skip: int = 0,
    ) -> list[Dated]:
        """The times that stand in one sentence with a name of somebody, in the order of the days they are about.

        Args:
            keys: of whom.
            days: only what begins in this half-open range.
            levels: only what names these.
            sight: what may be seen.
            limit: at most so many.
            skip: without so many before.
        """
        take_feed(self._vault)
        rows = self._database.rows(
            f"select distinct lower(hex(d.entry)), d.id, d.level, d.first, d.place {self._dated()}"  # noqa: S608 - our own words
            " and d.first >= ? and d.first < ? and d.level in (select value from json_each(?))"
            f"{sight.where('d.place')} order by d.first, d.place, d.id limit ? offset ?",
            (json.dumps(list(keys)), *days, json.dumps(levels), limit, skip),
        )
        wanted = {(str(entry), str(id_)) for entry, id_, *_ in rows}
        told = {(one.entry, str(one.finding["id"])): one for one in self._questions.with_ids(list(wanted), sight=sight)}
        found = [(told.get((str(entry), str(id_))), level, int(str(day))) for entry, id_, level, day, _ in rows]
        return [Dated(one, level, day) for one, level, day in found if one is not None]  # type: ignore[arg-type]  # as it was laid

    def _dated(self) -> str:
        """Where times beside somebody stand. What is due again is looked at closer, where anything is."""
        due = self._database.one("select 1 from read_due limit 1") is not None
        return f"from read_dated as d where d.who {_OF_THEM}{f' and {CURRENT}' if due else ''}"
