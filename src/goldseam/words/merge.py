"""Two edits of one text made into one, word by word, without losing or inventing a word.

Sentences are merged first; only where both sides changed the same sentences are their words merged, and only where both
changed the same words are both versions kept, one after the other, and the place is named. Words are never cut: what is
between white space on one side stands so in the result.

White space is nobody's word: where the two sides disagree about it, the wider gap is taken.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

from goldseam.words.difference import UNSPACED_STOPS, Box, Run, align, meaningful, sentences, walk
from goldseam.words.span import Span

# In scripts without spaces a word of the merge is what stands between two of these: a clause, kept whole.
_WORD = rf"([^\s{UNSPACED_STOPS}]+[{UNSPACED_STOPS}]*|[{UNSPACED_STOPS}]+)(\s*)"

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)
Order = tuple[int, str]


class Merged(NamedTuple):
    """A merged text.

    Attributes:
        text: with every word that a side added or that neither removed.
        conflicts: in order, not overlapping: where both versions stand one after the other, `ours` first; or where one
            side changed what the other removed, and the changed words were kept.
    """

    text: str
    conflicts: tuple[Span, ...]


def merge(base: str, ours: str, theirs: str) -> Merged:
    """The text with the changes of both sides since `base`, which is empty where they have no common beginning.

    The order of the sides decides only the order of two versions that are both kept, so that callers who sort the
    sides by an id all get one result. The same change on both sides counts once. A change and a removal of the same
    words keeps the changed ones. Changes in different sentences never conflict.
    Cost: about 0.1 s for 20,000 words, 0.4 s when a tenth of them changed on each side. The worst texts (100,000 equal
    words without a stop, edited all over) take about a second: steps are counted, and where they run out both versions
    are kept whole.
    """
    if ours in (theirs, base):
        return Merged(theirs, ())
    if theirs == base:
        return Merged(ours, ())
    return _Weaving(_Text(base), _Text(ours), _Text(theirs)).merged()


def merge_sets(base: Sequence[H], ours: Sequence[H], theirs: Sequence[H]) -> tuple[H, ...]:
    """What both kept and what either added, without what either removed: for tags and attachments.

    In the order of the side that changed something, of `ours` where both did, and then what only the other one has.
    No argument holds anything twice.
    """
    first, second = (theirs, ours) if list(ours) == list(base) else (ours, theirs)
    known, in_first, in_second = set(base), set(first), set(second)
    kept = [one for one in first if one in in_second or one not in known]
    return (*kept, *(one for one in second if one not in in_first and one not in known))


def merge_value(base: T, ours: T, theirs: T, *, ours_at: Order, theirs_at: Order) -> T:
    """The value of the side that changed it; where both did, of the later one by `(recorded_at, revision id)`."""
    if _same(ours, base) or _same(ours, theirs):
        return theirs
    if _same(theirs, base):
        return ours
    return ours if ours_at > theirs_at else theirs


def merge_fields(
    base: Mapping[str, T], ours: Mapping[str, T], theirs: Mapping[str, T], *, ours_at: Order, theirs_at: Order
) -> dict[str, T]:
    """Each field by itself: `merge_value` for its value, `merge_sets` for whether it is there.

    A field that one side removed and the other changed is kept as changed.
    """
    sides = ours, theirs
    edited = {name for name in base for side in sides if name in side and not _same(side[name], base[name])}
    names = merge_sets([name for name in base if name not in edited], list(ours), list(theirs))
    later, earlier = (ours, theirs) if ours_at > theirs_at else (theirs, ours)
    fields: dict[str, T] = {}
    for name in names:
        if name in base and name in ours and name in theirs:
            fields[name] = merge_value(base[name], ours[name], theirs[name], ours_at=ours_at, theirs_at=theirs_at)
        else:
            fields[name] = later[name] if name in later else earlier[name]
    return fields


def _same(one: object, other: object) -> bool:
    """Whether two values would be written alike: to Python 1, 1.0 and True are equal."""
    return type(one) is type(other) and one == other


class _Text:
    """A text as words and the white space after each, cut into sentences.

    The first word is empty, stands in every text and has the white space at the beginning behind it; it is the first
    sentence. So every word but that one has a gap before it, and every text has somewhere to begin.
    """

    def __init__(self, text: str) -> None:
        body = text.lstrip()
        self.words = [""]
        self.gaps = [text[: len(text) - len(body)]]
        self.keys = [""]  # each sentence without its last gap
        self.starts = [0]  # the place in `words` where each sentence begins, and the place where the last one ends
        for sentence in sentences(body):
            self.keys.append(sentence.rstrip())
            self.starts.append(len(self.words))
            for word, gap in re.findall(_WORD, sentence):
                self.words.append(word)
                self.gaps.append(gap)
        self.starts.append(len(self.words))

    def sentences_in(self, start: int, end: int) -> list[int]:
        """Where sentences begin in `words[start:end]`: at `start`, and `end` closes the list."""
        return [start, *self.starts[bisect_right(self.starts, start) : bisect_left(self.starts, end)], end]

    def changes_to(self, side: "_Text") -> list[Box]:
        """What a side changed, in sentences: each removal by itself, and each sentence that stayed much the same."""
        boxes = _changes(align(self.keys, side.keys), len(self.keys), len(side.keys))
        return [part for box in boxes for part in self._apart(side, box)]

    def _apart(self, side: "_Text", box: Box) -> list[Box]:
        """A change cut where it can be: what another side did to one sentence is then no matter of the others."""
        a, b, c, d = box
        before: list[Box] = []
        after: list[Box] = []
        while a < b and c < d and _alike(self.words_of(a), side.words_of(c)):
            before.append((a, a + 1, c, c + 1))
            a, c = a + 1, c + 1
        while a < b and c < d and _alike(self.words_of(b - 1), side.words_of(d - 1)):
            after.append((b - 1, b, d - 1, d))
            b, d = b - 1, d - 1
        removed = [(at, at + 1, c, c) for at in range(a, b)]
        rest = removed if c == d else [(a, b, c, d)]
        return [*before, *rest, *reversed(after)]

    def words_of(self, sentence: int) -> list[str]:
        """The words of a sentence."""
        return self.words[self.starts[sentence] : self.starts[sentence + 1]]

    def spoken(self, start: int, end: int) -> str:
        """The words without the last gap."""
        pairs = zip(self.words[start:end], self.gaps[start:end], strict=True)
        return "".join([part for pair in pairs for part in pair][:-1])


class _Place(NamedTuple):
    """A stretch of words in each text that stand for each other, and who changed it since the base."""

    base: tuple[int, int]
    ours: tuple[int, int]
    theirs: tuple[int, int]
    by_ours: bool
    by_theirs: bool

    def moved(self, base: Sequence[int], ours: Sequence[int], theirs: Sequence[int]) -> "_Place":
        """The same place where what was counted in one unit stands in another."""
        return self._replace(
            base=(base[self.base[0]], base[self.base[1]]),
            ours=(ours[self.ours[0]], ours[self.ours[1]]),
            theirs=(theirs[self.theirs[0]], theirs[self.theirs[1]]),
        )


class _Hunk(NamedTuple):
    """A change of one side: `base[a:b]` became `side[c:d]`."""

    box: Box
    is_ours: bool

    @property
    def growth(self) -> int:
        a, b, c, d = self.box
        return d - c - (b - a)


# Asked with a change of ours and one of theirs that have nothing unchanged between them: do they belong together?
Meeting = Callable[[Box, Box], bool]


class _Page:
    """The merged text while it is written, word by word."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.gaps: list[str] = []
        self.conflicts: list[tuple[int, int]] = []

    def put(self, text: _Text, start: int, end: int) -> None:
        """Write `words[start:end]` of a text, with a gap before them if they would otherwise grow together."""
        if start == end:
            return
        if self.words and not self.gaps[-1] and _would_join(self.words[-1], text.words[start]):
            self.gaps[-1] = text.gaps[start - 1] or " "
        self.words += text.words[start:end]
        self.gaps += text.gaps[start:end]

    def close(self, gap: str) -> None:
        """Let `gap` be the white space after what is written."""
        self.gaps[-1] = gap

    def merged(self) -> Merged:
        starts, at = [], 0
        for word, gap in zip(self.words, self.gaps, strict=True):
            starts.append(at)
            at += len(word) + len(gap)
        spans = (Span(starts[first], starts[last - 1] + len(self.words[last - 1])) for first, last in self.conflicts)
        pairs = zip(self.words, self.gaps, strict=True)
        return Merged("".join(part for pair in pairs for part in pair), tuple(spans))


