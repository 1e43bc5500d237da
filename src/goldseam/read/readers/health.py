"""The body: complaints, wounds, illnesses, medicines and sleep, whose they are, and never a figure of speech."""

import re
from collections.abc import Callable
from typing import NamedTuple

from goldseam.read.body import OWNERS, complaint_of, owner_of, part_at, words
from goldseam.read.clauses import Clauses, Subject, clauses_of
from goldseam.read.lexicon import lines
from goldseam.read.passage import Passage
from goldseam.read.scopes import scope_of
from goldseam.read.tags import carries_verb, stem
from goldseam.words.finding import SELF, UNKNOWN, Health, HealthClass, HealthState
from goldseam.words.span import Span

_AILMENTS: dict[str, HealthClass] = {
    **dict.fromkeys(words("illnesses"), "illness"),
    **dict.fromkeys(words("injuries"), "injury"),
    **dict.fromkeys(words("symptoms"), "symptom"),
}
_INJURING, _DISMISSED, _HAVING, _AMBIGUOUS = (words(key) for key in ("injuring", "dismissed", "having", "ambiguous"))
_VOMITING, _SICK_ON, _DOWN_WITH = (words(key) for key in ("vomiting", "sick_on", "down_with"))
_MEDICINES, _DOSES, _TAKING = (words(key) for key in ("medicines", "doses", "taking"))
_HOW_SLEPT, _CANNOT, _AWAKE_SINCE = (words(key) for key in ("how_slept", "cannot", "awake_since"))
_ADJECTIVES, _AFTER_BARE, _AFTER_NOUN = (words(key) for key in ("adjectives", "after_bare", "after_noun"))
_NOUN_BEFORE, _NOT_NOUN_BEFORE = (words(key) for key in ("noun_before", "not_noun_before"))
_FIGURES = re.compile("|".join(lines("health", "figures", "|")), re.IGNORECASE)
_PLAIN = frozenset(  # ways of saying it that leave no doubt, counted as one source
    "bare having injured insomnia no-sleep awake vomited slept medicine.named.took medicine.dose.whose".split(" ")
)
_LIKE = frozenset({"like", "as"})
_OVER = frozenset({"couldn't", "didn't", "hadn't"})
_NOUN_PARTS = frozenset({"determiner", "other", "adverb", "possessive"})
_SINCE = 80  # characters from a complaint to the time since when
_NEAR = 4  # words between a verb and its object


class Ailing(NamedTuple):
    """A finding of the body before its scope is looked at.

    Attributes:
        rule: the last part of the source.
        at: the ordinal of the word whose clause decides (denied, supposed, dreamt).
    """

    first: int
    last: int
    health_class: HealthClass
    subject: Subject
    rule: str
    at: int
    body: str | None = None
    state: HealthState = "current"


def read(passage: Passage) -> None:
    """Adds everything of the body that is somebody's."""
    clauses = clauses_of(passage)
    taken = {
        ordinal
        for match in _FIGURES.finditer(passage.text)
        for ordinal in range(clauses.ordinal(match.start()), clauses.ordinal(match.end()))
    }
    for rule in _RULES:
        for ordinal in range(len(clauses.words)):
            ailing = None if ordinal in taken else rule(clauses, ordinal)
            if ailing is None:
                continue
            place = range(ailing.first, ailing.last + 1)
            if taken.isdisjoint(place) and _keep(clauses, ailing):
                taken.update(place)


def _keep(clauses: Clauses, ailing: Ailing) -> bool:
    """Adds a finding unless its clause says nothing that can be believed; whether it did."""
    subject = ailing.subject
    if subject.id is None or (subject.id == UNKNOWN and subject.how != "pronoun") or _likened(clauses, ailing.first):
        return False
    scope = scope_of(clauses, ailing.at)
    if scope.made_up or scope.asked or scope.dreams or scope.supposed or scope.coming or scope.put_on:
        return False
    state: HealthState = "negated" if scope.denied and ailing.health_class != "sleep" else ailing.state
    whose = "self" if subject.id == SELF else "someone" if subject.id == UNKNOWN else "other"
    details = Health(ailing.health_class, subject.id, ailing.body, state, _since(clauses, ailing))
    rule = "plain" if ailing.rule in _PLAIN else ailing.rule
    told = "" if state == "current" or rule == "plain" else state
    source = ".".join(filter(None, ("health", rule, whose, told)))
    clauses.passage.add(details, clauses.span(ailing.first, ailing.last), source=source)
    return True


def _likened(clauses: Clauses, first: int) -> bool:
    start, _ = clauses.clause(first)
    return any(word.lower in _LIKE for word in clauses.words[max(start, first - 3) : first])


