"""All entries, the newest first: every one of a life in one list, of which only what is seen is there."""

from calendar import monthrange
from datetime import date
from itertools import groupby

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.keep.listing import count_of, day_counts, trashed_count, version
from goldseam.keep.listing import gists as gists_of
from goldseam.page.asked import Asked
from goldseam.page.preferences import changed
from goldseam.page.rendering import data, go, page
from goldseam.words.place import places_of_days
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

FIRST = 40
BLOCK = 40  # entries of a month that are fetched together (web/src/modules/timeline.ts)
MONTHS = "months"
TRASH = 500
FIRST_DAY = "0001-01-01"


def show(asked: Asked, desk: Desk) -> Response:
    """The newest, and the number of entries in every month, from which a script draws the whole list."""
    before = asked.query.get("before", "")
    last = int(before) if is_whole(before, digits=15) else None
    gists = gists_of(
        desk.vault.database, sight=desk.sight(Purpose.BROWSE), limit=FIRST, places=None if last is None else (0, last)
    )
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
    sight = desk.sight(Purpose.BROWSE)
    gists = gists_of(desk.vault.database, sight=sight, places=places, limit=BLOCK, offset=int(number) * BLOCK)
    return page(asked, "rows.html", gists=gists)


def month_counts(asked: Asked, desk: Desk) -> dict[str, int]:
    """How many entries each month has, oldest first."""
    sight = desk.sight(Purpose.BROWSE)
    known = asked.house.memory.get(MONTHS)
    now = (desk.vault.header.vault, version(desk.vault.database), sight.hidden, sight.nothing)
    if isinstance(known, tuple) and known[0] == now:
        counts: dict[str, int] = known[1]
        return counts
    counts = {}
    for day, count in day_counts(desk.vault.database, sight=sight).items():
        month = date.fromordinal(day).isoformat()[:7]
        counts[month] = counts.get(month, 0) + count
    asked.house.memory[MONTHS] = (now, counts)
    return counts


def at(asked: Asked, desk: Desk) -> Response:
    """Where a day stands in the list: its month, and how many entries of that month come before it.

    Where nothing is written about it, the last day before it stands for it, or the first of all.
    """
    try:
        wanted = date.fromisoformat(asked.path["day"])
    except ValueError:
        return data({}, status=404)
    database = desk.vault.database
    _, end = places_of_days(FIRST_DAY, wanted.isoformat())
    sight = desk.sight(Purpose.BROWSE)
    found = gists_of(database, sight=sight, places=(0, end), limit=1)
    found = found or gists_of(database, sight=sight, newest_first=False, limit=1)
    if not found:
        return data({}, status=404)
    first = date.fromisoformat(found[0].day).replace(day=1)
    _, after = places_of_days(first.isoformat(), first.replace(day=monthrange(first.year, first.month)[1]).isoformat())
    number = count_of(database, (found[0].place + 1, after), sight=sight)
    return data({"month": found[0].day[:7], "number": number})


def density(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """Lists closer, or calmer."""
    asked.house.prefer(changed(asked.preferences, {"density": asked.fields.get("density", "")}))
    return go("/timeline")


def trash(asked: Asked, desk: Desk) -> Response:
    """What is in the trash."""
    sight = desk.sight(Purpose.BROWSE)
    found = gists_of(desk.vault.database, sight=sight, trashed=True, limit=TRASH)
    return page(asked, "trash.html", gists=found, total=trashed_count(desk.vault.database, sight=sight))


def untrash(asked: Asked, desk: Desk) -> Response:
    """Takes back those that were chosen."""
    for id_ in _chosen(asked, desk):
        desk.entries.untrash(id_, now_ms=now_ms())
    return go("/trash")


def purge(asked: Asked, desk: Desk) -> Response:
    """Removes those that were chosen for good; she was asked."""
    chosen = _chosen(asked, desk)
    if chosen:
        desk.purge(chosen)
    return go("/trash")


def empty(asked: Asked, desk: Desk) -> Response:
    """Removes everything in the trash for good; she was asked, about this many."""
    ids = [gist.id for gist in gists_of(desk.vault.database, sight=desk.sight(Purpose.BROWSE), trashed=True)]
    if asked.fields.get("count") != str(len(ids)):
        raise Misused(
            "the trash holds other entries than it did when you were asked",
            safe="nothing was removed",
            next="look at the trash again",
            code="page.trash-changed",
        )
    desk.purge(ids)
    return go("/trash")


def _chosen(asked: Asked, desk: Desk) -> list[str]:
    """The entries of the form that are in the trash still."""
    entries = (desk.vault.entry(desk.vault.resolve(id_)) for id_ in asked.listed("entry"))
    return [entry.id for entry in entries if entry is not None and entry.content.trashed]


def is_whole(text: str, *, digits: int) -> bool:
    """Whether it is a number of at most so many digits, as the list of addresses has them."""
    return text.isascii() and text.isdigit() and len(text) <= digits


def _first_of(month: str) -> date | None:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
