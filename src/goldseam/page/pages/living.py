"""What was lived: a year, a month or a day, as all her pages tell of it; only because she asked."""

from calendar import Calendar as Weeks
from datetime import date
from typing import NamedTuple

from starlette.responses import Response

from goldseam.desk.desk import Desk
from goldseam.lookback.lived import Part, Said
from goldseam.page.asked import Asked
from goldseam.page.languages import Language
from goldseam.page.pages.asked_first import asked_first
from goldseam.page.pages.calendar import CELL, GAP, LEFT, TOP
from goldseam.page.pages.timeline import is_whole, month_counts
from goldseam.page.rendering import lived, page
from goldseam.read.days import Level, month_around
from goldseam.read.due import pending
from goldseam.words.rest import Purpose

PAGE = 40
YEAR, MONTH, DAY = (len(shape) for shape in ("2024", "2024-03", "2024-03-10"))


class Spot(NamedTuple):
    """A day of the year, and where it is drawn."""

    part: Part
    x: int
    y: int


class Month(NamedTuple):
    """A month of the year.

    Attributes:
        part: what is said of it.
        iso: `2024-03`.
        name, full: of the month, short and whole.
        x: where its name stands.
        written, named: how many of its days have pages, and are named by others.
        proposed: how many of those that are named are so only by proposals.
    """

    part: Part
    iso: str
    name: str
    full: str
    x: int
    written: int
    named: int
    proposed: int


class Sentences(NamedTuple):
    """Some of what is said, and from where on there are more before and after it."""

    some: list[Said]
    earlier: int | None
    more: int | None


def show(asked: Asked, desk: Desk) -> Response:
    """The year of today."""
    return asked_first(asked, desk, "lived") or _year(asked, desk, date.fromisoformat(desk.today()))


def days(asked: Asked, desk: Desk) -> Response:
    """A year, a month or a day."""
    text = asked.path["days"]
    first = _first_of(text)
    if first is None:
        return page(asked, "missing.html", status=404)
    if question := asked_first(asked, desk, "lived"):
        return question
    return {YEAR: _year, MONTH: _month, DAY: _day}[len(text)](asked, desk, first)


def _first_of(text: str) -> date | None:
    whole = text + "0000-01-01"[len(text) :] if len(text) in {YEAR, MONTH, DAY} else ""
    try:
        first = date.fromisoformat(whole)
    except ValueError:
        return None
    return first if first.isoformat() == whole else None  # and no week, which is ISO too


def _year(asked: Asked, desk: Desk, day: date) -> Response:
    first = day.replace(month=1, day=1)
    stretch = desk.lived.year(day.year, sight=desk.sight(Purpose.BROWSE))
    start = _first_weekday(asked.language)
    spots = [_spot(part, number, first, start) for number, part in enumerate(stretch.days)]
    before, after = _beside(asked, desk, first, first.replace(month=12, day=31), YEAR)
    said = _said(asked, desk, "year", first)
    return page(
        asked,
        "lived_year.html",
        year=first.isoformat()[:4],
        stretch=stretch,
        days=spots,
        months=_months(asked.language, stretch.months, spots),
        width=spots[-1].x + CELL + LEFT,
        before=before,
        after=after,
        today=desk.today(),
        sentences=said.some,
        earlier=said.earlier,
        more=said.more,
        left=pending(desk.vault),
    )


def _spot(part: Part, number: int, first: date, start: int) -> Spot:
    week, weekday = divmod(number + (first.weekday() - start) % 7, 7)
    return Spot(part, week * (CELL + GAP) + LEFT, weekday * (CELL + GAP) + TOP)


def _months(language: Language, months: tuple[Part, ...], spots: list[Spot]) -> list[Month]:
    made = []
    for part in months:
        those = [spot for spot in spots if spot.part.first[:7] == part.first[:7]]
        made.append(
            Month(
                part,
                part.first[:7],
                language.day(part.first, "MMM"),
                language.day(part.first, "LLLL"),
                those[0].x + (CELL + GAP if those[0].y > TOP else 0),
                sum(spot.part.pages > 0 for spot in those),
                sum(spot.part.spoken.entries > 0 for spot in those),
                sum(spot.part.spoken.entries > 0 and not spot.part.spoken.hers for spot in those),
            )
        )
    return made


def _month(asked: Asked, desk: Desk, first: date) -> Response:
    last = date.fromordinal(month_around(first)[1])
    stretch = desk.lived.month(first, sight=desk.sight(Purpose.BROWSE))
    start = _first_weekday(asked.language)
    before, after = _beside(asked, desk, first, last, MONTH)
    said = _said(asked, desk, "month", first)
    blanks: list[Part | None] = [None] * ((first.weekday() - start) % 7)
    cells = [*blanks, *stretch.days]
    cells += [None] * (-len(cells) % 7)
    return page(
        asked,
        "lived_month.html",
        month=first.isoformat()[:7],
        weekdays=[day.isoformat() for day in Weeks(start).monthdatescalendar(2024, 1)[0]],
        weeks=[cells[at : at + 7] for at in range(0, len(cells), 7)],
        before=before,
        after=after,
        today=desk.today(),
        sentences=said.some,
        earlier=said.earlier,
        more=said.more,
        left=pending(desk.vault),
    )


def _day(asked: Asked, desk: Desk, day: date) -> Response:
    iso, sight = day.isoformat(), desk.sight(Purpose.BROWSE)
    pages = desk.lived.pages(iso, sight=sight, day_start_hour=desk.day_start_hour)
    said = _said(asked, desk, "day", day)
    return page(
        asked,
        "lived_day.html",
        iso=iso,
        day=lived(pages[0].gist) if pages else iso,
        written=[page for page in pages if not page.delay.number],
        at_another_time=[page for page in pages if page.delay.number],
        sentences=said.some,
        earlier=said.earlier,
        more=said.more,
        left=pending(desk.vault),
    )


def _said(asked: Asked, desk: Desk, level: Level, first: date) -> Sentences:
    text = asked.query.get("from", "")
    start = int(text) if is_whole(text, digits=7) else 0
    sight, hour = desk.sight(Purpose.BROWSE), desk.day_start_hour
    some = desk.lived.said(level, first, sight=sight, day_start_hour=hour, limit=PAGE, skip=start)
    there_are_more = desk.lived.says_more(level, first, sight=sight, after=start + PAGE)
    return Sentences(some, max(0, start - PAGE) if start else None, start + PAGE if there_are_more else None)


def _beside(asked: Asked, desk: Desk, first: date, last: date, shape: int) -> tuple[str, str]:
    """What comes before and after, of what has pages or is named on others; empty for none."""
    known = [f"{month}-01" for month in month_counts(asked, desk)]
    sight = desk.sight(Purpose.BROWSE)
    named = desk.lived.beside(first.toordinal(), last.toordinal(), sight=sight)
    before = max([day for day in known if day < first.isoformat()] + [named[0]])
    after = min([day for day in known if day > last.isoformat()] + [named[1]] * bool(named[1]), default="")
    return before[:shape], after[:shape]


def _first_weekday(language: Language) -> int:
    first: int = language.locale.first_week_day
    return first
