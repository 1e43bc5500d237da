"""Sentences and words, at their exact places."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from goldseam.read.zones import SAYING
from goldseam.words.span import Span

_WORD = re.compile(r"\w+(?:['’\u2011-]\w+)*")
_CLOSERS = "\"”’'»«›“)]}*_~"
_END = re.compile(rf"[.!?…。！？]+[{re.escape(_CLOSERS)}]*(?=\s|\Z)|[。！？]")
_LINE_END = re.compile(r"[ \t]*\n\s*")

# Never the end of a sentence, whatever follows; and not the end where a figure or a name follows.
_TITLES = frozenset(
    "mr mrs ms mx dr prof rev fr sr hon gen col capt lt sgt messrs mme mlle st vs cf eg ie viz approx".split()
)
_BEFORE_FIGURE = frozenset("no nos p pp vol ch fig ca c jan feb mar apr jun jul aug sep sept oct nov dec".split())
_BEFORE_SMALL = frozenset(
    "etc e.g i.e a.m p.m am pm al inc ltd co corp jr dept ave rd mt ft hr hrs min mins lb lbs oz".split()
)
_BEFORE = re.compile(r"(?:\w\.)*\w+\Z")
# What begins a sentence after an initial (`I dined with L. She said`) and is no surname.
_STARTERS = frozenset(
    "the a an i he she it we you they this that these those there then here my our his her its their your but and so "
    "or nor for yet in on at by to of from with as if when while what who where why how no not yes all one some any "
    "every after before because since though although today yesterday tomorrow now perhaps maybe still".split()
)
_SPEAKS_ON = re.compile(rf"\s+(?:\w+(?:['’-]\w+)*\.?[ ]){{0,3}}?{SAYING}")
_ITEM = re.compile(
    r"[ \t]*(?:[-*+•◦‣·–—]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]|#{1,6}|>|\[[ xX]?\])[ \t]+|[ \t]*[♪♫|>]"
)
_NUMBER = re.compile(r"\s*\(?(?:\d{1,3}|[a-hA-H])\.")
_LABELLED = re.compile(r"[ \t]*(?:\[?\d{1,2}[:.]\d\d|[^\W\d_][\w ]{0,24}:[ \t])")
_HASTY = {  # only those that are no other word
    "im": "i'm", "ive": "i've", "dont": "don't", "didnt": "didn't", "doesnt": "doesn't", "wasnt": "wasn't",
    "isnt": "isn't", "arent": "aren't", "werent": "weren't", "havent": "haven't", "hasnt": "hasn't", "hadnt": "hadn't",
    "couldnt": "couldn't", "shouldnt": "shouldn't", "wouldnt": "wouldn't", "cant": "can't", "youre": "you're",
    "theyre": "they're", "hes": "he's", "shes": "she's", "thats": "that's", "whats": "what's", "aint": "ain't",
}  # fmt: skip
_LONG = 36  # a line that was broken for want of room is at least so long
_COLUMN = 60  # and where all lines of a paragraph end near its margin, so wide is the column
_RAGGED = 14  # that near: the next word had no room


class Word(NamedTuple):
    """A word as it stands: letters, digits, inner apostrophes and hyphens.

    Attributes:
        lower: in small letters, its apostrophe straight, and there where a hasty writer leaves it out (`im`, `dont`).
    """

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


def words_of(text: str) -> list[Word]:
    """Every word, in order. Cost: one pass."""
    return [Word(m.start(), m.end(), m.group(), _small(m.group())) for m in _WORD.finditer(text)]


def _small(form: str) -> str:
    lower = form.lower().replace("’", "'")
    return _HASTY.get(lower, lower)


def sentences_of(text: str) -> list[Sentence]:
    """Every sentence, in order: each ends at its mark, or where its line ends and no running prose goes on.

    A line that was only broken because it was full does not end a sentence; an item of a list, a heading, a line of a
    song or of a chat does. Cost: one pass.
    """
    found: list[Sentence] = []
    for start, end in _prose(text):
        begun = start
        for mark in _END.finditer(text, start, end):
            if _ends(text, mark.start(), mark.end(), end) and not _NUMBER.fullmatch(text, begun, mark.end()):
                _keep(found, text, begun, mark.end())
                begun = mark.end()
        _keep(found, text, begun, end)
    return found


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence or the sentences stand that some words of a text are in; the words alone where none is."""
    return sentence_among(sentences_of(text), start, end)


