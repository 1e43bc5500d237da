"""What the frozen layers make of every example, computed once and kept in a file outside the tree."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from training.minilm import WIDTH
from training.tokens import Numbered

PIECES_AT_ONCE = 4_096

Halves = npt.NDArray[np.float16]


def session(model: bytes | Path) -> onnxruntime.InferenceSession:
    """An ONNX model on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    given = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])


def batches(lengths: npt.NDArray[np.int64], pieces: int) -> Iterator[npt.NDArray[np.int64]]:
    """The ordinals in groups of like length, each of at most so many pieces, padding included."""
    group: list[int] = []
    for ordinal in np.argsort(lengths, kind="stable"):
        if group and (len(group) + 1) * int(lengths[ordinal]) > pieces:
            yield np.array(group)
            group = []
        group.append(int(ordinal))
    if group:
        yield np.array(group)


def features(examples: Sequence[Numbered], trunk: bytes, folder: Path) -> list[Halves]:
    """(length, width) for each example; a corpus that was read by this trunk before is not read again."""
    made: list[Halves] = []
    for corpus in dict.fromkeys(example.corpus for example in examples):
        made += _of_corpus([example for example in examples if example.corpus == corpus], trunk, folder)
    assert [len(one) for one in made] == [len(one.ids) for one in examples], "each corpus stands together"
    return made


def _of_corpus(examples: Sequence[Numbered], trunk: bytes, folder: Path) -> list[Halves]:
    """One after another in a file of float16, from which only what is wanted is read."""
    lengths = np.array([len(example.ids) for example in examples], dtype=np.int64)
    digest = hashlib.blake2b(trunk, digest_size=12)
    for example in examples:
        digest.update(example.ids.tobytes() + b"|")
    path = folder / f"{digest.hexdigest()}.f16"
    if not path.exists():
        _compute(examples, lengths, trunk, path)
    values = np.memmap(path, dtype=np.float16, mode="r", shape=(int(lengths.sum()), WIDTH))
    ends = np.cumsum(lengths)
    return [values[end - length : end] for end, length in zip(ends, lengths, strict=True)]


def _compute(examples: Sequence[Numbered], lengths: npt.NDArray[np.int64], trunk: bytes, path: Path) -> None:
    ends = np.cumsum(lengths)
    unfinished = path.with_suffix(".part")
    values = np.memmap(unfinished, dtype=np.float16, mode="w+", shape=(int(ends[-1]), WIDTH))
    run = session(trunk)
    done = told = 0
    for group in batches(lengths, PIECES_AT_ONCE):
        ids, present = padded([examples[ordinal] for ordinal in group])
        hidden = run.run(["hidden"], {"ids": ids, "present": present})[0]
        for row, ordinal in zip(hidden, group, strict=True):
            values[ends[ordinal] - lengths[ordinal] : ends[ordinal]] = row[: lengths[ordinal]]
        done += len(group)
        if done - told >= len(examples) // 20:
            told = done
            print(f"frozen layers: {done} of {len(examples)}", flush=True)
    values.flush()
    unfinished.rename(path)


def padded(examples: Sequence[Numbered]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Their pieces in one array, and where there are any."""
    length = max(len(example.ids) for example in examples)
    ids = np.zeros((len(examples), length), dtype=np.int64)
    present = np.zeros((len(examples), length), dtype=np.int32)
    for row, example in enumerate(examples):
        ids[row, : len(example.ids)] = example.ids
        present[row, : len(example.ids)] = 1
    return ids, present
