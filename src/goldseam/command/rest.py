"""goldseam rest: whom, where and when she would rather not meet."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from goldseam.command.composing import announce
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import ID_SHOWN, SCHEMA, day_text
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.rule import DEPTHS, DURATIONS, USUAL, Rule, Sort, new_rule, refuse_nobody
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Misused
from goldseam.words.rest import Depth, Purpose
from goldseam.words.when import parse_days

COMMAND = Command(
    "rest",
    "whom, where and when you would rather not meet",
    "[WHO]",
    (
        Option("place", "let a place rest", "NAME"),
        Option("period", "let days rest, a month, a year, or from a day on (2023-05-01..)", "DAYS"),
        Option("thread", "let a thread rest, and the pages it finds (docs/threads.md)", "NAME"),
        Option("entry", "let one entry rest", "ENTRY"),
        Option("everything", "nothing looks back at all"),
        Option("depth", "quiet: never shown unless you go to it; away: not in lists or searches either", "DEPTH"),
        Option("for", "how long away lasts before it turns quiet: 30d, 90d, 1y, or until-i-say", "TIME"),
        Option("until", "away until this day, then quiet; a page that is put away until then", "DAY"),
        Option("also", "this name rests with it", "NAME", many=True),
        Option("unknown", "also a name that stands in no entry yet"),
        Option("end", "end a rest, by its name or id"),
    ),
    (
        ("goldseam rest", "what rests"),
        ("goldseam rest Tom", "quiet: Tom comes up nowhere by itself"),
        ("goldseam rest Tom --depth away --for 1y", "he is in no list, search or answer either"),
        ("goldseam rest Tom --also Marta --also Lisbon", "and so do those"),
        ("goldseam rest --period 2023-05..2023-08", "a summer"),
        ("goldseam rest --entry last --until 2027-06-01", "a letter, put away: a drawer, not a lock against you"),
        ("goldseam find harbour --look Tom", "look once, in this one answer"),
        ("goldseam rest Tom --end", "he may come up again"),
    ),
    "Your entries stay as they are, and exports and backups stay complete. What you write of somebody who rests joins"
    " the rest a day later. No reason is asked for, and nothing counts how often you look. All of it: docs/rest.md.",
)
_DAYS = re.compile(r"([1-9]\d{0,4})(d|w|m|y)?")
_IN_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Lists what rests, or lets something rest, or ends a rest."""
    word = " ".join(arguments.words).strip()
    given = [name for name in ("place", "period", "thread", "entry") if name in arguments.values]
    if bool(word) + len(given) + ("everything" in arguments.flags) > 1:
        raise misused("rest takes one thing at a time", "rest")
    depth = arguments.values.get("depth")
    if depth is not None and depth not in DEPTHS:
        raise misused("--depth is quiet or away", "rest")
    if "until" in arguments.values and ("for" in arguments.values or depth == "quiet"):
        raise misused("--until is the day on which away ends; it goes with neither --for nor --depth quiet", "rest")
    if "for" in arguments.values and depth == "quiet":
        raise misused("--for is how long away lasts; a quiet rest lasts until you end it", "rest")
    if "end" in arguments.flags and {"depth", "for", "until"} & arguments.values.keys():
        raise misused("--end goes with neither --depth nor --for nor --until", "rest")
    if "end" in arguments.flags and not (word or given or "everything" in arguments.flags):
        raise misused(
            "--end takes what it ends: a name, --place, --period, --thread, --entry, --everything, or an id", "rest"
        )
    desk = open_desk(arguments, terminal)
    if "end" in arguments.flags:
        return _end(desk, word or next((arguments.values[name] for name in given), ""), arguments, terminal)
    rule = _wanted(desk, word, arguments)
    if rule is None:
        return _list(desk, arguments, terminal)
    return _begin(desk, rule, arguments, terminal)


def _wanted(desk: Desk, word: str, arguments: Arguments) -> Rule | None:
    """The rule that the command line describes; None where it describes none."""
    values = arguments.values
    sort: Sort
    first = last = entry = thread = query = ""
    if "everything" in arguments.flags:
        sort = "all"
    elif "period" in values:
        sort = "period"
        first, last = _period(values["period"], today=desk.today())
    elif "entry" in values:
        sort, entry = "entry", find_entry(desk, values["entry"]).id
    elif "place" in values:
        sort, word = "place", values["place"].strip()
    elif "thread" in values:
        sort, meant = "thread", desk.threads.named(values["thread"])
        word, thread, query = meant.name, meant.id, meant.query
    elif word:
        sort = "person"
    else:
        return None
    made = new_rule(
        sort,
        now_ms=now_ms(),
        depth=_depth(sort, values),
        days=_days(values.get("for", "until-i-say" if sort == "all" else USUAL)),
        name=word,
        names=arguments.lists.get("also", ()),
        first=first,
        last=last,
        entry=entry,
        thread=thread,
        query=query,
    )
    if "until" in values:
        made = made._replace(rest=made.rest._replace(until=_moment(values["until"], desk)))
    old = desk.rests.same(made)
    return made if old is None else _changed(old, made, values)


def _depth(sort: Sort, values: dict[str, str]) -> Depth:
    """How deep she says it is; how long something lasts is said of away alone."""
    if sort == "all":
        return "whole"
    if "depth" in values:
        return DEPTHS[values["depth"]]
    return "away" if {"until", "for"} & values.keys() else "quiet"


