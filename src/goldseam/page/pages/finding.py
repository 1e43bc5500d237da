"""One finding of an entry: what it is, how it was found, and her word on it."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.page.asked import Asked
from goldseam.page.pages.entry import entry_asked
from goldseam.page.rendering import go, page
from goldseam.page.seen import Row, rows_of
from goldseam.page.telling import called, when_text
from goldseam.read.corrections import KEYS, USUAL, days_meant, id_called, people_under
from goldseam.words.emotion import EMOTIONS
from goldseam.words.entry import Entry
from goldseam.words.finding import SELF, UNKNOWN
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

Object = dict[str, Any]
Adds = tuple[Object, tuple[Object, ...]]

LABELS: dict[str, tuple[str, ...]] = {
    "mention": ("person", "place", "org", "pet"),
    "feeling": tuple(sorted(EMOTIONS)),
    "speech": ("direct", "indirect"),
    "commitment": ("promise", "plan", "intention"),
    "decision": ("made", "weighing", "reversed"),
    "health": ("symptom", "injury", "illness", "medicine", "sleep"),
}
MODES = ("felt", "not_felt", "hypothetical", "past", "dream", "acted")
STATUSES = {
    "commitment": ("", "open", "kept", "broken", "cancelled"),
    "health": ("current", "past", "feared", "negated"),
}
NOBODY = ""
_TYPED = re.compile(r"[0-9-]+(?:T[0-9]{2}:[0-9]{2})?")  # values that can be typed; others have no field of their own


class Fields(NamedTuple):
    """What can be said of a finding of one type, and what is said of it now.

    Attributes:
        type: of the finding.
        label: one of `labels`; empty where there is none to choose.
        who, to: names; `me` in her language for herself, `?` for somebody who cannot be told.
        mode, status, due: codes, and the id of a time.
        day: what a time means, as it can be typed.
    """

    type: str
    label: str = ""
    who: str = ""
    to: str = ""
    mode: str = ""
    status: str = ""
    due: str = ""
    day: str = ""

    def has(self, option: str) -> bool:
        """Whether this type has such a field."""
        return option in KEYS[self.type]


def show(asked: Asked, desk: Desk) -> Response:
    """The sheet of a finding; a script shows it over the entry."""
    entry = entry_asked(asked, desk)
    rows, told = rows_of(asked, desk, entry)
    row = next((one for one in rows if one.id == asked.path["finding"]), None)
    if row is None:
        return page(asked, "missing.html", status=404)
    start, end = row.finding["spans"][0]
    text = entry.content.text
    return page(
        asked,
        "finding.html",
        entry=entry,
        row=row,
        fields=_fields(asked, row.finding, told["names"]),
        also=[one for one in rows if one.id != row.id and one.shown and _meet(one.finding["spans"][0], (start, end))],
        reasons=[
            (side, text[slice(*span)]) for side in ("for", "against") for span in row.finding.get(side) or () if span
        ],
        of_hundred=round(row.finding["confidence"] * 100),
        person=_page_of(desk, row.finding, told["names"]),
        choices=_choices(asked, desk, rows),
    )


def new(asked: Asked, desk: Desk) -> Response:
    """The sheet to mark words with; a script fills in those that were chosen."""
    entry = entry_asked(asked, desk)
    rows, _ = rows_of(asked, desk, entry)
    types = {type_: _fields(asked, {"type": type_, **usual}, {}) for type_, usual in USUAL.items()}
    return page(asked, "mark.html", entry=entry, types=types, choices=_choices(asked, desk, rows))


def _choices(asked: Asked, desk: Desk, rows: tuple[Row, ...]) -> dict[str, object]:
    return {
        "labels": LABELS,
        "modes": MODES,
        "statuses": STATUSES,
        "times": [(row.id, row.quote, when_text(asked.language, row.finding)) for row in rows if row.kind == "time"],
        "names": [one.name for one in desk.registry.everybody(desk.sight(Purpose.UNASKED))[:200]],
    }


def _page_of(desk: Desk, finding: Object, names: dict[str, str]) -> str | None:
    """The id of the page of whom a mention means; None where several are called so, or nobody is known by it."""
    ref = finding.get("ref")
    if not ref or ref in {SELF, UNKNOWN}:
        return None
    root = desk.registry.circle().root(ref)
    try:
        return (
            root.id
            if root
            else desk.registry.id_of(desk.registry.named(names.get(ref, ""), desk.sight(Purpose.BROWSE)))
        )
    except Misused:
        return None


def _meet(one: list[int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _fields(asked: Asked, finding: Object, names: dict[str, str]) -> Fields:
    type_ = finding["type"]
    keys = KEYS[type_]

    def said(option: str) -> str:
        return str(finding.get(keys.get(option, ""), "") or "")

    to = finding.get(keys.get("to", ""))
    several = to if isinstance(to, list) else [to]
    value = str(finding.get("value") or "") if type_ == "time" else ""
    return Fields(
        type_,
        said("label"),
        _name(asked, finding.get(keys.get("who", "")), names),
        ", ".join(filter(None, (_name(asked, one, names) for one in several))),
        said("mode"),
        said("status"),
        said("due"),
        value.replace("T", " ") if _TYPED.fullmatch(value) else "",
    )


def _name(asked: Asked, id_: object, names: dict[str, str]) -> str:
    if id_ == UNKNOWN:
        return "?"
    return asked.language.say("me") if id_ == SELF else called(asked.language, str(id_), names) if id_ else NOBODY


def accept(asked: Asked, desk: Desk) -> Response:
    """It is right as it is."""
    return _said(asked, desk, desk.judgements.accept)


def dismiss(asked: Asked, desk: Desk) -> Response:
    """It is wrong, or not wanted."""
    return _said(asked, desk, desk.judgements.dismiss)


def withdraw(asked: Asked, desk: Desk) -> Response:
    """Takes back what she said of it."""
    return _said(asked, desk, desk.judgements.withdraw)


def _said(asked: Asked, desk: Desk, say: Callable[..., object]) -> Response:
    entry = entry_asked(asked, desk)
    say(entry, asked.path["finding"], now_ms=now_ms())
    return go(f"/entry/{entry.id}")


def correct(asked: Asked, desk: Desk) -> Response:
    """It should be otherwise: what she left as it stood on the sheet stays."""
    entry = entry_asked(asked, desk)
    rows, told = rows_of(asked, desk, entry)
    row = next((one for one in rows if one.id == asked.path["finding"]), None)
    if row is None:
        desk.judgements.accept(entry, asked.path["finding"], now_ms=now_ms())  # refuses it, in its own words
        return go(f"/entry/{entry.id}")
    changes, beside = _changes(asked, desk, entry, _fields(asked, row.finding, told["names"]))
    span = _span(asked, entry, row.quote, row.finding["spans"][0][0])
    if span is not None and span != row.finding["spans"][0]:
        changes["spans"] = [span]
    if changes:
        desk.judgements.correct(entry, row.id, changes, beside=beside, now_ms=now_ms())
    else:
        desk.judgements.accept(entry, row.id, now_ms=now_ms())
    return go(f"/entry/{entry.id}")


def add(asked: Asked, desk: Desk) -> Response:
    """Marks words that no reader found."""
    entry = entry_asked(asked, desk)
    type_ = asked.fields.get("type", "")
    span = _span(asked, entry, "", 0)
    if type_ not in USUAL or span is None:
        raise Misused(
            "there were no words to mark, or nothing to mark them as",
            safe="nothing was changed",
            next="choose words in the entry, and say what they are",
            code="page.nothing-to-mark",
        )
    changes, beside = _changes(asked, desk, entry, _fields(asked, {"type": type_, **USUAL[type_]}, {}))
    told = {"type": type_, "spans": [span], **USUAL[type_], **changes}
    if type_ == "feeling" and "emotion" not in told:
        told["emotion"] = asked.fields.get("label", "")
    desk.judgements.add(entry, told, beside=beside, now_ms=now_ms())
    return go(f"/entry/{entry.id}")


def _changes(asked: Asked, desk: Desk, entry: Entry, before: Fields) -> Adds:
    """What the form says otherwise than it stood, by the keys of the object; and the time that it names."""
    keys, form = KEYS[before.type], {name: value.strip() for name, value in asked.fields.items()}
    changes: Object = {}
    for option in ("label", "mode", "status"):
        given = form.get(option)
        if option in keys and given is not None and given != getattr(before, option):
            changes[keys[option]] = given or None
    if "who" in keys and form.get("who", before.who) != before.who:
        changes[keys["who"]] = _id(asked, desk, form["who"])
    if "to" in keys and form.get("to", before.to) != before.to:
        ids = [_id(asked, desk, name.strip()) for name in form["to"].split(",")]
        changes[keys["to"]] = people_under(before.type, keys["to"], [id_ for id_ in ids if id_ is not None])
    if before.type == "time" and form.get("day", before.day) != before.day:
        changes |= days_meant(form["day"], entry.content.day)
    beside: tuple[Object, ...] = ()
    if "due" in keys and form.get("due", before.due) != before.due:
        rows, _ = rows_of(asked, desk, entry)
        beside = tuple(row.finding for row in rows if row.id == form["due"] and row.kind == "time")
        changes[keys["due"]] = beside[0]["id"] if beside else None
    return changes, beside


def _id(asked: Asked, desk: Desk, name: str) -> str | None:
    if name.lower() == asked.language.say("me").lower():
        return SELF
    return id_called(desk.registry, name, now_ms=now_ms())


def _span(asked: Asked, entry: Entry, quote: str, near: int) -> list[int] | None:
    """The words she chose: by their place where a script knows it, else the nearest place of those she typed.

    Raises: Misused: they do not stand in the entry.
    """
    text, words = entry.content.text, asked.fields.get("words", quote)
    first, last = asked.fields.get("from", ""), asked.fields.get("until", "")
    if first.isdecimal() and last.isdecimal() and len(first + last) < 20:  # noqa: PLR2004 - beyond any text
        start, end = int(first), int(last)
        if 0 <= start < end <= len(text):
            return [start, end]
    if not words.strip():
        return None
    places, at = [], text.find(words)
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    if not places:
        raise Misused(
            "these words do not stand in the entry",
            safe="nothing was changed",
            next="give them exactly as they stand there",
            code="page.words-not-there",
        )
    start = min(places, key=lambda place: abs(place - near))
    return [start, start + len(words)]
