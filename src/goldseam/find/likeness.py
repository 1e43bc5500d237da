"""Entries that speak of the same as some words, or as an entry: by what they mean, and by the words they share."""

# ruff: noqa: S608 - the names inside the SQL are constants of this room; what a person wrote is always bound

import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from goldseam.find.index import Index
from goldseam.find.query import Words
from goldseam.find.search import Hit, Page
from goldseam.find.snippet import LENGTH, Marker, Snippet, stretch
from goldseam.find.terms import folded, sought
from goldseam.find.vectors import Embedder, Near, Progress, Vectors
from goldseam.keep.listing import place_in_time
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.words.entry import Entry
from goldseam.words.place import places_of_days
from goldseam.words.span import Span

if TYPE_CHECKING:
    from goldseam.find.vectors import Vector

# "Reciprocal rank fusion" (Cormack, Clarke and Büttcher, SIGIR 2009). Their constant is 60, for lists of a thousand;
# with it, any word in common would outweigh forty ranks of meaning.
RANK_ADDED = 10
WORDS_WEIGH = 0.5  # beside meaning, so that of two that are equally near the one that shares rare words comes first
DEPTH = 50  # so many of each ranking are joined, at least
WORDS_MAX = 8  # of a text, the rarest
CANDIDATES = 24  # of a text, the longest words, among which the rarest are looked for
COMMON_SHARE, COMMON = 20, 2_000  # a word in a twentieth of all entries, or in so many, says little
_WORD = re.compile(r"[^\W\d_]{3,}")


class Alike(NamedTuple):
    """What was found.

    Attributes:
        hits: the likest first.
        unread: entries that no vector was made of yet, and that were looked for by their words alone.
    """

    hits: tuple[Hit, ...]
    unread: int


