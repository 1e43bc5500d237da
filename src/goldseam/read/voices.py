"""Who is meant by a pronoun that no mention explains, and who speaks at a place."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal, NamedTuple
from weakref import WeakKeyDictionary

from goldseam.read.clauses import Clauses, Subject, clauses_of
from goldseam.read.passage import Passage
from goldseam.read.tags import stem
from goldseam.words.finding import SELF, UNKNOWN, Finding, Gender, Mention, Speech
from goldseam.words.span import Span

# How somebody was told: as herself; by name or role beside the verb; as the only one whom a pronoun can mean, named
# just before (`one`) or not (`far`); as one of several: the only one just named (`near`), who was speaking (`turn`), of
# whom the text speaks (`held`) or seems to (`last`); as nobody whom it names (`open`); as the subject of another verb;
# not at all (`unsaid`): I was told.
How = Literal["self", "name", "one", "far", "near", "turn", "held", "last", "open", "shared", "they", "unsaid"]

_GENDER: dict[str, Gender] = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}


_SURE = frozenset({"self", "name", "one"})
_LIKELY = frozenset({"near", "open"})


class Who(NamedTuple):
    """A person: an id, `self` or `unknown`, and how that was told."""

    id: str
    how: How

    @property
    def surely(self) -> str:
        """How far it can be relied on, as a part of the name of a source: `sure`, or `likely.near`, `unsure.held`."""
        return "sure" if self.how in _SURE else f"{'likely' if self.how in _LIKELY else 'unsure'}.{self.how}"


def who_is(passage: Passage, subject: Subject) -> Who | None:  # noqa: PLR0911 - a line for each form
    """Who the subject of a clause is; None for a thing, or where nobody can be told."""
    clauses = clauses_of(passage)
    if subject.id is None or subject.how == "thing":
        return None
    if subject.id == SELF:
        return Who(SELF, "shared" if subject.how in {"shared", "elided"} else "self")
    if subject.span is None:
        return None if subject.id == UNKNOWN else Who(subject.id, "shared")
    word = stem(clauses.words[clauses.ordinal(subject.span.start)])
    if word in {"they", "you", "we"}:
        return Who(UNKNOWN, "they") if word == "they" else None
    if word in _GENDER:
        return _meant(passage, word, subject)
    if subject.id == UNKNOWN and subject.how != "name":
        return None
    return Who(subject.id, "name" if subject.how == "name" else "shared")


def _meant(passage: Passage, pronoun: str, subject: Subject) -> Who:  # noqa: PLR0911 - a line for each form
    """Whom he or she is: of those that the text names, and whose gender says nothing against it."""
    at = subject.span.start if subject.span else 0
    focus = _focus(passage)
    gender = _GENDER[pronoun]
    fitting = {id_ for id_, own in focus.genders.items() if own in {gender, None}}
    shared = subject.how == "shared"
    if not fitting and subject.id in {UNKNOWN, None}:
        return Who(UNKNOWN, "shared" if shared else "open")
    place = bisect_right(focus.starts, at) - 1
    meant = focus.held[place].get(gender) if place >= 0 else None
    if subject.id not in {UNKNOWN, None} and len(fitting) > 1 and meant is not None and meant != subject.id:
        return Who(str(subject.id), "last")
    chosen = str(subject.id) if subject.id not in {UNKNOWN, None} else meant
    if chosen is None:
        return Who(UNKNOWN, "last")
    if shared:
        return Who(chosen, "shared")
    if len(fitting) > 1 and chosen != meant:
        return Who(chosen, "last")
    talking = _talking(passage, at, fitting)
    if talking is not None and not _named_since(focus, talking[0], at, fitting):
        chosen = talking[1]
    near = focus.near(passage.sentence_at(at), at, fitting)
    if len(fitting) == 1:
        return Who(chosen, "one" if near else "far")
    if talking is not None and chosen == talking[1]:
        return Who(chosen, "near" if near <= {chosen} else "turn" if chosen == meant else "held")
    return Who(chosen, "near" if near == {chosen} else "held")


def _talking(passage: Passage, at: int, fitting: set[str]) -> tuple[int, str] | None:
    """Who of `fitting` spoke, or was spoken to by her, in the three sentences before: where, and who."""
    for found in reversed(passage.findings[-3:]):
        if not isinstance(found.details, Speech) or found.span.start >= at:
            continue
        if passage.sentence_at(at) - passage.sentence_at(found.span.end - 1) > _ANSWERED:
            return None
        if found.details.speaker in fitting:
            return found.quotes[-1].span.end, str(found.details.speaker)
        if found.details.speaker == SELF and found.details.addressee is not None:
            heard = [one for one in found.details.addressee if one in fitting]
            if len(heard) == 1:
                return found.quotes[-1].span.end, heard[0]
    return None


def _named_since(focus: "_Focus", start: int, at: int, fitting: set[str]) -> bool:
    """Whether one of `fitting` was named between two places."""
    first, last = bisect_right(focus.starts, start), bisect_right(focus.starts, at)
    return any(id_ in fitting for _, _, id_ in focus.named[first:last])


class _Focus(NamedTuple):
    """Whom he and she would mean from each place on.

    Attributes:
        starts: where it changes, in order.
        held: by gender, who is spoken of from there on.
        genders: of all who are called by a name or a role here.
    """

    starts: list[int]
    held: list[dict[Gender, str]]
    genders: dict[str, Gender | None]
    named: list[tuple[int, int, str]]  # the sentence and the place of every naming, in order

    def near(self, sentence: int, at: int, fitting: set[str]) -> set[str]:
        """Those of `fitting` who were named in the two sentences before a place, or before it in its own."""
        first = bisect_right(self.named, (sentence - 3, 1 << 60, ""))
        last = bisect_right(self.named, (sentence, at, ""))
        return {id_ for _, _, id_ in self.named[first:last] if id_ in fitting}


_FOCUS: "WeakKeyDictionary[Passage, tuple[int, _Focus]]" = WeakKeyDictionary()


def _focus(passage: Passage) -> _Focus:
    """Whom the pronouns of a text mean, by who was last the subject of a clause, or the object of her own doing."""
    made = _FOCUS.get(passage)
    if made is not None and made[0] == passage.number(Mention):
        return made[1]
    mentions = passage.mentions()
    clauses = clauses_of(passage)
    starts: list[int] = []
    held: list[dict[Gender, str]] = []
    genders: dict[str, Gender | None] = {}
    named: list[tuple[int, int, str]] = []
    now: dict[Gender, str] = {}
    rank: dict[Gender, tuple[int, int]] = {}  # the sentence in which it was set, and how strongly
    for start, id_, weight in _drawn(clauses, mentions):
        sentence = passage.sentence_at(start)
        if id_ in _GENDER:  # a pronoun keeps alive whom it means
            gender = _GENDER[id_]
            if gender in rank:
                rank[gender] = (sentence, max(weight, rank[gender][1] if rank[gender][0] == sentence else 0))
            continue
        own = genders[id_] = passage.persons[id_].gender if id_ in passage.persons else None
        strength = weight - (own is None)
        for gender in (own,) if own in {"f", "m"} else ("f", "m"):
            if _outweighs((sentence, strength), rank.get(gender)):
                now[gender] = id_
                rank[gender] = (sentence, strength)
        starts.append(start)
        held.append(dict(now))
        named.append((sentence, start, id_))
    focus = _Focus(starts, held, genders, named)
    _FOCUS[passage] = (passage.number(Mention), focus)
    return focus


def _is_quoted(clauses: Clauses, span: Span) -> bool:
    zone = clauses.passage.zone_at(span.start)
    return zone is not None and zone.kind == "quote"


def _outweighs(new: tuple[int, int], old: tuple[int, int] | None) -> bool:
    """Whether a naming, by its sentence and how much it draws, takes the place of the one before."""
    if old is None or new[1] > old[1] or (new[0] > old[0] + 1 and new[1] > 0):
        return True
    return (new[1] >= _SUBJECT and new[0] > old[0]) or new[1] == old[1] > 1


def _drawn(clauses: Clauses, mentions: list[tuple[Finding, Mention]]) -> Iterator[tuple[int, str, int]]:
    """The persons and the pronouns of the third person in order: where, who, and how much each draws the next."""
    named = [
        (found.span.start, details.ref, _weight(clauses, found.span))
        for found, details in mentions
        if details.kind == "person" and details.form != "pronoun" and details.ref not in {None, SELF, UNKNOWN}
        if not _is_quoted(clauses, found.span)  # whom she calls by name in her own speech is not she
    ]
    pronouns = [
        (word.start, stem(word), _SUBJECT if clauses.tags[ordinal] == "subject" else 0)
        for ordinal, word in enumerate(clauses.words)
        if stem(word) in _GENDER
    ]
    yield from sorted((start, str(id_), weight) for start, id_, weight in [*named, *pronouns])


_SUBJECT = 2
_ANSWERED = 2  # sentences within which a turn has its answer


def _weight(clauses: Clauses, span: Span) -> int:
    """How much a mention draws the next pronoun: 3 a subject, 2 the object of her own doing, less what hangs on it."""
    words, tags = clauses.words, clauses.tags
    first, after = clauses.ordinal(span.start), clauses.ordinal(span.end)
    last = words[after - 1].lower
    own = int(words[first].lower not in {"his", "her", "their"} and not last.endswith(("'s", "s'")))
    while after < len(words) and tags[after] in {"adverb", "negator"} and "," not in clauses.gap(after):
        after += 1
    before = tags[first - 1] if first and not clauses.gap(first).strip(" ,\n") else None
    verb_after = after < len(words) and not clauses.gap(after).strip() and tags[after] in {"auxiliary", "verb"}
    if before not in {"preposition", "verb"}:
        if last.endswith("'s") and after < len(words) and tags[after] in {"verb", "adverb", "negator", "determiner"}:
            return 3  # Tom's coming
        if verb_after:
            return _SUBJECT - 1 if before in {"relative", "subordinator"} else _SUBJECT + own
    if before in {"verb", "preposition"} and words[first - 1].lower not in {"about", "of", "for", "like", "than"}:
        return own + (clauses.subject(first - 1).id == SELF)
    return own


def speaker_at(passage: Passage, offset: int) -> str:
    """Whose voice a place is in: `self` outside of every quotation, else an id, or `unknown`.

    Cost: a bisection, once the speeches are indexed.
    """
    zone = passage.zone_at(offset)
    if zone is None or zone.kind in {"code", "table", "verse"}:
        return SELF
    said = passage.speech_at(offset)
    if said is not None:
        return said[1].speaker or UNKNOWN
    return head_of(passage, zone.head) if zone.head is not None else UNKNOWN


def head_of(passage: Passage, head: Span) -> str:
    """Whom the name before a line of chat, or under a letter, means."""
    if passage.text[head.start : head.end].lower() in {"me", "i", "myself"}:
        return SELF
    for _, details in passage.mentions(head):
        if details.ref is not None:
            return details.ref
    return UNKNOWN
