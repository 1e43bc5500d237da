"""What the index takes for a term, in every script.

FTS5's tokenizer `unicode61` cuts text at what is neither letter, digit nor mark, and folds case and the diacritics of
Latin letters. Three things it leaves undone are done here, to texts and queries alike, before either reaches it:

- Scripts that put no spaces between words (Chinese, Japanese, Thai …, and Korean, which glues particles to them) are
  cut into overlapping pairs: 東京都 becomes 東京 京都 都. A word of two signs is then one term, a longer one a phrase,
  and a single sign the beginning of a term. Two signs that never stood side by side are not found.
- Emoji and other pictures become terms of their own; their private code points stand in no text anybody wrote.
- ё, ß, æ, œ, ø, đ, ł, ı, ð, þ, Greek accents and wide Latin letters are folded; Hebrew and Arabic vowel points, soft
  hyphens and variation selectors are dropped.

A text of ASCII alone is its own indexed form, and costs nothing; others cost a few microseconds.
"""

import re
from bisect import bisect_right
from functools import lru_cache

TOKENIZER = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'"

# First and last of each range. Thai, Lao, Myanmar, Hangul parts, Khmer; kana, Bopomofo, Han, Hangul; Han beyond.
_GRAMS = (
    "\u0e01\u0e3a\u0e40\u0e4e\u0e81\u0ece\u0edc\u0edf\u1000\u1049\u1050\u109f\u1100\u11ff\u1780\u17d3"
    "\u3005\u3007\u3031\u3035\u303b\u303b\u3041\u3096\u3099\u309a\u309d\u309f\u30a1\u30fa\u30fc\u30ff\u3105\u312f"
    "\u3131\u318e\u31f0\u31ff\u3400\u4dbf\u4e00\u9fff\ua960\ua97c\uac00\ud7fb\uf900\ufad9\uff66\uff9f"
    "\U00020000\U0003fffd"
)
# Arrows, technical and geometric signs, pictures of every age.
_PICTURES = "\u2190\u21ff\u2300\u23ff\u25a0\u27bf\u2900\u297f\u2b00\u2bff\U0001f000\U0001f3fa\U0001f400\U0001fbff"
# Soft hyphen, accents that stand alone, Hebrew points, Arabic vowels, joiners, selectors, skin tones.
_DROPPED = (
    "\u00ad\u00ad\u0300\u036f\u0591\u05bd\u05bf\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u05c7\u0610\u061a\u0640\u0640"
    "\u064b\u065f\u0670\u0670\u200b\u200b\u200d\u200d\u2060\u2060\ufe00\ufe0f\ufeff\ufeff\U0001f3fb\U0001f3ff"
)
LETTERS = {
    **dict(
        zip(
            "ßẞæÆǽǼǣǢœŒøØǿǾđĐłŁıþÞðÐёЁ",
            "ss ss ae ae ae ae ae ae oe oe o o o o d d l l i th th d d е е".split(),
            strict=True,
        )
    ),
    **dict(zip("άέήίόύώϊϋΐΰΆΈΉΊΌΎΏΪΫς", "αεηιουωιυιυαεηιουωιυσ", strict=True)),
}
_WIDE = ("\uff01", "\uff5e")
_GREEK = ("\u1f00", "\u1fff")
_BREVE, _DIAERESIS = "\u0306", "\u0308"  # they make other letters in Cyrillic: й is not и
_VOICED, _HALF_VOICED = "\u3099", "\u309a"  # they make other kana: が is not か
_JAMO = ("\u1100", "\u11ff")  # they make syllables of Hangul

_PRIVATE = 0xF0000  # of the supplementary private plane, which unicode61 counts among the letters
_UNSAFE = {ord('"'): " ", 0: " "}  # FTS5 reads its queries up to the first NUL
_ASCII = bytes(range(128))


def indexed(text: str) -> str:
    """`text` as the index is given it. Cost: nothing for ASCII, else about 5 µs for a page of a Latin script."""
    if text.isascii():
        return text
    beyond = set(text.encode().translate(None, _ASCII).decode())
    special = [character for character in beyond if _REWRITINGS[character] != character]
    if any(map(composes, special)) and (whole := composed(text)) != text:
        return indexed(whole)
    for character in special:
        if not is_gram(character):
            text = text.replace(character, _REWRITINGS[character])
    return _gram_runs().sub(_pairs, text) if any(map(is_gram, special)) else text


def sought(text: str, *, prefix: bool = False) -> str:
    """The FTS5 string that finds `text`: its terms beside each other, the last of them perhaps only a beginning.

    Empty when there is no term in it. Everything typed stands between quotation marks, where FTS5 reads no operators.
    """
    if text.isascii() and text.isalnum():
        return f'"{text}"*' if prefix else f'"{text}"'
    terms = indexed(text).translate(_UNSAFE).split()
    while terms and not any(map(kind_of, terms[-1])):
        del terms[-1]  # signs alone
    if not terms:
        return ""
    if len(terms[-1]) == 1 and is_gram(terms[-1]):
        # The last sign of a run is indexed alone only where the run ends; more of it may follow what is sought.
        if len(terms) > 1 and len(terms[-2]) > 1 and is_gram(terms[-2][0]):
            del terms[-1]
        else:
            prefix = True
    return f'"{" ".join(terms)}"' + ("*" if prefix else "")


