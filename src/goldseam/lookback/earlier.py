"""Earlier places that speak of the same as a passage or a question of hers: for her to sort, and no more than that.

Which of them was like it and which went otherwise nothing here can tell (docs/decisions/0014); so nothing here says so.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from goldseam.find.likeness import Likeness
from goldseam.find.plan import PLACE_MAX
from goldseam.find.query import Any, Tree, Words, text_of
from goldseam.find.search import Find
from goldseam.find.vectors import Embedder
from goldseam.keep.listing import count_of
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.lookback.asking import TEXT_MAX, Passage
from goldseam.lookback.choosing import LATELY_DAYS
from goldseam.lookback.question import TOKEN, Question, Word, words_in
from goldseam.read.sentences import sentences_of
from goldseam.words.entry import Entry
from goldseam.words.quotation import quotation
from goldseam.words.span import Span

BY_MEANING, BY_WORDS = 60, 20  # entries that are looked at
AT_ONCE = 2  # sentences that are weighed together: one says who, the next what came of it
OF_ENTRY = 12  # such pairs of one entry: of its nearest passage, those with most of its words
SENTENCES = 6  # of what she asks about
FOUND_MAX = 20
# Looked at on the even lines of data/lookback/earlier-times.jsonl by bench/before.py.
ENOUGH = 0.26  # so near at least: what nobody wrote of is less near, and an earlier time seldom is
ENOUGH_BY_WORDS = 0.2  # so much of what it is about, where nothing can weigh meaning


class Earlier(NamedTuple):
    """What speaks of the same.

    Attributes:
        places: of each entry one, the nearest first; `said` is a pair of sentences, or one.
        unread: entries that were looked for by their words alone.
        by_meaning: whether meaning was weighed at all.
    """

    places: tuple[Passage, ...]
    unread: int
    by_meaning: bool


class _Looked(NamedTuple):
    """A pair of sentences that is weighed, of an entry, and how near the entry is by its vectors."""

    entry: Entry
    span: Span
    around: Span
    nearness: float | None


class EarlierPlaces:
    """Finds them in one vault."""

    def __init__(self, vault: Vault, find: Find, likeness: Likeness) -> None:
        self._vault = vault
        self._find = find
        self._likeness = likeness

    def of(
        self,
        question: Question,
        *,
        before: str,
        but: Collection[str] = (),
        sight: Sight,
        today: str,
        embedder: Embedder | None,
    ) -> Earlier:
        """Places that speak of the same; none where nothing is near enough.

        Cost: at 100,000 entries about 150 ms for what is near in meaning, and 1.5 ms for each of some 600 pairs of
        sentences.

        Args:
            question: hers, or a passage of hers, taken apart.
            before: ISO date; only what is about an earlier day.
            but: ids of entries that are not looked at.
            sight: what may be seen.
            today: ISO date.
            embedder: makes vectors; None for words alone.

        Raises: Busy: the index could not be brought up to date.
        """
        if not TOKEN.search(question.text) or before <= date.min.isoformat():
            return Earlier((), 0, embedder is not None)
        near, unread = {}, 0
        if embedder is not None:
            told, unread = self._likeness.near(
                question.text, embedder, sight=sight, limit=BY_MEANING + len(but), before=before
            )
            near = {one.place: one for one in told}
        weights = self._weights(question, sight)
        by_words = self._by_words(weights, question, before, sight, today, BY_WORDS + len(but))
        chosen = self._some(near, but, BY_MEANING) | self._some(by_words, but, BY_WORDS)
        looked: list[_Looked] = []
        # The newest first, whatever ranked them: a rank weighs what may not be seen as well.
        for place, entry in sorted(chosen.items(), reverse=True):
            found = near.get(place)
            pairs = _pairs(entry.content.text, found.span if found else None, weights)
            looked += [_Looked(entry, *pair, found.nearness if found else None) for pair in pairs]
        weighed = _weights_of(question.text, looked, weights, embedder)
        enough = ENOUGH_BY_WORDS if embedder is None else ENOUGH
        best = _best_of_each([one for one in weighed if one[0] >= enough])
        return Earlier(tuple(best[:FOUND_MAX]), unread, embedder is not None)

    def nearest_in(self, question: Question, entry: Entry, *, sight: Sight, embedder: Embedder | None) -> Span | None:
        """Of an entry that she names herself, the pair of sentences that is nearest; None where it has no sentence."""
        weights = self._weights(question, sight)
        looked = [_Looked(entry, *pair, None) for pair in _pairs(entry.content.text, None, weights)]
        if not TOKEN.search(question.text):  # the page that she asks from is gone
            return looked[0].span if looked else None
        weighed = _weights_of(question.text, looked, weights, embedder)
        return max(weighed, key=lambda one: one[0])[1].span if weighed else None

    def _weights(self, question: Question, sight: Sight) -> dict[Word, float]:
        """How much each word tells: the more, the fewer entries have it."""
        total = count_of(self._vault.database, (0, PLACE_MAX), sight=sight)
        known = {
            word: self._find.entries_with(word.stem, sight=sight, prefix=not word.is_name) for word in question.words
        }
        return {word: math.log((total + 1) / (entries + 0.5)) for word, entries in known.items() if entries}

    def _some(self, places: Iterable[int], but: Collection[str], most: int) -> dict[int, Entry]:
        """The first entries at some places, by place; none that she cannot keep, as where two versions meet."""
        some: dict[int, Entry] = {}
        for place in places:
            for entry in self._vault.entries_at([place]):
                if entry.id not in but and not entry.content.trashed and not entry.conflicts and len(some) < most:
                    some[place] = entry
        return some

    def _by_words(
        self, weights: dict[Word, float], question: Question, before: str, sight: Sight, today: str, most: int
    ) -> list[int]:
        """The places of the entries with the rarest words of it, and with its names."""
        rare = sorted(weights, key=lambda word: -weights[word])[:8]
        parts: list[Tree] = [Words(word.stem, prefix=not word.is_name) for word in rare]
        parts += [Words(name) for names in question.names for name in names]
        if not parts:
            return []
        tree = Any(tuple(parts)) if len(parts) > 1 else parts[0]
        query = f"before:{before} ({text_of(tree)})"
        return [hit.place for hit in self._find.entries(query, sight=sight, today=today, limit=most).hits]


def latest_day(day: str, *, lately: bool = False) -> str:
    """The ISO date before which something is an earlier time of what is about `day`, and not the same time still.

    With `lately` it is the day after: she asked again, and for all of it.
    """
    given = date.fromisoformat(day).toordinal()
    return date.fromordinal(given + 1 if lately else max(1, given - LATELY_DAYS)).isoformat()


def is_recent(day: str, today: str) -> bool:
    """Whether it is too new to be looked back from without being asked twice."""
    return day >= latest_day(today)


def _pairs(text: str, near: Span | None, weights: dict[Word, float]) -> list[tuple[Span, Span]]:
    """The pairs of sentences that are looked at, each with what stands around it."""
    spans = sentences_of(text[:TEXT_MAX])
    pairs = [(spans[at].start, spans[min(at + AT_ONCE, len(spans)) - 1].end) for at in range(len(spans))]
    if len(pairs) > 1:
        pairs.pop()  # the last sentence alone is in the pair before
    around = [
        Span(spans[max(0, at - 1)].start, spans[min(len(spans) - 1, at + AT_ONCE)].end) for at in range(len(pairs))
    ]
    order = list(range(len(pairs)))
    if len(order) > OF_ENTRY:
        held = [len(words_in(text[start:end], weights)) for start, end in pairs]
        here = [near is None or near.start <= start < near.end for start, _ in pairs]
        order.sort(key=lambda at: (not here[at], -held[at]))
    return [(Span(*pairs[at]), around[at]) for at in sorted(order[:OF_ENTRY])]


def _cover(one: _Looked, weights: dict[Word, float]) -> float:
    """How much of what it is about stands in a pair; 0 to 1."""
    whole = sum(weights.values())
    held = words_in(one.entry.content.text[one.span.start : one.span.end], weights)
    return sum(weights[word] for word in held) / whole if whole else 0.0


def _weights_of(
    text: str, looked: Sequence[_Looked], weights: dict[Word, float], embedder: Embedder | None
) -> list[tuple[float, _Looked]]:
    """Each pair with its weight; by words alone where nothing can weigh meaning."""
    if embedder is None:
        return [(_cover(one, weights), one) for one in looked]
    return _weighed(text, looked, embedder)


def _weighed(text: str, looked: Sequence[_Looked], embedder: Embedder) -> list[tuple[float, _Looked]]:
    """Each pair with its weight: how near its entry is, how near it is itself, and to each sentence what is nearest.

    A third each. The passage of an entry tells what it is about, a pair of sentences what happened.
    """
    if not looked:
        return []
    asked = [text, *(text[one.start : one.end] for one in sentences_of(text)[:SENTENCES])]
    vectors = embedder.embed([*asked, *(one.entry.content.text[one.span.start : one.span.end] for one in looked)])
    near = vectors[len(asked) :] @ vectors[: len(asked)].T
    least = min((one.nearness for one in looked if one.nearness is not None), default=0.0)
    best: dict[str, list[float]] = {}  # of each entry, to the whole and to each sentence
    for one, row in zip(looked, near.tolist(), strict=True):
        best[one.entry.id] = list(map(max, best.get(one.entry.id, row), row))
    weighed = []
    for one, row in zip(looked, near.tolist(), strict=True):
        of_entry = best[one.entry.id]
        nearness = least if one.nearness is None else one.nearness
        # The pair's own part decides which of an entry is shown; the rest is the same for all of it.
        weighed.append(((nearness + row[0] + sum(of_entry[1:]) / len(of_entry[1:])) / 3, one))
    return weighed


def _best_of_each(weighed: Sequence[tuple[float, _Looked]]) -> list[Passage]:
    """The weightiest of each entry, the weightiest first."""
    best: dict[str, tuple[float, _Looked]] = {}
    for weight, one in weighed:
        if one.entry.id not in best or weight > best[one.entry.id][0]:
            best[one.entry.id] = (weight, one)
    return [
        Passage(quotation(one.entry, *one.span), quotation(one.entry, *one.around), weight)
        for weight, one in sorted(best.values(), key=lambda found: -found[0])
    ]
