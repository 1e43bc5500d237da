"""Her word on findings, from the terminal: accept, dismiss, correct, add, withdraw."""

import re
from typing import Any

from goldseam.command.composing import announce
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, misused
from goldseam.command.rendering import ID_SHOWN, SCHEMA, counted
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.read.corrections import KEYS, USUAL, days_meant, id_called, people_under
from goldseam.read.judgements import Judgements
from goldseam.read.layout import plain_object
from goldseam.words.entry import Entry
from goldseam.words.finding import TYPES
from goldseam.words.problem import Misused

Object = dict[str, Any]


def say(arguments: Arguments, terminal: Terminal) -> int:
    """Takes her word on one finding or several."""
    verdict, *words = arguments.words
    if len(words) < 2:  # noqa: PLR2004 - an entry and a finding, or a type
        raise misused(f"read {verdict} takes an entry and a finding", "read")
    desk = open_desk(arguments, terminal)
    entry = find_entry(desk, words[0])
    judgements = desk.judgements
    if verdict == "add":
        told = _add(desk, judgements, entry, words[1:], arguments)
    elif verdict == "correct":
        if len(words) != 2:  # noqa: PLR2004 - an entry and a finding
            raise misused("read correct takes one finding at a time", "read")
        told = _correct(desk, judgements, entry, words[1], arguments)
    else:
        act = {"accept": judgements.accept, "dismiss": judgements.dismiss, "withdraw": judgements.withdraw}[verdict]
        for finding in words[1:]:
            act(entry, finding, now_ms=now_ms())
        told = {}
    announce(desk.vault.header.vault)
    if "json" in arguments.flags:
        count = 1 if told else len(words) - 1
        terminal.say_json({"schema": SCHEMA, "entry": entry.id, "said": verdict, "findings": count, "finding": told})
    else:
        what = told["id"] if told else counted(len(words) - 1, "finding")
        terminal.note(f"{entry.id[:ID_SHOWN]}: {_SAID[verdict]} {what}")
    return 0


_SAID = {
    "accept": "accepted", "dismiss": "dismissed", "correct": "corrected", "add": "added", "withdraw": "taken back:",
}  # fmt: skip


def _correct(desk: Desk, judgements: Judgements, entry: Entry, finding: str, arguments: Arguments) -> Object:
    here = {one.finding.id: one.finding for one in desk.readings.standings(entry).here}
    if finding not in here:
        raise no_such_finding(entry)
    changes, beside = _changes(desk, entry, here[finding].type, arguments)
    if "words" in arguments.values:
        changes["spans"] = [span_of(entry, arguments.values["words"])]
    if not changes:
        raise misused("read correct takes what should be otherwise: --label, --who, --to, --date, --words …", "read")
    return plain_object(judgements.correct(entry, finding, changes, beside=beside, now_ms=now_ms()).finding)


def _add(desk: Desk, judgements: Judgements, entry: Entry, words: list[str], arguments: Arguments) -> Object:
    type_, *rest = words
    if type_ not in KEYS or not rest:
        known = ", ".join(name for name, _ in TYPES.values())
        raise misused(f"read add takes an entry, one of {known}, and the words", "read")
    changes, beside = _changes(desk, entry, type_, arguments)
    told = {"type": type_, "spans": [span_of(entry, " ".join(rest))], **USUAL[type_], **changes}
    return plain_object(judgements.add(entry, told, beside=beside, now_ms=now_ms()).finding)


def _changes(desk: Desk, entry: Entry, type_: str, arguments: Arguments) -> tuple[Object, tuple[Object, ...]]:
    """What the options say, by the keys of the object; and the time that `due` names."""
    keys = KEYS[type_]
    changes: Object = {}
    for option in ("label", "mode", "status"):
        if option in arguments.values:
            changes[_key(keys, option, type_)] = arguments.values[option].lower().replace("-", "_")
    if "who" in arguments.values:
        changes[_key(keys, "who", type_)] = id_called(desk.registry, arguments.values["who"], now_ms=now_ms())
    if "to" in arguments.lists:
        key = _key(keys, "to", type_)
        named = (id_called(desk.registry, name, now_ms=now_ms()) for name in arguments.lists["to"])
        changes[key] = people_under(type_, key, [id_ for id_ in named if id_ is not None])
    if "date" in arguments.values:
        if type_ != "time":
            raise misused(f"--date says what a time means, and this is a {type_}; --due names a time", "read")
        changes |= days_meant(arguments.values["date"], entry.content.day)
    beside: tuple[Object, ...] = ()
    if "due" in arguments.values:
        time = _time(desk, entry, arguments.values["due"])
        changes[_key(keys, "due", type_)] = time["id"]
        beside = (time,)
    return changes, beside


def _key(keys: dict[str, str], option: str, type_: str) -> str:
    if option not in keys:
        raise misused(f"--{option} says nothing of a {type_}", "read")
    return keys[option]


def _time(desk: Desk, entry: Entry, finding: str) -> Object:
    for standing in desk.readings.standings(entry).here:
        if standing.finding.id == finding and standing.finding.type == "time":
            return plain_object(standing.finding)
    raise no_such_finding(entry)


def span_of(entry: Entry, words: str) -> list[int]:
    """Where words stand in an entry."""
    quote, hash_, nth = words.rpartition("#")
    if not (hash_ and nth.isdigit() and quote):
        quote, nth = words, "1"
    text = entry.content.text
    places = [found.start() for found in re.finditer(re.escape(quote), text)]
    if not quote or not 1 <= int(nth) <= len(places) or (not hash_ and len(places) > 1):
        raise Misused(
            f"the words stand {len(places)} times in the entry",
            safe="nothing was changed",
            next="give them exactly as they stand there, with #2 behind them for their second place",
            code="command.words-not-there",
        )
    start = places[int(nth) - 1]
    return [start, start + len(quote)]


def no_such_finding(entry: Entry) -> Misused:
    """The problem of an id that nothing in an entry has."""
    return Misused(
        "the entry has no such finding now",
        safe="nothing was changed",
        next=f"see what stands in it: goldseam read {entry.id[:ID_SHOWN]}",
        code="command.no-such-finding",
    )
