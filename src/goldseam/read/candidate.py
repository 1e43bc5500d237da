"""A stretch of words that may be a name, with what stands round it."""

from functools import cached_property
from typing import NamedTuple

from goldseam.read.capitals import GIVEN, bare, is_capital, opens_sentence
from goldseam.read.clauses import Clauses
from goldseam.read.lexicon import is_ordinary, listed, ordinary, verbs
from goldseam.words.finding import Kind

PERSONS_DO = listed("people", "persons_do", "verbs")
_MOVES, _GIVES, _LEAVES_FOR = (listed("naming", "", key) for key in ("moves", "gives", "leaves_for"))
_MODALS = listed("naming", "", "modals")
_PET_SIGNS, _PET_STRONG = (listed("people", "pet_signs", key) for key in ("words", "strong"))
_FAR = 18  # words after a name that may say it is an animal's
_HERSELF = frozenset({"i", "me", "myself"})
_MOVING = 9  # words in which a verb of moving reaches a place


class Named(NamedTuple):
    """A name at its place.

    Attributes:
        first, last: the ordinals of its first and last word.
        start, end: its offsets, without `'s`.
        rule: the last part of the source.
        one_more: whether it introduces another bearer (*a Hope*).
    """

    first: int
    last: int
    start: int
    end: int
    name: str
    kind: Kind
    rule: str
    one_more: bool = False


class Candidate:
    """A stretch of words that may be a name, with what stands round it.

    Attributes:
        first, last: the ordinals of its first and last word.
        name, lower: as it is written, without `'s`, and in small letters.
        head: its first word in small letters.
        before, after: the words next to it with nothing but a space between, in small letters, or "".
    """

    def __init__(self, clauses: Clauses, first: int, last: int) -> None:
        self.clauses, self.first, self.last = clauses, first, last
        self.words = clauses.words[first : last + 1]
        self.name = " ".join(bare(word.form) for word in self.words)
        self.lower = self.name.lower()
        self.parts = self.lower.split(" ")
        self.head = self.parts[0]
        self.before, self.after = clauses.before(first), clauses.after(last)

    @cached_property
    def opens(self) -> bool:
        """Whether it has its capital from its place."""
        return opens_sentence(self.clauses, self.first)

    @property
    def single(self) -> bool:
        """Whether it is one word."""
        return self.first == self.last

    @property
    def owns(self) -> bool:
        """Whether it ends in `'s`."""
        return self.words[-1].form.endswith(("'s", "’s"))

    @cached_property
    def ordinary(self) -> bool:
        """Whether it might as well be no name."""
        return all(part in ordinary() if part in GIVEN else is_ordinary(part) for part in self.parts)

    @cached_property
    def acts(self) -> bool:
        """Whether a verb follows of which it is the subject, or an adverb and then such a verb."""
        if is_finite(self.after):
            return True
        following = self.last + 1
        return (
            bool(self.after)
            and self.clauses.tags[following] == "adverb"
            and self.clauses.after(following) in PERSONS_DO
        )

    @property
    def asks(self) -> bool:
        """Whether it is an auxiliary before its subject: *Will he*."""
        following = self.clauses.tags[self.last + 1 : self.last + 2]
        return bool(following) and following[0] in {"subject", "it", "you", "determiner", "possessive"}

    @cached_property
    def reached(self) -> bool:
        """Whether somebody goes there: *drove to*, *back from*, *left for*."""
        if self.opens or self.before not in {"to", "from", "for"}:
            return False
        start, _ = self.clauses.clause(self.first)
        movers = {word.lower for word in self.clauses.words[max(start, self.first - _MOVING) : self.first - 1]}
        if self.before == "for":
            return not movers.isdisjoint(_LEAVES_FOR)
        return not movers.isdisjoint(_MOVES) and movers.isdisjoint(_GIVES)

    @property
    def set_apart(self) -> bool:
        """Whether it stands between commas, or at the end after one."""
        end = self.words[-1].end
        return "," in self.clauses.gap(self.first) and self.clauses.passage.text[end : end + 1] in {
            ",",
            ".",
            "?",
            "!",
            ";",
            "",
        }

    @property
    def paired(self) -> bool:
        """Whether *and* ties it to another name, or to the writer."""
        words = self.clauses.words
        if self.after == "and" and self.last + 2 < len(words):
            other = words[self.last + 2]
            if other.lower in _HERSELF or (other.lower in GIVEN and is_capital(self.clauses, self.last + 2)):
                return True
        if self.before != "and" or self.first <= 1:
            return False
        other = words[self.first - 2]
        return other.lower in GIVEN and is_capital(self.clauses, self.first - 2)

    @property
    def means_no_person(self) -> bool:
        """*Ash Wednesday*, *Bay 3*, *St. Hugh*, *Mackay & Ross*: part of the name of something else."""
        words, text = self.clauses.words, self.clauses.passage.text
        following = words[self.last + 1].form if self.after else ""
        before = text[max(0, self.words[0].start - 4) : self.words[0].start].lower()
        joined = text[self.words[-1].end : self.words[-1].end + 2] == " &"
        return joined or following[:1].isdigit() or following[:1].isupper() or before.endswith(("& ", "st. ", "st "))

    @cached_property
    def is_pet(self) -> bool:
        """Whether the words of its sentence are those one uses of an animal."""
        first, last = self.clauses.region(self.first)
        around = {
            word.lower for word in self.clauses.words[max(first, self.first - _MOVING) : min(last, self.last + _FAR)]
        }
        return not around.isdisjoint(_PET_STRONG if self.head in GIVEN else _PET_SIGNS)

    @property
    def joined(self) -> bool:
        """Whether *and* ties it to somebody with an article: *Liv and the ferry man*."""
        following = self.last + 2
        return self.after == "and" and self.clauses.tags[following : following + 1] in (["determiner"], ["possessive"])

    def named(self, kind: Kind, rule: str, *, one_more: bool = False) -> Named:
        """As a finding; an animal's, if what is said of it says so."""
        if kind == "person" and rule not in {"title", "known"} and self.is_pet:
            kind, rule = "pet", "pet"
        start, end = self.words[0].start, self.words[-1].end - 2 * self.owns
        text = self.clauses.passage.text
        if len(self.parts[-1]) == 1 and text[end : end + 1] == ".":
            end += 1
        return Named(self.first, self.last, start, end, text[start:end], kind, rule, one_more)


def is_finite(word: str) -> bool:
    """Whether a word is a finite verb that somebody might be the subject of."""
    return (
        word in PERSONS_DO
        or word in _MODALS
        or verbs().get(word) in {"past", "third"}
        or (word.endswith("ed") and is_ordinary(word))
    )
