"""He and she: told only where one person nearby agrees."""

from typing import NamedTuple

from goldseam.read.clauses import Clauses
from goldseam.read.people import People
from goldseam.read.tags import stem
from goldseam.words.finding import SELF, Gender, Mention
from goldseam.words.span import Span

_GENDERS: dict[str, Gender] = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "herself": "f",
}
_OBJECTS = frozenset({"him", "her"})
_SHORT_TEXT = (
    3  # sentences; how sure a pronoun of a longer text is has not been measured, so it has a source of its own
)
_SENTENCES_BACK = 2
_REMEMBERED = 24  # of those spoken of, where a sentence does not end


class Spoken(NamedTuple):
    """Somebody spoken of, at the words from `first` to `last`; `identity` is None where it is open."""

    first: int
    last: int
    identity: str | None
    plural: bool


def resolve(clauses: Clauses, people: People, spoken: list[Spoken]) -> None:
    """Adds a mention for each pronoun of the third person singular. Cost: each looks two sentences back."""
    passage = clauses.passage
    taken = {ordinal for one in spoken if one.first == one.last for ordinal in range(one.first, one.last + 1)}
    owning = {one.first for one in spoken if one.first < one.last}
    long = len(passage.sentences) > _SHORT_TEXT
    recent: list[Spoken] = []
    spoken_of = {"f": False, "m": False}
    waiting = iter(sorted(spoken, key=lambda one: one.first))
    coming = next(waiting, None)
    for ordinal, word in enumerate(clauses.words):
        gender = _GENDERS.get(stem(word))
        if gender is None or ordinal in taken:
            continue
        while coming is not None and coming.first < ordinal:
            recent.append(coming)
            for each in spoken_of:
                spoken_of[each] |= _might_be(people, coming, each)
            coming = next(waiting, None)
        sentence = passage.sentence_at(word.start)
        recent = [
            one
            for one in recent[-_REMEMBERED:]
            if passage.sentence_at(clauses.words[one.first].start) >= sentence - _SENTENCES_BACK
        ]
        agreeing = _agreeing(people, ordinal, gender, recent)
        identity = _only(clauses, ordinal, agreeing)
        how = (
            _how(clauses, people, ordinal, identity, recent, owns=ordinal in owning)
            if identity is not None
            else "outside"
            if not (agreeing or spoken_of[gender])
            else "open"
        )
        if identity is not None:
            people.set_gender(identity, gender)
        span = Span(word.start, word.start + len(stem(word)))
        kind = passage.persons[identity].kind if identity in passage.persons else "person"
        passage.add(
            Mention(kind if kind in {"person", "pet"} else "person", "pronoun", identity),
            span,
            source=f"mention.pronoun.{'long.' if long else ''}{how}",
        )
        if identity is not None:
            recent.append(Spoken(ordinal, ordinal, identity, plural=False))


def _how(clauses: Clauses, people: People, ordinal: int, identity: str, recent: list[Spoken], *, owns: bool) -> str:
    """How sure the only one who agrees is: in the same sentence or before, called by a name or not."""
    latest = next(one for one in reversed(recent) if one.identity == identity)
    passage = people.passage
    here = passage.sentence_at(clauses.words[ordinal].start)
    there = passage.sentence_at(clauses.words[latest.first].start)
    if owns:
        return "near.owner"
    someone = passage.persons[identity]
    called = "guess" if someone.gender is None else "named" if someone.name is not None else "role"
    return f"near.{'same' if here == there else 'before'}.{called}"


def _agreeing(people: People, ordinal: int, gender: Gender, recent: list[Spoken]) -> list[str | None]:
    """Who nearby may be meant; None stands for one who cannot be told."""
    agreeing: list[str | None] = []
    for one in recent:
        if one.identity not in agreeing and not _inside(one, ordinal) and _might_be(people, one, gender):
            agreeing.append(one.identity)
    return agreeing


def _might_be(people: People, one: Spoken, gender: str) -> bool:
    someone = people.passage.persons.get(one.identity or "")
    if one.plural or one.identity == SELF:
        return False
    return someone is None or someone.gender in {gender, None}


def _only(clauses: Clauses, ordinal: int, agreeing: list[str | None]) -> str | None:
    """The only one who agrees, unless the sentence rules them out: who does something to *him* is not he."""
    if len(agreeing) != 1 or agreeing[0] is None:
        return None
    if clauses.words[ordinal].lower in _OBJECTS and clauses.tags[ordinal] == "object":
        subject = clauses.subject(ordinal)
        if subject.id == agreeing[0] and subject.how in {"pronoun", "name"}:
            return None
    return agreeing[0]


def _inside(one: Spoken, ordinal: int) -> bool:
    """Whether the pronoun is inside the very words it would stand for: *her* in *her mother*."""
    return one.first <= ordinal <= one.last