def _since(clauses: Clauses, ailing: Ailing) -> str | None:
    """The time that stands after *since* in the same sentence."""
    end = clauses.words[ailing.last].end
    sentence = clauses.passage.sentences[clauses.passage.sentence_at(end - 1)]
    span = Span(end, min(sentence.end, end + _SINCE))
    if "since" not in clauses.passage.text[span.start : span.end]:
        return None
    before = (
        found.id
        for found, _ in clauses.passage.times(span)
        if clauses.passage.text[end : found.span.start].strip() == "since"
    )
    return next(before, None)


def _herself(clauses: Clauses, ordinal: int) -> Subject:
    """Where nobody is named: the writer, or who is quoted; right after a sentence of another it cannot be told."""
    if clauses.follows_another(ordinal):
        return Subject(UNKNOWN, "unknown")
    return Subject(clauses.voice(clauses.words[ordinal].start), "elided")


def _complaining(clauses: Clauses, ordinal: int) -> Ailing | None:
    """*My knee hurts*, *the foot is swollen*, *Wrists swollen*, *Back's out*."""
    part = part_at(clauses, ordinal)
    complaint = None if part is None else complaint_of(clauses, part)
    owner = None if part is None or complaint is None else owner_of(clauses, part)
    if part is None or complaint is None or owner is None:
        return None
    subject, whose = owner
    health: HealthClass = "injury" if complaint.saying == "wound" else "symptom"
    state: HealthState = "past" if complaint.past else "current"
    rule = f"part.{complaint.saying}.{whose}"
    return Ailing(part.first, complaint.last, health, subject, rule, complaint.last, part.name, state)


def _injured(clauses: Clauses, ordinal: int) -> Ailing | None:
    """*I burnt my wrist*, *she sliced her thumb*, *Cracked a rib*."""
    if clauses.words[ordinal].lower not in _INJURING or clauses.after(ordinal) not in OWNERS | {"a", "the"}:
        return None
    _, last = clauses.region(ordinal)
    reach = range(ordinal + 2, min(ordinal + 2 + _NEAR, last))
    part = next((found for here in reach if (found := part_at(clauses, here)) is not None), None)
    if part is None or part.name.lower() in _DISMISSED or clauses.words[part.last].lower.endswith("'s"):
        return None
    between = range(ordinal + 2, part.last + 1)
    if any(clauses.gap(here) != " " or clauses.tags[here] not in _NOUN_PARTS for here in between):
        return None
    subject = clauses.subject(ordinal)
    owner = clauses.person(ordinal + 1) if clauses.after(ordinal) in OWNERS else None
    if owner is not None and owner.id != subject.id:
        return None
    body = part.name if part.first == ordinal + 2 else None
    return Ailing(ordinal, part.last, "injury", subject, "injured", ordinal, body)


def _noun_from(clauses: Clauses, ordinal: int) -> int:
    """The ordinal of the first word of the noun that ends at `ordinal`, its article left out of account."""
    region, _ = clauses.region(ordinal)
    first = ordinal
    while first > region and clauses.gap(first) == " " and ordinal - first < _NEAR:
        if clauses.tags[first - 1] not in _NOUN_PARTS or clauses.words[first - 1].lower in _HAVING:
            break
        first -= 1
    return first


def _having(clauses: Clauses, ordinal: int) -> Ailing | None:
    """*She has a cough*, *I've got a cold*, *in bed with flu*, *a man with a split lip*."""
    health = _ailment(clauses, ordinal)
    first = _noun_from(clauses, ordinal)
    if health is None or not clauses.before(first):
        return None
    link = clauses.words[first - 1]
    if link.lower == "with":
        bearer = clauses.person(first - 2) if clauses.before(first - 1) else None
        if bearer is None and clauses.before(first - 1) not in _DOWN_WITH:
            return None
        return Ailing(first, ordinal, health, bearer or clauses.subject(first - 1), "with", ordinal)
    contracted = carries_verb(link) and link.lower.endswith("'ve")
    if link.lower not in _HAVING and not contracted:
        return None
    subject = (clauses.person(first - 1) if contracted else None) or clauses.subject(first - 1)
    still = clauses.before(first - 1) in {"have", "has"} or clauses.before(first - 1).endswith(("'ve", "'s"))
    past = link.lower in {"had", "caught", "developed"} and not still
    return Ailing(first, ordinal, health, subject, "having", first - 1, None, "past" if past else "current")


def _ailment(clauses: Clauses, ordinal: int) -> HealthClass | None:
    """The class of a complaint that is named; None where it describes (*a cold night*) or is done (*to cough*)."""
    lower, before, after = clauses.words[ordinal].lower, clauses.before(ordinal), clauses.after(ordinal)
    health = _AILMENTS.get(stem(clauses.words[ordinal]))
    if health is None or before in _NOT_NOUN_BEFORE or (lower in _AMBIGUOUS and before not in _NOUN_BEFORE):
        return None
    describes = bool(after) and clauses.tags[ordinal + 1] in {"other", "verb"} and after not in _AFTER_NOUN
    return None if describes else health