class _Weaving:
    """Three texts on their way to becoming one page."""

    def __init__(self, base: _Text, ours: _Text, theirs: _Text) -> None:
        self.base, self.ours, self.theirs = base, ours, theirs
        self.page = _Page()

    def merged(self) -> Merged:
        base, ours, theirs = self.base, self.ours, self.theirs
        mine, other = base.changes_to(ours), base.changes_to(theirs)
        for place in _places(mine, other, len(base.keys), self._add_the_same):
            self._settle(place.moved(base.starts, ours.starts, theirs.starts))
        return self.page.merged()

    def _settle(self, place: _Place) -> None:
        """Write what a place becomes, where it can be told from its sentences."""
        if place.by_ours and place.by_theirs:
            self._weave_words(place)
        elif place.by_theirs:
            self.page.put(self.theirs, *place.theirs)
        else:
            self.page.put(self.ours, *place.ours)
        self._close(place)

    def _close(self, place: _Place) -> None:
        """Merge the white space after a place like a value, the wider gap winning."""
        gap, mine, other = (
            text.gaps[end - 1]
            for text, end in ((self.base, place.base[1]), (self.ours, place.ours[1]), (self.theirs, place.theirs[1]))
        )
        self.page.close(other if mine == gap else mine if other == gap else _wider(mine, other))

    def _weave_words(self, place: _Place) -> None:
        base = self.base.words[slice(*place.base)]
        ours, theirs = self.ours.words[slice(*place.ours)], self.theirs.words[slice(*place.theirs)]
        mine, other = (
            _changes(meaningful(align(base, side), base, side), len(base), len(side)) for side in (ours, theirs)
        )
        for inner in _places(mine, other, len(base), _are_more_than_removals):
            moved = inner.moved(*(range(start, end + 1) for start, end in place[:3]))
            if moved.by_ours and moved.by_theirs:
                self._keep_both(moved)
                self._close(moved)
            else:
                self._settle(moved)

    def _add_the_same(self, mine: Box, other: Box) -> bool:
        """Whether two neighbouring changes add a sentence in common, which must not come twice."""
        return not set(self.ours.keys[mine[2] : mine[3]]).isdisjoint(self.theirs.keys[other[2] : other[3]])

    def _keep_both(self, place: _Place) -> None:
        """Write both versions of a place: sentences that they share once, the others one after the other."""
        ours, theirs = self.ours.sentences_in(*place.ours), self.theirs.sentences_in(*place.theirs)
        our_keys = [self.ours.spoken(start, end) for start, end in pairwise(ours)]
        their_keys = [self.theirs.spoken(start, end) for start, end in pairwise(theirs)]
        before = self.base.words[slice(*place.base)]
        for run, (a, b, c, d) in walk(align(our_keys, their_keys), (0, len(our_keys), 0, len(their_keys))):
            before = self._put_versions((ours[a], ours[b], theirs[c], theirs[d]), before)
            self.page.put(self.ours, ours[run.old], ours[run.old + run.size])

    def _put_versions(self, box: Box, before: list[str]) -> list[str]:
        """Write what became of `before` on both sides, with what they share at the beginning and the end once.

        Returns: the words of the base that no version has been held against yet.
        """
        a, b, c, d = self._unshared(box) if before else self._unshared_if_alike(box)
        mine, other = self.ours.words[a:b], self.theirs.words[c:d]
        shared = (a, b, c, d) != box
        self.page.put(self.ours, box[0], a)
        if _stands_in(mine, before, shared=shared):
            self.page.put(self.theirs, c, d)
            before = []
        elif _stands_in(other, before, shared=shared):
            self.page.put(self.ours, a, b)
            before = []
        else:
            self._put_both((a, b, c, d), one_is_enough=bool(before))
        self.page.put(self.theirs, d, box[3])
        return before

    def _unshared(self, box: Box) -> Box:
        """The box without the words with which both versions begin, and those with which both end."""
        a, b, c, d = box
        ours, theirs = self.ours.words, self.theirs.words
        while a < b and c < d and ours[a] == theirs[c]:
            a, c = a + 1, c + 1
        while a < b and c < d and ours[b - 1] == theirs[d - 1]:
            b, d = b - 1, d - 1
        return a, b, c, d

    def _unshared_if_alike(self, box: Box) -> Box:
        """The same where that is half of the letters of a version: two new sentences are read more easily whole."""
        a, b, c, d = self._unshared(box)
        ours, theirs = _letters(self.ours.words[box[0] : box[1]]), _letters(self.theirs.words[box[2] : box[3]])
        shared = ours - _letters(self.ours.words[a:b])
        return (a, b, c, d) if 2 * shared >= min(ours, theirs) else box

    def _put_both(self, box: Box, *, one_is_enough: bool) -> None:
        """Write one version after the other and note the conflict; `one_is_enough` for it, the other side removed."""
        a, b, c, d = box
        first = len(self.page.words)
        self.page.put(self.ours, a, b)
        if a < b and c < d:
            self.page.close(_wider(self.page.gaps[-1], self.theirs.gaps[c - 1]))
        self.page.put(self.theirs, c, d)
        if (a < b and c < d) or (one_is_enough and (a < b or c < d)):
            self.page.conflicts.append((first, len(self.page.words)))


