"""Somebody, through time: what her pages say in order, under the chapters she names, and the days they tell of.

When something was written and what it is about are two things. The time line has two rows: pages that name somebody, at
the day of the page; and the days that sentences of other pages name beside that name. Neither is counted.
"""

from datetime import date
from typing import Literal, NamedTuple

from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.lookback.lived import Said, last_of, said_of
from goldseam.read.days import Level
from goldseam.read.line import Line, Telling
from goldseam.read.questions import ALWAYS, Questions, Told, Within
from goldseam.read.registry import Somebody
from goldseam.words.place import places_of_days

Way = Literal["said", "said-directly", "promised", "named"]
_PARTS = {
    "named": ("named",),
    "said": ("speaks",),
    "said-directly": ("speaks-directly",),
    "promised": ("promises", "is-promised"),
}
MONTHS_MAX = 36  # of a longer time, years are drawn
LEVELS: tuple[Level, ...] = ("day", "month", "year")
LAST = date.max.isoformat()


class Part(NamedTuple):
    """A month or a year of somebody's time line.

    Attributes:
        iso: `2024-03` or `2024`.
        pages: whether any page of it names this one.
        told: whether any page of another day tells of it beside the name, and whether by her word.
    """

    iso: str
    pages: bool
    told: Telling

    @property
    def is_empty(self) -> bool:
        """Whether nothing is told of it."""
        return not self.pages and not self.told


class Dated(NamedTuple):
    """A sentence of hers that names somebody and a day, a month or a year of another page.

    Attributes:
        level: which of them.
        first: ISO date of its first day.
        said: the sentence, and how long after that day it was written.
    """

    level: Level
    first: str
    said: Said


class Stretch(NamedTuple):
    """Some findings in the order of their pages, and where those before and after begin: ISO days, empty for none."""

    found: tuple[Told, ...]
    earlier: str
    later: str