def sentence_among(sentences: Sequence[Sentence], start: int, end: int) -> tuple[int, int]:
    """The same, where the sentences of the text are known."""
    around = [one for one in sentences if one.start < end and start < one.end]
    return (min(around[0].start, start), max(around[-1].end, end)) if around else (start, end)


def _keep(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    inner = piece.strip()
    if inner:
        first = start + len(piece) - len(piece.lstrip())
        found.append(Sentence(first, first + len(inner)))


def _prose(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of running prose: lines that belong together because the first was full."""
    lines = [(found.start(), found.end()) for found in re.finditer(r"[^\n]+", text)]
    columns = _columns(text, lines)
    cased = any(text[first].isupper() for first, _ in lines)
    start = 0
    for ordinal, (first, last) in enumerate(lines):
        following = lines[ordinal + 1] if ordinal + 1 < len(lines) else None
        if following and following[0] == last + 1 and _is_prose(text[first:last], text[slice(*following)]):
            small = text[slice(*following)].lstrip()[:1].islower()
            broken = (cased and last - first >= _LONG) or text[last - 1] in ",;-–—&"
            if columns[ordinal] or (small and broken):
                continue
        yield start, last
        start = last
    if not lines:
        yield 0, len(text)


def _columns(text: str, lines: list[tuple[int, int]]) -> list[bool]:
    """For each line whether it stands in a paragraph of which every line but the last is full, and is not its last."""
    columns: list[bool] = []
    ordinal = 0
    while ordinal < len(lines):
        last = ordinal + 1
        while last < len(lines) and lines[last][0] == lines[last - 1][1] + 1 and text[slice(*lines[last])].strip():
            last += 1
        lengths = [end - start for start, end in lines[ordinal:last]]
        full = len(lengths) > 2 and max(lengths) >= _COLUMN and min(lengths[:-1]) >= max(lengths) - _RAGGED  # noqa: PLR2004 - of two lines one is always the longer
        columns += [full] * (len(lengths) - 1) + [False]
        ordinal = last
    return columns


def _is_prose(line: str, following: str) -> bool:
    """Whether a line and the next can be one sentence: neither is an item of a list, a heading or a line of a chat."""
    if not following.strip() or _ITEM.match(following) or _LABELLED.match(following):
        return False
    return line.rstrip()[-1:] not in ("", ":", "|", ".", "!", "?", "…") and not line.lstrip().startswith("#")


def _ends(text: str, start: int, end: int, limit: int) -> bool:  # noqa: PLR0911 - one line for each way of going on
    """Whether a mark at [start, end) ends its sentence."""
    marks = text[start:end]
    rest = text[end : min(limit, end + 60)]
    following = rest.lstrip()
    if not following:
        return True
    small = following[0].islower()
    closed = marks[-1] in _CLOSERS
    if closed and (small or (marks[0] in "!?…" and _SPEAKS_ON.match(rest))):
        return False
    if marks[0] == "…" or marks.startswith(".."):
        return not small
    if marks[0] != ".":
        return True
    before = _BEFORE.search(text[max(0, start - 14) : start])
    if before is None:
        return True
    word = before.group().lower()
    if word in _TITLES:
        return False
    if word in _BEFORE_FIGURE and following[0].isdigit():
        return False
    if word in _BEFORE_SMALL and (small or following[0].isdigit() or following[0] in ",;:"):
        return False
    if len(word) == 1 and before.group().isupper():
        return _after_initial(text, start, following)
    return not (small and len(before.group().split(".")) > 1)


def _after_initial(text: str, start: int, following: str) -> bool:
    """Whether the stop after a single capital ends the sentence: not in `J. K. Rowling`, nor in `with L. and R.`."""
    if following[0].islower() or following[0].isdigit():
        return text[start - 1] == "I" and following[0].islower() and not _initial_before(text, start)
    word = _WORD.match(following)
    if word is None:
        return following[0] not in ",;:&-–—"
    if len(word.group()) == 1 and following[1:2] == "." and word.group() != "I":
        return False
    if word.group().lower() in _STARTERS:
        return True
    return text[start - 1] == "I" and not _initial_before(text, start)


def _initial_before(text: str, start: int) -> bool:
    return start > 3 and text[start - 3 : start - 1] == ". " and text[start - 4].isupper()  # noqa: PLR2004 - `J. I.`
