"""A small embedder without a model: the words of a text, each thrown into a few of 384 places by its hash.

Texts that share words come to lie near each other, which is all that the tables and rankings need to know of meaning.
"""

import re
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from goldseam.find.vectors import WIDTH
from goldseam.words.span import Span

PASSAGE = 60  # characters


class Hashing:
    """Vectors of the words in a text.

    Attributes:
        model: any name.
        seen: every text it was given.
    """

    def __init__(self, model: str = "hashing/1") -> None:
        self.model = model
        self.seen: list[str] = []

    def passages(self, text: str) -> Sequence[Span]:
        return [Span(at, min(at + PASSAGE, len(text))) for at in range(0, len(text.rstrip()), PASSAGE)]

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.seen += texts
        made = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                seed = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big")
                made[row] += np.random.default_rng(seed).standard_normal(WIDTH).astype(np.float32)
        unit: npt.NDArray[np.float32] = made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-6)
        return unit
