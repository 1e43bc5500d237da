"""The stretch of a text that shows why it was found, and where in it the words stand."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from goldseam.find.query import Words
from goldseam.find.terms import composed, composes, fold, kind_of
from goldseam.words.span import Span

BEFORE = 40  # characters shown before the first match; with those after it, about 24 words
LENGTH = 150
CHOICE = 4  # so many places of each term are considered for the best stretch

_ASCII = bytes(range(128))
_BETWEEN = frozenset(character for character in map(chr, range(128)) if not character.isalnum())
_JAMO = "[\u1100-\u11ff]"
_SYLLABLE = "[\u1100-\u115f][\u1160-\u11a7]+[\u11a8-\u11ff]*"


class Snippet(NamedTuple):
    """A stretch of a text.

    Attributes:
        text: her words, unchanged: `whole[start : start + len(text)]`.
        start: where it begins in the whole text, in code points.
        matches: what was sought, as spans of `text`, in order.
    """

    text: str
    start: int
    matches: tuple[Span, ...]


class Marker:
    """Finds what a query sought again, in texts that the index named. Made once a query, for many texts."""

    def __init__(self, sought: Sequence[Words]) -> None:
        self._needles = [needle for words in sought if (needle := _needle_of(words)) is not None]

    def marks(self, text: str) -> tuple[Span, ...]:
        """Every match in the whole of `text`, in order; where two overlap, the first."""
        flat, original = _flattened(text)
        found = [match for needle in self._needles for match in needle.matches(flat)]
        if len(found) > 1:
            found.sort()
        spans, last = [], 0
        for match in found:
            if match[0] >= last:
                spans.append(Span(*(match if original is None else original(match))))
                last = match[1]
        return tuple(spans)

    def snippet(self, text: str) -> Snippet:
        """The best stretch of about 24 words; the beginning, without matches, where nothing of the query is.

        Cost: 3 to 6 µs for a page; up to 100 µs where words are only found with their accents folded.
        """
        anchor = self._anchor(text)
        if anchor < 0:
            return Snippet(stretch(text, 0, LENGTH), 0, ())
        start = _start(text, anchor)
        shown = stretch(text, start, anchor + LENGTH - BEFORE)
        return Snippet(shown, start, self.marks(shown))

    def _anchor(self, text: str) -> int:
        """Where the first match stands of the stretch that holds most of the terms; -1 where there is none."""
        if len(self._needles) == 1:
            at = self._needles[0].glance(text)
            if at >= 0:
                return at
        flat, original = _flattened(text)
        at = self._richest(flat)
        return at if original is None or at < 0 else original((at, at))[0]

    def _richest(self, flat: str) -> int:
        """The first place of the first stretch that has most of the terms, looking at the first few places of each."""
        places = [(at, number) for number, needle in enumerate(self._needles) for at in needle.places(flat, CHOICE)]
        places.sort()
        last = [-LENGTH] * len(self._needles)
        best, most = -1, 0
        for at, number in places:
            last[number] = at
            inside = [place for place in last if place > at - LENGTH + BEFORE]
            if len(inside) > most:
                best, most = min(inside), len(inside)
                if most == len(last):
                    break
        return best


Match = tuple[int, int]


class _Needle:
    """Finds one word or phrase in a flattened text, where the index finds it: between the boundaries of words."""

    __slots__ = ("_capital", "_closes", "_grows", "_opens", "_pattern", "_plain", "_tokens")

    def __init__(self, tokens: list[str], *, prefix: bool) -> None:
        self._tokens = tokens
        self._plain = " ".join(tokens)
        self._capital = self._plain.capitalize()
        self._pattern = re.compile(_phrase(tokens)) if len(tokens) > 1 else None
        self._opens = _is_word(tokens[0][0])
        self._closes = _is_word(tokens[-1][-1]) and not prefix
        self._grows = _is_word(tokens[-1][-1]) and prefix

    def glance(self, text: str) -> int:
        """Where a text that is not flattened has it, written plainly, small or with a capital; -1 says nothing."""
        small, capital = self._first(text, self._plain), self._first(text, self._capital)
        return small if capital < 0 or 0 <= small < capital else capital

    def _first(self, text: str, plain: str) -> int:
        at = text.find(plain)
        while at >= 0 and not self._stands(text, at, at + len(plain)):
            at = text.find(plain, at + 1)
        return at

    def places(self, flat: str, most: int) -> list[int]:
        """Where the first few begin."""
        if self._pattern is not None:
            return [at for at, _ in self._phrases(flat, most)]
        found: list[int] = []
        word, size, opens, closes = self._plain, len(self._plain), self._opens, self._closes
        length = len(flat)
        at = flat.find(word)
        while at >= 0:
            # `_stands`, written out: this loop is most of what a snippet costs.
            end = at + size
            if not (opens and at and flat[at - 1] not in _BETWEEN and _is_word(flat[at - 1])) and not (
                closes and end < length and flat[end] not in _BETWEEN and _is_word(flat[end])
            ):
                found.append(at)
                if len(found) == most:
                    break
            at = flat.find(word, end)
        return found

    def matches(self, flat: str) -> list[Match]:
        """Every one, as a span."""
        if self._pattern is not None:
            found = self._phrases(flat, len(flat))
        else:
            size = len(self._plain)
            found = [(at, at + size) for at in self.places(flat, -1)]
        return [(at, _grown(flat, end)) for at, end in found] if self._grows else found

    def _phrases(self, flat: str, most: int) -> list[Match]:
        assert self._pattern is not None, "only phrases have a pattern"
        found: list[Match] = []
        match = self._pattern.search(flat)
        while match is not None and len(found) < most:
            at, end = match.span()
            good = self._stands(flat, at, end) and self._is_it(flat, at, end)
            if good:
                found.append((at, end))
            match = self._pattern.search(flat, end if good else at + 1)
        return found

    def _is_it(self, flat: str, at: int, end: int) -> bool:
        """Whether nothing but the tokens is there: among what the pattern lets stand between are pictures and marks."""
        return flat.isascii() or _tokens(flat[at:end]) == self._tokens

    def _stands(self, text: str, at: int, end: int) -> bool:
        """Whether no word goes on before or after."""
        if self._opens and at and text[at - 1] not in _BETWEEN and _is_word(text[at - 1]):
            return False
        return not (self._closes and end < len(text) and text[end] not in _BETWEEN and _is_word(text[end]))


def _start(text: str, match: int) -> int:
    """Where the stretch begins: some words before the match, in the same line, at the beginning of a word."""
    start = max(0, match - BEFORE)
    line = text.rfind("\n", start, match)
    if line >= 0:
        return line + 1
    if start == 0:
        return 0
    space = text.find(" ", start, match)
    return start if space < 0 else space + 1


def stretch(text: str, start: int, end: int) -> str:
    """The text from `start` to about `end`, in whole words."""
    if end >= len(text):
        return text[start:].rstrip()
    space = max(text.rfind(" ", start, end + 1), text.rfind("\n", start, end + 1))
    return text[start : space if space > start else end].rstrip()


def _needle_of(words: Words) -> _Needle | None:
    """None where there is nothing to find: signs alone."""
    if words.text.isascii() and words.text.isalnum():
        return _Needle([words.text.lower()], prefix=words.prefix)
    tokens = _tokens(_flattened(words.text)[0])
    return _Needle(tokens, prefix=words.prefix) if tokens else None


def _tokens(flat: str) -> list[str]:
    """Words, runs of scripts without spaces, and pictures."""
    tokens: list[str] = []
    kind = ""
    for character in flat:
        before, kind = kind, kind_of(character)
        if kind and kind == before != "picture":
            tokens[-1] += character
        elif kind:
            tokens.append(character)
    return tokens


def _is_word(character: str) -> bool:
    """Whether the word goes on with this character, or may go on behind it: after a soft hyphen, say."""
    return character.isalnum() if character.isascii() else kind_of(character) == "word" or not fold(character)


def _phrase(tokens: list[str]) -> str:
    """A pattern for tokens with nothing but signs and spaces between them."""
    parts = [re.escape(tokens[0])]
    for before, token in pairwise(tokens):
        alike = kind_of(before[-1]) == kind_of(token[0]) != "picture"  # nothing between them would make them one
        gap = "+?" if alike else "*?"
        parts.append(rf"[\W_]{gap}{re.escape(token)}")
    return "".join(parts)


def _grown(flat: str, end: int) -> int:
    while end < len(flat) and _is_word(flat[end]):
        end += 1
    return end


def _flattened(text: str) -> tuple[str, Callable[[Match], Match] | None]:
    """The text with every character folded, and the way back from its spans to those of the text; None: the same."""
    if text.isascii():
        return text.lower(), None
    beyond = set(text.encode().translate(None, _ASCII).decode())
    uneven = [character for character in beyond if len(fold(character)) != 1 or composes(character)]
    if uneven:
        return _flattened_unevenly(text, uneven)
    return _folded(text, beyond), None


def _folded(text: str, beyond: set[str]) -> str:
    """`text` with the characters of `beyond` folded one by one: much faster than a table for every character."""
    for character in beyond:
        if fold(character) != character:
            text = text.replace(character, fold(character))
    return text.lower()


def _flattened_unevenly(text: str, uneven: list[str]) -> tuple[str, Callable[[Match], Match]]:
    """Where a character becomes two or none: ß, an accent written by itself, a soft hyphen, an emoji's selector."""
    marks = "".join(character for character in uneven if composes(character) and not re.match(_JAMO, character))
    joined = f"[^{marks}][{marks}]+|" if marks else ""
    units = re.compile(f"{joined}{_SYLLABLE}|[{re.escape(''.join(uneven))}]")
    parts: list[str] = []
    flat_at, text_at = [0], [0]  # where each part begins, in the folded text and in the text
    size = done = 0
    for unit in units.finditer(text):
        between, made = text[done : unit.start()], "".join(map(fold, composed(unit[0])))
        parts += [between, made]
        flat_at += [size + len(between), size + len(between) + len(made)]
        text_at += [unit.start(), unit.end()]
        size, done = flat_at[-1], unit.end()
    flat = "".join([*parts, text[done:]])
    text_at.append(len(text))

    def position(at: int) -> int:
        part = bisect_right(flat_at, at) - 1
        return min(text_at[part] + at - flat_at[part], text_at[part + 1])

    return _folded(flat, set(flat) - set(uneven)), lambda match: (position(match[0]), position(match[1]))
