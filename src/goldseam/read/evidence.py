"""What the encoder made of one text: probabilities for its sentences and words, at their place in the text."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from goldseam.read.labels import Labels
from goldseam.words.span import Span

REACH = 160  # words that a stretch is followed for
Floats = npt.NDArray[np.float32]


class Evidence:
    """Of one text. Every probability is of 0 to 1; words are those of the encoder: a mark is a word too."""

    def __init__(self, labels: Labels, sentences: int) -> None:
        self._labels = labels
        self._names = (*(f"emotion.{name}" for name in labels.emotions), *labels.sentence)
        self._sentences: Floats = np.zeros((sentences, len(self._names)), dtype=np.float32)
        self._columns = {name: column for column, name in enumerate(labels.spans)}
        self._values = {
            f"{attribute}.{value}": column
            for column, (attribute, value) in enumerate(
                (attribute, value) for attribute, values in labels.attributes for value in values
            )
        }
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._heads: list[int] = []  # of each word, its first piece among those of the text
        self._pieces = 0
        # As windows of pieces until the last is taken, then as one array.
        self._spans: Any = [(-1, np.zeros((0, len(labels.spans), 3), dtype=np.float32))]
        self._attributes: Any = [(-1, np.zeros((0, len(self._values)), dtype=np.float32))]

    def place(self, start: int, offsets: Sequence[tuple[int, int]], word_ids: Sequence[int | None]) -> int:
        """Makes the pieces of the next sentence known; returns the ordinal of its first."""
        before: int | None = None
        for number, ((first, end), word) in enumerate(zip(offsets, word_ids, strict=True)):
            if word != before:
                self._heads.append(self._pieces + number)
                self._starts.append(start + first)
                self._ends.append(start + end)
                before = word
            else:
                self._ends[-1] = start + end
        first_piece = self._pieces
        self._pieces += len(offsets)
        return first_piece

    def take(self, sentence: int, first: int, pieces: int, *rows: Floats) -> None:
        """What the model said of one window."""
        emotions, labels, spans, attributes = rows
        said = np.concatenate([emotions, labels])
        self._sentences[sentence] = np.maximum(self._sentences[sentence], said)
        self._spans.append((first, spans[1 : pieces + 1]))
        self._attributes.append((first, attributes[1 : pieces + 1]))

    def finish(self) -> None:
        """After the last window: one array of everything, a row a word."""
        heads = np.array(self._heads, dtype=np.int64)
        for name in ("_spans", "_attributes"):
            windows = sorted(getattr(self, name), key=lambda window: window[0])
            setattr(self, name, np.concatenate([rows for _, rows in windows])[heads])

    def sentence(self, ordinal: int) -> dict[str, float]:
        """The labels of a sentence (`emotion.anger`, `figurative`, `commitment.promise` …) with their probabilities."""
        return dict(zip(self._names, self._sentences[ordinal].tolist(), strict=True))

    def strongest(self, label: str, span: Span) -> float:
        """The highest probability that any word in `span` has of a label; 0 where there is no word.

        Args:
            label: a kind of stretch (`person`, `feeling`), or a value of an attribute (`feeling.mode.dream`).
            span: in the text.
        """
        inside = slice(*self._words(span))
        column = self._columns.get(label)
        likely = self._attributes[inside, self._values[label]] if column is None else 1 - self._spans[inside, column, 0]
        return float(likely.max()) if likely.size else 0.0

    def likeliest(self, attribute: str, span: Span) -> tuple[str, float]:
        """The value of an attribute (`feeling.emotion`) that the words in `span` most likely have, and how likely."""
        inside = slice(*self._words(span))
        values = next(values for name, values in self._labels.attributes if name == attribute)
        first = self._values[f"{attribute}.{values[0]}"]
        likely = self._attributes[inside, first : first + len(values)]
        if not likely.size:
            return values[0], 0.0
        best = likely.max(axis=0)
        return values[int(best.argmax())], float(best.max())

    def spans(self, label: str, *, least: float) -> list[tuple[Span, float]]:
        """The stretches of a kind, in order, each with the least probability of its words, from `least` up."""
        outside, begins, goes_on = np.moveaxis(self._spans[:, self._columns[label]], -1, 0)
        found: list[tuple[Span, float]] = []
        last = -1  # the word before it that is in a stretch
        for word in np.flatnonzero(1 - outside >= least).tolist():
            likely = float(1 - outside[word])
            follows = found and last == word - 1 and begins[word] < goes_on[word]
            last = word
            if follows:
                span, before = found[-1]
                found[-1] = Span(span.start, self._ends[word]), min(before, likely)
            else:
                found.append((Span(self._starts[word], self._ends[word]), likely))
        return found

    def reach(self, label: str, start: int, *, least: float) -> int:
        """Where the unbroken stretch of a kind ends that the word at `start` is in; `start` where it is in none."""
        first, _ = self._words(Span(start, start + 1))
        likely = 1 - self._spans[first : first + REACH, self._columns[label], 0]
        outside = np.flatnonzero(likely < least)
        words = int(outside[0]) if outside.size else len(likely)
        return self._ends[first + words - 1] if words else start

    def _words(self, span: Span) -> tuple[int, int]:
        """The half-open ordinals of the words that a span touches."""
        first = int(np.searchsorted(self._ends, span.start, side="right"))
        return first, int(np.searchsorted(self._starts, span.end, side="left"))