def _places(ours: list[Box], theirs: list[Box], base_size: int, one_place: Meeting) -> Iterator[_Place]:
    """The whole of three sequences as places, in order; `ours` and `theirs` are what each side changed in the base.

    Changes that overlap are one place, and so are two additions at one point. Of two changes with nothing unchanged
    between them, `one_place` is asked.
    """
    at, mine, other = 0, 0, 0
    for group in _grouped(ours, theirs, one_place):
        start, end = group[0].box[0], max(hunk.box[1] for hunk in group)
        yield from _unchanged(at, mine, other, start - at)
        mine, other = mine + start - at, other + start - at
        my_end = mine + end - start + sum(hunk.growth for hunk in group if hunk.is_ours)
        other_end = other + end - start + sum(hunk.growth for hunk in group if not hunk.is_ours)
        sides = {hunk.is_ours for hunk in group}
        yield _Place((start, end), (mine, my_end), (other, other_end), by_ours=True in sides, by_theirs=False in sides)
        at, mine, other = end, my_end, other_end
    yield from _unchanged(at, mine, other, base_size - at)


def _grouped(ours: list[Box], theirs: list[Box], one_place: Meeting) -> Iterator[list[_Hunk]]:
    hunks = [_Hunk(box, is_ours=True) for box in ours] + [_Hunk(box, is_ours=False) for box in theirs]
    group: list[_Hunk] = []
    latest: dict[bool, _Hunk] = {}  # of each side in the group: the one that reaches furthest
    for hunk in sorted(hunks, key=lambda hunk: (*hunk.box[:2], not hunk.is_ours)):
        if group and not any(_meet(hunk, earlier, one_place) for earlier in latest.values()):
            yield group
            group, latest = [], {}
        group.append(hunk)
        latest[hunk.is_ours] = hunk
    if group:
        yield group


