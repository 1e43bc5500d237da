"""A number before and after a date, and how often it differs as much between any two other times of the same writing.

Writing drifts: a test that takes words for independent cries "change" between any two months. So a difference is only
ever set beside the same difference at other dates, the *placebo dates*, at which nothing is said to have happened:

1. Both sides are so many weeks long as it takes to have `WISHED` words on each, or else `LEAST`.
2. Placebo dates lie at even steps of half a side, counted from the date itself, so nothing is chosen. None is so near
   that its sides share a day with those of the date. Of more than `PLACEBOS_MAX` (fewer, for who writes very
   much) so many are taken, at even distances. A side of theirs ends, going away from the placebo date, when it has as
   many words as that of the date.
3. A number is pooled: all words of a list on a side by all words of that side, never a mean of percentages.
4. A difference *stands out* where it is farther out, by a fifth, than at any of at least `PLACEBOS_LEAST` placebo
   dates. Far out are the three numbers together: each difference is divided by its root mean square over the placebo
   dates, and of a placebo date the greatest of the three counts (the single-step maximum of Westfall and Young 1993),
   so that three numbers are no three chances. The fifth is for placebo dates that overlap each other by half, and are
   not as many as they seem.
5. It must stand out also when every sentence that begins with its verb ("Went home") is given back the I it may have
   lost, and nothing stands out where the manner of writing changed, as in a change to notes: see `manner_changed`.

What that is worth (bench/around.py, docs/around.md), with 12,600 words on a side and two and a half years or more: in
journals without any change at most 3.5 in 100 dates have a claim; three points more I-words are found 83 to 100 times
in 100; a switch to telegraphic style has a claim at most once in 100.
"""

from collections.abc import Callable, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from goldseam.lookback.counted import CDI_BASE, Counts, share

LEAST, WISHED = 6_000, 12_000  # words on a side
WEEKS = (4, 8, 13, 26)
BLOCK = 2_000  # words; neighbouring entries are alike, blocks of so many far less
PLACEBOS_MAX, PLACEBOS_LEAST = 40, 19  # of 20 dates alike, one is the farthest out
CLEARLY = 1.2  # times as far as the farthest
WORDS_MAX = 1_200_000  # counted beside a date, unless that were too few placebo dates: a second or so
LIKE = 0.5  # a side of a placebo date has at least this part of the words; fewer words only make it differ more
PROSE = (50.0, 62.0)  # per cent of small words in prose: Pennebaker et al. 2014, 57.1, SD 3.6; ours: docs/around.md

# The t distribution at .975, for 1 to 30 degrees of freedom; 1.96 beyond.
_T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip

MEASURES: dict[str, tuple[float, Callable[[Counts], int]]] = {  # a constant, and what is counted, in per cent of words
    "i": (0.0, lambda counts: counts.i),
    "we": (0.0, lambda counts: counts.we),
    "cdi": (CDI_BASE, lambda counts: counts.signed),
}


class Window(NamedTuple):
    """Days from `first` to before `end`, as ordinals (0001-01-01 is 1)."""

    first: int
    end: int


class Sides(NamedTuple):
    """What lies before a date, and what lies from it on."""

    before: Window
    after: Window


class Plan(NamedTuple):
    """Which days are to be counted.

    Attributes:
        weeks: of a side.
        sides: of the date.
        placebos: of the placebo dates, in order.
    """

    weeks: int
    sides: Sides
    placebos: tuple[Sides, ...]

    def windows(self) -> list[Window]:
        """All of it, in order; none touches the next."""
        merged: list[Window] = []
        for window in sorted(window for sides in (self.sides, *self.placebos) for window in sides):
            if merged and window.first <= merged[-1].end:
                merged[-1] = Window(merged[-1].first, max(window.end, merged[-1].end))
            else:
                merged.append(window)
        return merged


class Estimate(NamedTuple):
    """A number, and what as much writing would give 19 times in 20; None where that cannot be said."""

    value: float
    low: float | None
    high: float | None


class Measure(NamedTuple):
    """One number on both sides.

    Attributes:
        name: `i`, `we` (per cent of words) or `cdi`.
        before, after: on each side.
        difference: after less before.
        larger_than: of how many placebo dates the difference, whatever its direction, is smaller.
        of: how many placebo dates there are.
        least, most: of the differences at placebo dates, whatever their direction; 0 where there are none.
        stands_out: whether it may be said to be more than what other times have.
    """

    name: str
    before: Estimate
    after: Estimate
    difference: float
    larger_than: int
    of: int
    least: float
    most: float
    stands_out: bool


