"""Decisions: kept as she sees them now, and looked at again beginning with what she remembers."""

from datetime import date
from typing import NoReturn

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.decisions import LUCK, Review, Wanted
from goldseam.lookback.found_decisions import wanted_of_finding
from goldseam.lookback.place import words_at
from goldseam.page.asked import Asked
from goldseam.page.pages.asked_first import asked_first
from goldseam.page.pages.entry import entry_asked
from goldseam.page.rendering import go, page
from goldseam.words.day import day_of
from goldseam.words.problem import Misused, Problem
from goldseam.words.rest import Purpose

WORDING = {"decision": "the decision", "luck": "luck", "both": "both"}


def show(asked: Asked, desk: Desk) -> Response:
    """Those she keeps."""
    if first := asked_first(asked, desk, "decisions"):
        return first
    return page(asked, "decisions.html", cards=desk.decisions.all(desk.sight(Purpose.UNASKED)))


def new(asked: Asked, desk: Desk) -> Response:
    """A sheet for one."""
    return page(asked, "decision_new.html", today=desk.today(), given={}, problem=None)


def keep(asked: Asked, desk: Desk) -> Response:
    """Keeps one in words of its own; what was half given comes back as it was typed."""
    given = asked.fields
    try:
        wanted = Wanted(_day(given.get("day", "")) or desk.today(), given.get("what", ""))
        made = desk.decisions.make(_with_fields(wanted, given), now_ms=now_ms())
    except Problem as problem:
        return page(asked, "decision_new.html", status=400, today=desk.today(), given=given, problem=problem)
    return go(f"/decisions/{made}")


def found(asked: Asked, desk: Desk) -> Response:
    """A sheet for one that was found: its words and its reasons as they stand in the entry."""
    return _found(asked, desk, None)


def keep_found(asked: Asked, desk: Desk) -> Response:
    """Keeps one that was found, with the reasons she left ticked; it is her word then that it was found rightly."""
    entry, finding, given = entry_asked(asked, desk), asked.path["finding"], asked.fields
    wanted = wanted_of_finding(desk.readings, entry, finding, desk.vault)
    wanted = wanted._replace(
        reasons_for=tuple(one for n, one in enumerate(wanted.reasons_for) if f"found-for-{n}" in given),
        reasons_against=tuple(one for n, one in enumerate(wanted.reasons_against) if f"found-against-{n}" in given),
    )
    try:
        made = desk.decisions.make(_with_fields(wanted, given), now_ms=now_ms())
    except Problem as problem:
        return _found(asked, desk, problem)
    desk.judgements.accept(entry, finding, now_ms=now_ms())
    return go(f"/decisions/{made}")


def _found(asked: Asked, desk: Desk, problem: Problem | None) -> Response:
    entry, finding = entry_asked(asked, desk), asked.path["finding"]
    wanted = wanted_of_finding(desk.readings, entry, finding, desk.vault)
    what, for_, against = (
        [words_at(desk.vault, place) for place in places if not isinstance(place, str)]
        for places in ((wanted.what,), wanted.reasons_for, wanted.reasons_against)
    )
    return page(
        asked,
        "decision_found.html",
        status=400 if problem else 200,
        entry=entry,
        finding=finding,
        what=what[0],
        reasons=(("for", for_), ("against", against)),
        given=asked.fields,
        problem=problem,
    )


def one(asked: Asked, desk: Desk) -> Response:
    """One, and what can be done with it; neither its reasons nor what she expected."""
    sight = desk.sight(Purpose.BROWSE)
    card = desk.decisions.card(asked.path["decision"], sight)
    begun = any(review.ended_at is None for review in desk.decisions.reviews(card.id, sight))
    return page(asked, "decision.html", card=card, begun=begun)


def why(asked: Asked, desk: Desk) -> Response:
    """Why she decided, and nothing else."""
    told = desk.decisions.why(asked.path["decision"], desk.sight(Purpose.BROWSE))
    return page(asked, "decision_why.html", why=told)


def review(asked: Asked, desk: Desk) -> Response:
    """First what she remembers; where that is kept, the original, and what happened."""
    sight = desk.sight(Purpose.BROWSE)
    card = desk.decisions.card(asked.path["decision"], sight)
    reviews = desk.decisions.reviews(card.id, sight)
    begun = next((one for one in reversed(reviews) if one.ended_at is None), None)
    if begun is None:
        return page(asked, "decision_recall.html", card=card)
    return page(
        asked,
        "decision_review.html",
        original=desk.decisions.original(card.id, sight),
        begun=begun,
        earlier=[(_looked_at(desk, one), one) for one in reviews if one.ended_at is not None],
        luck=[(code, asked.language.say(WORDING[code])) for code in LUCK],
    )


def recall(asked: Asked, desk: Desk) -> Response:
    """Keeps what she remembers, or that she would rather not say."""
    id_, given = asked.path["decision"], asked.fields
    skip = "skip" in given
    remembered = "" if skip else given.get("remembered", "")
    made = desk.decisions.recall(id_, remembered, desk.sight(Purpose.BROWSE), skip=skip, now_ms=now_ms())
    return go(f"/decisions/{made.decision}/review")


def outcome(asked: Asked, desk: Desk) -> Response:
    """Keeps what happened."""
    id_, given = asked.path["decision"], asked.fields
    made = desk.decisions.end(
        id_,
        given.get("happened", ""),
        desk.sight(Purpose.BROWSE),
        luck=given.get("luck", ""),
        otherwise=given.get("otherwise", ""),
        now_ms=now_ms(),
    )
    return go(f"/decisions/{made.decision}")


def remove(asked: Asked, desk: Desk) -> Response:
    """Removes one with its reviews; she was asked."""
    desk.purge(desk.decisions.all_of(asked.path["decision"], desk.sight(Purpose.BROWSE)))
    return go("/decisions")


def _looked_at(desk: Desk, one: Review) -> str:
    return day_of(one.begun_at, desk.zone, day_start_hour=desk.day_start_hour)


def _with_fields(wanted: Wanted, given: dict[str, str]) -> Wanted:
    """With what she wrote on the sheet; a line is a reason.

    Raises: Misused: a number or a day that is none.
    """
    sure = given.get("sure", "").strip()
    if sure and not (sure.isascii() and sure.isdecimal() and len(sure) < 4):  # noqa: PLR2004 - 100 has three
        _refuse("how sure was no number from 0 to 100", "type one, or leave it empty")
    for_, against = (
        tuple(line.strip() for line in given.get(side, "").splitlines() if line.strip()) for side in ("for", "against")
    )
    return wanted._replace(
        reasons_for=wanted.reasons_for + for_,
        reasons_against=wanted.reasons_against + against,
        expected=given.get("expected", "").strip(),
        sure=int(sure) if sure else None,
        by=_day(given.get("by", "")),
        mind=given.get("mind", "").strip(),
    )


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        _refuse("a day was not understood", "choose it from the calendar")


def _refuse(happened: str, then: str) -> NoReturn:
    raise Misused(happened, safe="nothing was kept yet", next=then, code="page.decision-refused")
