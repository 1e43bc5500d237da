"""Where in a text each piece of what Markdown makes of it stands, to the letter; nothing where that is not certain.

Markdown drops the places of words: it keeps the lines of a block and the order of what stands in it. So the pieces are
laid into their block twice, each as early and each as late as their order allows. A piece that comes to lie at the same
place both times can be nowhere else, and only such a one is given its place.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it.token import Token

PLACED = "places"  # in the environment of a parse: what asks for places, and the meta of a token that has one
_LINE_END = re.compile(r"\r\n?|\n")
_CELLS = {"th_open", "td_open"}


def place_pieces(state: Any) -> None:
    """A core rule, after those that make and cut the pieces: gives those whose place is certain that place."""
    if PLACED not in state.env:
        return
    lines = list(_lines(state.env[PLACED]))
    before: Token | None = None
    for token in state.tokens:
        if token.type == "inline" and token.map and token.children and before is not None:
            _place_block(token, before, lines)
        before = token


def join_pieces(state: Any) -> None:
    """A core rule in the place of `text_join`: escaped signs become text, and no piece is joined to another."""
    for token in state.tokens:
        for child in token.children or ():
            for one in (child, *(child.children or ())):
                if one.type == "text_special":
                    one.type = "text"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text as Markdown counts them, each with where it begins."""
    text, start = text.replace("\0", "\N{REPLACEMENT CHARACTER}"), 0
    for found in _LINE_END.finditer(text):
        yield start, text[start : found.start()]
        start = found.end()
    yield start, text[start:]


def _place_block(block: Token, opening: Token, lines: list[tuple[int, str]]) -> None:
    assert block.map is not None, "it was looked at"
    starts, places, at = [], [], 0
    for number, line in enumerate(block.content.split("\n")):
        words = line.strip()
        row = block.map[0] + number
        column = _column(words, lines[row][1], opening) if words and row < len(lines) else None
        starts.append(at)
        places.append(None if column is None else lines[row][0] + column - line.find(words))
        at += len(line) + 1
    pieces = list(_pieces(block.children or []))
    for token, start in zip(*_certain(pieces, block.content), strict=True):
        row = bisect_right(starts, start) - 1
        place = places[row]
        if token is not None and place is not None:
            token.meta = {**token.meta, PLACED: place + start - starts[row]}


def _column(words: str, line: str, opening: Token) -> int | None:
    """Where the words of a block begin in a line of the source."""
    if opening.type == "heading_open" and opening.markup.startswith("#"):
        start = line.find("#") + len(opening.markup)
        column = line.find(words, start)
        return column if column >= 0 and not line[start:column].strip() else None
    if opening.type in _CELLS:
        return line.find(words) if line.count(words) == 1 else None
    end = len(line.rstrip())
    return end - len(words) if line[:end].endswith(words) else None


def _pieces(children: Sequence[Token]) -> Iterator[tuple[Token | None, str]]:
    """What is sure to stand in the source as it is, in order; with the token where that is to have a place."""
    own_words = True
    for child in children:
        if child.type == "link_open" and child.markup == "autolink":
            own_words = False  # an address is shown in another spelling
        elif child.type == "link_close":
            own_words = True
        elif child.type in {"softbreak", "hardbreak"}:
            yield None, "\n"
        elif child.type == "text_special":
            yield None, child.markup
        elif child.type == "text" and own_words and child.content.strip("~"):  # these are put in another order
            yield child, child.content


def _certain(pieces: list[tuple[Token | None, str]], content: str) -> tuple[list[Token | None], list[int]]:
    """The pieces that can lie at one place only, with it."""
    early, at = [], 0
    for _, words in pieces:
        start = content.find(words, at)
        if start < 0:
            return [], []
        early.append(start)
        at = start + len(words)
    late, end = [], len(content)
    for _, words in reversed(pieces):
        start = content.rfind(words, 0, end)
        assert start >= 0, "what fits in from the front fits in from the back"
        late.append(start)
        end = start
    found = [(token, one) for (token, _), one, other in zip(pieces, early, reversed(late), strict=True) if one == other]
    return [token for token, _ in found], [start for _, start in found]
