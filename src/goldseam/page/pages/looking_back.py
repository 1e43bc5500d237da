"""Show me something: a page of hers from another time, only because she asked."""

from random import SystemRandom

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.choosing import a_year_ago, any_day, has_begun, is_not_now, this_season
from goldseam.lookback.choosing import begin as begun
from goldseam.lookback.choosing import not_now as wait
from goldseam.lookback.rule import new_rule
from goldseam.page.asked import Asked
from goldseam.page.rendering import go, page
from goldseam.words.rest import Purpose

KINDS = ("any", "year", "season")


def show(asked: Asked, desk: Desk) -> Response:
    """What can be asked for; the first time, whom or when she would rather not meet."""
    return _page(asked, desk, kind="")


def answer(asked: Asked, desk: Desk) -> Response:
    """One day."""
    kind = asked.fields.get("kind", "")
    return _page(asked, desk, kind=kind if kind in KINDS and has_begun(desk.vault) else "")


def begin(asked: Asked, desk: Desk) -> Response:
    """She was asked; whom she named rests."""
    name = " ".join(asked.fields.get("name", "").split())
    if name:
        desk.rests.begin(new_rule("person", now_ms=now_ms(), name=name), now_ms=now_ms())
        return go("/look-back")
    begun(desk.vault, now_ms=now_ms())
    return go("/look-back")


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
        begun=has_begun(vault),
        resting=[rule for rule in desk.rests.all() if rule.name],
        later=later,
        kind=kind,
        gists=found,
    )
