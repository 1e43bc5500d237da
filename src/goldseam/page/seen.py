"""What stands in an entry, as its page shows it."""

from typing import Any, NamedTuple

from markupsafe import Markup

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.page.asked import Asked
from goldseam.page.markdown import marked_html_of
from goldseam.page.telling import told_of
from goldseam.page.underlines import KINDS, Mark, kind_of
from goldseam.read.language import READ
from goldseam.read.readings import digest_of
from goldseam.words.entry import Entry
from goldseam.words.problem import Busy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from goldseam.read.judgement import Judgement
    from goldseam.read.reader import Reader

Object = dict[str, Any]
READER = "reader"  # in the memory of the house: opened once


class Row(NamedTuple):
    """A finding.

    Attributes:
        id: of it.
        kind: the layer.
        quote: her words.
        told: what they are, in plain words.
        hers: whether she has said so.
        shown: whether it is certain enough to be shown without being asked for.
        finding: as an object.
    """

    id: str
    kind: str
    quote: str
    told: str
    hers: bool
    shown: bool
    finding: Object


class Aside(NamedTuple):
    """Something she said that stands nowhere in the text: its id, and the words it was said of."""

    id: str
    quote: str


class Seen(NamedTuple):
    """What stands in an entry.

    Attributes:
        text: as HTML, with lines under what stands there.
        kinds: the layers that are on.
        rows: of those layers, what is shown, in the order of the text.
        unplaced: the ids of those rows that have no line.
        unsure: of those layers, what is too uncertain to be shown unasked.
        dismissed, adrift: what she set aside, and what she said of words that are gone.
        read: whether the entry, as it is now, was read.
        foreign: whether it is in a language that cannot be read.
    """

    text: Markup
    kinds: tuple[str, ...]
    rows: tuple[Row, ...]
    unplaced: frozenset[str]
    unsure: tuple[Row, ...]
    dismissed: tuple[Aside, ...]
    adrift: tuple[Aside, ...]
    read: bool
    foreign: bool


def layers_on(asked: Asked) -> tuple[str, ...]:
    """The layers that she left on, in their order."""
    chosen = set(asked.preferences.layers.split())
    return tuple(kind for kind in KINDS if kind in chosen)


def seen_in(asked: Asked, desk: Desk, entry: Entry) -> Seen:
    """What stands in an entry, in the layers that are on. Reads the entry, where that is due."""
    look_at(asked, desk, entry)
    rows, told = rows_of(asked, desk, entry)
    kinds = layers_on(asked)
    rows = tuple(row for row in rows if row.kind in kinds)
    shown = tuple(row for row in rows if row.shown)
    marks = [mark for row in shown for mark in _marks(row)]
    text, placed = marked_html_of(entry.content.text, marks)
    judgements = desk.judgements.said(entry)
    here = {mark.id for mark in marks}
    return Seen(
        text,
        kinds,
        shown,
        frozenset() if entry.conflicts else frozenset(here - placed),
        tuple(row for row in rows if not row.shown and not _is_pronoun(row)),
        tuple(_aside(one) for one in judgements if one.verdict == "dismissed"),
        tuple(_aside(one) for one in desk.readings.standings(entry).adrift),
        told["read_at"] is not None,
        told["read_at"] is not None and not told["findings"] and told["lang"] not in READ,
    )


def look_at(asked: Asked, desk: Desk, entry: Entry) -> None:
    """Reads an entry, where that is due; what another process keeps from being written down is read the next time."""
    reader, stored = _reader(asked), desk.readings.stored(entry.id)
    if stored is not None and stored.stamp == reader.stamp and stored.input == digest_of(entry.content):
        return  # only looking must write nothing
    try:
        desk.readings.look_at(entry, reader, now_ms=now_ms())
    except Busy:
        return


def rows_of(asked: Asked, desk: Desk, entry: Entry) -> tuple[tuple[Row, ...], Object]:
    """Every finding of an entry, and the object in which they stand."""
    told = desk.readings.object_of(entry)
    names = desk.registry.names_of(told["persons"])
    beside = {one["id"]: one for one in told["findings"]}
    rows = tuple(
        Row(
            one["id"],
            kind_of(one["type"]),
            one["quote"],
            told_of(asked.language, one, names, beside),
            bool(one["verdict"]),
            one["shown"],
            one,
        )
        for one in told["findings"]
    )
    return rows, told | {"names": names}


def _reader(asked: Asked) -> "Reader":
    from goldseam.read.reader import Reader  # noqa: PLC0415 - for who looks at what stands in an entry

    reader = asked.house.memory.get(READER)
    if not isinstance(reader, Reader):
        reader = asked.house.memory[READER] = Reader()
    return reader


def _is_pronoun(row: Row) -> bool:
    return row.finding.get("form") == "pronoun"


def _marks(row: Row) -> list[Mark]:
    """Where a finding is underlined; a pronoun is not, for else a page would be all lines."""
    if _is_pronoun(row) and not row.hers:
        return []
    return [Mark(row.id, row.kind, row.hers, start, end) for start, end in row.finding["spans"]]


def _aside(judgement: "Judgement") -> Aside:
    told = judgement.now or judgement.was
    return Aside(judgement.id, str(told.get("quote", "")) if told else "")
