"""All entries, the newest first: every one of a life in one list, of which only what is seen is there."""

from calendar import monthrange
from datetime import date
from itertools import groupby

from starlette.responses import Response

from goldseam.desk.desk import Desk
from goldseam.keep.listing import day_counts, version
from goldseam.keep.listing import gists as gists_of
from goldseam.page.asked import Asked
from goldseam.page.rendering import page
from goldseam.words.place import places_of_days

FIRST = 40
BLOCK = 40  # entries of a month that are fetched together (web/src/modules/timeline.ts)
MONTHS = "months"


def show(asked: Asked, desk: Desk) -> Response:
    """The newest, and the number of entries in every month, from which a script draws the whole list."""
    before = asked.query.get("before", "")
    last = int(before) if is_whole(before, digits=15) else None
    gists = gists_of(desk.vault.database, limit=FIRST, places=None if last is None else (0, last))
    months = [(month, list(those)) for month, those in groupby(gists, lambda gist: gist.day[:7])]
    counts = month_counts(asked, desk)
    return page(
        asked,
        "timeline.html",
        months=months,
        counts=[[month, count] for month, count in reversed(counts.items())],
        total=sum(counts.values()),
        older=gists[-1].place if len(gists) == FIRST else None,
    )


def block(asked: Asked, desk: Desk) -> Response:
    """Some entries of one month, newest first, as the rows of the list."""
    month, number = asked.path["month"], asked.path["number"]
    first = _first_of(month)
    if first is None or not is_whole(number, digits=6):
        return page(asked, "missing.html", status=404)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    places = places_of_days(first.isoformat(), last.isoformat())
    return page(
        asked, "rows.html", gists=gists_of(desk.vault.database, places=places, limit=BLOCK, offset=int(number) * BLOCK)
    )


def month_counts(asked: Asked, desk: Desk) -> dict[str, int]:
    """How many entries each month has, oldest first."""
    known = asked.house.memory.get(MONTHS)
    now = (desk.vault.header.vault, version(desk.vault.database))
    if isinstance(known, tuple) and known[0] == now:
        counts: dict[str, int] = known[1]
        return counts
    counts = {}
    for day, count in day_counts(desk.vault.database).items():
        month = date.fromordinal(day).isoformat()[:7]
        counts[month] = counts.get(month, 0) + count
    asked.house.memory[MONTHS] = (now, counts)
    return counts


def trash(asked: Asked, desk: Desk) -> Response:
    """What is in the trash."""
    return page(asked, "trash.html", gists=gists_of(desk.vault.database, trashed=True, limit=500))


def is_whole(text: str, *, digits: int) -> bool:
    """Whether it is a number of at most so many digits, as the list of addresses has them."""
    return text.isascii() and text.isdigit() and len(text) <= digits


def _first_of(month: str) -> date | None:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
