"""What the page to write on sends: the words, and what stands around them."""

import json
import re
from datetime import time
from typing import NamedTuple

from goldseam.desk.clock import now_ms
from goldseam.page.asked import Asked
from goldseam.words.day import NO_SUCH_ZONE, day_of, local_time, zone_of
from goldseam.words.entry import Content, JsonObject
from goldseam.words.problem import Misused
from goldseam.words.when import parse_moment
from goldseam.write.contents import name_in
from goldseam.write.drafts import Hand

TAGS_MAX = 5_000
UNDO_BYTES_MAX = 1 << 20
_HALF = re.compile("[\ud800-\udfff]")
SEEN_MAX = 253_370_000_000_000  # the year 9999


class Sheet(NamedTuple):
    """A page as it is in the browser.

    Attributes:
        text: her words.
        title, journal: may be empty.
        tags: without sign.
        starred: marked.
        about: the day it is about, in her own words (`yesterday`, `2026-03-05`); empty is the day it was begun.
        zone: an IANA name or an offset; empty is this machine's.
        seen: when the draft was last saved as far as this page knows; 0 for never.
        undo: what the editor keeps to take back its steps; opaque.
        hand: which tab sends it, for how many times; nobody where it does not say.
    """

    text: str
    title: str
    journal: str
    tags: tuple[str, ...]
    starred: bool
    about: str
    zone: str
    seen: int
    undo: str
    hand: Hand


def sheet_of(asked: Asked) -> Sheet:
    """The page in the body of a request.

    Raises: Misused: it is no page of ours.
    """
    try:
        told = json.loads(asked.sent)
        tags = told["tags"]
        sheet = Sheet(
            text=_text(told, "text").replace("\r\n", "\n").replace("\r", "\n"),
            title=name_in(_text(told, "title")),
            journal=name_in(_text(told, "journal")),
            tags=tuple(dict.fromkeys(filter(None, (_tag(tag) for tag in tags[:TAGS_MAX])))),
            starred=told["starred"] is True,
            about=name_in(_text(told, "about")),
            zone=name_in(_text(told, "zone")),
            seen=min(max(int(told["seen"]), 0), SEEN_MAX),
            undo=_text(told, "undo"),
            hand=Hand(name_in(_text(told, "hand")).replace(":", ""), int(told.get("turn", 0))),
        )
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise _refused("the page that was sent could not be read") from None
    return sheet._replace(undo="") if len(sheet.undo) > UNDO_BYTES_MAX else sheet


def content_with(content: Content, sheet: Sheet, *, hour: int) -> Content:
    """`content` as the sheet has it.

    Raises: Misused: the day it is about, or the zone, is none.
    """
    zone = sheet.zone or content.zone
    if zone != content.zone:
        zone_of(zone)
    day = about_day(sheet.about, zone=zone, hour=hour) if sheet.about else content.day
    return content._replace(
        text=sheet.text,
        title=sheet.title,
        journal=sheet.journal,
        tags=sheet.tags,
        starred=sheet.starred,
        zone=zone,
        day=day,
    )


def about_day(named: str, *, zone: str, hour: int) -> str:
    """The journal day that somebody named, an ISO date or words. Raises Misused: it is none."""
    return parse_moment(named, now=local_time(now_ms(), zone), day_start_hour=hour).day


def not_understood(asked: Asked, problem: Misused, *, day: str, zone: str) -> str:
    """Says which of the two was not understood, and what stands instead."""
    say = asked.language.say
    if problem.code == NO_SUCH_ZONE:
        return say("That time zone was not understood. The page stays in %(zone)s.") % {"zone": zone}
    said = asked.language.day(day)
    return say("That day was not understood. The page stays on %(day)s.") % {"day": said}


def still_day(asked: Asked, day: str, *, zone: str, hour: int) -> str:
    """Why the day of a page is not that of the calendar, in the hours before her day begins; nothing in all others."""
    now = local_time(now_ms(), zone)
    if now.hour >= hour or day_of(now_ms(), zone, day_start_hour=hour) != day:
        return ""
    until, name = asked.language.clock(time(hour)), asked.language.day(day, "EEEE")
    return asked.language.say("Until %(hour)s it is still %(day)s.") % {"hour": until, "day": name}


def _text(told: JsonObject, name: str) -> str:
    value = told.get(name, "")
    if not isinstance(value, str):
        raise TypeError(name)
    return _whole_characters(value)


def _whole_characters(text: str) -> str:
    """Without halves of characters, which a browser can hold and no file can: each becomes a question mark."""
    return text.encode("utf-8", "replace").decode() if _HALF.search(text) else text


def _tag(tag: object) -> str:
    return name_in(_whole_characters(str(tag))).lstrip("#")


def _refused(why: str) -> Misused:
    return Misused(
        why,
        safe="what was saved before is saved, and what you wrote is still on the page",
        next="copy the text, load the page again, and paste it",
        code="page.sheet-unreadable",
    )
