"""Said to be coming: what she keeps in mind, what could be, and her word on whether it came."""

from datetime import date
from typing import NamedTuple

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.commitments import ANSWERS, Kept, Part, Window
from goldseam.page.asked import Asked
from goldseam.page.pages.asked_first import asked_first
from goldseam.page.pages.entry import entry_asked
from goldseam.page.rendering import go, page
from goldseam.page.telling import told_of
from goldseam.read.due import pending
from goldseam.read.questions import Told
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

PAGE = 40
PARTS: dict[str, Part] = {"": "open", "passed": "passed", "answered": "answered"}
WORDING = {
    "yes": "it came",
    "partly": "it came partly",
    "no": "it did not come",
    "unknown": "I do not know",
    "let-go": "let it go",
    "other": "answered",
}


class Line(NamedTuple):
    """One of a list.

    Attributes:
        id: of what she keeps in mind; empty for what was only found.
        words: hers; empty where their page is gone.
        day: of their page, ISO date; empty where it is gone.
        told: whose it is, in plain words.
        window: when it is to come.
        answer: hers, in plain words; may be empty.
        own: what she wrote with it.
        past: whether its days are over, and she has not answered.
    """

    id: str
    words: str
    day: str
    told: str
    window: Window | None
    answer: str = ""
    own: str = ""
    past: bool = False


def show(asked: Asked, desk: Desk) -> Response:
    """What she keeps in mind, the soonest first; or of that what can be answered, or what she answered."""
    if first := asked_first(asked, desk, "to-come"):
        return first
    part, start, sight = asked.query.get("part", ""), _start(asked), desk.sight(Purpose.UNASKED)
    part = part if part in PARTS else ""
    kept = desk.commitments.all(PARTS[part], sight=sight, today=desk.today())
    shown = desk.commitments.shown(kept[start : start + PAGE], sight=sight)
    return page(
        asked,
        "to_come.html",
        part=part,
        lines=[_line(asked, desk, one.kept, one.words, one.day, one.told) for one in shown],
        earlier=max(0, start - PAGE) if start else None,
        later=start + PAGE if len(kept) > start + PAGE else None,
    )


def found(asked: Asked, desk: Desk) -> Response:
    """Promises and plans that were found and that she does not keep in mind, the newest page first."""
    start, commitments, unsure = _start(asked), desk.commitments, asked.query.get("also") == "unsure"
    every = commitments.found(sight=desk.sight(Purpose.UNASKED), unsure=unsure, limit=PAGE + 1, skip=start)
    return page(
        asked,
        "to_come_found.html",
        found=[(told, _told(asked, told), commitments.window(told)) for told in every[:PAGE]],
        earlier=max(0, start - PAGE) if start else None,
        later=start + PAGE if len(every) > PAGE else None,
        unsure=unsure,
        left=pending(desk.vault),
    )


def one(asked: Asked, desk: Desk) -> Response:
    """One of them: her words, when it was to come, and how it went."""
    kept, sight = _kept(asked, desk), desk.sight(Purpose.BROWSE)
    [shown] = desk.commitments.shown([kept], sight=sight)
    line = _line(asked, desk, kept, shown.words, shown.day, shown.told)
    answers = [(answer, asked.language.say(WORDING[answer])) for answer in ANSWERS]
    return page(asked, "to_come_one.html", line=line, kept=kept, answers=answers)


def keep(asked: Asked, desk: Desk) -> Response:
    """Keeps in mind what was found."""
    entry, sight = entry_asked(asked, desk), desk.sight(Purpose.BROWSE)
    kept = desk.commitments.keep(entry, asked.path["finding"], sight=sight, now_ms=now_ms())
    return go(f"/to-come/one/{kept.id}")


def answer(asked: Asked, desk: Desk) -> Response:
    """How it went; or nothing said of it any more."""
    said = asked.fields.get("answer", "")
    desk.commitments.answer(_kept(asked, desk), said, asked.fields.get("own", ""), now_ms=now_ms())
    return go("/to-come")


def when(asked: Asked, desk: Desk) -> Response:
    """Between which days it is to come."""
    kept = _kept(asked, desk)
    first, last = (_day(asked.fields.get(name, "")) for name in ("first", "last"))
    if first and last and last < first:
        raise _refused("the last day is before the first", next_="choose the earlier day first")
    window = Window(first or last, last or first) if first or last else None
    desk.commitments.move(kept, window, now_ms=now_ms())
    return go(f"/to-come/one/{kept.id}")


def forget(asked: Asked, desk: Desk) -> Response:
    """It is not kept in mind after all."""
    desk.commitments.drop(_kept(asked, desk), now_ms=now_ms())
    return go("/to-come")


def _line(asked: Asked, desk: Desk, kept: Kept, words: str, day: str, told: Told | None) -> Line:
    answered = asked.language.say(WORDING.get(kept.answer, WORDING["other"])) if kept.answer else ""
    return Line(
        kept.id, words, day, _told(asked, told), kept.window, answered, kept.own, past=kept.is_past(desk.today())
    )


def _told(asked: Asked, told: Told | None) -> str:
    """Whose it is: the days stand beside it, and how it went is hers to say."""
    return told_of(asked.language, {**told.finding, "due": None}, told.names, {}) if told else ""


def _kept(asked: Asked, desk: Desk) -> Kept:
    return desk.commitments.one(asked.path["commitment"], sight=desk.sight(Purpose.BROWSE))


def _start(asked: Asked) -> int:
    text = asked.query.get("from", "")
    return int(text) if text.isdecimal() and len(text) < 8 else 0  # noqa: PLR2004 - beyond any


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _refused("a day was not understood", next_="choose it from the calendar") from None


def _refused(happened: str, *, next_: str) -> Misused:
    return Misused(happened, safe="nothing was changed", next=next_, code="page.to-come-refused")
