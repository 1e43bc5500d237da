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
    "hers": "f",
    "herself": "f",
}
_OBJECTS = frozenset({"him", "her"})
_SENTENCES_BACK = 2


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
    recent: list[Spoken] = []
    waiting = iter(sorted(spoken))
    coming = next(waiting, None)
    for ordinal, word in enumerate(clauses.words):
        gender = _GENDERS.get(stem(word))
        if gender is None or ordinal in taken:
            continue
        while coming is not None and coming.first < ordinal:
            recent.append(coming)
            coming = next(waiting, None)
        sentence = passage.sentence_at(word.start)
        recent = [
            one for one in recent if passage.sentence_at(clauses.words[one.first].start) >= sentence - _SENTENCES_BACK
        ]
        identity = _one(clauses, people, ordinal, gender, recent)
        how = "open" if identity is None else "near"
        span = Span(word.start, word.start + len(stem(word)))
        kind = passage.persons[identity].kind if identity in passage.persons else "person"
        passage.add(
            Mention(kind if kind in {"person", "pet"} else "person", "pronoun", identity),
            span,
            source=f"mention.pronoun.{how}",
        )
        if identity is not None:
            recent.append(Spoken(ordinal, ordinal, identity, plural=False))


def _one(clauses: Clauses, people: People, ordinal: int, gender: Gender, recent: list[Spoken]) -> str | None:
    """The only person nearby who agrees, not counting whom the sentence rules out."""
    persons = people.passage.persons
    agreeing: list[str] = []
    for one in recent:
        if one.plural or one.identity == SELF:
            continue
        if one.identity is None:
            return None
        someone = persons.get(one.identity)
        if (
            someone is not None
            and someone.gender in {gender, None}
            and one.identity not in agreeing
            and not _inside(one, ordinal)
        ):
            agreeing.append(one.identity)
    if len(agreeing) != 1:
        return None
    if clauses.words[ordinal].lower in _OBJECTS and clauses.tags[ordinal] == "object":
        subject = clauses.subject(ordinal)
        if subject.id == agreeing[0] and subject.how in {"pronoun", "name"}:
            return None
    people.set_gender(agreeing[0], gender)
    return agreeing[0]


def _inside(one: Spoken, ordinal: int) -> bool:
    """Whether the pronoun is inside the very words it would stand for: *her* in *her mother*."""
    return one.first <= ordinal <= one.last
