"""What changed between two texts, word by word.

Sentences are compared first and words only inside the sentences that differ, so that the time follows the size of the
change and a rewritten sentence is shown whole, not as the three small words it happens to share with the old one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby, pairwise
from typing import Literal, NamedTuple

from goldseam.words.span import Span

STEPS_PER_TOKEN = 16
STEPS_AT_LEAST = 20_000
DEPTH_MAX = 256

# Scripts written without spaces, of which every character may be compared alone, with what may follow to vary it.
_UNSPACED = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_VARIANTS = "\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Listed and not `\W`: to `re`, accents written apart, vowel signs and joined emoji are no word characters, and a word
# must not be cut there. Apostrophes and hyphens stay inside their words.
_PUNCTUATION = r"""!"#$%&()*+,./:;<=>?@\[\\\]^_`{|}~¡¿«»‹›“”„…–—、。，．！？；：「」『』（）【】《》"""
_TOKEN = rf"\s+|[{_UNSPACED}][{_VARIANTS}]*|[{_PUNCTUATION}]|[^\s{_UNSPACED}{_PUNCTUATION}]+"
# Between characters, never between a stop and what belongs to it; `merge` relies on that where no white space stands.
UNSPACED_STOPS = "、。，！？；：」』）】》"
_SENTENCE_END = rf"""(?<=[.!?…])["'”’»)\]]*\s+|\n\s*|[。！？][{UNSPACED_STOPS}]*\s*"""

Kind = Literal["same", "removed", "added"]


class Piece(NamedTuple):
    """A part of a difference; its text is never empty."""

    kind: Kind
    text: str


# (a, b, c, d): `old[a:b]` beside `new[c:d]`.
Box = tuple[int, int, int, int]


class Run(NamedTuple):
    """What two sequences have in common: `old[run.old : run.old + run.size] == new[run.new : run.new + run.size]`."""

    old: int
    new: int
    size: int


def difference(old: str, new: str) -> list[Piece]:
    """How `old` became `new`.

    The texts of all pieces but the added ones are `old`, of all but the removed ones `new`, to the code point. No two
    neighbours are of one kind; where something was replaced, what was removed comes first.
    Cost: about 0.1 s for 20,000 words; the worst texts are shown coarsely rather than slowly.
    """
    before, after = sentences(old), sentences(new)
    pieces: list[Piece] = []
    for run, (a, b, c, d) in walk(align(before, after), (0, len(before), 0, len(after))):
        pieces += _reworded("".join(before[a:b]), "".join(after[c:d]))
        pieces.append(Piece("same", "".join(before[run.old : run.old + run.size])))
    return _joined(pieces)


def moved(spans: Iterable[tuple[int, int]], old: str, new: str) -> list[Span]:
    """Where stretches of `old` stand in `new`, in order: from the first to the last character that is left of each.

    Those of which nothing is left are not there; stretches that overlap in `new` are one.
    """
    ways = Ways(old, new)
    return united(way for way in (ways.of(start, end, least=0) for start, end in spans) if way is not None)


class Ways:
    """Where each stretch of one text went in another."""

    def __init__(self, old: str, new: str) -> None:
        """Cost: as `difference`; nothing where the two are the same."""
        self._old = old
        self._kept: list[tuple[int, int, int]] = []  # (start in old, end in old, start in new)
        at = there = 0
        for kind, text in difference(old, new) if old != new else [Piece("same", old)]:
            if kind == "same":
                self._kept.append((at, at + len(text), there))
            at += len(text) * (kind != "added")
            there += len(text) * (kind != "removed")

    def of(self, start: int, end: int, *, least: float) -> Span | None:
        """From the first to the last character that is left of a stretch.

        Args:
            start: of the stretch, in the old text.
            end: likewise.
            least: the share of its characters, white space aside, that must be left.

        Returns: None where less is left, or nothing.
        """
        found = [(max(start, a), min(end, b), c - a) for a, b, c in self._kept if a < end and start < b]
        if not found:
            return None
        left = sum(_letters(self._old[a:b]) for a, b, _ in found)
        if left < least * _letters(self._old[start:end]):
            return None
        return Span(found[0][0] + found[0][2], found[-1][1] + found[-1][2])


