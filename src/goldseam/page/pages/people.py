"""Who is who, as she has said it, and whom readings name besides."""

import time
from collections.abc import Mapping
from typing import NamedTuple

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.keep.sight import Sight
from goldseam.page.asked import Asked
from goldseam.page.rendering import go, page
from goldseam.read.due import pending
from goldseam.read.person import Person
from goldseam.read.registry import Somebody
from goldseam.words.name import folded_name
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

KINDS = ("person", "pet", "place", "org")
UNDO = "people-undo"
UNDO_S_MAX = 120.0


class Undo(NamedTuple):
    """Whom she just said something of, while it can be taken back with one press; ids only, never a name.

    Attributes:
        vault: in which it was said.
        ids: of people.
        until: monotonic time.
    """

    vault: str
    ids: tuple[str, ...]
    until: float


def show(asked: Asked, desk: Desk) -> Response:
    """Everybody, in the order of their names."""
    registry, sight = desk.registry, desk.sight(Purpose.UNASKED)
    everybody = sorted(registry.everybody(sight), key=lambda one: folded_name(one.name))
    return page(
        asked,
        "people.html",
        kinds=[(kind, [(registry.id_of(one), one) for one in everybody if one.kind == kind]) for kind in KINDS],
        alike=[
            (registry.id_of(one), one, registry.id_of(other), other) for one, other in registry.proposals(sight)[:20]
        ],
        undo=undo_of(asked, desk),
        left=pending(desk.vault),
    )


def rename(asked: Asked, desk: Desk) -> Response:
    """Another name; the one before still means the same."""
    before = desk.registry.circle().persons
    person = desk.registry.rename(asked_for(asked, desk), asked.fields.get("name", ""), now_ms=now_ms())
    _remember(asked, desk, before)
    return go(f"/people/{person.id}")


def merge(asked: Asked, desk: Desk) -> Response:
    """The other is the same as this one."""
    before = desk.registry.circle().persons
    found = in_sight(desk, asked.fields.get("other", ""))
    if found is None:
        raise _nobody()
    other, _ = found
    person = desk.registry.merge(asked_for(asked, desk), other, now_ms=now_ms())
    _remember(asked, desk, before)
    return go(f"/people/{person.id}")


def apart(asked: Asked, desk: Desk) -> Response:
    """They are two, and it is not asked again."""
    before = desk.registry.circle().persons
    found = in_sight(desk, asked.fields.get("other", ""))
    if found is None:
        raise _nobody()
    other, _ = found
    desk.registry.keep_apart(asked_for(asked, desk), other, now_ms=now_ms())
    _remember(asked, desk, before)
    return go("/people")


def split(asked: Asked, desk: Desk) -> Response:
    """One of the names is somebody else's."""
    before = desk.registry.circle().persons
    person = desk.registry.split(asked_for(asked, desk), asked.fields.get("name", ""), now_ms=now_ms())
    _remember(asked, desk, before)
    return go(f"/people/{person.id}")


def forget(asked: Asked, desk: Desk) -> Response:
    """Out of the registry for good, with every name; the entries stay as they are."""
    one = asked_for(asked, desk)
    if one.person is not None:
        gone = [person.id for person in desk.registry.circle().group(one.person)]
        desk.purge([*gone, *desk.chapters.ids_of(gone)])
        asked.house.memory.pop(UNDO, None)
    return go("/people")


def take_back(asked: Asked, desk: Desk) -> Response:
    """Undoes what was just said of somebody."""
    undo = undo_of(asked, desk)
    if undo is None:
        raise Misused(
            "there is nothing to take back any more",
            safe="nothing was changed",
            next="split or rename them once more",
            code="page.nothing-to-undo",
        )
    desk.registry.take_back(undo.ids, now_ms=now_ms())
    asked.house.memory.pop(UNDO, None)
    return go("/people")


def asked_for(asked: Asked, desk: Desk) -> Somebody:
    """Whom the address means. Raises Misused: nobody, or one who rests."""
    found = in_sight(desk, asked.path["person"])
    if found is None:
        raise _nobody()
    return found[0]


def in_sight(desk: Desk, id_: str) -> tuple[Somebody, Sight] | None:
    """Whom an id means, and what may be seen where this one is asked for by name; None for nobody, or who rests."""
    meant = desk.registry.with_id(id_, desk.sight(Purpose.EXPORT))
    sight = desk.sight_for(meant.name if meant else "")
    one = desk.registry.with_id(id_, sight)
    return None if one is None else (one, sight)


def _nobody() -> Misused:
    return Misused(
        "nobody is known by that any more",
        safe="nothing was changed",
        next="see who there is, under People",
        code="page.nobody",
    )


def _remember(asked: Asked, desk: Desk, before: Mapping[str, Person]) -> None:
    changed = tuple(id_ for id_, one in desk.registry.circle().persons.items() if before.get(id_) != one)
    asked.house.memory[UNDO] = Undo(desk.vault.header.vault, changed, time.monotonic() + UNDO_S_MAX)


def undo_of(asked: Asked, desk: Desk) -> Undo | None:
    """What she can take back now."""
    undo = asked.house.memory.get(UNDO)
    if isinstance(undo, Undo) and undo.vault == desk.vault.header.vault and time.monotonic() < undo.until and undo.ids:
        return undo
    return None
