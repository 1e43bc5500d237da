"""Sentences, words, and the stretches that are somebody else's voice or no prose at all."""

import re
from typing import Literal, NamedTuple

from goldseam.words.span import Span

ZoneKind = Literal["quote", "code", "table", "block_quote"]

_WORD = re.compile(r"\w+(?:['’\u2011-]\w+)*")
_ABBREVIATED = re.compile(
    r"\b(?:mr|mrs|ms|dr|st|sr|jr|prof|rev|no|vs|etc|e\.g|i\.e|a\.m|p\.m|approx|dept|mt|fr|gen|col|capt|lt|sgt)\.$",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"(?:^|[\s(“\"'])[A-Z]\.$")
_END = re.compile(r"(?:[.!?…]+[\"”’')\]*_]*(?=\s|$))|\n+")
_QUOTES = (
    re.compile(r"“([^“”]{1,2000})”"),
    re.compile(r"(?<![\w\"])\"([^\"\n]{1,2000})\"(?!\w)"),
    re.compile(r"«\s?([^«»]{1,2000}?)\s?»"),
    re.compile(r"„([^„“”]{1,2000})[“”]"),
    re.compile(r"(?<![\w'’‘])[‘']((?=[^\s'’])(?:[^'’‘\n]|(?<=\w)['’](?=\w)){1,1000}?)['’](?!\w)"),
)
_FENCE = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?(?:^\1[^\n]*$|\Z)", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"(?:^[ \t]*\|.*\|[ \t]*(?:\n|\Z)){2,}", re.MULTILINE)
_BLOCK_QUOTE = re.compile(r"(?:^[ \t]*>.*(?:\n|\Z))+", re.MULTILINE)


class Word(NamedTuple):
    """A word as it stands: letters, digits, inner apostrophes and hyphens."""

    start: int
    end: int
    form: str
    lower: str


class Sentence(NamedTuple):
    """A sentence without the white space around it."""

    start: int
    end: int

    @property
    def span(self) -> Span:
        """Its place."""
        return Span(self.start, self.end)


class Zone(NamedTuple):
    """A stretch that is quoted, or is no prose. The span of a quotation is what stands between its marks."""

    kind: ZoneKind
    span: Span


def words_of(text: str) -> list[Word]:
    """Every word, in order. Cost: one pass."""
    return [Word(m.start(), m.end(), m.group(), m.group().lower().replace("’", "'")) for m in _WORD.finditer(text)]


def sentences_of(text: str) -> list[Sentence]:
    """Every sentence, in order: each ends at its mark or at the end of its line. Cost: one pass."""
    found: list[Sentence] = []
    start = 0
    for end in _END.finditer(text):
        before = text[max(0, end.start() - 12) : end.end()].rstrip("\"”’')]*_")
        if end.group()[0] == "." and (_ABBREVIATED.search(before) or _INITIAL.search(before)):
            continue
        _keep(found, text, start, end.end())
        start = end.end()
    _keep(found, text, start, len(text))
    return found


def _keep(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    inner = piece.strip()
    if inner:
        first = start + piece.index(inner)
        found.append(Sentence(first, first + len(inner)))


def zones_of(text: str) -> list[Zone]:
    """Quotations in any style of marks, code, tables and block quotes, in the order of their beginnings."""
    zones = [Zone("code", Span(*found.span())) for found in _FENCE.finditer(text)]
    zones += [Zone("table", Span(*found.span())) for found in _TABLE.finditer(text)]
    zones += [Zone("block_quote", Span(*found.span())) for found in _BLOCK_QUOTE.finditer(text)]
    for quoted in _QUOTES:
        zones += [Zone("quote", Span(*found.span(1))) for found in quoted.finditer(text)]
    return sorted(zones, key=lambda zone: zone.span)
