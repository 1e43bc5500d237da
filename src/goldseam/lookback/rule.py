"""What a rest is, as she says it: whom, where or when, how deep, how long."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Literal, NamedTuple, NoReturn, cast
from zoneinfo import ZoneInfo

from goldseam.lookback.store import Keepsake, new_keepsake
from goldseam.words.name import folded_name
from goldseam.words.problem import Misused
from goldseam.words.rest import Depth, Rest

Sort = Literal["person", "place", "period", "thread", "entry", "all"]
SORT = "rest"
DAY_MS = 86_400_000
DEPTHS: dict[str, Depth] = {"quiet": "quiet", "away": "away"}  # those she chooses from; everything rests whole
DURATIONS: dict[str, int | None] = {"30d": 30, "90d": 90, "1y": 365, "until-i-say": None}
USUAL = "90d"
HERSELF = frozenset({"me", "i", "myself"})


class Rule(NamedTuple):
    """One thing that rests.

    Attributes:
        id: 32 hex digits.
        sort: what it is.
        name: what she calls it; empty for a period, an entry and everything.
        names: what rests with it, by name; for a person its other names are known from the registry besides.
        first, last: ISO days of a period, both included; `last` is empty where it goes on.
        entry: id of the one entry.
        thread: id of a thread, which `name` names; what it finds rests, whatever becomes of the thread itself.
        query: what it finds, in the language of docs/search.md; its days are counted from when the rest was laid.
        rest: depth, since when, until when.
        heads: the records that say so.
    """

    id: str
    sort: Sort
    rest: Rest
    name: str = ""
    names: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    entry: str = ""
    thread: str = ""
    query: str = ""
    heads: tuple[str, ...] = ()

    @property
    def what(self) -> tuple[str, ...]:
        """What rests, to be compared: two rules of the same are one."""
        return self.sort, folded_name(self.name), self.first, self.last, self.entry, self.thread

    @property
    def laid_on(self) -> str:
        """The ISO day, in UTC, from which on it holds."""
        return datetime.fromtimestamp(self.rest.since / 1000, UTC).date().isoformat()

    def depth_at(self, now_ms: int) -> Depth:
        """How deep it is."""
        return self.rest.depth_at(now_ms) or self.rest.depth

    def away_until(self, now_ms: int, zone: str) -> date | None:
        """The day, in a zone, on which away turns quiet; None where it does not, or where no calendar has that day."""
        until = self.rest.until
        if until is None or self.depth_at(now_ms) != "away":
            return None
        try:
            return datetime.fromtimestamp(until / 1000, ZoneInfo(zone)).date()
        except (OverflowError, ValueError, OSError):
            return None


def new_rule(  # noqa: PLR0913 - all by name
    sort: Sort,
    *,
    now_ms: int,
    depth: Depth = "quiet",
    days: int | None = 90,
    name: str = "",
    names: Iterable[str] = (),
    first: str = "",
    last: str = "",
    entry: str = "",
    thread: str = "",
    query: str = "",
) -> Rule:
    """A rule that is in no vault yet.

    Args:
        sort: what rests.
        now_ms: milliseconds since 1970; from then it holds.
        depth: how deep.
        days: after so many it turns quiet; None for as long as she says nothing.
        name: of a person or a place.
        names: of what rests with it.
        first: ISO day a period begins.
        last: ISO day it ends; empty where it goes on.
        entry: id.
        thread: id.
        query: of the thread.

    Raises: Misused: a period ends before it begins, a name is empty, or it is her own.
    """
    if sort in {"person", "place"} and not folded_name(name):
        _refuse("a name was empty", "goldseam rest --help", "no-name")
    if sort == "person" and folded_name(name) in HERSELF:
        _refuse(
            "you cannot rest from yourself",
            "goldseam rest --everything, or Let everything rest, lets all looking back rest",
            "herself",
        )
    if sort == "period" and last and last < first:
        _refuse(
            "a period ends before it begins",
            "give its first day, two points and its last: 2023-05-01..2023-08",
            "period",
        )
    until = None if days is None else now_ms + days * DAY_MS
    id_ = new_keepsake(SORT, {}).id
    return Rule(id_, sort, Rest(id_, depth, now_ms, until), name, tuple(names), first, last, entry, thread, query)


def keepsake_of(rule: Rule) -> Keepsake:
    """The record of a rule, as spec/lookback.md has it."""
    rest = rule.rest
    meta: dict[str, Any] = {"kind": rule.sort, "depth": rest.depth, "since": rest.since, "until": rest.until}
    for key in ("name", "first", "last", "entry", "thread", "query"):
        if value := getattr(rule, key):
            meta[key] = value
    if rule.names:
        meta["names"] = list(rule.names)
    return Keepsake(rule.id, SORT, meta, heads=rule.heads)


def rule_of(one: Keepsake) -> Rule | None:
    """The rule that a keepsake tells; None where a newer goldseam made what this one does not understand."""
    meta = one.meta
    sort, depth, since, until = (meta.get(key) for key in ("kind", "depth", "since", "until"))
    if sort not in {"person", "place", "period", "thread", "entry", "all"} or not isinstance(since, int):
        return None
    depth = depth if depth in {"quiet", "away", "whole"} else "away"  # of two ways to be wrong, the one that hides
    rest = Rest(one.id, cast("Depth", depth), since, until if isinstance(until, int) else None)
    text = {
        key: value
        for key in ("name", "first", "last", "entry", "thread", "query")
        if isinstance(value := meta.get(key), str)
    }
    names = tuple(name for name in meta.get("names", ()) if isinstance(name, str))
    return Rule(one.id, cast("Sort", sort), rest, names=names, heads=one.heads, **text)


def refuse_nobody(word: str) -> NoReturn:
    """Raises Misused: nothing rests under that name; it is not repeated."""
    del word
    _refuse("nothing rests under that name", "see what rests: goldseam rest", "no-such-rest")


def _refuse(happened: str, then: str, code: str) -> NoReturn:
    raise Misused(happened, safe="nothing was changed", next=then, code=f"lookback.{code}")