def _letters(text: str) -> int:
    """How many characters are no white space."""
    return len("".join(text.split()))


def united(spans: Iterable[tuple[int, int]]) -> list[Span]:
    """The stretches in order, those that overlap as one."""
    apart: list[Span] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, end))
        else:
            apart.append(Span(start, end))
    return apart


def sentences(text: str) -> list[str]:
    """The text cut after every line and sentence; the pieces are never empty and join to the text.

    White space belongs to the sentence before it. An abbreviation ends a sentence here too: the cuts are for
    comparing, and a cut too many costs nothing.
    """
    ends = [match.end() for match in re.finditer(_SENTENCE_END, text)]
    starts = [0, *ends]
    return [text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True) if start < end]


def align(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """What the two have in common, in order: no run touches another on both sides, none is empty.

    Tokens that occur once on each side are matched first (they are what a reader would hold on to), then the shortest
    way is sought between them.
    Cost: steps are counted and bounded by `STEPS_PER_TOKEN` for each token; what is left over then counts as different.
    """
    steps = STEPS_PER_TOKEN * (len(old) + len(new)) + STEPS_AT_LEAST
    runs: list[Run] = []
    todo = [(0, len(old), 0, len(new))]
    while todo:
        a, b, c, d = _trim(old, new, todo.pop(), runs)
        if a == b or c == d or steps < 0:
            continue
        steps -= b - a + d - c
        anchors = _anchors(old, new, (a, b, c, d))
        if anchors:
            runs += anchors
            todo += [between for _, between in walk(anchors, (a, b, c, d))]
        else:
            found, steps = _shortest(old[a:b], new[c:d], steps)
            runs += [Run(a + run.old, c + run.new, run.size) for run in found]
    return _coalesced(sorted(run for run in runs if run.size))


def walk(runs: list[Run], box: Box) -> list[tuple[Run, Box]]:
    """Each run in the box with the box of what differs before it; at the end an empty run with the box that is left."""
    a, b, c, d = box
    walked = []
    for run in [*runs, Run(b, d, 0)]:
        walked.append((run, (a, run.old, c, run.new)))
        a, c = run.old + run.size, run.new + run.size
    return walked


def meaningful(runs: list[Run], old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """The runs without those that are less than what changed on both sides of them, counted in letters.

    A small word that two quite different sentences share is no reason to cut both in pieces. A line break is kept.
    """
    old_sizes, new_sizes = _letters_before(old), _letters_before(new)
    kept = [Run(0, 0, 0)]
    for run, after in pairwise([*runs, Run(len(old), len(new), 0)]):
        end = kept[-1].old + kept[-1].size, kept[-1].new + kept[-1].size
        left = max(old_sizes[run.old] - old_sizes[end[0]], new_sizes[run.new] - new_sizes[end[1]])
        old_end, new_end = run.old + run.size, run.new + run.size
        right = max(old_sizes[after.old] - old_sizes[old_end], new_sizes[after.new] - new_sizes[new_end])
        weight = old_sizes[old_end] - old_sizes[run.old]
        if weight >= min(left, right) or any("\n" in token for token in old[run.old : old_end]):
            kept.append(run)
    return kept[1:]


def _letters_before(tokens: Sequence[str]) -> list[int]:
    return list(accumulate((0 if token.isspace() else len(token) for token in tokens), initial=0))


def _reworded(old: str, new: str) -> list[Piece]:
    before, after = re.findall(_TOKEN, old), re.findall(_TOKEN, new)
    runs = meaningful(align(before, after), before, after)
    pieces: list[Piece] = []
    for run, (a, b, c, d) in walk(runs, (0, len(before), 0, len(after))):
        pieces.append(Piece("removed", "".join(before[a:b])))
        pieces.append(Piece("added", "".join(after[c:d])))
        pieces.append(Piece("same", "".join(before[run.old : run.old + run.size])))
    return pieces


def _joined(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for kind, run in groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.kind):
        joined.append(Piece(kind, "".join(piece.text for piece in run)))
    return joined


def _trim(old: Sequence[str], new: Sequence[str], box: Box, runs: list[Run]) -> Box:
    """The box without what is equal at its two ends, which goes to `runs`."""
    a, b, c, d = box
    head = 0
    while a + head < b and c + head < d and old[a + head] == new[c + head]:
        head += 1
    runs.append(Run(a, c, head))
    a, c = a + head, c + head
    tail = 0
    while a < b - tail and c < d - tail and old[b - tail - 1] == new[d - tail - 1]:
        tail += 1
    runs.append(Run(b - tail, d - tail, tail))
    return a, b - tail, c, d - tail


def _anchors(old: Sequence[str], new: Sequence[str], box: Box) -> list[Run]:
    """The longest row, in the same order on both sides, of tokens that occur once on each side."""
    a, b, c, d = box
    in_old, in_new = _once(old, a, b), _once(new, c, d)
    pairs = [(i, in_new[token]) for token, i in in_old.items() if token in in_new]
    ends: list[int] = []  # ends[k]: the smallest `new` place at which a row of k + 1 pairs can end
    last: list[int] = []  # the pair that ends that row
    previous: list[int] = []
    for at, (_, j) in enumerate(pairs):
        k = bisect_left(ends, j)
        if k == len(ends):
            ends.append(j)
            last.append(at)
        else:
            ends[k], last[k] = j, at
        previous.append(last[k - 1] if k else -1)
    row = []
    at = last[-1] if last else -1
    while at >= 0:
        row.append(Run(*pairs[at], 1))
        at = previous[at]
    return row[::-1]


def _once(tokens: Sequence[str], start: int, end: int) -> dict[str, int]:
    """Where the tokens stand that occur once in `tokens[start:end]`, in order."""
    places: dict[str, int] = {}
    for at in range(start, end):
        places[tokens[at]] = -1 if tokens[at] in places else at
    return {token: at for token, at in places.items() if at >= 0}


def _shortest(old: Sequence[str], new: Sequence[str], steps: int) -> tuple[list[Run], int]:
    """The fewest removals and additions (Myers 1986), or nothing in common when they are too many to seek.

    Returns: the runs, and the steps that are left.
    """
    furthest = {1: 0}  # on diagonal k = x - y: how far along `old` one gets with so many changes
    trace: list[dict[int, int]] = []
    for changes in range(min(len(old) + len(new), DEPTH_MAX) + 1):
        trace.append(furthest.copy())
        for k in range(-changes, changes + 1, 2):
            origin = _enters_from(furthest, k, changes)
            x = start = furthest[origin] + (origin < k)
            while x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            furthest[k] = x
            steps -= 2 + x - start
            if x >= len(old) and x - k >= len(new):
                return _traced(trace, x, k), steps
        if steps < 0:
            break
    return [], steps


def _enters_from(furthest: dict[int, int], k: int, changes: int) -> int:
    """The diagonal from which `k` is best entered with one change more: above by an addition, below by a removal."""
    if k == -changes or (k != changes and furthest[k - 1] < furthest[k + 1]):
        return k + 1
    return k - 1


def _traced(trace: list[dict[int, int]], x: int, k: int) -> list[Run]:
    runs = []
    for changes in range(len(trace) - 1, -1, -1):
        origin = _enters_from(trace[changes], k, changes)
        start = trace[changes][origin] + (origin < k)
        runs.append(Run(start, start - k, x - start))
        k, x = origin, trace[changes][origin]
    return [run for run in runs[::-1] if run.size]


def _coalesced(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        if joined and (joined[-1].old + joined[-1].size, joined[-1].new + joined[-1].size) == (run.old, run.new):
            joined[-1] = joined[-1]._replace(size=joined[-1].size + run.size)
        else:
            joined.append(run)
    return joined
