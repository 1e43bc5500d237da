"""Run in the environment of training: an encoder as one graph, and cut in its parts.

Tells the outputs whose numbers are the same, but for how float32 is rounded where nodes are joined.
"""

import sys

import numpy as np

from training import minilm
from training.export import arrays, whole
from training.features import session
from training.parts import PARTS, parts
from training.top import ReadingTop

BRANCH = 3


def main() -> None:
    top = ReadingTop(minilm.load_weights()[1][BRANCH:])
    model = whole(arrays(top.state_dict()), BRANCH, None)
    random = np.random.default_rng(6)
    present = np.ones((4, 25), dtype=np.int32)
    present[1:, 20:] = 0
    given = {
        "ids": random.integers(0, 30_000, present.shape, dtype=np.int64) * present,
        "present": present,
        "shapes": random.integers(0, 7, (*present.shape, 3), dtype=np.int64),
    }
    cut, run = parts(model), session(model)
    names = [one.name for one in run.get_outputs()]
    at_once = dict(zip(names, run.run(names, given), strict=True))
    for part, (inputs, outputs) in PARTS.items():
        run = session(cut[part])
        given |= dict(zip(outputs, run.run(outputs, {name: given[name] for name in inputs}), strict=True))
    same = [name for name in names if np.allclose(given[name], at_once[name], rtol=0, atol=1e-6)]
    sys.stdout.write(" ".join(same) + "\n")


if __name__ == "__main__":
    main()
