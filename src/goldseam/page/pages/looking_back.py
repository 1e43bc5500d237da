"""Show me something: a page of hers from another time, only because she asked."""

from random import SystemRandom

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.choosing import a_year_ago, any_day, is_not_now, this_season
from goldseam.lookback.choosing import not_now as wait
from goldseam.page.asked import Asked
from goldseam.page.pages.asked_first import asked_first
from goldseam.page.rendering import go, page
from goldseam.words.rest import Purpose

KINDS = ("any", "year", "season")


def show(asked: Asked, desk: Desk) -> Response:
    """What can be asked for."""
    return asked_first(asked, desk, "look-back") or _page(asked, desk, kind="")


def answer(asked: Asked, desk: Desk) -> Response:
    """One day."""
    kind = asked.fields.get("kind", "")
    return asked_first(asked, desk, "look-back") or _page(asked, desk, kind=kind if kind in KINDS else "")


def not_now(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """Nothing is chosen for a day."""
    wait(desk.vault, now_ms=now_ms())
    return go("/write")


def _page(asked: Asked, desk: Desk, *, kind: str) -> Response:
    vault, sight, today = desk.vault, desk.sight(Purpose.UNASKED), desk.today()
    later = is_not_now(vault, now_ms=now_ms())
    found = []
    if kind == "year" and not later:
        found = a_year_ago(vault, sight, today=today)
    elif kind == "season" and not later:
        found = this_season(vault, sight, SystemRandom(), today=today)
    elif kind and not later:
        found = any_day(vault, sight, SystemRandom(), today=today)
    return page(
        asked,
        "looking_back.html",
        later=later,
        kind=kind,
        gists=found,
    )
