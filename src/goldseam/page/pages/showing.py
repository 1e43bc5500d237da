"""Showing a few entries safely: choosing them, confirming every name that is replaced, and the document itself."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from starlette.responses import Response

from goldseam.desk.desk import Desk
from goldseam.exchange.showing import Dates, Plan, known_of, leaves, plan
from goldseam.keep.listing import gists as gists_of
from goldseam.page.asked import Asked
from goldseam.page.rendering import page
from goldseam.words.place import places_of_days
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

LISTED = 40
ENTRIES_MAX = 200
DATES = ("keep", "shift", "hide")


def choose(asked: Asked, desk: Desk) -> Response:
    """Entries to choose from: the newest, or those of the days she asks for."""
    first, last = (_day(asked.fields.get(name, "")) for name in ("first", "last"))
    places = places_of_days(first, last or first) if first else None
    limit = ENTRIES_MAX if first else LISTED
    gists = gists_of(desk.vault.database, sight=desk.sight(Purpose.BROWSE), limit=limit, places=places)
    return page(asked, "showing.html", gists=gists, first=first, last=last)


def listed(asked: Asked, desk: Desk) -> Response:
    """Everything that would be replaced, for her to change and confirm."""
    try:
        return _list(asked, _planned(asked, desk, _yours(asked)))
    except Misused as problem:
        return _list(asked, _planned(asked, desk, {}, dates="keep"), problem=problem)


def make(asked: Asked, desk: Desk) -> Response:
    """The document; the list again where it is not the one that she saw."""
    try:
        made = _planned(asked, desk, _yours(asked))
        if made.code != asked.fields.get("confirm", ""):
            return _list(asked, made, changed=True)
        pages = leaves(made, lambda day: asked.language.day(day, "full"))
    except Misused as problem:
        return _list(asked, _planned(asked, desk, {}, dates="keep"), problem=problem)
    from goldseam.exchange.exporters.document import document_of  # noqa: PLC0415 - 0.1 s, for making one alone

    headers = {"content-disposition": 'attachment; filename="pages.pdf"'}
    return Response(document_of(pages), media_type="application/pdf", headers=headers)


def _planned(asked: Asked, desk: Desk, yours: Mapping[str, str], *, dates: str = "") -> Plan:
    entries = [desk.entry_in_sight(id_) for id_ in dict.fromkeys(asked.listed("entry")[:ENTRIES_MAX])]
    known = known_of(desk.registry.everybody(desk.sight(Purpose.EXPORT)))
    said = dates or asked.fields.get("dates", "keep")
    chosen = cast("Dates", said) if said in DATES else "keep"
    weeks = _weeks(asked.fields.get("weeks", "")) if chosen == "shift" else 0
    return plan(entries, known, dates=chosen, weeks=weeks, yours=yours)


def _yours(asked: Asked) -> dict[str, str]:
    """What she wants put for what; nothing where a field was left empty: that stays as it is."""
    said = {name: put.strip() for name, put in zip(asked.listed("name"), asked.listed("put"), strict=False)}
    extra, other = (" ".join(asked.fields.get(name, "").split()) for name in ("extra", "other"))
    return said | ({extra: other} if extra and other else {})


def _list(asked: Asked, made: Plan, *, problem: Misused | None = None, changed: bool = False) -> Response:
    return page(
        asked,
        "showing_list.html",
        status=400 if problem else 200,
        plan=made,
        problem=problem,
        changed=changed,
        dates=asked.fields.get("dates", "keep"),
        weeks=asked.fields.get("weeks", ""),
    )


def _weeks(text: str) -> int:
    bare = text.strip().removeprefix("-")
    return int(text) if bare.isascii() and bare.isdigit() and len(bare) < 6 else 0  # noqa: PLR2004 - more than there are


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        return ""
