"""The end of a training: thresholds, figures, and the card that goes with the model."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.encoder import diary_places, nearest, sentences_at
from training import minilm
from training.answers import answers, vectors
from training.export import write
from training.fit import STAGES
from training.labels import EMOTIONS, SENTENCE, SPANS
from training.measure import Floats, f1, span_scores, thresholds
from training.tokens import Numbered, load_tokenizer

Figures = dict[str, Any]

HALF = 0.5
COMPARED, ASKED = 2_000, 500  # sentences whose neighbours are compared, and for how many of them

SOURCES = {  # each corpus with its licence
    "goemotions": "GoEmotions (Demszky et al. 2020), Reddit comments with 27 emotions | Apache-2.0, CC BY 4.0",
    "btc": "Broad Twitter Corpus (Derczynski et al. 2016), names | CC BY 4.0",
    "wnut17": "WNUT 2017 (Derczynski et al.), names | CC BY 4.0",
    "litbank": "LitBank (Bamman et al. 2019), 80 of its novels, people and places | CC BY 4.0",
    "gum": "GUM (Zeldes 2017), its academic, court, interview and news parts, entities | CC BY 4.0",
    "email_intent": "E-mail intent (Parakweet), sentences that ask or offer | Apache-2.0",
    "because": "BECAUSE 2.1 (Dunietz et al. 2017), its hearings and MASC parts, causes and reasons | MIT",
    "diary": "data/reading of this repository, train: sentences of imagined diaries | CC BY 4.0",
}


@dataclass(frozen=True)
class Training:
    """How it was: what the card tells of it."""

    branch: int
    steps: int
    seconds: float
    counts: dict[str, int]


def finish(model: bytes, held: dict[str, list[Numbered]], training: Training, folder: Path) -> None:
    """Measures the model as it will ship, and writes it with what was measured."""
    said = {name: answers(model, examples) for name, examples in held.items()}
    chosen = thresholds(_truth(held["goemotions dev"]), said["goemotions dev"].emotions)
    figures: Figures = {
        "goemotions": _of_emotions(held["goemotions test"], said["goemotions test"].emotions, chosen),
        "labels": {name: _of_labels(held[name], said[name].sentence) for name in ("diary dev", "email test")},
        "spans": {
            name: _of_spans(held[name], said[name].spans) for name in ("diary dev", "litbank test", "wnut17 test")
        },
    }
    about = {
        "thresholds": dict(zip(EMOTIONS, np.round(chosen.astype(float), 3).tolist(), strict=True)),
        "seed": STAGES[0].seed,
        "steps": training.steps,
        "figures": figures,
    }
    write(model, folder, about)
    (folder / "README.md").write_text(card(figures, training), encoding="utf-8")


def card(figures: Figures, training: Training) -> str:
    """The card for people, out of `card.md`."""
    emotions = figures["goemotions"]
    rows = [
        f"| {kind} | {where} | {one['precision']} | {one['recall']} | {one['n']} |"
        for where, kinds in figures["spans"].items()
        for kind, one in kinds.items()
    ]
    labels = [
        f"| {name}{' (e-mails)' if where == 'email test' else ''} | {one['F1']} | {one['n']} |"
        for where, names in figures["labels"].items()
        for name, one in names.items()
    ]
    return (
        Path(__file__)
        .with_suffix(".md")
        .read_text(encoding="utf-8")
        .format(
            branch=training.branch,
            next=training.branch + 1,
            corpora="\n".join(f"| {SOURCES[name]} | {n:,} |" for name, n in training.counts.items()),
            seed=STAGES[0].seed,
            stages="; ".join(
                f"{stage.epochs} epochs at {stage.rate} (layers) and {stage.head_rate} (heads), which bring"
                f" {', '.join(f'{name} {often} times' for name, often in stage.shares.items())} and the others"
                f" {stage.others} times"
                for stage in STAGES
            ),
            steps=training.steps,
            minutes=round(training.seconds / 60),
            n=f"{emotions['n']:,}",
            macro=emotions["macro F1"],
            fixed=emotions["macro F1 at .3"],
            each=", ".join(f"{name} {value}" for name, value in emotions["each"].items()),
            spans="\n".join(rows),
            labels="\n".join(labels),
        )
    )


def write_neighbours(exact: bytes, path: Path) -> None:
    """What the original encoder finds near each of some sentences, for `bench/encoder.py` to compare with."""
    places = diary_places(COMPARED)
    sentences = sentences_at(places)
    tokenizer = load_tokenizer(minilm.folder() / "tokenizer.json")
    made = vectors(exact, [encoding.ids for encoding in tokenizer.encode_batch(sentences)])
    told = {
        "places": places,
        "nearest": nearest(made, ASKED).tolist(),
    }
    path.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")


def _truth(examples: Sequence[Numbered]) -> npt.NDArray[np.bool_]:
    return np.stack([example.emotions for example in examples]) == 1


def _of_emotions(examples: Sequence[Numbered], likely: Floats, chosen: Floats) -> Figures:
    truth = _truth(examples)
    each = f1(truth, likely > chosen)
    fixed = f1(truth, likely > 0.3)  # noqa: PLR2004 - the threshold of the published re-run
    return {
        "n": len(examples),
        "macro F1": round(float(each.mean()), 4),
        "macro F1 at .3": round(float(fixed.mean()), 4),
        "each": dict(zip(EMOTIONS, np.round(each, 2).tolist(), strict=True)),
    }


def _of_labels(examples: Sequence[Numbered], likely: Floats) -> Figures:
    """F1 at one half, of every label that is known there."""
    truth = np.stack([example.sentence for example in examples])
    return {
        name: {
            "F1": round(float(f1(truth[:, [at]] == 1, likely[:, [at]] > HALF)[0]), 3),
            "n": int((truth[:, at] == 1).sum()),
        }
        for at, name in enumerate(SENTENCE)
        if (truth[:, at] >= 0).all()
    }


def _of_spans(examples: Sequence[Numbered], likely: Sequence[Floats]) -> Figures:
    """Found whole, from first to last word."""
    return {
        kind: {
            "precision": round(right / max(guessed, 1), 3),
            "recall": round(right / max(there, 1), 3),
            "n": there,
        }
        for kind, (right, guessed, there) in span_scores(examples, likely).items()
        if there and kind in SPANS
    }
