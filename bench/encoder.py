"""The encoder that ships: how well it tells feelings, how true its search is, how fast and how large it is.

    python3 dev.py bench encoder

GoEmotions is its official test part, with the thresholds that were chosen on its dev part. The search is compared with
the encoder it was made from, in float32: `bench/neighbours.json` holds the ten sentences of real diaries that are
nearest to each of 500 by it, written by `dev.py train`. Intervals are 95 %, from a thousand resamplings.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from itertools import accumulate
from statistics import median

import numpy as np
import numpy.typing as npt

from bench.measuring import ROOT, pin, row
from goldseam.read.encoder import CARD, FOLDER, Encoder
from goldseam.read.sentences import sentences_of

CORPORA = os.path.join(os.path.dirname(ROOT), "shared", "reading")
NEIGHBOURS = os.path.join(ROOT, "bench", "neighbours.json")
MACRO_MIN, OVERLAP_MIN, SENTENCES_MIN, LOAD_MS_MAX, MEMORY_MIB_MAX, MB_MAX = 0.51, 0.95, 300, 300, 200, 32
ENTRY_WORDS, ENTRY_MS_MAX = 600, 200
RESAMPLINGS = 1_000
ANCHORS = "BERT-base .46 (paper), .503 (re-run)"
LETTERS_MIN = 25  # of a sentence whose neighbours are compared

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


# In a process of its own: what a command that reads an entry holds at most.
ALONE = """
import resource, sys, time
from goldseam.read.encoder import Encoder
from goldseam.read.sentences import sentences_of
text = sys.stdin.read()
started = time.perf_counter()
import numpy, onnxruntime, tokenizers
imported = time.perf_counter()
encoder = Encoder.open()
encoder.read("a", [(0, 1)])  # what reads and what searches is opened when it is first wanted
encoder.embed(["a"])
opened = time.perf_counter()
encoder.read(text, sentences_of(text))
encoder.embed([text])
unit = 1024 if sys.platform == "linux" else 1024 * 1024
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
print((imported - started) * 1000, (opened - imported) * 1000, peak)
"""


def main() -> int:
    if not os.path.isdir(CORPORA):
        print("NOT MEASURED: the corpora are not beside the tree (../shared/reading).", file=sys.stderr)
        return 1
    pin()
    encoder = Encoder.open()
    held = [*speed(encoder), *alone(), *emotions(encoder), *neighbours(encoder)]
    folder = files("goldseam.read").joinpath(FOLDER)
    names = json.loads(folder.joinpath(CARD).read_text("utf-8"))["files"]
    size = sum(len(folder.joinpath(name).read_bytes()) for name in names)
    held.append(row("files", f"{size / 1e6:.1f} MB", f"<= {MB_MAX} MB", held=size <= MB_MAX * 1e6))
    return 0 if all(held) else 1


def alone() -> list[bool]:
    """How long it takes to open, and how much memory a process takes that reads an entry."""
    entry = " ".join(" ".join(diary_sentences(100)).split()[:ENTRY_WORDS])
    told = [
        [float(number) for number in subprocess.run(
            [sys.executable, "-c", ALONE], input=entry, capture_output=True, text=True, check=True
        ).stdout.split()]
        for _ in range(5)
    ]  # fmt: skip
    import_ms, load_ms, mib = (median(column) for column in zip(*told, strict=True))
    said = f"{load_ms:.0f} ms, and {import_ms:.0f} ms for its libraries"
    return [
        row("opening it", said, f"<= {LOAD_MS_MAX} ms", held=load_ms <= LOAD_MS_MAX),
        row("a process that reads an entry", f"{mib:.0f} MiB", f"<= {MEMORY_MIB_MAX} MiB", held=mib <= MEMORY_MIB_MAX),
    ]


def emotions(encoder: Encoder) -> list[bool]:
    """Macro-F1 over the 28 labels of GoEmotions."""
    path = os.path.join(CORPORA, "goemotions", "test.tsv")
    if not os.path.exists(path):
        print("    GoEmotions is not beside the tree: not measured")
        return []
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file]
    truth = np.zeros((len(lines), len(encoder.labels.emotions)), dtype=bool)
    likely = np.zeros(truth.shape)
    for number, (text, labels, _) in enumerate(lines):
        truth[number, [int(label) for label in labels.split(",")]] = True
        said = encoder.read(text, [(0, len(text))]).sentence(0)
        likely[number] = [said[f"emotion.{name}"] for name in encoder.labels.emotions]
    thresholds = json.loads(files("goldseam.read").joinpath(FOLDER, CARD).read_text("utf-8"))["thresholds"]
    chosen = likely > np.array([thresholds[name] for name in encoder.labels.emotions])
    macro = float(f1(truth, chosen).mean())
    random = np.random.default_rng(1)
    again = [
        float(f1(truth[drawn], chosen[drawn]).mean())
        for drawn in (random.integers(0, len(lines), len(lines)) for _ in range(RESAMPLINGS))
    ]
    low, high = np.percentile(again, [2.5, 97.5])
    fixed = float(f1(truth, likely > 0.3).mean())
    shown = f"{macro:.3f} [{low:.3f}, {high:.3f}] n={len(lines)}; at .3 {fixed:.3f}"
    return [row(f"GoEmotions macro-F1; {ANCHORS}", shown, f">= {MACRO_MIN}", held=macro >= MACRO_MIN)]


def f1(truth: Bools, guess: Bools) -> Floats:
    right = (truth & guess).sum(0)
    scores: Floats = 2 * right / np.maximum(truth.sum(0) + guess.sum(0), 1)
    return scores


def diary_entries() -> list[str]:
    with open(os.path.join(CORPORA, "diaries_pd", "barbellion.jsonl"), encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file]


def diary_places(most: int) -> list[tuple[int, int, int]]:
    """Where sentences stand, evenly from all entries: the entry's number, and from where to where in it."""
    found = [
        (number, start, end)
        for number, text in enumerate(diary_entries())
        for start, end in sentences_of(text)
        if end - start > LETTERS_MIN
    ]
    return found[:: max(1, len(found) // most)][:most]


def sentences_at(places: Iterable[Sequence[int]]) -> list[str]:
    entries = diary_entries()
    return [entries[number][start:end] for number, start, end in places]


def diary_sentences(most: int) -> list[str]:
    return sentences_at(diary_places(most))


def nearest(vectors: npt.NDArray[np.float32], asked: int) -> npt.NDArray[np.int64]:
    """The ten others nearest to each of the first so many."""
    products = vectors[:asked] @ vectors.T
    products[np.arange(asked), np.arange(asked)] = -1
    return np.argsort(-products, axis=1)[:, :10]


def neighbours(encoder: Encoder) -> list[bool]:
    """How many of the original encoder's ten nearest stay among ours."""
    if not os.path.exists(os.path.join(CORPORA, "diaries_pd", "barbellion.jsonl")):
        print("    the diaries are not beside the tree: the search was not measured")
        return []
    with open(NEIGHBOURS, encoding="utf-8") as file:
        known = json.load(file)
    sentences = sentences_at(known["places"])  # where they stood when the original encoder was asked
    ours = nearest(encoder.embed(sentences), len(known["nearest"]))
    kept = np.array(
        [len({*mine.tolist()} & {*theirs}) / 10 for mine, theirs in zip(ours, known["nearest"], strict=True)]
    )
    random = np.random.default_rng(2)
    again = [float(kept[random.integers(0, len(kept), len(kept))].mean()) for _ in range(RESAMPLINGS)]
    low, high = np.percentile(again, [2.5, 97.5])
    said = f"{kept.mean():.3f} [{low:.3f}, {high:.3f}] n={len(kept)}"
    return [row("top ten of the original kept, Barbellion", said, f">= {OVERLAP_MIN}", held=kept.mean() >= OVERLAP_MIN)]


def speed(encoder: Encoder) -> list[bool]:
    """Of reading, and of vectors; and an entry of 600 words. In seconds of the processor, whatever else it does."""
    sentences = diary_sentences(600)
    text = "\n".join(sentences)
    ends = list(accumulate(len(sentence) + 1 for sentence in sentences))
    places = [(end - len(sentence) - 1, end - 1) for sentence, end in zip(sentences, ends, strict=True)]
    words = len(text.split()) / len(sentences)
    reading = len(sentences) / taken(lambda: encoder.read(text, places))
    embedding = len(sentences) / taken(lambda: encoder.embed(sentences))
    entry = " ".join(text.split()[:ENTRY_WORDS])
    ms = taken(lambda: encoder.read(entry, sentences_of(entry))) * 1000
    said = f"{reading:.0f}/s read, {embedding:.0f}/s into vectors, {words:.0f} words each"
    return [
        row("sentences of a diary, one core", said, f">= {SENTENCES_MIN}/s", held=reading >= SENTENCES_MIN),
        row(f"an entry of {ENTRY_WORDS} words", f"{ms:.0f} ms", f"<= {ENTRY_MS_MAX} ms", held=ms <= ENTRY_MS_MAX),
    ]


def taken(work: Callable[[], object]) -> float:
    """The least of a few."""
    seconds = []
    for _ in range(4):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return min(seconds)


if __name__ == "__main__":
    sys.exit(main())
