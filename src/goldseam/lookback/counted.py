"""How many words a text has, and how many of the small ones: I, we, and those of the Categorical-Dynamic Index.

Each word of her own prose (`prose.py` says what that is) is looked up, in small letters, in the closed lists of
small_words.txt. English only: a text that is not, or that is no prose, is not counted.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import starmap
from operator import add, sub
from typing import NamedTuple

from goldseam.lookback.prose import WORD, forms_of, not_small, prose_of
from goldseam.read.language import language_of

_END = re.compile(r"[.!?…\n]+[\"”’)\]*]*\s")
_IS_ENGLISH = 35.0  # per cent of small words: no other language has so many that look like these
# Small words of English that are not just as common in a neighbour's, as `me`, `no`, `a` and `he` are in Spanish.
_ENGLISH_ALONE = frozenset("the and to of with my that it had for from she they was were this at on but not".split())
_SURE, _SAYS_SOMETHING = 2, 8  # of so many words, so many different ones of these: one may be a guest
_TOO_FEW = 30  # words: of fewer, how many small ones there are says nothing
_NO_PROSE = 20.0  # per cent of small words: lists, names, keywords

CDI_BASE = 30.0
LISTS = ("i", "we", "ppron", "ipron", "article", "prep", "auxverb", "conj", "adverb", "negate")


class Counts(NamedTuple):
    """How many there are in some text. They add up: what is compared are sums, never means of shares.

    Attributes:
        words: all.
        i, we: in that list.
        ppron, ipron, article, prep, auxverb, conj, adverb, negate: likewise; `i` and `we` are not in `ppron` again.
        small: in any of these lists.
        sentences: or lines, where those are shorter.
        clipped: that begin with a verb, as in “Went home.”
        left_out: words of quotations, code and the like, which none of the others counts.
        foreign: words of text that is not English, or no prose.
    """

    words: int = 0
    i: int = 0
    we: int = 0
    ppron: int = 0
    ipron: int = 0
    article: int = 0
    prep: int = 0
    auxverb: int = 0
    conj: int = 0
    adverb: int = 0
    negate: int = 0
    small: int = 0
    sentences: int = 0
    clipped: int = 0
    left_out: int = 0
    foreign: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*map(add, self, other))

    def less(self, other: "Counts") -> "Counts":
        """These without those."""
        return Counts(*map(sub, self, other))

    @property
    def signed(self) -> int:
        """What the Categorical-Dynamic Index counts: articles and prepositions, less all its other words."""
        less = self.i + self.we + self.ppron + self.ipron + self.auxverb + self.conj + self.adverb + self.negate
        return self.article + self.prep - less


def share(count: int, words: int) -> float:
    """Per cent; 0 of no words."""
    return 100 * count / words if words else 0.0


def cdi(counts: Counts) -> float:
    """30 + article + prep - ppron - ipron - auxverb - conj - adverb - negate, each in per cent of words.

    Source: Pennebaker et al. 2014, PLoS ONE 9(12) e115844; `ppron` there holds `i` and `we`.
    """
    return CDI_BASE + share(counts.signed, counts.words)


def count(text: str) -> Counts:
    """What stands in the text of an entry. Cost: about 0.2 ms for 200 words."""
    prose, left_out = prose_of(text)
    forms = forms_of(prose)
    words = forms.total()
    if not words:
        return Counts(left_out=left_out)
    counted = _counted(forms)
    for form in not_small(prose):
        counted = counted.less(_counted(Counter([form])))
    counted = counted._replace(words=words, left_out=left_out)
    if not _is_english_prose(prose, counted, forms):
        return Counts(left_out=left_out, foreign=words)
    first = list(first_words(prose))
    return counted._replace(sentences=max(1, len(first)), clipped=sum(map(_is_clipped, first)))


def _counted(forms: Counter[str]) -> Counts:
    """Of these forms, those in each list. `words` and what is known only of a text is 0."""
    lists = small_words()
    found = dict.fromkeys(LISTS, 0)
    small = 0
    for form in forms.keys() & lists.keys():
        n = forms[form]
        small += n
        for ordinal in lists[form]:
            found[LISTS[ordinal]] += n
    return Counts(small=small, **found)


@cache
def small_words() -> dict[str, tuple[int, ...]]:
    """For each small word, the ordinals in `LISTS` of the lists it stands in."""
    known: dict[str, list[int]] = {}
    for name, words in _lines():
        if name in LISTS:
            for word in words:
                known.setdefault(word, []).append(LISTS.index(name))
    return {word: tuple(ordinals) for word, ordinals in known.items()}


@cache
def _clipped() -> frozenset[str]:
    return frozenset(word for name, words in _lines() if name == "clipped" for word in words)


def _lines() -> Iterator[tuple[str, list[str]]]:
    for line in files("goldseam.lookback").joinpath("small_words.txt").read_text("utf-8").splitlines():
        name, _, words = line.partition(":")
        if not line.startswith("#"):
            yield name, words.split()


def first_words(prose: str) -> Iterator[str]:
    """The first word of each sentence, or of each line, in small letters."""
    for piece in _END.split(prose.replace("\n", "\n ") + " "):
        found = WORD.search(piece)
        if found:
            yield found[0].lower()


def _is_clipped(form: str) -> bool:
    return form in _clipped() or (len(form) > 4 and form.endswith(("ed", "ing")))  # noqa: PLR2004 - not red, not sing


class _Form(NamedTuple):
    lower: str


def _is_english_prose(prose: str, counted: Counts, forms: Counter[str]) -> bool:
    part = share(counted.small, counted.words)
    sure = len(_ENGLISH_ALONE & forms.keys())
    if sure < _SURE:
        sure += sum("'" in form and form in small_words() for form in forms)
    if part >= _IS_ENGLISH and sure:
        return True
    if (counted.words >= _TOO_FEW and part < _NO_PROSE) or (counted.words >= _SAYS_SOMETHING and sure < _SURE):
        return False
    words = starmap(_Form, ((form,) for form in forms.elements()))
    return language_of(prose, words).read  # type: ignore[arg-type]  # it asks for the form alone
