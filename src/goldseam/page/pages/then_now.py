"""Then and now: two passages of hers about somebody or something, drawn by lot, and an empty box for what she sees."""

from random import SystemRandom

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.then_and_now import Drawn, Now
from goldseam.page.asked import Asked
from goldseam.page.pages.asked_first import asked_first
from goldseam.page.pages.people import in_sight
from goldseam.page.pages.threads import thread_of
from goldseam.page.rendering import go, page
from goldseam.page.unfinished import DRAFT, draft_of
from goldseam.words.problem import Misused
from goldseam.write.contents import new_content
from goldseam.write.drafts import Draft

QUERY_MAX = 500
NOBODY = "read.nobody"


def show(asked: Asked, desk: Desk) -> Response:
    """What can be asked for."""
    return asked_first(asked, desk, "then-and-now") or _page(asked, desk)


def answer(asked: Asked, desk: Desk) -> Response:
    """Two passages about whom or what she typed: somebody of that name, else what a search finds."""
    if question := asked_first(asked, desk, "then-and-now"):
        return question
    query = asked.fields.get("q", "").strip()[:QUERY_MAX]
    if not query:
        return _page(asked, desk)
    try:
        return _page(asked, desk, query, _drawn(asked, desk, query))
    except Misused as refused:
        return _page(asked, desk, query, refused=refused)


def _page(
    asked: Asked, desk: Desk, query: str = "", drawn: Drawn | None = None, refused: Misused | None = None
) -> Response:
    search = bool(asked.fields.get("search"))
    return page(
        asked, "then_now.html", query=query, drawn=drawn, refused=refused, search=search, seen=_seen(asked, desk)
    )


def of_somebody(asked: Asked, desk: Desk) -> Response:
    """Two passages that name somebody."""
    if question := asked_first(asked, desk, "then-and-now"):
        return question
    found = in_sight(desk, asked.path["person"])
    if found is None:
        return page(asked, "missing.html", status=404)
    one, sight = found
    drawn = desk.then_and_now.of_person(one.keys, sight=sight, random=SystemRandom(), now=_now(desk), but=_but(asked))
    return page(asked, "then_now_somebody.html", id=asked.path["person"], one=one, drawn=drawn, seen=_seen(asked, desk))


def of_thread(asked: Asked, desk: Desk) -> Response:
    """Two passages of a thread."""
    if question := asked_first(asked, desk, "then-and-now"):
        return question
    thread = thread_of(asked, desk)
    if thread is None:
        return page(asked, "missing.html", status=404)
    sight, now = desk.sight_of_thread(thread), _now(desk)
    drawn = desk.then_and_now.of_query(thread.query, sight=sight, random=SystemRandom(), now=now, but=_but(asked))
    return page(asked, "then_now_thread.html", thread=thread, drawn=drawn, seen=_seen(asked, desk))


def note(asked: Asked, desk: Desk) -> Response:
    """What she sees, as an unfinished page like any other."""
    words, kept = asked.fields.get("words", ""), draft_of(asked, desk, DRAFT)
    if not words.strip():
        return go("/then-and-now")
    if kept is not None and kept.content.text.strip() == words.strip():
        return go(f"/write/{kept.id}")
    content = new_content(words, now_ms=now_ms(), zone=desk.zone, day_start_hour=desk.day_start_hour)
    draft = Draft(desk.drafts.new_id(), content, None, (), now_ms())
    desk.drafts.save(draft)
    return go(f"/write/{draft.id}")


def _drawn(asked: Asked, desk: Desk, query: str) -> Drawn:
    sight, random, now = desk.sight_for(query), SystemRandom(), _now(desk)
    desk.refuse_resting(query, sight)
    if asked.fields.get("search"):  # she comes from a search, and means what it found
        return desk.then_and_now.of_query(query, sight=sight, random=random, now=now, but=_but(asked))
    try:
        one = desk.registry.named(query, sight)
    except Misused as problem:
        if problem.code != NOBODY:
            raise
        return desk.then_and_now.of_query(query, sight=sight, random=random, now=now, but=_but(asked))
    return desk.then_and_now.of_person(one.keys, sight=sight, random=random, now=now, but=_but(asked))


def _but(asked: Asked) -> tuple[str, ...]:
    """The two that she has just seen."""
    return tuple(asked.fields.get("but", "").split())


def _seen(asked: Asked, desk: Desk) -> Draft:
    """What she began to write of a pair that she saw before, or a blank."""
    begun = draft_of(asked, desk, DRAFT)
    blank = new_content("", now_ms=now_ms(), zone=desk.zone, day_start_hour=desk.day_start_hour)
    return begun or Draft(desk.drafts.new_id(), blank, None, (), 0)


def _now(desk: Desk) -> Now:
    return Now(desk.today(), desk.day_start_hour)
