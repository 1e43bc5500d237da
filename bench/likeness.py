"""Finding what speaks of the same in a vault of 100,000 entries, and what of the true order its short cut keeps.

    python3 dev.py bench likeness
    SIZE=10000 python3 dev.py bench likeness       in a tenth of the time

The entries are those of `bench/corpus.py`; nobody wrote them, so their vectors are drawn: two passages each, in two
hundred bunches, as the subjects of a life lie. The cost is that of real ones; the model's own is in `bench/encoder.py`.
"""

import os
import shutil
import sys
import time
from collections.abc import Sequence
from statistics import median

import numpy as np
import numpy.typing as npt

from bench.measuring import SCRATCH, pin, row
from bench.search import ours
from goldseam.find.likeness import Likeness
from goldseam.find.vectors import WIDTH, Vectors
from goldseam.keep.vault import Vault, open_vault
from goldseam.words.span import Span
from tests.making import UNHIDDEN

SIZE = int(os.environ.get("SIZE", "100000"))
SUBJECTS, APART = 200, 1.2
QUERIES, FOUND = 12, 20
MS_MAX, KEPT_MIN = 250, 0.95

Floats = npt.NDArray[np.float32]


class Drawn:
    """An embedder that gives a text a vector near some entry's."""

    model = "drawn/1"

    def __init__(self, vectors: Floats) -> None:
        self._vectors = vectors
        self._random = np.random.default_rng(3)

    def passages(self, text: str) -> list[Span]:
        return [Span(0, len(text))]

    def embed(self, texts: Sequence[str]) -> Floats:
        chosen = self._vectors[self._random.integers(0, len(self._vectors), len(texts))]
        return unit(chosen + 0.02 * self._random.standard_normal(chosen.shape).astype(np.float32))


def unit(vectors: Floats) -> Floats:
    made: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return made


def drawn(n: int) -> Floats:
    random = np.random.default_rng(1)
    middles = random.standard_normal((SUBJECTS, WIDTH)).astype(np.float32)
    chosen = middles[random.integers(0, SUBJECTS, n)]
    return unit(chosen + APART * random.standard_normal((n, WIDTH)).astype(np.float32))


def filled(vault: Vault, vectors: Floats) -> None:
    """Puts vectors into the vault as reading would, without a model."""
    made = Vectors(vault)
    made.prepare(Drawn.model)
    spans = np.array([[0, 200], [200, 400]], dtype="<u4").tobytes()
    with vault.database.transaction():
        for number, (place,) in enumerate(vault.database.rows("select place from entry order by place")):
            made._store(int(str(place)), spans, vectors[2 * number : 2 * number + 2])  # noqa: SLF001 - these are drawn by lot; the door is for models
        vault.database.run("delete from find_unread")


def main() -> int:
    pin()
    folder = os.path.join(SCRATCH, "likeness")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    vault = ours(SIZE, folder)
    vectors = drawn(2 * SIZE)
    filled(vault, vectors)
    vault.settle()
    vault.close()
    vault = open_vault(vault.folder, vault.keys)
    embedder, likeness, near = Drawn(vectors), Likeness(vault), Vectors(vault)
    texts = [entry.content.text[:200] for entry in vault.timeline(limit=QUERIES, sight=UNHIDDEN)]
    likeness.to_text(texts[0], embedder, limit=FOUND, sight=UNHIDDEN)  # the index follows
    wall, cpu = [], []
    for text in texts:
        started, worked = time.perf_counter(), time.process_time()
        likeness.to_text(text, embedder, limit=FOUND, sight=UNHIDDEN)
        wall.append((time.perf_counter() - started) * 1000)
        cpu.append((time.process_time() - worked) * 1000)
    places = [place for (place,) in vault.database.rows("select place from entry order by place")]
    kept = []
    for (sought,) in (embedder.embed([text]) for text in texts):
        best = (vectors @ sought).reshape(-1, 2).max(axis=1)
        truly = {places[number] for number in np.argsort(-best)[:FOUND]}
        kept.append(len(truly & {found.place for found in near.nearest(sought, limit=FOUND)}) / FOUND)
    said = f"{median(wall):.0f} ms, {median(cpu):.0f} of them the processor's"
    share = sum(kept) / len(kept)
    held = [
        row(f"like some words, {SIZE:,} entries", said, f"<= {MS_MAX} ms", held=median(cpu) <= MS_MAX),
        row("the nearest twenty kept", f"{share:.3f} n={len(kept)}", f">= {KEPT_MIN}", held=share >= KEPT_MIN),
    ]
    vault.close()
    shutil.rmtree(folder)
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