class Compared(NamedTuple):
    """Both sides of a date.

    Attributes:
        weeks: of a side.
        sides: their days.
        before, after: what was counted on them.
        measures: I-words, we-words, and the index.
        manner_changed: whether she wrote in another manner after: that alone moves the numbers, and none stands out.
        unusual: whether a side has fewer or more small words than prose has: lists, notes, names.
    """

    weeks: int
    sides: Sides
    before: Counts
    after: Counts
    measures: tuple[Measure, ...]
    manner_changed: bool
    unusual: bool


def plan(words: Mapping[int, int], date: int) -> Plan | None:
    """Which days to count; None where there is not enough writing to tell.

    Args:
        words: how many words a day has, by its ordinal; about right is enough. Days without any are not in it.
        date: ordinal; the first day of what comes after.
    """
    sums = _Sums(words)
    weeks = next((weeks for weeks in WEEKS if sums.both(date, 7 * weeks) >= WISHED), None)
    weeks = weeks or next((weeks for weeks in WEEKS if sums.both(date, 7 * weeks) >= LEAST), None)
    if weeks is None:
        return None
    days = 7 * weeks
    sides = Sides(Window(date - days, date), Window(date, date + days))
    need = tuple(sums.of(side) for side in sides)
    step = days // 2
    reach = range(-((date - sums.first) // step), (sums.last - date) // step + 1)
    dates = [date + number * step for number in reach if abs(number) * step >= 2 * days]
    found = [
        other
        for other in dates
        if other - days >= sums.first
        and other + days <= sums.last + 1
        and sums.of(Window(other - days, other)) >= LIKE * need[0]
        and sums.of(Window(other, other + days)) >= LIKE * need[1]
    ]
    most = min(PLACEBOS_MAX, max(PLACEBOS_LEAST, WORDS_MAX // sum(need)))
    return Plan(weeks, sides, tuple(sums.sides(other, days, need) for other in _evenly(found, most)))


class _Sums:
    """Words of stretches of days."""

    def __init__(self, words: Mapping[int, int]) -> None:
        self._words = {day: count for day, count in words.items() if count > 0}
        self.first = min(self._words, default=0)
        self.last = max(self._words, default=-1)
        self._until = [0]
        for day in range(self.first, self.last + 1):
            self._until.append(self._until[-1] + self._words.get(day, 0))

    def of(self, window: Window) -> int:
        """Words of its days."""
        first, end = (min(max(day, self.first), self.last + 1) - self.first for day in window)
        return self._until[end] - self._until[first]

    def both(self, date: int, days: int) -> int:
        """Those of the shorter side."""
        return min(self.of(Window(date - days, date)), self.of(Window(date, date + days)))

    def sides(self, date: int, days: int, need: Sequence[int]) -> Sides:
        """Around a placebo date: no longer than `days`, and no further than it takes to have so many words."""
        first, end = date - 1, date + 1
        while first > date - days and self.of(Window(first, date)) < need[0]:
            first -= 1
        while end < date + days and self.of(Window(date, end)) < need[1]:
            end += 1
        return Sides(Window(first, date), Window(date, end))


def _evenly(dates: Sequence[int], most: int) -> Sequence[int]:
    """All, or so many of them at even distances."""
    if len(dates) <= most:
        return dates
    return [dates[number * len(dates) // most] for number in range(most)]


def compare(planned: Plan, counts: Mapping[int, Counts]) -> Compared | None:
    """What the counts say; None where, counted exactly, there are too few words after all.

    Args:
        planned: what was to be counted.
        counts: of each of its days that has any, by ordinal.
    """
    before, after = (_pooled(counts, side) for side in planned.sides)
    if min(before.words, after.words) < LEAST:
        return None
    pooled = ((_pooled(counts, sides.before), _pooled(counts, sides.after)) for sides in planned.placebos)
    others = [
        (one, other) for one, other in pooled if one.words >= LIKE * before.words and other.words >= LIKE * after.words
    ]
    changed = manner_changed(before, after)
    again = [(restored(one), restored(other)) for one, other in others]
    far_out = _far_out(before, after, others) & _far_out(restored(before), restored(after), again)
    measures = []
    for name in MEASURES:
        difference = _difference(name, before, after)
        sizes = [abs(_difference(name, *sides)) for sides in others]
        measures.append(
            Measure(
                name,
                before=_estimate(name, counts, planned.sides.before),
                after=_estimate(name, counts, planned.sides.after),
                difference=difference,
                larger_than=sum(size < abs(difference) for size in sizes),
                of=len(sizes),
                least=min(sizes, default=0.0),
                most=max(sizes, default=0.0),
                stands_out=name in far_out and not changed,
            )
        )
    unusual = any(not PROSE[0] <= share(side.small, side.words) <= PROSE[1] for side in (before, after))
    return Compared(planned.weeks, planned.sides, before, after, tuple(measures), changed, unusual)


SMALL_MOVED = 3.0  # points of the part of small words
CLIPPED_MOVED = 5.0  # points of the part of sentences that begin with a verb
LENGTH_MOVED = 1.5  # times as many words in a sentence
FOREIGN_MOVED = 10.0  # points of the part that is not English, or no prose


def manner_changed(before: Counts, after: Counts) -> bool:
    """Whether the writing itself is of another kind after: fewer small words, no subjects, shorter sentences.

    All of that moves the three numbers, and says nothing of what they are looked at for.
    """
    long = sorted(side.words / max(1, side.sentences) for side in (before, after))
    return (
        abs(share(after.small, after.words) - share(before.small, before.words)) > SMALL_MOVED
        or abs(share(after.clipped, after.sentences) - share(before.clipped, before.sentences)) > CLIPPED_MOVED
        or long[1] > LENGTH_MOVED * long[0]
        or abs(_foreign(after) - _foreign(before)) > FOREIGN_MOVED
    )


def _foreign(side: Counts) -> float:
    return share(side.foreign, side.words + side.foreign)


def restored(counts: Counts) -> Counts:
    """As though every sentence that begins with its verb had the I back that it may have lost."""
    more = counts.clipped
    return counts._replace(words=counts.words + more, i=counts.i + more, small=counts.small + more)


def _far_out(before: Counts, after: Counts, others: Sequence[tuple[Counts, Counts]]) -> set[str]:
    """The numbers whose difference is clearly farther out than that of any number at any placebo date."""
    if len(others) < PLACEBOS_LEAST:
        return set()
    spread, farthest = {}, 0.0
    for name in MEASURES:
        some = [abs(_difference(name, *sides)) for sides in others]
        spread[name] = sqrt(sum(one * one for one in some) / len(some))
        farthest = max(farthest, max(some) / spread[name] if spread[name] else 0.0)
    return {name for name in MEASURES if abs(_difference(name, before, after)) > CLEARLY * farthest * spread[name]}


def _difference(name: str, before: Counts, after: Counts) -> float:
    return _value(name, after) - _value(name, before)


def _value(name: str, counts: Counts) -> float:
    constant, of = MEASURES[name]
    return constant + share(of(counts), counts.words)


def _pooled(counts: Mapping[int, Counts], window: Window) -> Counts:
    total = Counts()
    for day in range(*window):
        if day in counts:
            total = total.plus(counts[day])
    return total


def blocks(counts: Mapping[int, Counts], window: Window) -> list[Counts]:
    """The days of a window in stretches of at least `BLOCK` words; what is left over at the end joins the last."""
    made = [Counts()]
    for day in range(*window):
        if day in counts:
            if made[-1].words >= BLOCK:
                made.append(Counts())
            made[-1] = made[-1].plus(counts[day])
    if len(made) > 1 and made[-1].words < BLOCK:
        last = made.pop()
        made[-1] = made[-1].plus(last)
    return made


def _estimate(name: str, counts: Mapping[int, Counts], window: Window) -> Estimate:
    """The pooled number, with the interval of a ratio by blocks (Cochran 1977, 6.4), of Student's t."""
    constant, of = MEASURES[name]
    every = blocks(counts, window)
    words = sum(block.words for block in every)
    value = share(sum(of(block) for block in every), words)
    if len(every) < 2 or not words:  # noqa: PLR2004 - one block does not differ from itself
        return Estimate(constant + value, None, None)
    apart = sum((of(block) - value / 100 * block.words) ** 2 for block in every)
    freedom = len(every) - 1
    error = 100 * sqrt(apart * len(every) / freedom) / words
    wide = error * (_T[freedom - 1] if freedom <= len(_T) else 1.96)
    low = value - wide if name == "cdi" else max(0.0, value - wide)
    return Estimate(constant + value, constant + low, constant + value + wide)
