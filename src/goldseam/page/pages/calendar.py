"""The calendar: which days have pages. A year as a heat map with its table, a month, a day."""

from calendar import Calendar as Weeks
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from starlette.responses import Response

from goldseam.desk.desk import Desk
from goldseam.keep.listing import day_sums, gists
from goldseam.page.asked import Asked
from goldseam.page.languages import Language
from goldseam.page.pages.timeline import is_whole, month_counts
from goldseam.page.rendering import lived, page
from goldseam.words.place import places_of_days
from goldseam.words.rest import Purpose

HEATS = (1, 150, 400, 800)  # words from which a day is drawn one shade deeper
CELL, GAP = 10, 2
LEFT, TOP = 4, 16
FIRST_YEAR, LAST_YEAR = 1, 9999


class Day(NamedTuple):
    """A day in the calendar.

    Attributes:
        iso: its date.
        entries, words: how many.
        heat: 0 to 4, by words.
        x, y: where it is drawn.
    """

    iso: str
    entries: int
    words: int
    heat: int
    x: int
    y: int


def show(asked: Asked, desk: Desk) -> Response:
    """The year of today."""
    return _year(asked, desk, int(desk.today()[:4]))


def year(asked: Asked, desk: Desk) -> Response:
    """A year."""
    wanted = asked.path["year"]
    if not (is_whole(wanted, digits=4) and int(wanted) >= FIRST_YEAR):
        return page(asked, "missing.html", status=404)
    return _year(asked, desk, int(wanted))


def _year(asked: Asked, desk: Desk, number: int) -> Response:
    first, last = date(number, 1, 1), date(number, 12, 31)
    journal = asked.fields.get("journal") or None
    places = places_of_days(first.isoformat(), last.isoformat())
    sight = desk.sight(Purpose.BROWSE)
    sums = day_sums(desk.vault.database, places, sight=sight, journal=journal)
    start = _first_weekday(asked.language)
    days = [_day(first + timedelta(n), first, start, sums) for n in range((last - first).days + 1)]
    months = _months(asked.language, number, days)
    years = sorted({int(month[:4]) for month in month_counts(asked, desk)})
    return page(
        asked,
        "calendar.html",
        year=number,
        days=days,
        months=months,
        width=max(day.x for day in days) + CELL + LEFT,
        entries=sum(count for count, _ in sums.values()),
        words=sum(words for _, words in sums.values()),
        written=len(sums),
        before=max((y for y in years if y < number), default=None),
        after=min((y for y in years if y > number), default=None),
        journals=[name for name, _ in desk.vault.journal_counts(sight) if name],
        journal=journal or "",
        today=desk.today(),
    )


def _day(day: date, first: date, start: int, sums: dict[str, tuple[int, int]]) -> Day:
    entries, words = sums.get(day.isoformat(), (0, 0))
    offset = (first.weekday() - start) % 7
    week, weekday = divmod((day - first).days + offset, 7)
    heat = max(1, sum(words >= least for least in HEATS)) if entries else 0
    return Day(day.isoformat(), entries, words, heat, week * (CELL + GAP) + LEFT, weekday * (CELL + GAP) + TOP)


def _months(language: Language, number: int, days: list[Day]) -> list[dict[str, object]]:
    made = []
    for month in range(1, 13):
        those = [day for day in days if int(day.iso[5:7]) == month]
        made.append(
            {
                "iso": f"{number:04d}-{month:02d}",
                "name": language.day(those[0].iso, "MMM"),
                "full": language.day(those[0].iso, "LLLL"),
                "x": those[0].x + (CELL + GAP if those[0].y > TOP else 0),
                "entries": sum(day.entries for day in those),
                "words": sum(day.words for day in those),
                "days": sum(day.entries > 0 for day in those),
            }
        )
    return made


def _first_weekday(language: Language) -> int:
    first: int = language.locale.first_week_day
    return first


def month(asked: Asked, desk: Desk) -> Response:
    """A month: each day a square with how its page begins."""
    first = _month_of(asked.path["month"])
    if first is None:
        return page(asked, "missing.html", status=404)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    places = places_of_days(first.isoformat(), last.isoformat())
    those: dict[str, list[object]] = {}
    for gist in gists(
        desk.vault.database, sight=desk.sight(Purpose.BROWSE), places=places, newest_first=False, limit=2000
    ):
        those.setdefault(gist.day, []).append(gist)
    start = _first_weekday(asked.language)
    # At the ends of time a week would reach out of it.
    inside = FIRST_YEAR < first.year < LAST_YEAR
    weeks = Weeks(start).monthdatescalendar(first.year, first.month) if inside else []
    known = list(month_counts(asked, desk))
    here = first.isoformat()[:7]
    return page(
        asked,
        "month.html",
        first=first.isoformat(),
        month=here,
        weeks=[[day.isoformat() for day in week] for week in weeks],
        those=those,
        before=max((m for m in known if m < here), default=None),
        after=min((m for m in known if m > here), default=None),
        today=desk.today(),
    )


def day(asked: Asked, desk: Desk) -> Response:
    """Everything about one day."""
    try:
        iso = date.fromisoformat(asked.path["day"]).isoformat()
    except ValueError:
        return page(asked, "missing.html", status=404)
    sight = desk.sight(Purpose.BROWSE)
    found = gists(desk.vault.database, sight=sight, places=places_of_days(iso, iso), newest_first=False, limit=500)
    return page(asked, "day.html", month=iso[:7], day=lived(found[0]) if found else iso, gists=found)


def this_day(asked: Asked, desk: Desk) -> Response:
    """The same day in other years: only because she asked."""
    today, sight = desk.today(), desk.sight(Purpose.UNASKED)
    shown = []
    for year_ in sorted({int(month[:4]) for month in month_counts(asked, desk)}, reverse=True):
        iso = f"{year_:04d}{today[4:]}"
        if iso >= today:
            continue
        try:
            places = places_of_days(iso, iso)
        except ValueError:
            continue  # the 29th of February
        found = gists(desk.vault.database, sight=sight, places=places, newest_first=False, limit=50)
        if found:
            shown.append({"years": int(today[:4]) - year_, "day": lived(found[0]), "gists": found})
    return page(asked, "this_day.html", today=today, shown=shown, asked_for=asked.method == "POST")


def _month_of(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
