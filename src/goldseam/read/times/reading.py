"""Which of the matches are meant, in the order of the text."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from goldseam.read.passage import Setting
from goldseam.read.times.events import event_clauses
from goldseam.read.times.language import Language
from goldseam.read.times.meanings import MEANINGS
from goldseam.read.times.meanings.clocks import at
from goldseam.read.times.row import Match, Row
from goldseam.read.times.scene import SILENT, Meant, Scene, timed
from goldseam.words.finding import Time
from goldseam.words.span import Span


class Found(NamedTuple):
    """A time in a text.

    Attributes:
        span: where.
        time: what; where `after` is set, its anchor is that of the time with this ordinal among those found.
        source: its reliability class.
        after: see `time`.
    """

    span: Span
    time: Time
    source: str
    after: int | None = None


class _Chosen(NamedTuple):
    """What the tokens [first, end) mean; `after` is a token of the time it was counted from."""

    first: int
    end: int
    meant: Meant
    source: str
    after: int | None


def times_in(text: str, setting: Setting, language: Language) -> list[Found]:
    """Every time of a text, in order. Cost: linear in its length."""
    row = Row(text, language)
    scene = Scene(row, setting, language)
    chosen: list[_Chosen] = []
    for cluster in _clusters(row.matches()):
        chosen += _meant_in(cluster, scene)
    joined = _joined(chosen, row)
    if not scene.is_report:  # a newspaper has no life of hers to date things by
        joined = _with_events(joined, row)
    ordinals = {place: ordinal for ordinal, one in enumerate(joined) for place in range(one.first, one.end)}
    return [
        Found(
            Span(row.starts[one.first], row.ends[one.end - 1]),
            one.meant.time,
            one.source,
            _base(one, number, ordinals),
        )
        for number, one in enumerate(joined)
    ]


def _base(one: _Chosen, number: int, ordinals: dict[int, int]) -> int | None:
    """The time it was counted from; None where that became a part of it: `tonight, or at one the morning after`."""
    base = None if one.after is None else ordinals[one.after]
    return base if base is None or base < number else None


def _with_events(chosen: list[_Chosen], row: Row) -> list[_Chosen]:
    taken = {place for one in chosen for place in range(one.first, one.end)}
    events = [
        _Chosen(first, end, Meant(timed(None, anchor="event")), "time.event-clause", None)
        for first, end in event_clauses(row, taken)
    ]
    return sorted(chosen + events, key=lambda one: one.first) if events else chosen


def _clusters(matches: list[Match]) -> Iterator[list[Match]]:
    """Matches that share tokens, together."""
    cluster: list[Match] = []
    end = -1
    for match in matches:
        if cluster and match.first >= end:
            yield cluster
            cluster = []
        cluster.append(match)
        end = max(end, match.end) if len(cluster) > 1 else match.end
    if cluster:
        yield cluster


def _meant_in(cluster: list[Match], scene: Scene) -> list[_Chosen]:
    """Of a cluster, those that mean something and do not share a token, the longest first."""
    taken: set[int] = set()
    found: list[_Chosen] = []
    for match in sorted(cluster, key=lambda one: (one.quote_first - one.quote_end, one.first - one.end)):
        places = range(match.quote_first, match.quote_end)
        if not taken.isdisjoint(places):
            continue
        if match.rule.means == "nothing":
            taken.update(places)
            continue
        meant = _meaning(match, scene)
        if meant is None:
            continue
        taken.update(places)
        if meant is SILENT:
            continue
        after = scene.last[0] if meant.after and scene.last else None
        for one in (meant, *meant.also):
            first, end = one.place or (match.quote_first, match.quote_end)
            time = _modified(one.time, first, scene)
            found.append(_Chosen(first, end, one._replace(time=time), one.source or match.rule.source, after))
        if meant.day is not None:
            scene.last = match.quote_first, meant.day
            if len(meant.time.value or "") > len("2024-06"):
                scene.spoken = match.quote_end, meant.day
    return sorted(found, key=lambda one: one.first)


def _meaning(match: Match, scene: Scene) -> Meant | None:
    try:
        return MEANINGS[match.rule.means](scene, match)
    except (OverflowError, ValueError):  # a day that no calendar has, or none after the last
        return None


_MODIFIABLE = frozenset({"date", "time", "duration"})


def _modified(time: Time, first: int, scene: Scene) -> Time:
    """The time with what stands before its words: about, nearly, a little after."""
    if time.modifier is not None or time.time_class not in _MODIFIABLE:
        return time
    before = scene.row.lower(first - 1)
    if scene.cue("for", before) and scene.cue("perhaps", scene.row.lower(first - 2)):
        before = scene.row.lower(first - 2)
    modifier = scene.language.value("approx", before)
    if modifier == "more" and not scene.is_number(scene.row.letters[first]):
        modifier = None
    if time.time_class == "date" and not scene.cue("before_about", scene.row.lower(first - 2)):
        modifier = None
    if scene.cue("after", before) and scene.cue("a_little", scene.row.lower(first - 2)):
        modifier = "after"
    return time._replace(modifier=modifier) if modifier else time


def _joined(chosen: list[_Chosen], row: Row) -> list[_Chosen]:
    """A day and a time of the clock side by side are one time; what is said of a set is one too."""
    joined: list[_Chosen] = []
    for one in chosen:
        if joined and (both := _one_time(joined[-1], one, row) or _one_set(joined[-1], one, row)) is not None:
            joined[-1] = both
        else:
            joined.append(one)
    return _habits(_named_twice(joined, row), row)


_JOINT_TOKENS = 2
_WITH_COMMA = ("time.date", "time.near")
_NO_CLOCK = ("time.feast", "time.clock", "time.all", "time.ago")


def _one_time(one: _Chosen, other: _Chosen, row: Row) -> _Chosen | None:
    gap = [row.lower(place) for place in range(one.end, other.first)]
    day, clock = (one, other) if other.meant.clock else (other, one)
    if clock.meant.clock is None or day.meant.clock is not None or day.meant.day is None:
        return None
    value, part = day.meant.time.value or "", None
    if "T" in value:
        value, part = value.split("T")
    if (
        value != day.meant.day.isoformat()
        or day.source.startswith(_NO_CLOCK)
        or clock.source.startswith("time.clock-range")
    ):
        return None
    joints = row.language.cues["joint_of_day_and_clock" if day is one else "joint_of_clock_and_day"]
    if len(gap) > _JOINT_TOKENS or not joints.issuperset(gap):
        return None
    if "," in gap and not day.source.startswith(_WITH_COMMA):
        return None
    meant = at(day.meant.day, clock.meant.clock, part)
    if meant is None:
        return None
    time = meant.time._replace(anchor=day.meant.time.anchor, modifier=clock.meant.time.modifier)
    return _Chosen(
        one.first,
        other.end,
        meant._replace(time=time),
        clock.source if part is None else "time.clock-said",
        day.after,
    )


def _one_set(one: _Chosen, other: _Chosen, row: Row) -> _Chosen | None:
    """`every Sunday at seven`, `nine each morning`."""
    gap = [row.lower(place) for place in range(one.end, other.first)]
    often, clock = (one, other) if other.meant.clock else (other, one)
    if clock.meant.clock is None or often.source != "time.set" or not row.language.cues["at"].issuperset(gap):
        return None
    value = often.meant.time.value or ""
    days, _, part = (
        value.partition("T") if not value.startswith("P") else ("XXXX-XX-XX" if value == "P1D" else "", "", "")
    )
    meant = at(_ANY_DAY, clock.meant.clock, part or None)
    if not days or meant is None or meant.time.value is None:
        return None
    time = often.meant.time._replace(value=f"{days}T{meant.time.value.partition('T')[2]}")
    return _Chosen(one.first, other.end, Meant(time), "time.set", None)


def _named_twice(chosen: list[_Chosen], row: Row) -> list[_Chosen]:
    """`on Saturday, the first of April`: the name of the day is of the date that follows it."""
    for place, (one, other) in enumerate(pairwise(chosen)):
        if (
            not one.source.startswith("time.weekday")
            or not other.source.startswith("time.date")
            or other.meant.day is None
        ):
            continue
        gap = [row.lower(token) for token in range(one.end, other.first)]
        value = one.meant.time.value or ""
        if gap == [","] and one.meant.day is not None and one.meant.day.isoweekday() == other.meant.day.isoweekday():
            there = timed(other.meant.day.isoformat() + value[len("2024-06-01") :])
            chosen[place] = one._replace(meant=one.meant._replace(time=there, day=other.meant.day))
    return chosen


def _habits(chosen: list[_Chosen], row: Row) -> list[_Chosen]:
    """A time of the clock in a sentence of what happens again and again is of each of those days."""
    made: list[_Chosen] = []
    for ordinal, one in enumerate(chosen):
        clock = one.meant.clock
        near = chosen[max(0, ordinal - _NEIGHBOURS) : ordinal + _NEIGHBOURS]
        often = next((other for other in near if _habit(other) and _in_one_sentence(one, other, row)), None)
        if clock is None or often is None:
            made.append(one)
            continue
        part = (often.meant.time.value or "").partition("T")[2]
        there = at(_ANY_DAY, clock, part if part in _PARTS else None)
        value = (there or one.meant).time.value or ""
        time = Time("set", f"XXXX-XX-XXT{value.partition('T')[2]}", one.meant.time.modifier)
        made.append(one._replace(meant=one.meant._replace(time=time), source="time.set"))
    return made


def _habit(one: _Chosen) -> bool:
    return one.source in {"time.set", "time.set-often"} and (one.meant.time.value or "").startswith(("XXXX", "P1D"))


def _in_one_sentence(one: _Chosen, other: _Chosen, row: Row) -> bool:
    first, end = sorted((one.first, other.first))
    return end - first < _SENTENCE_TOKENS and not any(row.ends_sentence(place) for place in range(first, end))


_ANY_DAY = date(2000, 1, 1)
_PARTS = frozenset({"MO", "AF", "EV", "NI"})
_SENTENCE_TOKENS, _NEIGHBOURS = 30, 4
