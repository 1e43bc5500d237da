"""How a text begins, as lists show it: without the signs of Markdown, and a heading that leads it as its title.

Only what is shown is made lighter; the text itself is never touched.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from goldseam.words.span import Span

_HEADING = re.compile(r"\s*#{1,6}[ \t]+([^\n]*?)[ \t]*#*[ \t]*(?:\n|\Z)")
# What is left out of each match: everything in it but its groups called t…
_ANY = re.compile(r"[*_`\[#~\\<>]|^ {0,3}[-+][ \-]", re.MULTILINE)
_SIGNS = r"""(?=[ \-+*>\#_~`\[!<\\])(?:
    ^[ ]{0,3}(?:(?:-[ ]*){3,}|(?:\*[ ]*){3,}|(?:_[ ]*){3,}|```[^\n]*|~~~[^\n]*)$
  | ^[ ]{0,3}(?:\#{1,6}[ \t]+|(?:>[ ]?)+)?(?:[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)?
  | !?\[(?P<t1>[^\]\[\n]*)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*(?:\)|\Z)
  | <(?P<t2>https?://[^>\s]+)>
  | \\(?P<t3>[!-/:-@\[-`{-~])
  | `(?P<t4>[^`\n]+)`
)"""
_MARKS = re.compile(r"(\*\*\*|\*\*|\*|~~|(?<![^\W_])__|(?<![^\W_])_)(?=\S)([^\n]+?)(?<=\S)\1(?!\*)(?![^\W_]|(?<=_)\w)")


Ranges = list[tuple[int, int]]


class Preview(NamedTuple):
    """A text as a list shows it: `title` may be empty."""

    title: str
    rest: str


def preview(title: str, text: str) -> Preview:
    """How an entry looks in a list. Cost: about 10 µs for the beginning of a page."""
    heading, end = ("", 0) if title else led_by(text)
    return Preview(title or plain(heading), plain(text[end:]))


def led_by(text: str) -> tuple[str, int]:
    """The heading with which a text begins, and where that ends; none, and 0."""
    heading = _HEADING.match(text)
    return ("", 0) if heading is None or not heading[1] else (heading[1], heading.end())


def plain(text: str) -> str:
    """A text without the signs of Markdown."""
    return lighter(text, ())[0]


def lighter(text: str, spans: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    """The same, and where `spans` of the text are then.

    Those go that lie in a sign, such as the address of a link; where all of them do, their signs stay.
    """
    signs = _signs_of(text) if _ANY.search(text) else []
    if not signs:
        return text, tuple(spans)
    seen = [span for span in spans if not any(_meet(sign, [span]) for sign in signs)]
    if spans and not seen:
        seen, signs = list(spans), [sign for sign in signs if not _meet(sign, spans)]
    gone = _apart(sorted(one for sign in signs for one in sign))
    starts = [start for start, _ in gone]
    lost = [0, *accumulate(end - start for start, end in gone)]
    kept, at = [], 0
    for start, end in gone:
        kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    moved = tuple(Span(*(place - lost[bisect_left(starts, place)] for place in span)) for span in seen)
    return "".join(kept), moved


def _meet(sign: Ranges, spans: Sequence[Span]) -> bool:
    return any(start < last and first < end for start, end in spans for first, last in sign)


def _signs_of(text: str) -> list[Ranges]:
    """The signs of Markdown in a text, each as the ranges that are left out with it."""
    found: list[Ranges] = []
    for match in _signs().finditer(text):
        start, end = match.span()
        inner = next((match.span(name) for name in ("t1", "t2", "t3", "t4") if match[name] is not None), None)
        found.append([(start, end)] if inner is None else [(start, inner[0]), (inner[1], end)])
    at = 0
    while (pair := _MARKS.search(text, at)) is not None:
        at = pair.start(2)  # there may be others inside
        found.append([(pair.start(), at), (pair.end(2), pair.end())])
    return found


def _apart(ranges: Ranges) -> Ranges:
    """Ranges in order, those that meet or overlap made one."""
    apart: Ranges = []
    for start, end in ranges:
        if start == end:
            continue
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


@cache
def _signs() -> "re.Pattern[str]":
    return re.compile(_SIGNS, re.MULTILINE | re.VERBOSE)