class Persons:
    """Everybody in one vault. Whoever shows somebody gives the sight in which this one was found."""

    def __init__(self, vault: Vault, questions: Questions) -> None:
        self._vault = vault
        self._questions = questions
        self._line = Line(vault, questions)

    def ends(self, one: Somebody, *, sight: Sight) -> tuple[str, str] | None:
        """ISO days of the first and the last page that names somebody; None for none."""
        first, last = (self._some("named", one, sight, ALWAYS, 1, way) for way in ("asc", "desc"))
        return (first[0].day, last[0].day) if first and last else None

    def stretch(
        self, way: Way, one: Somebody, *, sight: Sight, start: str = "", within: Within = ALWAYS, limit: int
    ) -> Stretch:
        """What is told of somebody from a day on, in the order of its pages, and whole days of it.

        Args:
            way: what: where this one is named, what was said, word for word or not, or what was promised: by this one,
                or to this one by her.
            one: whom.
            sight: what may be seen.
            start: ISO day; empty for the first.
            within: of which days.
            limit: about how many.

        Cost: a look at so many, however many there are.
        """
        first, end = within.places or places_of_days(date.min.isoformat(), LAST)
        here = max(first, places_of_days(start, start)[0]) if start else first
        found = self._some(way, one, sight, within._replace(places=(here, end)), limit + 1, "asc")
        later = ""
        if len(found) > limit:
            later = found[-1].day
            whole = [told for told in found if told.day != later]
            if not whole:  # one day is longer than that
                day = places_of_days(later, later)
                whole = self._some(way, one, sight, within._replace(places=day), -1, "asc")
                behind = self._some(way, one, sight, within._replace(places=(day[1], end)), 1, "asc")
                later = behind[0].day if behind else ""
            found = whole
        before = self._some(way, one, sight, within._replace(places=(first, here)), limit + 1, "desc") if start else []
        days = [told.day for told in before]
        whole_days = [day for day in days if day != days[-1]] if len(days) > limit else days
        return Stretch(tuple(found), (whole_days or days or [""])[-1], later)

    def all(self, way: Way, one: Somebody, *, sight: Sight, within: Within = ALWAYS, limit: int) -> list[Told]:
        """What is told of somebody, the oldest page first; at most so many, all when negative. See `stretch`."""
        return self._some(way, one, sight, within, limit, "asc")

    def last_said(self, one: Somebody, *, sight: Sight, limit: int) -> list[Told]:
        """What somebody said last, the earliest first."""
        return self._some("said", one, sight, ALWAYS, limit, "desc")[::-1]

    def last_promised(self, one: Somebody, *, sight: Sight, limit: int) -> list[Told]:
        """What was promised last between her and somebody, the earliest first."""
        return self._some("promised", one, sight, ALWAYS, limit, "desc")[::-1]

    def line(self, one: Somebody, ends: tuple[str, str] | None, *, sight: Sight) -> list[Part]:
        """The months, or where they are many the years, from the first to the last that anything is told of.

        Args:
            one: whom.
            ends: as `ends` told them.
            sight: what may be seen.

        Nothing is counted: how often somebody stands there says nothing that these two do not. Cost: three look-ups
        for each.
        """
        told = self._line.ends(one.keys, sight=sight)
        days = [date.fromisoformat(day) for day in ends or ()] + [date.fromordinal(day) for day in told or ()]
        if not days:
            return []
        first, last = min(days), max(days)
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        starts = _years(first, last) if months > MONTHS_MAX else _months(first, months)
        bounds = [day.toordinal() for day in starts] + [_after(starts[-1], whole_year=months > MONTHS_MAX)]
        pages = self._line.pages_between(one.keys, bounds, sight=sight)
        levels = LEVELS if months > MONTHS_MAX else LEVELS[:2]  # a year is told of in none of its months
        spoken = self._line.dated_between(one.keys, bounds, levels=levels, sight=sight)
        shape = len("2024") if months > MONTHS_MAX else len("2024-03")
        return [
            Part(day.isoformat()[:shape], named, told) for day, named, told in zip(starts, pages, spoken, strict=True)
        ]

    def dated(
        self,
        one: Somebody,
        days: tuple[int, int],
        *,
        levels: tuple[Level, ...] = LEVELS,
        sight: Sight,
        day_start_hour: int,
        limit: int,
        skip: int = 0,
    ) -> list[Dated]:
        """What sentences that name somebody tell of other days, in the order of the days they are about.

        A sentence that names a day twice is there once.

        Args:
            one: whom.
            days: half-open range of ordinals in which what they tell of begins.
            levels: only what names these.
            sight: what may be seen.
            day_start_hour: of her day.
            limit: at most so many times are looked at.
            skip: without so many before.
        """
        times = self._line.dated(one.keys, days, levels=levels, sight=sight, limit=limit, skip=skip)
        found: dict[tuple[object, ...], Dated] = {}
        for time in times:
            first = date.fromordinal(time.first)
            said = said_of(self._vault, time.told, last_of(time.level, first), day_start_hour)
            if said is not None:
                key = (time.level, time.first, said.said.entry, said.said.quote.span)
                found.setdefault(key, Dated(time.level, first.isoformat(), said))
        return list(found.values())

    def _some(
        self, way: Way, one: Somebody, sight: Sight, within: Within, limit: int, order: Literal["asc", "desc"]
    ) -> list[Told]:
        parts = [(key, part) for part in _PARTS[way] for key in one.keys]
        return self._questions.in_order(parts, sight=sight, within=within, limit=limit, way=order)


def _years(first: date, last: date) -> list[date]:
    return [date(year, 1, 1) for year in range(first.year, last.year + 1)]


def _months(first: date, count: int) -> list[date]:
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]


def _after(start: date, *, whole_year: bool) -> int:
    if start.year == date.max.year and (whole_year or start.month == date.max.month):
        return date.max.toordinal() + 1
    return (start.replace(year=start.year + 1) if whole_year else _months(start, 2)[1]).toordinal()
