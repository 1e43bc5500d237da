"""Letters that are sent to nobody: written, kept, put away, their key given out of the house, or burned."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.keep.cipher import new_identity, recipient_of
from goldseam.lookback.letters import Letter
from goldseam.lookback.rule import new_rule
from goldseam.page.asked import Asked
from goldseam.page.markdown import html_of
from goldseam.page.paper import SURE, Waiting, confirmed, key_page
from goldseam.page.rendering import go, page
from goldseam.words.entry import Content
from goldseam.words.problem import Misused, Problem
from goldseam.words.rest import Purpose
from goldseam.write.contents import new_content

WAITING = "letter-waiting"  # in the house's memory: which letter, and what it will be sealed to


def show(asked: Asked, desk: Desk) -> Response:
    """Those there are, and a sheet for another."""
    letters = desk.letters.all(desk.sight(Purpose.BROWSE))
    shown = [(one, _content(desk, one)) for one in reversed(letters)]
    return page(asked, "letters.html", letters=shown)


def write(asked: Asked, desk: Desk) -> Response:
    """Keeps one."""
    text = asked.fields.get("words", "")
    if not text.strip():
        raise _refused("there was nothing to write down", "write it first")
    content = new_content(text, now_ms=now_ms(), zone=desk.zone, day=desk.today())
    made = desk.letters.mark(desk.entries.add(content, now_ms=now_ms()), now_ms=now_ms())
    return go(f"/letters/{made.id}")


def mark(asked: Asked, desk: Desk) -> Response:
    """An entry is a letter."""
    made = desk.letters.mark(desk.entry_in_sight(asked.path["entry"]), now_ms=now_ms())
    return go(f"/letters/{made.id}")


def one(asked: Asked, desk: Desk) -> Response:
    """One, and what can be done with it."""
    return _one(asked, desk, None)


def ordinary(asked: Asked, desk: Desk) -> Response:
    """A page like any other again."""
    letter = _letter(asked, desk)
    desk.letters.unmark(letter, now_ms=now_ms())
    return go(f"/entry/{letter.entry}")


def put_away(asked: Asked, desk: Desk) -> Response:
    """Away until a day: a drawer, not a lock."""
    letter = _letter(asked, desk)
    try:
        until = date.fromisoformat(asked.fields.get("until", ""))
    except ValueError:
        raise _refused("a day was not understood", "choose it from the calendar") from None
    if until.isoformat() <= desk.today() or not letter.entry:
        raise _refused("a letter can be put away until a day that is to come", "choose another day")
    made = new_rule("entry", now_ms=now_ms(), depth="away", entry=letter.entry)
    made = desk.rests.same(made) or made
    ends = int(datetime.combine(until, time(), ZoneInfo(desk.zone)).timestamp() * 1000)
    desk.rests.keep(made._replace(rest=made.rest._replace(depth="away", until=ends)), now_ms=now_ms())
    return go("/letters")


def key(asked: Asked, desk: Desk) -> Response:
    """A new key, shown this once; what stays here is what seals, and opens nothing."""
    letter = _letter(asked, desk)
    desk.letters.check(letter)
    made = new_identity()
    asked.house.memory[WAITING] = (letter.id, Waiting(recipient_of(made), made[-SURE:]))
    return key_page(asked, made, f"/letters/{letter.id}/sealed", letter=True)


def sealed(asked: Asked, desk: Desk) -> Response:
    """She has the key: the words are sealed to it, and removed."""
    letter = _letter(asked, desk)
    told = asked.house.memory.get(WAITING)
    if not isinstance(told, tuple) or told[0] != letter.id:
        return go(f"/letters/{letter.id}")
    here = f"/letters/{letter.id}"
    right, answer = confirmed(asked, told[1], address=f"{here}/sealed", after=here, letter=True)
    if right:
        asked.house.memory.pop(WAITING, None)
        desk.purge([desk.letters.key_away(letter, told[1].slot, now_ms=now_ms())])
    return answer


def open_(asked: Asked, desk: Desk) -> Response:
    """Its words, with the key she typed; or back for good."""
    letter, given = _letter(asked, desk), asked.fields.get("letter_key", "")
    try:
        if "back" in asked.fields:
            desk.letters.bring_back(letter, given, now_ms=now_ms())
            return go(f"/letters/{letter.id}")
        return _one(asked, desk, desk.letters.read(letter, given))
    except Problem as problem:
        return _one(asked, desk, None, problem=problem)


def burn(asked: Asked, desk: Desk) -> Response:
    """Removes it for good; she was asked."""
    desk.purge(desk.letters.subjects(_letter(asked, desk)))
    return go("/letters")


def _one(asked: Asked, desk: Desk, opened: Content | None, *, problem: Problem | None = None) -> Response:
    letter = _letter(asked, desk)
    content = opened or _content(desk, letter)
    status = 400 if problem else 200
    text = html_of(content.text) if content else ""
    return page(asked, "letter.html", status=status, letter=letter, content=content, text=text, problem=problem)


def _letter(asked: Asked, desk: Desk) -> Letter:
    return desk.letters.one(asked.path["letter"], desk.sight(Purpose.BROWSE))


def _content(desk: Desk, letter: Letter) -> Content | None:
    entry = desk.vault.entry(letter.entry) if letter.entry else None
    return entry.content if entry else None


def _refused(happened: str, then: str) -> Misused:
    return Misused(happened, safe="nothing was changed", next=then, code="page.letter-refused")
