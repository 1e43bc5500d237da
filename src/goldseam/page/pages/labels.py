"""Tags and notebooks: which there are, what is in one, and changing one everywhere at once."""

import time
from itertools import groupby
from typing import NamedTuple

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.keep.listing import gists
from goldseam.page.asked import Asked
from goldseam.page.rendering import go, page
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose
from goldseam.write.contents import name_in, tag_named
from goldseam.write.labels import COLOURS, NOTEBOOK, TAG, Label, Labels, Relabelled

PAGE = 60
UNDO = "label-undo"
UNDO_S_MAX = 120.0


class Undo(NamedTuple):
    """What was just done, while it can be taken back with one press; ids only, never a name.

    Attributes:
        vault: in which it was done.
        done: what.
        until: monotonic time.
    """

    vault: str
    done: Relabelled
    until: float


def show(asked: Asked, desk: Desk) -> Response:
    """All of them, with counts."""
    labels, sight = Labels(desk.vault), desk.sight(Purpose.BROWSE)
    return page(
        asked,
        "labels.html",
        labels=labels,
        tags=labels.counts(TAG, sight),
        journals=labels.counts(NOTEBOOK, sight),
        undo=_undo(asked, desk),
    )


def entries(asked: Asked, desk: Desk) -> Response:
    """The entries of one, the newest first."""
    label = Labels(desk.vault).of(asked.path["label"], desk.sight(Purpose.BROWSE))
    return page(asked, "missing.html", status=404) if label is None else _entries(asked, desk, label)


def _entries(asked: Asked, desk: Desk, label: Label, merging: Label | None = None) -> Response:
    """`merging`: the one that it would be merged with, which is said before it is done."""
    labels = Labels(desk.vault)
    before = asked.query.get("before", "")
    last = int(before) if before.isdigit() and len(before) < 16 else None  # noqa: PLR2004 - of a place
    sight = desk.sight(Purpose.BROWSE)
    found = gists(
        desk.vault.database,
        sight=sight,
        limit=PAGE,
        places=None if last is None else (0, last),
        tag=label.name if label.kind == TAG else None,
        journal=label.name if label.kind == NOTEBOOK else None,
    )
    counts = dict(labels.counts(label.kind, sight))
    return page(
        asked,
        "label.html",
        label=label,
        id=labels.id(*label),
        colour=labels.colour(*label),
        colours=COLOURS,
        total=counts.get(label.name, 0),
        months=[(month, list(those)) for month, those in groupby(found, lambda gist: gist.day[:7])],
        older=found[-1].place if len(found) == PAGE else None,
        merging=merging,
        merging_total=counts.get(merging.name, 0) if merging else 0,
        undo=_undo(asked, desk),
    )


def rename(asked: Asked, desk: Desk) -> Response:
    """Gives it another name; asks first where that name is another's."""
    labels, label = Labels(desk.vault), _label(asked, desk)
    given = asked.fields.get("name", "")
    name = tag_named(given) if label.kind == TAG else name_in(given)
    if not name:
        raise Misused(
            "a tag or notebook was given without a name",
            safe="nothing was changed",
            next="type a name, or take it from all entries instead",
            code="page.no-name",
        )
    target = Label(label.kind, name)
    if target == label:
        return go(f"/tags/{labels.id(*label)}")
    if asked.fields.get("merge") != "yes" and labels.ids_of(target):
        return _entries(asked, desk, label, target)
    done = labels.rename(label, name, now_ms=now_ms())
    _remember(asked, desk, done)
    return go(f"/tags/{done.after}")


def remove(asked: Asked, desk: Desk) -> Response:
    """Takes it from all entries, which stay."""
    label = _label(asked, desk)
    _remember(asked, desk, Labels(desk.vault).remove(label, now_ms=now_ms()))
    return go("/tags")


def colour(asked: Asked, desk: Desk) -> Response:
    """Gives it a colour, or none."""
    labels, label = Labels(desk.vault), _label(asked, desk)
    labels.paint(label, asked.fields.get("colour", ""), now_ms=now_ms())
    return go(f"/tags/{labels.id(*label)}")


def take_back(asked: Asked, desk: Desk) -> Response:
    """Undoes what was just done to a tag or notebook."""
    undo = _undo(asked, desk)
    if undo is None:
        raise Misused(
            "there is nothing to take back any more",
            safe="nothing was changed; each entry still has its earlier states under its versions",
            next="rename it once more",
            code="page.nothing-to-undo",
        )
    Labels(desk.vault).take_back(undo.done, now_ms=now_ms())
    asked.house.memory.pop(UNDO, None)
    return go(f"/tags/{undo.done.before}")


def _label(asked: Asked, desk: Desk) -> Label:
    label = Labels(desk.vault).of(asked.path["label"], desk.sight(Purpose.BROWSE))
    if label is None:
        raise Misused(
            "no entry has this tag or notebook any more",
            safe="nothing was changed",
            next="see those that there are, under Tags and notebooks",
            code="page.no-such-label",
        )
    return label


def _remember(asked: Asked, desk: Desk, done: Relabelled) -> None:
    asked.house.memory[UNDO] = Undo(desk.vault.header.vault, done, time.monotonic() + UNDO_S_MAX)


def _undo(asked: Asked, desk: Desk) -> Undo | None:
    undo = asked.house.memory.get(UNDO)
    if isinstance(undo, Undo) and undo.vault == desk.vault.header.vault and time.monotonic() < undo.until:
        return undo
    return None
