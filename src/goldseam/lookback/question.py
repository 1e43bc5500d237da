"""What a question asks about: the words that say it, whom it names, which days."""

import os
import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from goldseam.find.terms import folded
from goldseam.read.circle import Circle
from goldseam.words.name import folded_name

TOKEN = re.compile(r"[^\W_]+")
LENGTH_MAX = 2_000  # of a question; the rest of a longer one is left aside
WORDS_MAX = 24
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_ENDINGS = ("ings", "ing", "ies", "ied", "ers", "er", "est", "es", "ed", "ly", "s", "e", "y")
STEM_MIN = 4
_FILE = os.path.join(os.path.dirname(__file__), "question_words.txt")


class Word(NamedTuple):
    """A word that says what is asked about.

    Attributes:
        text: folded, as the index has it.
        stem: its beginning, which other forms of it share; the whole word where that would be too short.
        is_name: whether it names somebody or some place, as far as a capital tells.
    """

    text: str
    stem: str
    is_name: bool


class Question(NamedTuple):
    """A question, taken apart.

    Attributes:
        text: as she asked it.
        words: what says what it is about, each once.
        names: each name in it, with every other name of the same one; folded.
        first, last: the days it asks of; ISO dates, empty for none.
    """

    text: str
    words: tuple[Word, ...]
    names: tuple[tuple[str, ...], ...]
    first: str = ""
    last: str = ""


def question_of(text: str, circle: Circle, *, today: str) -> Question:
    """Takes a question apart. It is only words: whatever it tells anybody to do, nothing is done.

    Args:
        text: hers; of a long one, the beginning counts.
        circle: who is who.
        today: ISO date.
    """
    text = text[:LENGTH_MAX]
    found: list[Word] = []
    names: list[tuple[str, ...]] = []
    rest, (first, last) = _without_days(text, today)
    begins = True
    for match in _WORD.finditer(rest):
        word = re.sub(r"['’]s?$", "", match.group()).replace("’s", "").replace("'s", "")
        bare = folded(word.casefold())
        is_name = word[:1].isupper() and not begins and bare not in _question_words()
        begins = False
        owners = circle.owners(word)
        if bare in _question_words() or (len(bare) < 2 and not is_name):  # noqa: PLR2004 - a letter says nothing
            continue
        if owners and (is_name or not word.islower()):
            names.append(tuple(dict.fromkeys(folded_name(name) for one in owners for name in circle.names_of(one))))
        elif is_name:
            names.append((folded_name(word),))
        if bare not in {one.text for one in found}:
            found.append(Word(bare, stem_of(bare) if not is_name else bare, is_name or bool(owners)))
    return Question(text, tuple(found[:WORDS_MAX]), tuple(names), first, last)


def words_in(text: str, words: Iterable[Word]) -> set[Word]:
    """Which of some words of a question stand in a text."""
    tokens = {folded(token.casefold()) for token in TOKEN.findall(text)}
    return {word for word in words if any(token.startswith(word.stem) for token in tokens)}


def stem_of(word: str) -> str:
    """The beginning that other forms of an English word share: `promised`, `promises` and `promise` become `promis`."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= STEM_MIN:
            return word[: -len(ending)]
    return word


@cache
def _question_words() -> frozenset[str]:
    with open(_FILE, encoding="utf-8") as file:
        return frozenset(word for line in file if not line.startswith("#") for word in line.split())


def _without_days(text: str, today: str) -> tuple[str, tuple[str, str]]:
    """The question without the words that name days, and those days."""
    from goldseam.read.passage import Setting  # noqa: PLC0415 - the grammar of times is not free
    from goldseam.read.times.language import load_language  # noqa: PLC0415 - as above
    from goldseam.read.times.reading import times_in  # noqa: PLC0415 - as above

    for one in times_in(text, Setting(date.fromisoformat(today)), load_language("en")):
        time = one.time
        if time.time_class in {"date", "vague"} and time.first and time.end and time.value:
            end = date.fromisoformat(time.end[:10])
            last = end - timedelta(days=1) if end > date.fromisoformat(time.first[:10]) else end
            return text[: one.span.start] + text[one.span.end :], (time.first[:10], last.isoformat())
    return text, ("", "")
