"""Word pieces: what the encoder sees of a sentence beside the numbers of its vocabulary."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

# How a word is written; the encoder itself reads everything in small letters, and May and may would be one.
NONE, LOWER, CAPITAL, UPPER, MIXED, DIGITS, MARK = range(7)
SHAPES = 7


def shape_of(word: str) -> int:
    """One of the seven ways in which a word is written."""
    if word.islower():
        return LOWER
    if word[:1].isupper():
        return CAPITAL if len(word) == 1 or word[1:].islower() else UPPER if word.isupper() else MIXED
    if any(character.isdigit() for character in word):
        return DIGITS
    return MIXED if any(character.isalpha() for character in word) else MARK


def shapes_of(text: str, offsets: Sequence[tuple[int, int]], word_ids: Sequence[int | None]) -> npt.NDArray[np.int8]:
    """For every piece, the shape of the word it belongs to, of the word before and of the word after: (n, 3).

    Args:
        text: the sentence.
        offsets: of each piece, in code points.
        word_ids: which word each piece is of; None for the marks at both ends.
    """
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for (start, end), word in zip(offsets, word_ids, strict=True):
        if word is not None:
            starts.setdefault(word, start)
            ends[word] = end
    shapes = {word: shape_of(text[start : ends[word]]) for word, start in starts.items()}
    rows = [
        (NONE, NONE, NONE) if word is None else (shapes[word], shapes.get(word - 1, NONE), shapes.get(word + 1, NONE))
        for word in word_ids
    ]
    return np.array(rows, dtype=np.int8).reshape(len(rows), 3)