def _changed(old: Rule, made: Rule, values: dict[str, str]) -> Rule:
    """A rule that holds already, with what she says of it now."""
    depth = made.rest.depth if {"depth", "until", "for"} & values.keys() else old.rest.depth
    # A quiet rest may be older than away usually lasts: what becomes away now begins to count now.
    anew = bool({"for", "until"} & values.keys()) or depth != old.depth_at(now_ms())
    until = made.rest.until if anew else old.rest.until
    names = tuple(dict.fromkeys((*old.names, *made.names)))
    return old._replace(names=names, rest=old.rest._replace(depth=depth, until=until))


def _period(text: str, *, today: str) -> tuple[str, str]:
    """First and last day; the last is empty where the period goes on."""
    begins, points, ends = text.partition("..")
    first = parse_days(begins.strip(), today=today)
    if not points:
        return first.first, first.last
    return first.first, parse_days(ends.strip(), today=today).last if ends.strip() else ""


def _moment(text: str, desk: Desk) -> int:
    """The beginning of a day, in milliseconds since 1970. Raises Misused: it is not to come."""
    day = date.fromisoformat(parse_days(text, today=desk.today()).first)
    if day.isoformat() <= desk.today():
        raise misused("--until takes a day that is to come", "rest")
    return int(datetime.combine(day, time(), ZoneInfo(desk.zone)).timestamp() * 1000)


def _days(text: str) -> int | None:
    if text in DURATIONS:
        return DURATIONS[text]
    found = _DAYS.fullmatch(text)
    if found is None:
        raise misused("--for takes 30d, 90d, 1y, another number of days, or until-i-say", "rest")
    return int(found[1]) * _IN_DAYS[found[2] or "d"]


def _begin(desk: Desk, rule: Rule, arguments: Arguments, terminal: Terminal) -> int:
    named = rule.sort in {"person", "place"} and not rule.heads and "unknown" not in arguments.flags
    if named and not desk.rests.reach(rule):
        raise Misused(
            "that name stands in none of your entries, so nothing would rest",
            safe="nothing was changed",
            next="check the name, or add --unknown; if it was meant to be written down: goldseam write …",
            code="command.nobody-rests",
        )
    desk.rests.keep(rule, now_ms=now_ms())
    announce(desk.vault.header.vault)
    if "json" in arguments.flags:
        terminal.say_json(rest_json(rule))
        return 0
    terminal.note(f"rests: {_told(desk, rule)}")
    around = desk.rests.around(rule, desk.sight(Purpose.UNASKED)) if rule.sort in {"person", "place", "period"} else []
    if around:
        names = ", ".join(f"{terminal.shown(one.name)} ({one.entries})" for one in around)
        terminal.note(f"often named beside: {names}\nnothing of that rests with it, unless you say so: --also NAME")
    return 0


def _end(desk: Desk, word: str, arguments: Arguments, terminal: Terminal) -> int:
    every = desk.rests.all()
    found = [one for one in every if one.sort == "all"] if "everything" in arguments.flags else desk.rests.of(word)
    if "period" in arguments.values:
        first, last = _period(arguments.values["period"], today=desk.today())
        found = [one for one in every if (one.first, one.last) == (first, last)]
    if not found:
        refuse_nobody(word)
    for rule in found:
        desk.rests.end(rule, now_ms=now_ms())
        if "json" in arguments.flags:
            terminal.say_json(rest_json(rule) | {"ended": True})
        else:
            terminal.note(f"rests no more: {_told(desk, rule)}")
    announce(desk.vault.header.vault)
    return 0


def _list(desk: Desk, arguments: Arguments, terminal: Terminal) -> int:
    rules = desk.rests.all()
    for rule in rules:
        if "json" in arguments.flags:
            terminal.say_json(rest_json(rule))
        else:
            terminal.say(f"{rule.id[:ID_SHOWN]}  {_told(desk, rule)}")
    if not rules:
        terminal.note("nothing rests; to let somebody rest: goldseam rest NAME")
    return 0


def rest_json(rule: Rule) -> JsonObject:
    """What rests, for programs."""
    value: JsonObject = {"schema": SCHEMA, "rest": rule.id, "sort": rule.sort, "depth": rule.rest.depth}
    value["until"] = rule.rest.until
    for key in ("name", "first", "last", "entry", "thread", "query"):
        if text := getattr(rule, key):
            value[key] = text
    return value | ({"also": list(rule.names)} if rule.names else {})


def _told(desk: Desk, rule: Rule) -> str:
    """What rests, how deep, until when."""
    name = {
        "person": rule.name,
        "place": f"{rule.name}, a place",
        "thread": f"{rule.name}, a thread",
        "entry": f"the entry {rule.entry[:ID_SHOWN]}",
        "all": "everything",
    }.get(rule.sort) or (f"{rule.first} to {rule.last}" if rule.last else f"from {rule.first} on")
    also = f", with {', '.join(rule.names)}" if rule.names else ""
    depth, day = rule.depth_at(now_ms()), rule.away_until(now_ms(), desk.zone)
    if depth == "quiet" or rule.rest.until is None:
        return f"{name}{also}: {depth}, until you end it"
    return f"{name}{also}: {depth} until {day_text(day.isoformat()) if day else 'long after you'}, then quiet"
