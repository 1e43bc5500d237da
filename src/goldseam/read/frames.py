"""Feelings as they stand in a clause: a word that may tell one, in a frame that says whose it is."""

from collections.abc import Callable
from typing import NamedTuple

from goldseam.read.clauses import Clauses, Subject
from goldseam.read.cues import Cue, Part
from goldseam.read.predicates import frame, predicate_at
from goldseam.words.finding import UNKNOWN

_FEELING, _DEGREE, _WAVES, _FULL, _BE = (frame(key) for key in ("feeling", "degree", "waves", "full", "be"))
_LOOSE, _ENDED, _FOR_JOY, _MISSED = (frame(key) for key in ("loose", "ended", "weeping_for_joy", "missed_things"))
_NO_VERB_AFTER, _ATTRIBUTES, _LONGED = (frame(key) for key in ("no_verb_after", "attributes", "longed_for"))
_WITH = frozenset({"with", "at", "of", "by"})
_OWNERS = frozenset({"my", "his", "her", "our"})
_QUOTES = "\"“”'‘’:"
_BEFORE_TEARS, _AFTER_TEARS = 12, 8  # words in which joy says that the tears are of joy


class Felt(NamedTuple):
    """A feeling before its scope is looked at.

    Attributes:
        first, last: the ordinals of the words that tell it.
        rule: the last part of the source.
    """

    first: int
    last: int
    emotion: str
    subject: Subject
    rule: str
    toward: str | None = None
    figurative: bool = False


def _adjective(clauses: Clauses, ordinal: int, cue: Cue) -> Felt | None:
    """*I was furious*, *so happy*, *it made me sad*, and *furious* set apart."""
    word = clauses.words[ordinal]
    named = word.form[0].isupper() and ordinal != clauses.region(ordinal)[0]
    if named or clauses.before(ordinal) in _ATTRIBUTES or _is_polite(clauses, ordinal):
        return None
    predicate = predicate_at(clauses, ordinal, only_felt=cue.part == "felt")
    if predicate is None:
        return None
    subject, rule = predicate
    if word.lower in _LOOSE:
        rule += ".loose"
    elif rule == "was" and clauses.after(ordinal) in _ENDED:
        rule += ".ended"
    emotion = "caring" if _is_pity(clauses, ordinal) else cue.emotion
    return Felt(ordinal, ordinal, emotion, subject, f"adjective.{rule}", _whom(clauses, ordinal, subject))


def _is_polite(clauses: Clauses, ordinal: int) -> bool:
    """*I'm afraid I can't*: no fear."""
    return clauses.words[ordinal].lower == "afraid" and clauses.after(ordinal) in {"i", "that", "not", "so", "it", "we"}


def _is_pity(clauses: Clauses, ordinal: int) -> bool:
    """*Sorry for somebody* is caring, any other is remorse."""
    after = clauses.after(ordinal + 1) if clauses.after(ordinal) == "for" else ""
    return clauses.words[ordinal].lower == "sorry" and bool(after) and clauses.person(ordinal + 2) is not None


def _verb(clauses: Clauses, ordinal: int, cue: Cue) -> Felt | None:
    """*I dread Mondays*: what it is toward does not matter."""
    if clauses.tags[ordinal] != "verb":
        return None
    return Felt(ordinal, ordinal, cue.emotion, clauses.subject(ordinal), "verb", _object(clauses, ordinal))


def _toward(clauses: Clauses, ordinal: int, cue: Cue) -> Felt | None:
    """*I miss her*: only if somebody is missed, hated, loved."""
    word = clauses.words[ordinal]
    if clauses.tags[ordinal] not in {"verb", "other"} or clauses.before(ordinal) in _NO_VERB_AFTER:
        return None
    if word.form[0].isupper() and clauses.after(ordinal) and clauses.words[ordinal + 1].form[0].isupper():
        return None  # Miss Tierney
    toward = _object(clauses, ordinal)
    longed = cue.emotion == "longing" and _is_longed_for(clauses, ordinal)
    if toward is None and not longed and not _is_somebody(clauses, ordinal):
        return None
    return Felt(ordinal, ordinal, cue.emotion, clauses.subject(ordinal), f"toward.{cue.emotion}", toward)


def _is_somebody(clauses: Clauses, ordinal: int) -> bool:
    """Whether a pronoun of persons stands right after: who it is may be open."""
    after = clauses.after(ordinal)
    return after in {"him", "you", "them"} or (after == "her" and clauses.tags[ordinal + 1] == "object")


def _is_longed_for(clauses: Clauses, ordinal: int) -> bool:
    """Whether what stands after *miss* can be longed for, and not only come too late for."""
    after = clauses.after(ordinal)
    if after == "it" or (after.endswith("ing") and clauses.tags[ordinal + 1] in {"verb", "auxiliary"}):
        return True
    following = {word.lower for word in clauses.words[ordinal + 1 : ordinal + 4]}
    return after in _LONGED and following.isdisjoint(_MISSED)