@lru_cache(maxsize=512)
def folded(text: str) -> str:
    """A name as the index knows its letters: for comparing tags and notebooks as words are compared."""
    return text.lower() if text.isascii() else "".join(map(fold, text))


def fold(character: str) -> str:
    """One character as the index knows it: lower case, without diacritics; empty when it is dropped."""
    return _FOLDS[character]


def is_gram(character: str) -> bool:
    """Whether a character is of a script without spaces."""
    return bisect_right(_GRAM_BOUNDS, character) & 1 == 1


def kind_of(character: str) -> str:
    """`word` for what words are made of, `gram`, `picture` for a term by itself; empty for what stands between."""
    return _KINDS[character]


def _bounds(ranges: str) -> list[str]:
    """The ranges as a list in which the characters inside one stand after an odd number of bounds."""
    return [
        chr(ord(bound) + odd) for pair in zip(ranges[::2], ranges[1::2], strict=True) for odd, bound in enumerate(pair)
    ]


_GRAM_BOUNDS = _bounds(_GRAMS)
_PICTURE_BOUNDS = _bounds(_PICTURES)
_DROPPED_BOUNDS = _bounds(_DROPPED)


class _Rewritings(dict[str, str]):
    """What each character becomes; itself where nothing is done; nothing for one of a run, which `_pairs` rewrites."""

    def __missing__(self, character: str) -> str:
        made = self[character] = self._made(character)
        return made

    @staticmethod
    def _made(character: str) -> str:
        if is_gram(character) or bisect_right(_DROPPED_BOUNDS, character) & 1:
            return ""
        if bisect_right(_PICTURE_BOUNDS, character) & 1:
            return f" {chr(_PRIVATE | ord(character) & 0xFFFF)} "
        if _WIDE[0] <= character <= _WIDE[1]:
            return chr(ord(character) - 0xFEE0)
        if _GREEK[0] <= character <= _GREEK[1]:
            return _base(character)
        if character in LETTERS:
            return LETTERS[character]
        # unicode61 takes what is younger than its tables for letters.
        known = character < "\u0370" or "\u2000" <= character <= "\u20ac" or _KINDS[character] == "word"
        return character if known else " "


class _Kinds(dict[str, str]):
    def __missing__(self, character: str) -> str:
        made = self[character] = self._made(character)
        return made

    @staticmethod
    def _made(character: str) -> str:
        if is_gram(character):
            return "gram"
        if bisect_right(_PICTURE_BOUNDS, character) & 1:
            return "picture"
        if character.isalnum():
            return "word"
        from unicodedata import category  # noqa: PLC0415 - few texts need it

        return "word" if category(character) in {"Mn", "Mc", "Me", "Co"} else ""


_KINDS = _Kinds()


_REWRITINGS = _Rewritings()


class _Folds(dict[str, str]):
    def __missing__(self, character: str) -> str:
        made = self[character] = self._made(character)
        return made

    @staticmethod
    def _made(character: str) -> str:
        if character.isascii() or kind_of(character) in {"gram", "picture"}:
            return character.lower()
        rewritten = _REWRITINGS[character]
        if rewritten not in {character, " "}:
            return rewritten.lower()
        base = _base(character)  # unicode61 knows the diacritics of Latin letters only
        return (base if base.isascii() else character).lower()


_FOLDS = _Folds()


@lru_cache(maxsize=1)
def _gram_runs() -> re.Pattern[str]:
    """Compiled when the first text needs it."""
    ranges = (f"{first}-{last}" for first, last in zip(_GRAMS[::2], _GRAMS[1::2], strict=True))
    return re.compile(f"[{''.join(ranges)}]+")


def _pairs(match: re.Match[str]) -> str:
    run = match[0]
    return f" {' '.join(map(str.__add__, run, run[1:]))} {run[-1]} "


def composes(character: str) -> bool:
    """Whether it makes another letter of the one before it, rather than an accent upon it."""
    return character in {_BREVE, _DIAERESIS, _VOICED, _HALF_VOICED} or _JAMO[0] <= character <= _JAMO[1]


def composed(text: str) -> str:
    """The text with letters and what stands upon them as one character each, where there is one."""
    from unicodedata import normalize  # noqa: PLC0415 - few texts need it

    return normalize("NFC", text)


def _base(character: str) -> str:
    """The letter under the diacritics of one precomposed letter."""
    from unicodedata import normalize  # noqa: PLC0415 - few texts need it

    return normalize("NFD", character)[0]
