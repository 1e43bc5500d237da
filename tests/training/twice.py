"""Run in the environment of training: a few steps, the same few again, and the same broken off in the middle.

Tells a digest of the weights that each of the three came to.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np
import torch

from training import minilm
from training.fit import Fit, Recipe
from training.labels import ATTRIBUTES, EMOTIONS, SENTENCE, SPANS
from training.tokens import Numbered
from training.top import ReadingTop

STEPS = 5


def examples() -> list[Numbered]:
    random = np.random.default_rng(5)
    made = []
    for number in range(160):
        n = int(random.integers(30, 60))
        made.append(
            Numbered(
                random.integers(0, 30_000, n).astype(np.int32),
                random.integers(0, 7, (n, 3)).astype(np.int8),
                random.integers(-1, 2, len(EMOTIONS)).astype(np.int8),
                random.integers(-1, 2, len(SENTENCE)).astype(np.int8),
                random.integers(-1, 3, (n, len(SPANS))).astype(np.int8),
                random.integers(-1, 2, (n, len(ATTRIBUTES))).astype(np.int8),
                "diary" if number % 2 else "goemotions",
            )
        )
    return made


def trained(folder: Path, *, broken_off: bool = False) -> str:
    recipe = Recipe({"diary": 1.0}, others=1.0, epochs=1.0)
    learnt = examples()
    random = np.random.default_rng(6)
    known = [random.standard_normal((len(one.ids), minilm.WIDTH)).astype(np.float16) for one in learnt]
    torch.manual_seed(recipe.seed)
    fit = Fit(ReadingTop(minilm.load_weights()[1][5:]), learnt, known, recipe)
    folder.mkdir()
    if broken_off:
        fit.run(folder / "kept.pt", most=STEPS // 2)
        torch.manual_seed(1)  # whatever happened in between
        fit = Fit(ReadingTop(minilm.load_weights()[1][4:5]), learnt, known, recipe)
    fit.run(folder / "kept.pt")
    assert fit.step >= STEPS, fit.step
    return hashlib.sha256(b"".join(value.numpy().tobytes() for value in fit.averaged.values())).hexdigest()


if __name__ == "__main__":
    torch.set_num_threads(1)
    into = Path(sys.argv[1])
    told = [trained(into / "a"), trained(into / "b"), trained(into / "c", broken_off=True)]
    sys.stdout.write(" ".join(told) + "\n")
