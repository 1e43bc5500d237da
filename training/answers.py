"""What the finished graph says of examples, as it will be run: int8, on one thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.features import PIECES_AT_ONCE, batches, padded, session
from training.measure import Floats
from training.tokens import Numbered


@dataclass(frozen=True)
class Answers:
    """Probabilities: of emotions and labels (n, …), and at the pieces of each example."""

    emotions: Floats
    sentence: Floats
    spans: list[Floats]
    attributes: list[Floats]


def answers(model: bytes | Path, examples: Sequence[Numbered]) -> Answers:
    """What a model says of some examples, in their order."""
    run = session(model)
    lengths = np.array([len(example.ids) for example in examples], dtype=np.int64)
    rows: list[tuple[Floats, Floats, Floats, Floats]] = [None] * len(examples)  # type: ignore[list-item]  # filled below
    for group in batches(lengths, PIECES_AT_ONCE):
        chosen = [examples[ordinal] for ordinal in group]
        ids, present = padded(chosen)
        shapes = np.zeros((*ids.shape, 3), dtype=np.int64)
        for row, example in enumerate(chosen):
            shapes[row, : len(example.ids)] = example.shapes
        given = {"ids": ids, "present": present, "shapes": shapes}
        said = run.run(["emotions", "sentence", "spans", "attributes"], given)
        for row, ordinal in enumerate(group):
            n = lengths[ordinal]
            rows[ordinal] = (said[0][row], said[1][row], said[2][row, :n], said[3][row, :n])
    return Answers(
        np.stack([row[0] for row in rows]),
        np.stack([row[1] for row in rows]),
        [row[2] for row in rows],
        [row[3] for row in rows],
    )


def vectors(model: bytes | Path, ids: Sequence[Sequence[int]]) -> Floats:
    """(n, 384) the search vectors of texts in pieces, by a model that may have nothing but the search."""
    run = session(model)
    lengths = np.array([len(one) for one in ids], dtype=np.int64)
    made: Floats = np.zeros((len(ids), 384), dtype=np.float32)
    for group in batches(lengths, PIECES_AT_ONCE):
        length = int(lengths[group].max())
        table = np.zeros((len(group), length), dtype=np.int64)
        present = np.zeros((len(group), length), dtype=np.int32)
        for row, ordinal in enumerate(group):
            table[row, : lengths[ordinal]] = ids[ordinal]
            present[row, : lengths[ordinal]] = 1
        given = {"ids": table, "present": present, "shapes": np.zeros((*table.shape, 3), dtype=np.int64)}
        given = {one.name: given[one.name] for one in run.get_inputs()}
        made[group] = run.run(["search"], given)[0]
    return made
