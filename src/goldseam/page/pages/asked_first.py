"""Before anything looks back for the first time: is there anyone, or any time, she would rather not meet?"""

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.choosing import begin as begun
from goldseam.lookback.choosing import has_begun
from goldseam.lookback.rule import new_rule
from goldseam.page.asked import Asked
from goldseam.page.rendering import go, page

ROOMS = (  # where she was going
    "look-back", "ask", "to-come", "decisions", "around", "lived", "then-and-now", "before",
)  # fmt: skip


def asked_first(asked: Asked, desk: Desk, room: str) -> Response | None:
    """The question, before the first page of a room; None where she was asked already."""
    if has_begun(desk.vault):
        return None
    resting = [rule for rule in desk.rests.all() if rule.name]
    return page(asked, "asked_first.html", resting=resting, room=room)


def begin(asked: Asked, desk: Desk) -> Response:
    """Whom she names rests, and she is asked on; naming nobody, she goes where she was going."""
    room = asked.fields.get("room", "")
    name = " ".join(asked.fields.get("name", "").split())
    if name:
        desk.rests.begin(new_rule("person", now_ms=now_ms(), name=name), now_ms=now_ms())
    else:
        begun(desk.vault, now_ms=now_ms())
    return go(f"/{room if room in ROOMS else ROOMS[0]}")