class Likeness:
    """Finds like entries in one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._database = vault.database
        self._index = Index(vault)
        self._vectors = Vectors(vault)

    def take_note(self) -> None:
        """Forgets what is no longer so, as after a purge; see `Vectors.take_note`."""
        self._vectors.take_note()

    def unread(self, embedder: Embedder) -> int:
        """How many entries no vector of this model was made of yet. Cost: nothing while nothing happened."""
        self._vectors.prepare(embedder.model)
        self._vectors.take_note()
        return self._vectors.unread()

    def read(self, embedder: Embedder, *, going_on: Callable[[], bool], progress: Progress | None = None) -> int:
        """Makes the vectors that are missing; see `Vectors.read`."""
        return self._vectors.read(embedder, going_on=going_on, progress=progress)

    def to_text(self, text: str, embedder: Embedder, *, sight: Sight, limit: int = 20) -> Alike:
        """The entries likest to some words.

        Cost: at 100,000 entries about 150 ms, and what the model takes for the words.

        Raises: Busy: the index could not be brought up to date.
        """
        passages = embedder.passages(text)
        if not passages:
            return Alike((), self.unread(embedder))
        made = embedder.embed([text[span.start : span.end] for span in passages])
        return self._like(text, made, sight, limit, without=-1, unread=self.unread(embedder))

    def near(
        self, text: str, embedder: Embedder, *, sight: Sight, limit: int, before: str = ""
    ) -> tuple[list[Near], int]:
        """The entries nearest in meaning to some words, and how many no vector was made of yet. Cost: as `to_text`.

        Args:
            text: the words; of a long text the beginning.
            embedder: makes vectors.
            sight: what may be seen.
            limit: at most so many.
            before: ISO date; only entries that are about an earlier day. Empty for all.
        """
        unread = self.unread(embedder)
        passages = embedder.passages(text)
        if not passages:
            return [], unread
        made = embedder.embed([text[span.start : span.end] for span in passages[:1]])
        without = self._hidden(sight) | (self._not_before(before) if before else set())
        return self._vectors.nearest(made[0], limit=limit, without=without), unread

    def nearness(self, text: str, embedder: Embedder, places: Collection[int]) -> dict[int, list[tuple[Span, float]]]:
        """How near the passages of the entries at some places are to some words; see `Vectors.nearness`."""
        passages = embedder.passages(text)
        if not passages:
            return {}
        made = embedder.embed([text[span.start : span.end] for span in passages[:1]])
        return self._vectors.nearness(places, made[0])

    def to_entry(self, entry: Entry, embedder: Embedder, *, sight: Sight, limit: int = 20) -> Alike:
        """The entries likest to one of them, without itself.

        Cost: as `to_text`; where the entry was read already, the model has nothing to do.

        Raises: Busy: the index could not be brought up to date.
        """
        place = place_in_time(self._database, entry.id)
        assert place is not None, "an entry stands somewhere"
        unread = self.unread(embedder)
        text = entry.content.text
        made = self._vectors.of(place)
        if made is None:
            spans = embedder.passages(text)
            if not spans:
                return Alike((), unread)
            made = embedder.embed([text[span.start : span.end] for span in spans])
        return self._like(text, made, sight, limit, without=place, unread=unread)

    def _like(self, text: str, vectors: "Vector", sight: Sight, limit: int, *, without: int, unread: int) -> Alike:
        if not self._index.is_current():
            self._index.follow()
        middle = vectors.sum(axis=0)
        middle = middle / max(float((middle @ middle) ** 0.5), 1e-6)
        hidden = self._hidden(sight)
        near = self._vectors.nearest(middle, limit=DEPTH + limit + 1, without=hidden)
        rare = self._rare_words(text)
        rankings = [[found.place for found in near], self._by_words(rare, sight, DEPTH + limit + 1)]
        places = [place for place in joined(rankings, weights=(1.0, WORDS_WEIGH)) if place != without][:limit]
        return Alike(self._hits(places, {found.place: found for found in near}, rare), unread)

    def _hidden(self, sight: Sight) -> set[int]:
        """The places of what may not be seen."""
        if sight.is_whole:
            return set()
        seen = f"select place from entry where true{sight.where()}"
        rows = self._database.rows(f"select place from entry except {seen}")
        return {int(str(place)) for (place,) in rows}

    def _not_before(self, day: str) -> set[int]:
        first = places_of_days(day, day)[0]
        rows = self._database.rows("select place from entry where place >= ?", (first,))
        return {int(str(place)) for (place,) in rows}

    def _rare_words(self, text: str) -> list[Words]:
        """The words of a text that tell most about it: those in the fewest entries, and in one at least."""
        words = {folded(word): None for word in _WORD.findall(text)}
        longest = sorted(words, key=len, reverse=True)[:CANDIDATES]
        counted = [(self._entries_with(word), word) for word in longest]
        row = self._database.one("select count(*) from entry")
        common = min(COMMON, max(2, int(str(row[0])) // COMMON_SHARE if row else 0))
        return [Words(word) for entries, word in sorted(counted) if 0 < entries < common][:WORDS_MAX]

    def _entries_with(self, word: str) -> int:
        """How many entries have a word, counted no further than `COMMON`."""
        match = sought(word)
        few = "select rowid from find_text where find_text match ? limit ?"
        row = self._database.one(f"select count(*) from ({few})", (match, COMMON)) if match else None
        return int(str(row[0])) if row else 0

    def _by_words(self, rare: Sequence[Words], sight: Sight, limit: int) -> list[int]:
        """The places of the entries with most of these words, by BM25."""
        if not rare:
            return []
        match = " OR ".join(sought(words.text) for words in rare)
        seen = sight.where("find_text.rowid")
        ranked = f"select rowid from find_text where find_text match ?{seen} order by rank limit ?"
        return [int(str(row[0])) for row in self._database.rows(ranked, (match, limit))]

    def _hits(self, places: list[int], near: dict[int, Near], rare: Sequence[Words]) -> tuple[Hit, ...]:
        page = Page(self._vault, places)
        marker = Marker(rare)
        return tuple(
            Hit(place, _snippet(page.entry(place).content.text, near.get(place), marker), page) for place in places
        )


def _snippet(text: str, near: Near | None, marker: Marker) -> Snippet:
    """The beginning of the passage that is nearest; where none is, the words that are shared."""
    if near is None:
        return marker.snippet(text)
    shown = stretch(text, near.span.start, min(near.span.end, near.span.start + LENGTH))
    return Snippet(shown, near.span.start, marker.marks(shown))


def joined(rankings: Sequence[Sequence[int]], weights: Sequence[float]) -> list[int]:
    """Several rankings as one: what stands high in any of them stands high, what stands high in several highest."""
    scores: dict[int, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        for rank, place in enumerate(ranking, start=1):
            scores[place] = scores.get(place, 0.0) + weight / (RANK_ADDED + rank)
    return sorted(scores, key=lambda place: (-scores[place], -place))
