"""Trains the encoder, from the public corpora and data/reading to the files in the package.

python3 dev.py train                    everything, going on where it stopped
python3 dev.py train --work FOLDER      where the intermediate results lie; some 2 GB
python3 dev.py train --length 0.01      a try, to see that it goes through; use another --work for it
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import replace
from itertools import chain
from pathlib import Path

import torch

from training import corpora, diary, minilm
from training.card import Training, finish, write_neighbours
from training.example import Example
from training.export import arrays, trunk, whole
from training.features import features
from training.fit import STAGES, Fit
from training.inputs import inputs
from training.tokens import Numbered, load_tokenizer, numbered
from training.top import ReadingTop

ROOT = Path(__file__).resolve().parents[1]
CORPORA = ROOT.parent / "shared" / "reading"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "goldseam-training"
SAMPLE = 600  # examples over which weights are rounded
BRANCH = 3  # layers that search and reading share


def learnt_from() -> list[Example]:
    """Every example that is trained on."""
    return [
        *corpora.goemotions(CORPORA, "train"),
        *corpora.broad_twitter(CORPORA),
        *corpora.wnut17(CORPORA, "wnut17train.conll"),
        *corpora.litbank(CORPORA, "train"),
        *corpora.gum(CORPORA),
        *corpora.email_intent(CORPORA),
        *corpora.because(CORPORA),
        *of_diaries("train"),
    ]


def of_diaries(split: str) -> list[Example]:
    """data/reading; never its test part, which `build.py` does not even write unless somebody signs for it."""
    assert split in {"train", "dev"}, "the test part is not for choosing"
    records = diary.records(ROOT / "build" / "reading" / f"{split}.jsonl")
    return list(chain.from_iterable(diary.examples(record) for record in records))


def in_numbers(examples: list[Example]) -> list[Numbered]:
    """With MiniLM's tokenizer."""
    tokenizer = load_tokenizer(minilm.folder() / "tokenizer.json")
    encodings = tokenizer.encode_batch([example.text for example in examples])
    return [numbered(example, encoding) for example, encoding in zip(examples, encodings, strict=True)]


def measured_on() -> dict[str, list[Numbered]]:
    """What thresholds are chosen on (`dev`), and what figures are told of (`test`, and the diaries' dev)."""
    return {
        name: in_numbers(list(examples))
        for name, examples in {
            "goemotions dev": corpora.goemotions(CORPORA, "dev"),
            "goemotions test": corpora.goemotions(CORPORA, "test"),
            "litbank test": corpora.litbank(CORPORA, "test"),
            "wnut17 test": corpora.wnut17(CORPORA, "emerging.test.annotated"),
            "email test": corpora.email_intent(CORPORA, test=True),
            "diary dev": of_diaries("dev"),
        }.items()
    }


def main() -> int:
    """What the module says at its top."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--work", type=Path, default=CACHE)
    parser.add_argument("--branch", type=int, default=BRANCH)
    parser.add_argument("--length", type=float, default=1.0, help="of each stage; 1 is what the package was made with")
    parser.add_argument("--keep", type=Path, default=ROOT / "src" / "goldseam" / "read" / "model", metavar="FOLDER")
    parser.add_argument("--as-it-is", action="store_true", help="no more steps: what was learnt so far is written")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    subprocess.run([sys.executable, ROOT / "data" / "reading" / "build.py"], check=True)  # noqa: S603 - our own script
    began = time.monotonic()
    examples = in_numbers(learnt_from())
    say(began, f"{len(examples)} examples of {sum(len(one.ids) for one in examples)} pieces")
    kept = [asked.work / f"branch-{asked.branch}-stage-{number}.pt" for number in range(1, len(STAGES) + 1)]
    top = top_of(asked.branch)
    if not asked.as_it_is:
        known = features(examples, trunk(asked.branch), asked.work)
        say(began, "the frozen layers are through")
        for stage, file in zip(STAGES, kept, strict=True):
            fit = Fit(top, examples, known, replace(stage, epochs=stage.epochs * asked.length))
            fit.run(file)
            top.load_state_dict(fit.averaged)
            say(began, f"{file.stem} is done")
    states = [torch.load(file, weights_only=True) for file in kept]
    top.load_state_dict(middle([state["averaged"] for state in states]))
    model = whole(arrays(top.state_dict()), asked.branch, inputs(sampled(examples), asked.branch, top))
    say(began, "in bytes")
    steps, seconds = (sum(state[name] for state in states) for name in ("step", "seconds"))
    told = Training(asked.branch, steps, seconds, states[-1]["counts"])
    finish(model, measured_on(), told, asked.keep)
    write_neighbours(whole(None, asked.branch, None), ROOT / "bench" / "neighbours.json")
    say(began, f"written to {asked.keep}")
    return 0


def middle(ends: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Half way between the ends of the stages: what the second learnt, and little of what it forgot.

    Source: Wortsman et al. 2022, "Robust fine-tuning of zero-shot models", for the half way.
    """
    return {name: torch.stack([end[name] for end in ends]).mean(0) for name in ends[0]}


def sampled(examples: list[Numbered]) -> list[Numbered]:
    """Some examples, two thirds of them of diaries, which is what the rounding is to harm least."""
    diaries = [example for example in examples if example.corpus == "diary"]
    others = [example for example in examples if example.corpus != "diary"]
    return [
        *diaries[:: max(1, 3 * len(diaries) // (2 * SAMPLE))],
        *others[:: max(1, 3 * len(others) // SAMPLE)],
    ]


def top_of(branch: int) -> ReadingTop:
    """The top as training begins: MiniLM's own upper layers, and heads that know nothing."""
    torch.manual_seed(STAGES[0].seed)
    return ReadingTop(minilm.load_weights()[1][branch:])


def say(began: float, what: str) -> None:
    """With the minutes since the beginning."""
    print(f"{(time.monotonic() - began) / 60:6.1f} min  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
