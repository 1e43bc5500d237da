"""The check-in, where she turned it on: two sliders and a word for today."""

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.settings import setting_of
from goldseam.page.asked import Asked
from goldseam.page.rendering import go, page
from goldseam.words.rest import Purpose

MIDDLE = 50  # where a slider stands before it is moved: there it says nothing, unless she says that it does


def show(asked: Asked, desk: Desk) -> Response:
    """Today's, and those before."""
    found = desk.check_ins.all(desk.note_sight(Purpose.BROWSE))
    today = desk.today()
    return page(
        asked,
        "check_in.html",
        on=bool(setting_of(desk.vault, "check_in")),
        now=next((one for one in found if one.day == today), None),
        found=found[::-1],
        middle=MIDDLE,
    )


def keep(asked: Asked, desk: Desk) -> Response:
    """Keeps today's; where it was turned off meanwhile, nothing."""
    if setting_of(desk.vault, "check_in"):
        pleasant, awake = (_slider(asked, name) for name in ("pleasant", "awake"))
        word = asked.fields.get("word", "")
        desk.check_ins.keep(desk.today(), pleasant=pleasant, awake=awake, word=word, now_ms=now_ms())
    return go("/check-in")


def turn(asked: Asked, desk: Desk) -> Response:
    """Turns it on or off; what is there stays."""
    desk.vault.set_setting("check_in", int("on" in asked.fields), now_ms=now_ms())
    return go("/check-in")


def remove(asked: Asked, desk: Desk) -> Response:
    """Takes one back."""
    desk.check_ins.drop(asked.path["check_in"], now_ms=now_ms())
    return go("/check-in")


def _slider(asked: Asked, name: str) -> int | None:
    text = asked.fields.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= len("100")):
        return None
    return None if int(text) == MIDDLE and f"{name}-middle" not in asked.fields else int(text)