def _bare(clauses: Clauses, ordinal: int) -> Ailing | None:
    """A complaint that begins its sentence: *Headache*, *Shingles, in the mirror*, *No fever*."""
    health = _ailment(clauses, ordinal)
    if health is None:
        return None
    region, _ = clauses.region(ordinal)
    denied = clauses.before(ordinal) == "no"
    begins = ordinal
    while begins > region and clauses.gap(begins) == " " and clauses.words[begins - 1].lower in _ADJECTIVES:
        begins -= 1
    opens = begins == region or (denied and "," in clauses.gap(begins))
    after = clauses.after(ordinal)
    end = clauses.words[ordinal].end
    if not opens or (after and after not in _AFTER_BARE) or clauses.passage.text[end : end + 1] == ":":
        return None
    state: HealthState = "negated" if denied else "current"
    return Ailing(begins, ordinal, health, _herself(clauses, ordinal), "bare", ordinal, None, state)


def _vomited(clauses: Clauses, ordinal: int) -> Ailing | None:
    """*Threw up twice*, *was sick on the carpet*."""
    lower, before, after = clauses.words[ordinal].lower, clauses.before(ordinal), clauses.after(ordinal)
    if f"{lower}-{after}" in _VOMITING:
        return Ailing(ordinal, ordinal + 1, "symptom", clauses.subject(ordinal), "vomited", ordinal, None, "past")
    if lower in _VOMITING and clauses.tags[ordinal] == "verb":
        return Ailing(ordinal, ordinal, "symptom", clauses.subject(ordinal), "vomited.one", ordinal, None, "past")
    if lower == "sick" and before in {"was", "were", "been"} and after in _SICK_ON:
        return Ailing(ordinal - 1, ordinal, "symptom", clauses.subject(ordinal - 1), "sick", ordinal, None, "past")
    return None


def _medicine(clauses: Clauses, ordinal: int) -> Ailing | None:
    """*Two ibuprofen*, *took a pill*, *Antibiotics again*."""
    bare = stem(clauses.words[ordinal])
    if bare not in _MEDICINES | _DOSES:
        return None
    kind = "named" if bare in _MEDICINES else "dose"
    first = _noun_from(clauses, ordinal)
    before = clauses.before(first)
    if first == clauses.region(ordinal)[0] or clauses.gap(first).strip() in {",", ";", ":", "—"}:
        return Ailing(first, ordinal, "medicine", _herself(clauses, ordinal), f"medicine.{kind}.bare", ordinal)
    owner = clauses.person(first) if clauses.words[first].lower in OWNERS else None
    if before in _TAKING:
        subject = owner or clauses.subject(first - 1)
        return Ailing(first, ordinal, "medicine", subject, f"medicine.{kind}.took", first - 1)
    return None if owner is None else Ailing(first, ordinal, "medicine", owner, f"medicine.{kind}.whose", ordinal)


def _slept(clauses: Clauses, ordinal: int) -> Ailing | None:
    """*Slept badly*, *I slept six hours*, *hadn't slept*."""
    after = clauses.after(ordinal)
    how = after in _HOW_SLEPT or after[:1].isdigit()
    if clauses.words[ordinal].lower != "slept" or not (how or (not after and ordinal == clauses.region(ordinal)[0])):
        return None
    last = ordinal + 1 if how else ordinal
    if how and clauses.after(last):
        last += 1
    return Ailing(ordinal, last, "sleep", clauses.subject(ordinal), "slept", ordinal, None, "past")


def _sleepless(clauses: Clauses, ordinal: int) -> Ailing | None:
    """*Couldn't sleep*, *Insomnia*, *awake since four*."""
    lower, before, after = clauses.words[ordinal].lower, clauses.before(ordinal), clauses.after(ordinal)
    if lower in {"sleep", "slept"} and before in _CANNOT:
        over = before in _OVER or (before == "not" and clauses.before(ordinal - 1) in {"did", "had", "could"})
        state: HealthState = "past" if over else "current"
        subject = clauses.subject(ordinal - 1)
        return Ailing(ordinal - 1, ordinal, "sleep", subject, "no-sleep", ordinal - 1, None, state)
    if lower in {"insomnia", "sleepless"} and ordinal == clauses.region(ordinal)[0]:
        return Ailing(ordinal, ordinal, "sleep", _herself(clauses, ordinal), "insomnia", ordinal)
    if lower == "awake" and after in _AWAKE_SINCE:
        return Ailing(ordinal, ordinal + 1, "sleep", clauses.subject(ordinal), "awake", ordinal, None, "past")
    return None


_RULES: tuple[Callable[[Clauses, int], Ailing | None], ...] = (
    _complaining,
    _injured,
    _having,
    _bare,
    _vomited,
    _medicine,
    _sleepless,
    _slept,
)
