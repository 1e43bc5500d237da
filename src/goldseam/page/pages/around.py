"""Around a date she sets: her check-ins and words; numbers folded below, and counted only where she asks for them."""

from datetime import date

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.settings import setting_of
from goldseam.page.asked import Asked
from goldseam.page.pages.asked_first import asked_first
from goldseam.page.rendering import go, page
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

NUMBERS = "around_numbers"


def show(asked: Asked, desk: Desk) -> Response:
    """A date to set; what is hers around it; numbers where she asked for them and never said that she wants none."""
    if first := asked_first(asked, desk, "around"):
        return first
    day, counting = _day(asked.query.get("day", "")), bool(setting_of(desk.vault, NUMBERS))
    # What rests quietly is not there either, unless she looks behind it.
    sight, notes = desk.sight(Purpose.ASK), desk.note_sight(Purpose.ASK)
    counted = day and counting and "numbers" in asked.query
    return page(
        asked,
        "around.html",
        day=day,
        hers=desk.around.hers(day, sight=sight, notes=notes) if day else None,
        counting=counting,
        numbers=desk.around.numbers(day, sight=sight) if counted else None,
    )


def turn(asked: Asked, desk: Desk) -> Response:
    """Never any numbers; or numbers again."""
    desk.vault.set_setting(NUMBERS, int("on" in asked.fields), now_ms=now_ms())
    return go("/around")


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Misused(
            "a day was not understood",
            safe="nothing was changed",
            next="choose it from the calendar",
            code="page.around-day",
        ) from None
