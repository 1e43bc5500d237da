"""Where somebody is named in a text: whatever the case, the accents and the ending, and also where it was misspelt."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from goldseam.find.terms import kind_of
from goldseam.read.lexicon import ordinary
from goldseam.words.name import folded_name

NEAR_MIN = 5  # letters; a shorter name is one letter away from too many words
_WORD = re.compile(r"[^\W\d_]{4,}")
_AFTER_CAPITAL = r"(?:['’]?[sS]|['’])?(?![^\W_])"
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?:'?s|')?(?![^\W_])"


def naming(names: Iterable[str], *, others: frozenset[str] = frozenset()) -> Callable[[str], bool]:
    """A function that says whether a text names anybody who is called one of `names`.

    A possessive (`Tom's`, `Toms`) counts, and a word with a capital that is one slip away from a name of five letters
    or more: a letter too many, too few, another, or two changed round. Cost of a question: about 10 µs for a page, and
    a microsecond for each new word with a capital.

    A name that is an ordinary word too (Will, Grace, Hope) counts only where it has a capital.

    Args:
        names: as she writes them; empty ones are nobody's.
        others: folded words that are near but mean somebody else.
    """
    wanted = sorted({name for name in map(folded_name, names) if name})
    words = [name for name in wanted if name in ordinary()]
    exact = re.compile("|".join(_pattern(name) for name in wanted if name not in words) or r"(?!)")
    written = "|".join(f"{word.capitalize()}|{word.upper()}" for word in words)
    capital = re.compile(f"{_BEFORE}(?:{written}){_AFTER_CAPITAL}" if words else r"(?!)")
    long = [name for name in wanted if len(name) >= NEAR_MIN and " " not in name]

    @lru_cache(maxsize=100_000)
    def is_near(word: str) -> bool:
        bare = folded_name(word)
        return bare not in others and any(
            is_slip(form, name) for name in long for form in {bare, bare.removesuffix("s")}
        )

    def names_one(text: str) -> bool:
        if exact.search(folded_name(text)) or capital.search(text):
            return True
        return bool(long) and any(word[0].isupper() and is_near(word) for word in _WORD.findall(text))

    return names_one


def is_near(word: str, name: str) -> bool:
    """Whether a folded word is one slip away from a name that is long enough for that."""
    bare = folded_name(name)
    return len(bare) >= NEAR_MIN and " " not in bare and is_slip(word, bare)


def near_words(names: Iterable[str], text: str) -> set[str]:
    """The folded words with a capital that are one slip away from a name, and are none of them."""
    wanted = set(map(folded_name, names))
    long = [name for name in wanted if len(name) >= NEAR_MIN and " " not in name]
    words = {folded_name(word) for word in _WORD.findall(text) if word[0].isupper()} if long else set()
    return {word for word in words - wanted if any(is_slip(word, name) for name in long)}


def is_slip(word: str, name: str) -> bool:
    """Whether two different words differ by one letter too many, too few or another, or by two changed round."""
    if word == name or abs(len(word) - len(name)) > 1:
        return False
    start = 0
    while start < min(len(word), len(name)) and word[start] == name[start]:
        start += 1
    word, name = word[start:], name[start:]
    while word and name and word[-1] == name[-1]:
        word, name = word[:-1], name[:-1]
    return (len(word) <= 1 and len(name) <= 1) or (len(word) == len(name) == 2 and word == name[::-1])  # noqa: PLR2004 - a pair


def _pattern(name: str) -> str:
    """Scripts that put no space between words, and pictures, have no bounds to look for."""
    first, last = kind_of(name[0]) == "word", kind_of(name[-1]) == "word"
    return (_BEFORE if first else "") + re.escape(name) + (_AFTER if last else "")
