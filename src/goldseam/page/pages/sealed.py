"""Writing while the vault is locked: the page is sealed to the vault's public key at every pause."""

import os

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.page.asked import Asked
from goldseam.page.pages.write import ID_DIGITS
from goldseam.page.rendering import data, go, page
from goldseam.page.sheet import Sheet, about_day, not_understood, sheet_of, still_day
from goldseam.words.day import DAY_START_HOUR, day_of, zone_of
from goldseam.words.problem import Misused
from goldseam.write.contents import new_content, sealed_fields, tags_in
from goldseam.write.drafts import Draft


def show(asked: Asked) -> Response:
    """A blank page of a locked vault. Nothing of the vault is known here, so nothing can be chosen from it."""
    seat = asked.house.seat
    if not seat.has_vault or seat.state() is not None:
        return go("/")
    draft = Draft(os.urandom(ID_DIGITS // 2).hex(), new_content("", now_ms=now_ms(), zone=seat.zone), None, (), 0)
    today = day_of(now_ms(), seat.zone)
    return page(
        asked,
        "write.html",
        draft=draft,
        others=0,
        undo="",
        base="",
        templates={},
        today=today,
        still=still_day(asked, today, zone=seat.zone, hour=DAY_START_HOUR),
        arrived=0,
        copies=(),
        sealed=True,
    )


def keep(asked: Asked) -> Response:
    """Seals the page, durably, over what was sealed of it before. An empty page is withdrawn."""
    draft = asked.path["draft"]
    if len(draft) != ID_DIGITS or any(c not in "0123456789abcdef" for c in draft):
        raise Misused(
            "the page has no number of its own",
            safe="nothing was sealed; what you wrote is still on the page",
            next="copy the text, load the page again, and paste it",
            code="page.no-such-draft",
        )
    sheet = sheet_of(asked)
    desk = asked.house.seat.locked_desk()
    if asked.header("x-sealed") != "yes" and desk.holds(draft):
        draft = os.urandom(ID_DIGITS // 2).hex()  # another tab sealed what it had of this page: both are kept
    zone, day, unread = _known(asked, sheet, asked.house.seat.zone)
    kept = data({"id": draft, "seen": sheet.seen, "unread": unread})
    if not sheet.text.strip() and not sheet.title:
        desk.withdraw(draft)
        return kept
    fields = sealed_fields(
        sheet.text,
        # Later than the draft in the vault also when the clock was set back, so that the newer of the two is known.
        written_at=max(now_ms(), sheet.seen + 1),
        zone=zone,
        day=day,
        title=sheet.title,
        journal=sheet.journal,
        tags=tuple(dict.fromkeys((*sheet.tags, *tags_in(sheet.text)))),
        starred=sheet.starred,
    )
    desk.seal(fields, draft=draft)
    return kept


def _known(asked: Asked, sheet: Sheet, own: str) -> tuple[str, str | None, str]:
    """The zone and the day as far as they are any, and what was not understood: the words are sealed in any case."""
    zone, unread = sheet.zone or own, ""
    today = day_of(now_ms(), own)
    try:
        zone_of(zone)
    except Misused as problem:
        zone, unread = own, not_understood(asked, problem, day=today, zone=own)
    try:
        return zone, about_day(sheet.about, zone=zone, hour=DAY_START_HOUR) if sheet.about else None, unread
    except Misused as problem:
        return zone, None, not_understood(asked, problem, day=today, zone=zone)
