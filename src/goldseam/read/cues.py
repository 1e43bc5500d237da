"""Words of feeling: which word tells which emotion, in which part of speech, in every form it is written in."""

import re
from functools import cache
from typing import Literal, NamedTuple

from goldseam.read.lexicon import forms_of, table

Part = Literal["adjective", "felt", "verb", "toward", "tears", "strikes", "noun"]

_PARTS: tuple[tuple[str, Part], ...] = (
    ("nouns", "noun"),
    ("strikes", "strikes"),
    ("tears", "tears"),
    ("toward", "toward"),
    ("verbs", "verb"),
    ("felt", "felt"),
    ("adjectives", "adjective"),
)
_DOUBLED = frozenset({"sad", "mad", "glad"})
_SHORT = _DOUBLED | {"proud", "fond", "calm", "tense"}
_OWNER = r"(?P<owner>my|his|her|our|\w+['’]s)"


class Cue(NamedTuple):
    """What a word may tell."""

    emotion: str
    part: Part


class Idiom(NamedTuple):
    """A phrase that tells a feeling.

    Attributes:
        owned: whether the phrase itself says whose (*my heart sank*); else its clause does.
    """

    pattern: re.Pattern[str]
    emotion: str
    owned: bool


@cache
def cues() -> dict[str, tuple[Cue, ...]]:
    """What each word form may tell, the likeliest part first. An adjective's comparatives are its forms."""
    found: dict[str, tuple[Cue, ...]] = {}
    lists = table("feelings")
    for heading, part in _PARTS:
        for emotion, words in lists[heading].items():
            for word in words:
                for form in _forms(word, part):
                    found[form] = (Cue(emotion, part), *found.get(form, ()))
    return found


@cache
def idioms() -> tuple[Idiom, ...]:
    """Every phrase, those that say whose first."""
    lists = table("feelings")
    owned = [
        Idiom(re.compile(rf"\b{_placed(pattern)}\b", re.IGNORECASE), _one(emotion), owned=True)
        for pattern, emotion in lists["figures"].items()
    ]
    of_clause = [
        Idiom(re.compile(rf"\b{pattern}\b", re.IGNORECASE), _one(emotion), owned=False)
        for pattern, emotion in lists["idioms"].items()
    ]
    return (*owned, *of_clause)


def _one(emotions: frozenset[str]) -> str:
    (emotion,) = emotions
    return emotion


def _placed(pattern: str) -> str:
    """The pattern with whose it is in its first place, and a possessive in every other."""
    return pattern.replace("POSS", _OWNER, 1).replace("POSS", r"(?:my|his|her|our|the)")


def _forms(word: str, part: Part) -> tuple[str, ...]:
    if part in {"verb", "toward", "tears", "strikes"}:
        return forms_of(word)
    if part == "adjective" and "-" not in word:
        if word.endswith("y"):
            return (word, f"{word[:-1]}ier", f"{word[:-1]}iest")
        if word in _SHORT:
            stem = word + word[-1] if word in _DOUBLED else word.removesuffix("e")
            return (word, f"{stem}er", f"{stem}est")
    return (word,)
