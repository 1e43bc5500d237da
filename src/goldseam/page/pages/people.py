"""Who is who, as she has said it, and whom readings name besides."""

import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.keep.sight import Sight
from goldseam.page.asked import Asked
from goldseam.page.rendering import go, page
from goldseam.page.telling import told_of
from goldseam.read.due import pending
from goldseam.read.person import Person
from goldseam.read.questions import Told
from goldseam.read.registry import Somebody
from goldseam.words.finding import SELF
from goldseam.words.name import folded_name
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

PAGE = 60
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


class Sentence(NamedTuple):
    """A sentence of hers, with what stands in it.

    Attributes:
        entry: its id.
        day: ISO date.
        words: hers.
        told: what they are, in plain words; may be empty.
        hers: whether she has said so.
    """

    entry: str
    day: str
    words: str
    told: str
    hers: bool


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
        undo=_undo(asked, desk),
        left=pending(desk.vault),
    )


def somebody(asked: Asked, desk: Desk) -> Response:
    """One of them: first and last, every sentence in order, what was said and promised last."""
    found = in_sight(desk, asked.path["person"])
    if found is None:
        return page(asked, "missing.html", status=404)
    one, sight = found
    # A pronoun says nothing by itself.
    mentions = [
        told for told in desk.questions.mentions(one.keys, sight=sight) if told.finding.get("form") != "pronoun"
    ]
    start = int(text) if (text := asked.query.get("from", "")).isdecimal() and len(text) < 8 else 0  # noqa: PLR2004 - beyond any
    promised = desk.questions.of_type("commitment", sight=sight, keys=one.keys, role="by", limit=PAGE)
    given = desk.questions.of_type("commitment", sight=sight, keys=one.keys, role="to", limit=PAGE)
    given = [told for told in given if _by_her(told)]
    said = desk.questions.of_type("speech", sight=sight, keys=one.keys, role="speaker", limit=PAGE)
    return page(
        asked,
        "person.html",
        id=desk.registry.id_of(one),
        one=one,
        first=mentions[0] if mentions else None,
        last=mentions[-1] if mentions else None,
        mentions=_once(asked, desk, mentions[start : start + PAGE]),
        later=start + PAGE if len(mentions) > start + PAGE else None,
        said=_sentences(asked, desk, reversed(said)),
        promises=_sentences(asked, desk, sorted((*promised, *given), key=lambda told: told.day)),
        others=[
            (desk.registry.id_of(other), other.name)
            for other in desk.registry.everybody(desk.sight(Purpose.UNASKED))
            if other.kind == one.kind and other.keys != one.keys
        ],
        undo=_undo(asked, desk),
        left=pending(desk.vault),
    )


def _by_her(told: Told) -> bool:
    return told.finding.get("by") == SELF


def _sentences(asked: Asked, desk: Desk, found: Iterable[Told]) -> list[Sentence]:
    return [
        Sentence(
            told.entry,
            told.day,
            desk.questions.sentence(told),
            told_of(asked.language, told.finding, told.names, told.beside),
            bool(told.verdict),
        )
        for told in found
    ]


def _once(asked: Asked, desk: Desk, found: Iterable[Told]) -> list[Sentence]:
    """Each sentence once, however often it names somebody."""
    return list({(one.entry, one.words): one for one in reversed(_sentences(asked, desk, found))}.values())[::-1]


def rename(asked: Asked, desk: Desk) -> Response:
    """Another name; the one before still means the same."""
    before = desk.registry.circle().persons
    person = desk.registry.rename(_asked_for(asked, desk), asked.fields.get("name", ""), now_ms=now_ms())
    _remember(asked, desk, before)
    return go(f"/people/{person.id}")


def merge(asked: Asked, desk: Desk) -> Response:
    """The other is the same as this one."""
    before = desk.registry.circle().persons
    found = in_sight(desk, asked.fields.get("other", ""))
    if found is None:
        raise _nobody()
    other, _ = found
    person = desk.registry.merge(_asked_for(asked, desk), other, now_ms=now_ms())
    _remember(asked, desk, before)
    return go(f"/people/{person.id}")


def apart(asked: Asked, desk: Desk) -> Response:
    """They are two, and it is not asked again."""
    before = desk.registry.circle().persons
    found = in_sight(desk, asked.fields.get("other", ""))
    if found is None:
        raise _nobody()
    other, _ = found
    desk.registry.keep_apart(_asked_for(asked, desk), other, now_ms=now_ms())
    _remember(asked, desk, before)
    return go("/people")


def split(asked: Asked, desk: Desk) -> Response:
    """One of the names is somebody else's."""
    before = desk.registry.circle().persons
    person = desk.registry.split(_asked_for(asked, desk), asked.fields.get("name", ""), now_ms=now_ms())
    _remember(asked, desk, before)
    return go(f"/people/{person.id}")


def forget(asked: Asked, desk: Desk) -> Response:
    """Out of the registry for good, with every name; the entries stay as they are."""
    one = _asked_for(asked, desk)
    if one.person is not None:
        desk.purge([person.id for person in desk.registry.circle().group(one.person)])
        asked.house.memory.pop(UNDO, None)
    return go("/people")


def take_back(asked: Asked, desk: Desk) -> Response:
    """Undoes what was just said of somebody."""
    undo = _undo(asked, desk)
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


def _asked_for(asked: Asked, desk: Desk) -> Somebody:
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


def _undo(asked: Asked, desk: Desk) -> Undo | None:
    undo = asked.house.memory.get(UNDO)
    if isinstance(undo, Undo) and undo.vault == desk.vault.header.vault and time.monotonic() < undo.until and undo.ids:
        return undo
    return None
