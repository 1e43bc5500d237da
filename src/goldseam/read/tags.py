"""What each word of a passage does in its sentence, as far as small words and word order tell it."""

from typing import Literal

from goldseam.read.lexicon import is_ordinary, listed, verbs
from goldseam.read.sentences import Word

Tag = Literal[
    "subject",  # i he she we they
    "you",
    "it",  # it, there, this and that as subjects
    "object",  # me him us them
    "possessive",
    "reflexive",
    "determiner",
    "preposition",
    "and",
    "subordinator",
    "relative",
    "auxiliary",  # be have do and the modals
    "verb",
    "to",
    "negator",
    "adverb",
    "other",  # nouns, adjectives, and what we do not know
]

_SMALL: dict[str, Tag] = {}
_LISTS: tuple[tuple[str, Tag], ...] = (
    ("adverbs", "adverb"),
    ("negators", "negator"),
    ("determiners", "determiner"),
    ("prepositions", "preposition"),
    ("coordinators", "and"),
    ("subordinators", "subordinator"),
    ("relatives", "relative"),
    ("be", "auxiliary"),
    ("have", "auxiliary"),
    ("do", "auxiliary"),
    ("modals", "auxiliary"),
    ("possessives", "possessive"),
    ("objects", "object"),
    ("reflexives", "reflexive"),
    ("subjects", "subject"),
)
for _key, _list_tag in _LISTS:
    for _word in listed("grammar", "", _key):
        _SMALL[_word] = _list_tag
_SMALL.update(
    {"you": "you", "it": "it", "there": "it", "to": "to", "'s": "auxiliary", "that": "relative", "like": "preposition"}
)

_VERBS = verbs()
_OPENS_NOUN = frozenset({"determiner", "possessive"})
_FINITE = frozenset({"third", "past", "base", "participle", "ing"})
_COPULA_TAILS = ("'m", "'re", "'ve", "'ll", "'d", "'s")


def tags_of(words: list[Word]) -> list[Tag]:
    """One tag for each word. Cost: one pass."""
    tags: list[Tag] = []
    for ordinal in range(len(words)):
        tags.append(_tag(words, ordinal, tags[-1] if tags else "other"))
    return tags


def stem(word: Word) -> str:
    """The word without what is contracted to it: `i` of `I'm`, `lena` of `Lena's`."""
    return word.lower.split("'")[0] if "n't" not in word.lower else word.lower


def carries_verb(word: Word) -> bool:
    """Whether a contraction brings its own verb: `I'm`, `she'd`, `who's`."""
    return word.lower.endswith(_COPULA_TAILS) and _SMALL.get(stem(word)) in {"subject", "you", "it", "relative"}


def _tag(words: list[Word], ordinal: int, before: Tag) -> Tag:  # noqa: PLR0911
    word = words[ordinal]
    lower = word.lower
    beside = ordinal + 1 < len(words) and words[ordinal + 1].start - word.end == 1
    after = words[ordinal + 1].lower if beside else ""
    if lower == "her":
        return "object" if _closes_object(after) else "possessive"
    if lower == "so" and (
        before in {"auxiliary", "verb"} or (before in {"subject", "it"} and carries_verb(words[ordinal - 1]))
    ):
        return "adverb"
    if lower in {"this", "that", "these", "those"} and _verbal(after):
        return "it" if before != "other" or lower != "that" else "relative"
    if (
        lower == "like"
        and before in {"subject", "auxiliary", "you", "to"}
        and words[ordinal - 1].lower not in {"am", "is", "was", "are", "were"}
    ):
        return "verb"
    small = _SMALL.get(lower) or (_SMALL.get(stem(word)) if "'" in lower else None)
    if small is not None:
        return small
    if lower.endswith("n't"):
        return "auxiliary"
    form = _VERBS.get(lower)
    if form is not None and before not in _OPENS_NOUN and not _nominal(form, before, after):
        return "verb"
    if lower.endswith("ly") and len(lower) > 4:  # noqa: PLR2004
        return "adverb"
    if lower.endswith("ed") and before in {"subject", "auxiliary", "relative"} and is_ordinary(lower):
        return "verb"
    return "other"


def _nominal(form: str, before: Tag, after: str) -> bool:
    """A bare form is a noun after a preposition, and after another noun that it ends."""
    return (form == "base" and before in {"preposition", "other"}) or (form == "third" and after == "of")


def _verbal(word: str) -> bool:
    return _SMALL.get(word) == "auxiliary" or word in _VERBS or word in {"not", "never", "just", "also"}


def _closes_object(after: str) -> bool:
    """`her` is an object before a small word, a name of a time, or nothing."""
    return after == "" or _SMALL.get(after) in {
        "preposition",
        "and",
        "subordinator",
        "to",
        "determiner",
        "subject",
        "adverb",
        "possessive",
        "relative",
        "object",
        "it",
        "you",
        "negator",
    }