def _meet(hunk: _Hunk, earlier: _Hunk, one_place: Meeting) -> bool:
    """Whether a change overlaps an earlier one, or touches it and belongs to it."""
    if hunk.is_ours == earlier.is_ours or hunk.box[0] > earlier.box[1]:
        return False
    if hunk.box[0] < earlier.box[1]:
        return True
    both_add_here = hunk.box[:2] == earlier.box[:2]
    return both_add_here or (one_place(hunk.box, earlier.box) if hunk.is_ours else one_place(earlier.box, hunk.box))


def _unchanged(base: int, ours: int, theirs: int, size: int) -> Iterator[_Place]:
    """One place for each, so that the white space after each is merged by itself."""
    for i in range(size):
        base_at, mine, other = base + i, ours + i, theirs + i
        spans = (base_at, base_at + 1), (mine, mine + 1), (other, other + 1)
        yield _Place(*spans, by_ours=False, by_theirs=False)


def _changes(runs: list[Run], old_size: int, new_size: int) -> list[Box]:
    boxes = (box for _, box in walk(runs, (0, old_size, 0, new_size)))
    return [(a, b, c, d) for a, b, c, d in boxes if a < b or c < d]


def _alike(one: list[str], other: list[str]) -> bool:
    """Whether half of the words of two sentences are the same."""
    shared = sum((Counter(one) & Counter(other)).values())
    return 4 * shared >= len(one) + len(other)


def _are_more_than_removals(mine: Box, other: Box) -> bool:
    """Whether two neighbouring changes mean something together: two removals do not."""
    return mine[2] < mine[3] or other[2] < other[3]


def _stands_in(version: list[str], before: list[str], *, shared: bool) -> bool:
    """Whether a version left its part of the base as it was, beside what both sides changed alike (`shared`)."""
    if not version or not shared:
        return bool(before) and version == before
    return version in (before[: len(version)], before[-len(version) :])


def _letters(words: list[str]) -> int:
    return sum(map(len, words))


def _would_join(left: str, right: str) -> bool:
    """Whether two words without a gap between them would be read as one."""
    return bool(left) and (left[-1] not in UNSPACED_STOPS or right[0] in UNSPACED_STOPS)


def _wider(one: str, other: str) -> str:
    """The gap with more line breaks, or else the longer one."""
    return max(one, other, key=lambda gap: (gap.count("\n"), len(gap)))
