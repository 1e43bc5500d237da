"""How good it is: F1 of labels, thresholds chosen on dev, and spans found whole."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from training.labels import SPANS
from training.tokens import BEGINS, INSIDE, OUTSIDE, UNKNOWN, Numbered

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]
THRESHOLDS = np.arange(0.05, 0.75, 0.025)


def f1(truth: npt.NDArray[np.bool_], guess: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Of each column; 0 where nothing was there and nothing was guessed."""
    right = (truth & guess).sum(0)
    return 2 * right / np.maximum(truth.sum(0) + guess.sum(0), 1)


def thresholds(truth: npt.NDArray[np.bool_], probability: Floats) -> Floats:
    """For each column the threshold at which F1 is highest."""
    scores = np.stack([f1(truth, probability > threshold) for threshold in THRESHOLDS])
    chosen: Floats = THRESHOLDS[scores.argmax(0)].astype(np.float32)
    return chosen


def spans_of(row: npt.NDArray[np.integer]) -> set[tuple[int, int]]:
    """The stretches in one column of OUTSIDE, BEGINS and INSIDE."""
    found: set[tuple[int, int]] = set()
    start = -1
    for at, mark in enumerate([*row.tolist(), OUTSIDE]):
        if start >= 0 and mark != INSIDE:
            found.add((start, at))
            start = -1
        if mark == BEGINS or (mark == INSIDE and start < 0):
            start = at
    return found


def span_scores(examples: Sequence[Numbered], probability: Sequence[Floats]) -> dict[str, tuple[int, int, int]]:
    """For each kind of span: how many were found whole, how many were guessed, how many there are."""
    counts = {kind: [0, 0, 0] for kind in SPANS}
    for example, likely in zip(examples, probability, strict=True):
        guess = likely[: len(example.ids)].argmax(-1)
        for column, kind in enumerate(SPANS):
            truth = example.spans[:, column]
            if (truth[1:-1] == UNKNOWN).any():
                continue
            inner = slice(1, -1)
            there, found = spans_of(truth[inner]), spans_of(guess[inner, column])
            for place, number in enumerate((len(there & found), len(found), len(there))):
                counts[kind][place] += number
    return {kind: (right, guessed, there) for kind, (right, guessed, there) in counts.items()}
