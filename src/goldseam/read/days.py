"""Which days, months and years a time names, and where that is kept, so that a calendar looks at no other finding.

Only words that name a day speak of it. What names a week, a weekend or a month speaks of its months, and what names a
season or a year, of its years; what is longer than a year speaks of nothing here.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from goldseam.keep.database import Database, Value
from goldseam.words.finding import Modifier, Time

Level = Literal["day", "month", "year"]
MONTH_DAYS_MAX, YEAR_DAYS_MAX = 31, 366
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T.*)?", re.ASCII)
_NOT_WHEN = {"set", "duration"}

TABLE = """
create table read_day (                -- the days, months and years that shown times name
    level     text not null,           -- day, month, year
    first     integer not null,        -- ordinal of the first day of it
    last      integer not null,        -- and of the last
    entry     blob not null,
    id        text not null,           -- of the finding
    place     integer not null,        -- of the entry
    hers      integer not null,        -- whether she has said so
    primary key (level, first, entry, id)
) strict, without rowid;
create index read_day_entry on read_day (entry);
"""


class Named(NamedTuple):
    """What a time names: days from `first` to `last`, both included, by their ordinals (0001-01-01 is 1).

    Attributes:
        level: `day` where each of the days is meant; `month` and `year` where it is some day of theirs.
    """

    level: Level
    first: int
    last: int

    def parts(self) -> Iterator[tuple[int, int]]:
        """The first and the last day of each day, month or year that it speaks of."""
        if self.level == "day":
            yield from ((day, day) for day in range(self.first, self.last + 1))
            return
        here = date.fromordinal(self.first)
        while True:
            first, last = month_around(here) if self.level == "month" else year_around(here)
            yield first, last
            if last >= self.last or last == date.max.toordinal():
                return
            here = date.fromordinal(last + 1)


def named_by(time: Time, *, hers: bool) -> Named | None:
    """What a time names; None where that is no day, or more than a year.

    Args:
        time: as it was found.
        hers: whether she has said so: then a range of days without any other name is each of them, and a mere
            convention counts.
    """
    if time.time_class in _NOT_WHEN or (time.convention is not None and not hers):
        return None
    if time.value is not None and _DAY.fullmatch(time.value):
        try:
            day = date.fromisoformat(time.value[:10]).toordinal()
        except ValueError:
            return None
        return Named("month" if time.modifier == "approx" else "day", day, day)
    first, last = days_of(time, hers=hers)
    if first is None or last is None:
        return None
    own = hers and time.value is None and time.convention is None and time.modifier is None
    if last - first < MONTH_DAYS_MAX:
        return Named("day" if own else "month", first, last)
    return Named("year", first, last) if last - first < YEAR_DAYS_MAX else None


def days_of(time: Time, *, hers: bool) -> tuple[int | None, int | None]:
    """The ordinals of the first and the last day that a time is about; of a mere convention only where she said so."""
    if time.first is None or time.end is None or (time.convention is not None and not hers):
        return None, None
    try:
        first, end = date.fromisoformat(time.first[:10]), date.fromisoformat(time.end[:10])
    except ValueError:
        return None, None
    whole_days = len(time.end) == len("2024-03-07") or time.end[10:] == "T00:00"
    last = end.toordinal() - whole_days
    return first.toordinal(), max(first.toordinal(), last)


def month_around(day: date) -> tuple[int, int]:
    """The ordinals of the first and the last day of the month of a day."""
    first = day.replace(day=1)
    if (first.year, first.month) == (date.max.year, date.max.month):
        return first.toordinal(), date.max.toordinal()
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.toordinal(), following.toordinal() - 1


def year_around(day: date) -> tuple[int, int]:
    """The ordinals of the first and the last day of the year of a day."""
    return date(day.year, 1, 1).toordinal(), date(day.year, 12, 31).toordinal()


def day_rows(named: Named | None, entry: bytes, id_: str, place: int, *, hers: bool) -> list[tuple[Value, ...]]:
    """The rows of a finding."""
    if named is None:
        return []
    return [(named.level, first, last, entry, id_, place, int(hers)) for first, last in named.parts()]


def lay_days(database: Database) -> None:
    """Fills the table from the findings that are there. Cost: a look at every time, about 10 µs each."""
    rows: list[tuple[Value, ...]] = []
    found = database.rows("select entry, id, place, verdict, object from read_finding where type = 'time' and shown")
    for entry, id_, place, verdict, told in found:
        assert isinstance(entry, bytes), "ids are bytes"
        assert isinstance(place, int), "a place is a number"
        hers = bool(verdict)
        rows += day_rows(
            named_by(_time(json.loads(str(told))["finding"]), hers=hers), entry, str(id_), place, hers=hers
        )
    database.many("insert or ignore into read_day values (?, ?, ?, ?, ?, ?, ?)", rows)


def _time(told: dict[str, object]) -> Time:
    modifier: Modifier | None = told.get("mod")  # type: ignore[assignment]  # it was one when it was written down
    parts = (told.get(name) for name in ("value", "from", "to", "convention"))
    value, first, end, convention = (None if part is None else str(part) for part in parts)
    return Time(told["class"], value, modifier, first, end, convention=convention)  # type: ignore[arg-type]  # as above
