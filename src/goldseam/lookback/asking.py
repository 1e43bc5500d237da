"""Asking: a question in her words, answered by nothing but what she wrote.

Candidates come by words, by names and by meaning; each is weighed sentence by sentence, and where none weighs enough
nothing is answered. No sentence is made here: an answer is quotations, in the order of time, and how many there are.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from goldseam.find.likeness import Likeness
from goldseam.find.plan import PLACE_MAX
from goldseam.find.query import Any, Tree, Words, text_of
from goldseam.find.search import Find
from goldseam.find.vectors import Embedder
from goldseam.keep.listing import count_of, place_in_time
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.lookback.naming import naming
from goldseam.lookback.question import Question, Word, words_in
from goldseam.read.sentences import sentences_of
from goldseam.words.entry import Entry
from goldseam.words.quotation import Quotation, quotation
from goldseam.words.span import Span

BY_WORDS, BY_MEANING = 40, 40  # entries that are looked at
WEIGHED = 16  # sentences whose meaning is weighed
OF_ONE_MAX = 2  # of them, of one entry
TEXT_MAX = 300_000  # characters of one entry whose sentences are looked at; a search by words finds what stands behind
PASSAGES_MAX = 200
SHORT = 60  # characters; a sentence so short is weighed with the one before it
BESIDE = 0.5  # what a word in the sentence before or after counts
# Fitted on the dev part of the questions in data/lookback (bench/asking.py). Nearness in meaning counts whole.
COVER_WEIGHT = 0.3
ENTRY_WEIGHT = 0.2  # of the question's words that stand anywhere in the entry
UNKNOWN_COSTS = (
    0.15  # if all words of the question stand nowhere, and as much less as more do: it may be of something else
)
ENOUGH = 0.66
BESIDE_ENOUGH = 0.05  # where one place weighs enough, those that lack so little are shown beside it
ENOUGH_BY_WORDS = 0.6  # of the cover alone, where nothing can weigh meaning


class Passage(NamedTuple):
    """One place that answers.

    Attributes:
        said: the sentence.
        around: the sentence with the one before and the one after it.
        weight: how much it weighs; only to be compared.
    """

    said: Quotation
    around: Quotation
    weight: float


class Answer(NamedTuple):
    """What she wrote about something, in the order of time; empty where nothing weighed enough.

    Attributes:
        passages: all that weigh enough of the `WEIGHED` likeliest sentences, each entry once.
        best: their ordinals, the weightiest first.
        unread: entries that were looked for by their words alone.
        by_meaning: whether meaning was weighed at all.
    """

    passages: tuple[Passage, ...]
    best: tuple[int, ...]
    unread: int
    by_meaning: bool

    def shown(self, most: int) -> list[Passage]:
        """The weightiest, the earliest and the latest among them, in the order of time."""
        if len(self.passages) <= most:
            return list(self.passages)
        chosen = dict.fromkeys((0, len(self.passages) - 1, *self.best))
        return [self.passages[at] for at in sorted(list(chosen)[:most])]


class Asking:
    """Answers from one vault."""

    def __init__(self, vault: Vault, find: Find, likeness: Likeness) -> None:
        self._vault = vault
        self._find = find
        self._likeness = likeness

    def answer(self, question: Question, *, sight: Sight, today: str, embedder: Embedder | None) -> Answer:
        """What she wrote about it.

        Cost: at 100,000 entries about 150 ms for what is near in meaning, and 3 ms for each of 16 sentences.

        Args:
            question: taken apart.
            sight: what may be seen.
            today: ISO date.
            embedder: makes vectors; None for words alone.

        Raises: Busy: the index could not be brought up to date.
        """
        known = {
            word: self._find.entries_with(word.stem, sight=sight, prefix=not word.is_name) for word in question.words
        }
        if not question.words and not question.names:
            return Answer((), (), 0, embedder is not None)
        total = count_of(self._vault.database, (0, PLACE_MAX), sight=sight)
        # Names are not weighed: an entry that lacks one is no candidate.
        weights = {word: math.log((total + 1) / (entries + 0.5)) for word, entries in known.items() if not word.is_name}
        places, unread = self._candidates(question, known, sight, today, embedder)
        near = {} if embedder is None else self._likeness.nearness(question.text, embedder, places)
        namers = [naming(names) for names in question.names]
        found: list[_Candidate] = []
        # The newest first, whatever ranked them: a rank weighs what may not be seen as well.
        for entry in self._vault.entries_at(sorted(places, reverse=True)):
            if _is_about(entry, question) and all(any(map(namer, _whole(entry))) for namer in namers):
                place = place_in_time(self._vault.database, entry.id)
                assert place is not None, "an entry stands somewhere"
                found += _candidates_in(entry, weights, namers, near.get(place, []))
        # What no vector was made of yet may be as near as anything is.
        nearest = max((nearness for spans in near.values() for _, nearness in spans), default=0.0)
        found.sort(key=lambda one: (-one.weight(nearest if one.passage is None else one.passage), not one.is_named))
        chosen = _some_of_each(found, WEIGHED)
        unknown = sum(not known[word] for word in weights) / max(len(weights), 1)
        weighed = _weighed(question.text, chosen, embedder, enough=ENOUGH + UNKNOWN_COSTS * unknown)
        passages = sorted(_best_of_each(weighed), key=lambda one: (one.said.day, one.said.written_at))
        best = sorted(range(len(passages)), key=lambda at: -passages[at].weight)
        return Answer(tuple(passages), tuple(best), unread, embedder is not None)

    def _candidates(
        self, question: Question, known: dict[Word, int], sight: Sight, today: str, embedder: Embedder | None
    ) -> tuple[list[int], int]:
        """The places of entries to look at."""
        rare = sorted((entries, word) for word, entries in known.items() if entries)
        parts: list[Tree] = [Words(word.stem, prefix=not word.is_name) for _, word in rare[:8]]
        parts += [Words(name) for names in question.names for name in names]
        places: dict[int, None] = {}
        if parts:
            tree = Any(tuple(parts)) if len(parts) > 1 else parts[0]
            hits = self._find.entries(text_of(tree), sight=sight, today=today, limit=BY_WORDS)
            places.update(dict.fromkeys(hit.place for hit in hits.hits))
        unread = 0
        if embedder is not None:
            near, unread = self._likeness.near(question.text, embedder, sight=sight, limit=BY_MEANING)
            places.update(dict.fromkeys(one.place for one in near))
        return list(places), unread


class _Candidate(NamedTuple):
    """A sentence that may answer."""

    entry: Entry
    span: Span
    around: Span
    cover: float  # how much of the question stands in it and right beside it
    spread: float  # how much of it stands anywhere in the entry
    passage: float | None  # how near the passage around it is; None where no vector was made of it
    is_named: bool

    def weight(self, nearness: float) -> float:
        """What it weighs if it is so near in meaning."""
        return COVER_WEIGHT * self.cover + ENTRY_WEIGHT * self.spread + nearness


def _candidates_in(
    entry: Entry,
    weights: dict[Word, float],
    namers: Sequence[Callable[[str], bool]],
    near: Sequence[tuple[Span, float]],
) -> list[_Candidate]:
    """Each sentence of an entry; `near` says how near each of its passages is."""
    text = entry.content.text[:TEXT_MAX]
    spans = sentences_of(text)
    if not spans:
        return []
    whole = sum(weights.values())
    titled = words_in(entry.content.title, weights)  # what the title says is said of every sentence
    held = [words_in(text[start:end], weights) | titled for start, end in spans]
    named = [any(namer(text[start:end]) for namer in namers) for start, end in spans]
    everywhere = words_in("\n".join(_whole(entry)), weights)
    spread = sum(weights[w] for w in everywhere) / whole if whole else 1.0
    found = []
    for at, (start, end) in enumerate(spans):
        beside = set().union(*held[max(0, at - 2) : at + 3]) - held[at]
        cover = (sum(weights[w] for w in held[at]) + BESIDE * sum(weights[w] for w in beside)) / whole if whole else 1.0
        around = Span(spans[max(0, at - 1)][0], spans[min(len(spans) - 1, at + 1)][1])
        passage = next((one for span, one in near if span.start <= start < span.end), None)
        found.append(_Candidate(entry, Span(start, end), around, cover, spread, passage, is_named=named[at]))
    return found


def _some_of_each(found: Sequence[_Candidate], most: int) -> list[_Candidate]:
    """The likeliest, few of an entry, so that one long entry is not all that is weighed."""
    taken: dict[str, int] = {}
    chosen = []
    for one in found:
        if taken.get(one.entry.id, 0) < OF_ONE_MAX:
            taken[one.entry.id] = taken.get(one.entry.id, 0) + 1
            chosen.append(one)
    return chosen[:most]


def _weighed(text: str, chosen: Sequence[_Candidate], embedder: Embedder | None, *, enough: float) -> list[Passage]:
    """Those that weigh enough."""
    if not chosen:
        return []
    if embedder is None:
        weights = [one.cover for one in chosen]
        least = ENOUGH_BY_WORDS
    else:
        vectors = embedder.embed([text, *(_sense(one) for one in chosen)])
        own = [float(vectors[0] @ vector) for vector in vectors[1:]]
        weights = [
            one.weight(near if one.passage is None else (near + one.passage) / 2)
            for one, near in zip(chosen, own, strict=True)
        ]
        least = enough - BESIDE_ENOUGH if max(weights) >= enough else enough
    return [
        Passage(quotation(one.entry, *one.span), quotation(one.entry, *one.around), weight)
        for one, weight in zip(chosen, weights, strict=True)
        if weight >= least
    ]


def _sense(one: _Candidate) -> str:
    text = one.entry.content.text
    short = one.span.end - one.span.start < SHORT
    return text[one.around.start : one.span.end] if short else text[one.span.start : one.span.end]


def _best_of_each(weighed: Sequence[Passage]) -> list[Passage]:
    """The weightiest of each entry."""
    best: dict[str, Passage] = {}
    for one in weighed:
        if one.said.entry not in best or one.weight > best[one.said.entry].weight:
            best[one.said.entry] = one
    return sorted(best.values(), key=lambda one: -one.weight)[:PASSAGES_MAX]


def _is_about(entry: Entry, question: Question) -> bool:
    """Whether it is of the days that are asked of; what was said of them on other days is left to `goldseam when`."""
    return not question.first or question.first <= entry.content.day <= question.last


def _whole(entry: Entry) -> tuple[str, ...]:
    return entry.content.text, entry.content.title, *entry.content.tags