def _tears(clauses: Clauses, ordinal: int, cue: Cue) -> Felt | None:
    """Crying, of joy where joy stands beside it; not *cried* for *said* beside a quotation."""
    if clauses.tags[ordinal] not in {"verb", "other"} or clauses.before(ordinal) in _ATTRIBUTES:
        return None
    word, text = clauses.words[ordinal], clauses.passage.text
    if any(mark in text[max(0, word.start - 3) : word.start] + text[word.end : word.end + 3] for mark in _QUOTES):
        return None
    around = clauses.words[max(0, ordinal - _BEFORE_TEARS) : ordinal + _AFTER_TEARS]
    joyful = not {each.lower for each in around}.isdisjoint(_FOR_JOY)
    emotion, rule = ("joy", "tears.joy") if joyful else (cue.emotion, "tears")
    return Felt(ordinal, ordinal, emotion, clauses.subject(ordinal), rule)


def _strikes(clauses: Clauses, ordinal: int, cue: Cue) -> Felt | None:
    """*It frightened me*: whose is the object."""
    if clauses.tags[ordinal] not in {"verb", "other"} or clauses.before(ordinal) in _BE or not clauses.after(ordinal):
        return None
    following = ordinal + 1
    mention = clauses.mention_over(following)
    owned = clauses.tags[following] == "possessive" and (mention is None or mention[1].form == "pronoun")
    person = clauses.person(following)
    if person is None or owned or clauses.tags[following] == "subject":
        return None
    return Felt(ordinal, ordinal, cue.emotion, person._replace(how="object"), "strikes")


def _noun(clauses: Clauses, ordinal: int, cue: Cue) -> Felt | None:
    """*I felt such relief*, *to my shame*, *crying with joy*, *full of dread*."""
    here = _before_noun(clauses, ordinal)
    if here is None:
        return None
    lower, before = clauses.words[here].lower, clauses.before(here)
    subject: Subject | None = None
    rule = ""
    if lower in _FEELING:
        subject, rule = clauses.subject(here), "noun.felt"
    elif cue.emotion == "numbness":  # *nothing* is one only after *felt*
        return None
    elif lower in _FULL or (lower == "with" and before in _FULL):
        subject, rule = clauses.subject(here - (lower == "with")), "noun.full"
    elif lower in _OWNERS and before == "to":
        subject, rule = clauses.person(here), "noun.to-my"
    elif lower == "with" and before and clauses.tags[here - 1] in {"verb", "other"}:
        subject, rule = clauses.subject(here), "noun.with"
    return None if subject is None else Felt(ordinal, ordinal, cue.emotion, subject, rule)


def _before_noun(clauses: Clauses, ordinal: int) -> int | None:
    """The word before a noun, its article, its degree and the *wave of* before it."""
    first, _ = clauses.region(ordinal)
    here = ordinal - 1
    while here >= first and clauses.gap(here + 1) == " ":
        lower = clauses.words[here].lower
        if lower not in _DEGREE | _WAVES and clauses.tags[here] != "determiner":
            return here
        here -= 1
    return None


def _object(clauses: Clauses, ordinal: int) -> str | None:
    """Who stands right after a verb, if somebody who can be told does."""
    return _told(clauses, ordinal + 1) if clauses.after(ordinal) else None


def _whom(clauses: Clauses, ordinal: int, subject: Subject) -> str | None:
    """Whom an adjective is toward: *cross with Lena*."""
    if clauses.after(ordinal) not in _WITH or not clauses.after(ordinal + 1):
        return None
    toward = _told(clauses, ordinal + 2)
    return None if toward == subject.id else toward


def _told(clauses: Clauses, ordinal: int) -> str | None:
    """The id of who begins at the word, not of whose something begins there (*her mouth*, *Lena's luck*)."""
    mention = clauses.mention_over(ordinal)
    lower = clauses.words[ordinal].lower
    if mention is None or mention[1].form == "pronoun":
        if lower not in {"me", "you"}:  # whom *him* means is not sure enough to be told of a feeling besides
            return None
    elif mention[1].kind not in {"person", "pet"} or mention[2] != ordinal or lower.endswith("'s"):
        return None
    person = clauses.person(ordinal)
    return None if person is None or person.id == UNKNOWN or person.how == "we" else person.id


FRAMES: dict[Part, Callable[[Clauses, int, Cue], Felt | None]] = {
    "adjective": _adjective,
    "felt": _adjective,
    "verb": _verb,
    "toward": _toward,
    "tears": _tears,
    "strikes": _strikes,
    "noun": _noun,
}
