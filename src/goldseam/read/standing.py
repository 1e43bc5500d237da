"""What stands in an entry now: what a reader proposes, under her word."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from goldseam.read.judgement import Judgement
from goldseam.read.layout import NotAFinding, finding_of, someone_of
from goldseam.words.finding import TYPES, Finding, Someone
from goldseam.words.span import Span

if TYPE_CHECKING:  # most entries hold nothing that she said
    from goldseam.words.difference import Ways

LEFT_MIN = 0.5  # of the letters of an annotation's words, for it to stand in the text of now
SAME_MENTION_MIN = 0.5
Object = dict[str, Any]


class Standing(NamedTuple):
    """A finding, and whose word it is.

    Attributes:
        finding: its id is unique in the entry.
        judgement: what she said of it; None for what a reader proposes and she has not looked at.
        persons: those whom its ids mean, but for ids of the registry.
        beside: the times that its `due` or `since` names, by id.
    """

    finding: Finding
    judgement: Judgement | None
    persons: dict[str, Someone]
    beside: dict[str, Finding]

    @property
    def is_hers(self) -> bool:
        """Whether she has said so."""
        return self.judgement is not None


class Standings(NamedTuple):
    """All of an entry.

    Attributes:
        here: in the order of the text.
        adrift: what she said of words that are not there any more; kept, for they may come back.
    """

    here: tuple[Standing, ...]
    adrift: tuple[Judgement, ...]


def standings_of(
    text: str,
    proposed: Iterable[Finding],
    persons: dict[str, Someone],
    judgements: Iterable[Judgement],
    text_of: Callable[[tuple[str, ...]], str | None],
) -> Standings:
    """What stands in a text.

    Args:
        text: of the entry now.
        proposed: what a reader found in it.
        persons: of that reading, by id.
        judgements: hers, on this entry.
        text_of: gives the text that some revisions made; None where it was purged.
    """
    ways: dict[tuple[str, ...], Ways | None] = {}
    hers: list[Standing] = []
    covered: list[tuple[str, Span]] = []
    adrift: list[Judgement] = []
    for judgement in judgements:
        if judgement.verdict == "withdrawn":
            continue
        if judgement.on not in ways:
            ways[judgement.on] = _way(text_of(judgement.on), text)
        way = ways[judgement.on]
        for told in (judgement.was, judgement.now):
            place = _carried(told, way)
            if told is not None and place:
                covered.append((str(told.get("type")), place[0]))
        if judgement.now is None:
            continue
        standing = _hers(judgement, text, way)
        if standing is None:
            adrift.append(judgement)
        else:
            hers.append(standing)
    found = list(proposed)
    times = {one.id: one for one in found}
    theirs = [
        Standing(one, None, persons, times)
        for one in found
        if not any(_gives_way(one, type_, span) for type_, span in covered)
    ]
    return Standings(tuple(sorted([*theirs, *hers], key=lambda one: one.finding.span)), tuple(adrift))


def _way(before: str | None, text: str) -> "Ways | None":
    from goldseam.words.difference import Ways  # noqa: PLC0415 - see the top

    return None if before is None else Ways(before, text)


def _carried(told: Object | None, way: "Ways | None") -> list[Span]:
    """Where the spans of a finding are now; empty where the head is not."""
    if told is None or way is None:
        return []
    spans = [way.of(start, end, least=LEFT_MIN) for start, end in told["spans"] if start < end]
    return [span for span in spans if span is not None] if spans and spans[0] is not None else []


def _hers(judgement: Judgement, text: str, way: "Ways | None") -> Standing | None:
    assert judgement.now is not None, "what is to be nowhere stands nowhere"
    finding = _moved(judgement.now, judgement.id, text, way)
    if finding is None or way is None:
        return None
    persons = {str(one.get("id")): someone_of(one) for one in judgement.persons}
    beside = {str(one.get("id")): _moved(one, judgement.id, text, way) for one in judgement.beside}
    return Standing(
        finding._replace(id=own_id(finding.type, judgement.id), confidence=1.0, shown=True),
        judgement,
        persons,
        {id_: one for id_, one in beside.items() if one is not None},
    )


def carried(told: Object, way: "Ways", text: str) -> Finding | None:
    """A finding of hers in another text; None where its words are not there, or it is of a form not known here."""
    return _moved(told, str(told.get("id", "")), text, way)


def _moved(told: Object, annotation: str, text: str, way: "Ways | None") -> Finding | None:
    """A finding of hers in the text of now; inner spans whose words are gone are left out."""
    spans = _carried(told, way)
    if not spans or way is None:
        return None
    moved = {**told, "id": str(told.get("id", annotation)), "spans": spans, "quote": text[slice(*spans[0])]}
    for name in ("cue", "action", "for", "against"):
        if isinstance(told.get(name), list):
            inner = [way.of(start, end, least=LEFT_MIN) for start, end in told[name]]
            moved[name] = [span for span in inner if span is not None]
    try:
        return finding_of(moved, text, source="hers")
    except NotAFinding:
        return None  # of a form that a newer goldseam wrote: it is kept, and cannot be shown


def own_id(type_: str, annotation: str) -> str:
    """The id that something of hers has in its entry, whatever else is found there."""
    letter = next(letter for name, letter in TYPES.values() if name == type_)
    return f"{letter}-{annotation[:6]}"


def _gives_way(found: Finding, type_: str, span: Span) -> bool:
    if found.type != type_:
        return False
    common = min(found.span.end, span.end) - max(found.span.start, span.start)
    both = max(found.span.end, span.end) - min(found.span.start, span.start)
    return common > 0 and (type_ != "mention" or common >= SAME_MENTION_MIN * both)
