"""The body: her notes beside her days, and a page to print for a doctor."""

from datetime import date

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.body import Day, valid_days
from goldseam.page.asked import Asked
from goldseam.page.rendering import go, page
from goldseam.words.day import day_of
from goldseam.words.rest import Purpose

USUAL_DAYS = 30


def show(asked: Asked, desk: Desk) -> Response:
    """The days she chooses, the latest first; the last thirty where she chooses none."""
    first, last = _chosen(asked, desk)
    return page(
        asked,
        "body.html",
        first=first,
        last=last,
        today=desk.today(),
        days=_days(desk, first, last)[::-1],
        later=_later(desk),
    )


def paper(asked: Asked, desk: Desk) -> Response:
    """What there is of the body on those days, in their order: dates and her words."""
    first, last = _chosen(asked, desk)
    days = [day for day in _days(desk, first, last) if day.is_of_the_body]
    return page(asked, "body_paper.html", first=first, last=last, days=days, later=_later(desk))


def add(asked: Asked, desk: Desk) -> Response:
    """Keeps a note."""
    day, _ = valid_days(*2 * (asked.fields.get("day") or desk.today(),))
    desk.body.add(asked.fields.get("words", ""), day=day, now_ms=now_ms())
    return go("/body")


def remove(asked: Asked, desk: Desk) -> Response:
    """Takes a note back."""
    desk.body.drop(asked.path["note"], now_ms=now_ms())
    return go("/body")


def _days(desk: Desk, first: str, last: str) -> list[Day]:
    return desk.body.days(first, last, sight=desk.sight(Purpose.BROWSE), notes=desk.note_sight(Purpose.BROWSE))


def _later(desk: Desk) -> frozenset[str]:
    """Ids of notes that were made on another day than they are about."""
    notes = desk.body.notes(date.min.isoformat(), date.max.isoformat(), desk.note_sight(Purpose.BROWSE))
    start = desk.day_start_hour
    return frozenset(note.id for note in notes if day_of(note.made_at, desk.zone, day_start_hour=start) != note.day)


def _chosen(asked: Asked, desk: Desk) -> tuple[str, str]:
    today = date.fromisoformat(desk.today()).toordinal()
    usual = date.fromordinal(max(1, today - USUAL_DAYS + 1)).isoformat()
    return valid_days(asked.query.get("first") or usual, asked.query.get("last") or desk.today())
