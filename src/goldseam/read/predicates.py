"""Whose an adjective is, and by what it hangs on its subject: *I was*, *it made me*, *she came home*, a comma."""

from typing import NamedTuple

from goldseam.read.clauses import Clauses, Subject
from goldseam.read.cues import cues
from goldseam.read.lexicon import listed
from goldseam.read.tags import carries_verb


def frame(key: str) -> frozenset[str]:
    """A list of the words that make a frame round a word of feeling."""
    return listed("feelings", "frames", key)


_BE, _PRESENT, _LINKING, _FEELING, _SEEMING = (frame(key) for key in ("be", "present", "linking", "feeling", "seeming"))
_MAKING, _DEPICTIVE, _DEGREE, _AFTER = (frame(key) for key in ("making", "depictive", "degree", "after_alone"))
_JOINING = frozenset({"and", "or", "but", "nor"})
_ENDS = frozenset({".", ",", "!", ";", ""})
_BETWEEN_SUBJECTS = frozenset({"subject", "it", "object"})
_FAR = 10  # words from an adjective to the link of another before it
_REACH = 5  # words of degree between a linking word and what it links


class Predicate(NamedTuple):
    """An adjective's subject, and how it was told: a part of the source."""

    subject: Subject
    rule: str


def predicate_at(clauses: Clauses, ordinal: int, *, only_felt: bool) -> Predicate | None:
    """Of the adjective at `ordinal`.

    Args:
        clauses: of the passage.
        ordinal: of the adjective.
        only_felt: whether it tells a feeling only after *feel* (*I felt low*, not *the sun was low*).
    """
    link = _link(clauses, ordinal)
    if link is None:
        return None if only_felt else _apart(clauses, ordinal)
    lower = clauses.words[link].lower
    if only_felt and lower not in _FEELING:
        return None
    if _is_infinitive(clauses, link):
        return None
    found = _linked(clauses, ordinal, link)
    shared = any(word.lower in _JOINING for word in clauses.words[link + 1 : ordinal])
    return found._replace(rule=f"{found.rule}.and") if found is not None and shared else found


def _is_infinitive(clauses: Clauses, link: int) -> bool:
    """*To be sad* is nobody's; *used to be* is."""
    if clauses.tags[link] == "to":
        return True
    return clauses.before(link) == "to" and clauses.before(link - 1) != "used"


def _linked(clauses: Clauses, ordinal: int, link: int) -> Predicate | None:
    word = clauses.words[link]
    lower = word.lower
    if carries_verb(word) or (lower.endswith("'s") and clauses.mention_over(link) is not None):
        person = clauses.person(link)
        return None if person is None else Predicate(person, "is")
    rule = _rule(lower)
    if rule is not None:
        return Predicate(clauses.subject(link), rule)
    if lower in _DEPICTIVE and clauses.after(ordinal) in _AFTER | {""}:
        verb = next((here for here in range(link - 1, max(-1, link - 4), -1) if clauses.tags[here] == "verb"), None)
        return None if verb is None else Predicate(clauses.subject(verb), "depictive")
    return _made(clauses, link)


def _rule(lower: str) -> str | None:
    """How a word links, by what it is."""
    if lower in _FEELING:
        return "feel"
    if lower in _BE:
        return "being" if lower == "being" else "is" if lower in _PRESENT else "was"
    return "become" if lower in _LINKING else "seem" if lower in _SEEMING else None


def _made(clauses: Clauses, last: int) -> Predicate | None:
    """*It made me sad*: whose is the object, which ends at `last`."""
    mention = clauses.mention_over(last)
    first = last if mention is None else mention[2]
    person = clauses.person(last) if clauses.before(first) in _MAKING else None
    return None if person is None else Predicate(person._replace(how="object"), "made")


def _link(clauses: Clauses, ordinal: int) -> int | None:
    """The word that links an adjective to its subject, over words of degree and adjectives beside it; None for none."""
    first, _ = clauses.region(ordinal)
    for here in range(ordinal - 1, max(first, ordinal - 1 - _REACH) - 1, -1):
        if clauses.gap(here + 1) != " ":
            return None
        lower = clauses.words[here].lower
        if lower in _JOINING:
            return _shared(clauses, here, first)
        if lower not in _DEGREE and not (lower.endswith("ly") and clauses.tags[here] == "adverb"):
            return here
    return None


def _shared(clauses: Clauses, ordinal: int, first: int) -> int | None:
    """The link of an earlier adjective: *I was twenty and afraid*."""
    for here in range(ordinal - 1, max(first, ordinal - _FAR) - 1, -1):
        if clauses.gap(here + 1) not in {" ", ", "}:
            return None
        lower = clauses.words[here].lower
        if lower in _BE | _FEELING or carries_verb(clauses.words[here]):
            return here if ordinal - here <= _REACH or _feels(clauses, here) else None
        if clauses.tags[here] in _BETWEEN_SUBJECTS or _is_another_verb(clauses, here):
            return None
    return None


def _is_another_verb(clauses: Clauses, ordinal: int) -> bool:
    lower = clauses.words[ordinal].lower
    return clauses.tags[ordinal] == "verb" and lower not in cues() and not lower.endswith(("ed", "en"))


def _feels(clauses: Clauses, link: int) -> bool:
    """Whether a word of feeling hangs on a link already: *I was mad at the latch* and so on."""
    here = link + 1
    while clauses.words[here].lower in _DEGREE and here + 1 < len(clauses.words):
        here += 1
    return clauses.words[here].lower in cues()


def _apart(clauses: Clauses, ordinal: int) -> Predicate | None:
    """An adjective with nothing to link it: a sentence of its own, or set apart by a comma."""
    first, _ = clauses.region(ordinal)
    begins = ordinal
    while begins > first and clauses.gap(begins) == " " and clauses.words[begins - 1].lower in _DEGREE:
        begins -= 1
    end = clauses.words[ordinal].end
    after = clauses.passage.text[end : end + 1]
    if begins > first:
        apart = "," in clauses.gap(begins) and after in _ENDS
        return Predicate(clauses.subject(begins), "apart") if apart else None
    following = clauses.subject_after(ordinal) if after == "," else None
    if following is not None:
        return Predicate(following, "apart")
    goes_on = bool(clauses.after(ordinal)) and clauses.tags[ordinal + 1] in {"preposition", "adverb", "relative"}
    alone = after in _ENDS or clauses.after(ordinal) in _AFTER or goes_on
    return Predicate(clauses.subject(begins)._replace(how="elided"), "alone") if alone else None
