"""Resting: whom, where and when she would rather not meet; beginning, changing and ending it, and looking once."""

from datetime import date

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.rule import DAY_MS, DEPTHS, DURATIONS, Rule, Sort, new_rule
from goldseam.page.asked import Asked
from goldseam.page.rendering import go, page
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

NAMED: dict[str, Sort] = {"person": "person", "place": "place"}


def show(asked: Asked, desk: Desk) -> Response:
    """What rests."""
    now = now_ms()
    rules = [(rule, rule.depth_at(now), rule.away_until(now, desk.zone)) for rule in desk.rests.all()]
    return page(asked, "rests.html", rules=rules, looked=desk.looked)


def one(asked: Asked, desk: Desk) -> Response:
    """One rest: how deep, how long, and what stands near it, for her to tick."""
    rule = _rule(asked, desk)
    return page(
        asked,
        "rest.html",
        rule=rule,
        depth=rule.depth_at(now_ms()),
        until=rule.away_until(now_ms(), desk.zone),
        around=desk.rests.around(rule, desk.sight(Purpose.UNASKED)),
        looked=rule.id in desk.looked,
    )


def begin(asked: Asked, desk: Desk) -> Response:
    """Lets a name, days or everything rest."""
    sort = asked.fields.get("sort", "")
    if sort in NAMED:
        made = new_rule(NAMED[sort], now_ms=now_ms(), name=" ".join(asked.fields.get("name", "").split()))
    elif sort == "period":
        first, last = (_day(asked.fields.get(name, "")) for name in ("first", "last"))
        if not first:
            raise _refused("a period was given without its first day", next_="give the day from which on it is to rest")
        made = new_rule("period", now_ms=now_ms(), first=first, last=last)
    elif sort == "all":
        made = new_rule("all", now_ms=now_ms(), depth="whole", days=None)
    else:
        raise _refused("nothing was said to rest", next_="choose what is to rest")
    return _begun(desk, made)


def entry(asked: Asked, desk: Desk) -> Response:
    """Lets an entry rest."""
    return _begun(desk, new_rule("entry", now_ms=now_ms(), entry=desk.entry_in_sight(asked.path["entry"]).id))


def person(asked: Asked, desk: Desk) -> Response:
    """Lets somebody rest, whom an address stands for."""
    meant = desk.registry.with_id(asked.path["person"], desk.sight(Purpose.EXPORT))
    if meant is None:
        raise _refused("nobody is known by that any more", next_="see who there is, under People")
    return _begun(desk, new_rule("place" if meant.kind == "place" else "person", now_ms=now_ms(), name=meant.name))


def thread(asked: Asked, desk: Desk) -> Response:
    """Lets a thread rest, and the pages that it finds."""
    meant = next((one for one in desk.threads.all() if one.id == asked.path["thread"]), None)
    if meant is None:
        raise _refused("that thread is not there any more", next_="see those that are, under Threads")
    return _begun(desk, new_rule("thread", now_ms=now_ms(), name=meant.name, thread=meant.id, query=meant.query))


def _begun(desk: Desk, made: Rule) -> Response:
    return go(f"/rests/{desk.rests.begin(made, now_ms=now_ms()).id}")


def change(asked: Asked, desk: Desk) -> Response:
    """Another depth, another time, other names that rest with it."""
    rule = _rule(asked, desk)
    depth = rule.rest.depth if rule.sort == "all" else DEPTHS.get(asked.fields.get("depth", ""), rule.rest.depth)
    chosen = asked.fields.get("for", "")
    until = rule.rest.until
    if chosen in DURATIONS:
        days = DURATIONS[chosen]
        until = None if days is None else now_ms() + days * DAY_MS
    names = tuple(dict.fromkeys(name for name in asked.listed("also") if name.strip()))
    desk.rests.keep(rule._replace(names=names, rest=rule.rest._replace(depth=depth, until=until)), now_ms=now_ms())
    return go("/rests")


def end(asked: Asked, desk: Desk) -> Response:
    """It may come up again."""
    rule = _rule(asked, desk)
    desk.rests.end(rule, now_ms=now_ms())
    asked.house.remember_looked(desk.looked - {rule.id})
    return go("/rests")


def look(asked: Asked, desk: Desk) -> Response:
    """Looks behind a rest until the journal is locked; or no longer."""
    rule = _rule(asked, desk)
    looked = desk.looked - {rule.id} if rule.id in desk.looked else desk.looked | {rule.id}
    asked.house.remember_looked(looked)
    return go(f"/rests/{rule.id}")


def _rule(asked: Asked, desk: Desk) -> Rule:
    found = [rule for rule in desk.rests.all() if rule.id == asked.path["rest"]]
    if not found:
        raise _refused("this rest was ended", next_="see what rests, under More, Resting")
    return found[0]


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _refused("a day was not understood", next_="choose it from the calendar") from None


def _refused(happened: str, *, next_: str) -> Misused:
    return Misused(happened, safe="nothing was changed", next=next_, code="page.rest-refused")
