"""Examples as numbers: word pieces, how their words are written, and the target of each head at each place."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from goldseam.read.pieces import shapes_of
from training.example import Example
from training.labels import ATTRIBUTES, EMOTIONS, SENTENCE, SPANS

UNKNOWN = -1  # nobody looked
OUTSIDE, BEGINS, INSIDE = 0, 1, 2
PIECES_MAX = 192  # of an example; longer ones are cut

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Numbered:
    """An example in numbers.

    Attributes:
        ids: (n,) word pieces, the two marks at the ends among them.
        shapes: (n, 3) how the word of a piece is written, the word before it, and the one after.
        emotions, sentence: 0, 1, or UNKNOWN.
        spans: (n, kinds) OUTSIDE, BEGINS, INSIDE, or UNKNOWN.
        attributes: (n, attributes) number of the value, or UNKNOWN.
    """

    ids: npt.NDArray[np.int32]
    shapes: npt.NDArray[np.int8]
    emotions: npt.NDArray[np.int8]
    sentence: npt.NDArray[np.int8]
    spans: npt.NDArray[np.int8]
    attributes: npt.NDArray[np.int8]
    corpus: str


def load_tokenizer(path: Path) -> Tokenizer:
    """MiniLM's own, without padding."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(PIECES_MAX)
    return tokenizer


def numbered(example: Example, encoding: Encoding) -> Numbered:
    """An example with the encoding of its text."""
    offsets = np.array(encoding.offsets, dtype=np.int64)
    length = len(offsets)
    spans = np.full((length, len(SPANS)), UNKNOWN, dtype=np.int8)
    inner = slice(1, length - 1)
    for kind, extents in example.spans.items():
        column = SPANS.index(kind)
        spans[inner, column] = OUTSIDE
        for start, end in example.unsure.get(kind, ()):
            spans[_covered(offsets, start, end), column] = UNKNOWN
        for start, end in extents:
            places = _covered(offsets, start, end)
            spans[places, column] = INSIDE
            spans[places[:1], column] = BEGINS
    attributes = np.full((length, len(ATTRIBUTES)), UNKNOWN, dtype=np.int8)
    for name, (start, end), value in example.attributes:
        column = list(ATTRIBUTES).index(name)
        attributes[_covered(offsets, start, end), column] = ATTRIBUTES[name].index(value)
    emotions = np.full(len(EMOTIONS), UNKNOWN, dtype=np.int8)
    if example.emotions is not None:
        emotions[:] = [emotion in example.emotions for emotion in EMOTIONS]
    sentence = np.array([example.sentence.get(name, UNKNOWN) for name in SENTENCE], dtype=np.int8)
    ids = np.array(encoding.ids, dtype=np.int32)
    shapes = shapes_of(example.text, encoding.offsets, encoding.word_ids)
    return Numbered(ids, shapes, emotions, sentence, spans, attributes, example.corpus)


def _covered(offsets: Ints, start: int, end: int) -> Ints:
    """The pieces that lie in a stretch of the text."""
    return np.flatnonzero((offsets[:, 0] < end) & (offsets[:, 1] > start) & (offsets[:, 1] > offsets[:, 0]))
