"""Training the reading top on the outputs of the frozen layers: seeded, in fixed steps, resumable."""

import math
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from goldseam.read.pieces import CAPITAL, LOWER, MIXED, NONE, UPPER
from training.features import Halves, padded
from training.labels import ATTRIBUTES, SPANS
from training.tokens import UNKNOWN, Numbered
from training.top import ReadingTop, Said

BATCH_PIECES = 1_280
BUCKET = 50  # batches that are sorted by length together
ALL_LOWER, ALL_UPPER = 0.06, 0.04  # share of examples shown as if typed without, or only in, capitals
KEEP_EVERY = 250  # steps


@dataclass(frozen=True)
class Recipe:
    """How long, how fast, and what counts how much.

    Attributes:
        shares: how often an epoch brings an example of a corpus; below one, the share of epochs that do.
        others: the same, of the corpora that are not named.
    """

    shares: Mapping[str, float]
    others: float
    epochs: float = 1.0
    rate: float = 2e-4  # of the layers
    head_rate: float = 1e-3
    warm_up: float = 0.05  # share of the steps
    decay: float = 0.01
    average: float = 0.998  # of the weights, from step to step; the average is what is kept
    emotions: float = 1.0
    sentence: float = 0.5
    spans: float = 1.0
    attributes: float = 0.5
    seed: int = 20261126

    def drawn(self, corpus: str, luck: random.Random) -> int:
        """How often this epoch brings an example."""
        return math.floor(self.shares.get(corpus, self.others) + luck.random())


# First everything, then what speaks as diaries do: there is little of it, and it is what will be read.
STAGES = (
    Recipe({"goemotions": 1.0, "diary": 2.0}, others=0.5, epochs=1.5),
    Recipe({"goemotions": 0.2, "diary": 4.0}, others=0.1, rate=1e-4, head_rate=5e-4),
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some examples, padded."""

    hidden: Tensor
    present: Tensor
    shapes: Tensor
    emotions: Tensor
    sentence: Tensor
    spans: Tensor
    attributes: Tensor


def batch_of(
    examples: Sequence[Numbered], hidden: Sequence[npt.NDArray[np.float16]], luck: random.Random | None
) -> Batch:
    """Args: luck: draws the examples whose capitals are taken away or added; None leaves them as they are."""
    _, present = padded(examples)
    rows, length = present.shape
    values = np.zeros((rows, length, hidden[0].shape[1]), dtype=np.float32)
    shapes = np.full((rows, length, 3), NONE, dtype=np.int64)
    spans = np.full((rows, length, len(SPANS)), UNKNOWN, dtype=np.int64)
    attributes = np.full((rows, length, len(ATTRIBUTES)), UNKNOWN, dtype=np.int64)
    for row, (example, known) in enumerate(zip(examples, hidden, strict=True)):
        n = len(example.ids)
        values[row, :n] = known
        shapes[row, :n] = _as_typed(example.shapes, luck.random() if luck else 1.0)
        spans[row, :n] = example.spans
        attributes[row, :n] = example.attributes
    return Batch(
        torch.from_numpy(values),
        torch.from_numpy(present),
        torch.from_numpy(shapes),
        torch.from_numpy(np.stack([example.emotions for example in examples])),
        torch.from_numpy(np.stack([example.sentence for example in examples])),
        torch.from_numpy(spans),
        torch.from_numpy(attributes),
    )


def _as_typed(shapes: npt.NDArray[np.int8], lot: float) -> npt.NDArray[np.int8]:
    if lot >= ALL_LOWER + ALL_UPPER:
        return shapes
    letters = (shapes == LOWER) | (shapes == CAPITAL) | (shapes == UPPER) | (shapes == MIXED)
    return np.where(letters, LOWER if lot < ALL_LOWER else UPPER, shapes)


def loss_of(said: Said, batch: Batch, recipe: Recipe) -> Tensor:
    """What is to become small: each head over what is known of these examples."""
    total = recipe.emotions * _of_labels(said.emotions, batch.emotions) * said.emotions.shape[1]
    total = total + recipe.sentence * _of_labels(said.sentence, batch.sentence) * said.sentence.shape[1]
    known = int((batch.spans != UNKNOWN).any(-1).sum())
    if known:
        lost = functional.cross_entropy(
            said.spans.flatten(0, 2), batch.spans.flatten(), ignore_index=UNKNOWN, reduction="sum"
        )
        total = total + recipe.spans * lost / known
    first = 0
    for number, values in enumerate(ATTRIBUTES.values()):
        target = batch.attributes[..., number]
        if bool((target != UNKNOWN).any()):
            logits = said.attributes[..., first : first + len(values)]
            lost = functional.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=UNKNOWN)
            total = total + recipe.attributes * lost / len(ATTRIBUTES)
        first += len(values)
    return total


def _of_labels(logits: Tensor, target: Tensor) -> Tensor:
    known = target != UNKNOWN
    if not bool(known.any()):
        return logits.sum() * 0.0
    lost = functional.binary_cross_entropy_with_logits(logits[known], target[known].float(), reduction="sum")
    # Over all rows, not only those that are known: a batch with one known row must not speak as loud as a full one.
    return lost / logits.numel()


def order(examples: Sequence[Numbered], recipe: Recipe, luck: random.Random) -> list[list[int]]:
    """One epoch: every example about as often as the recipe says, in batches of like length."""
    drawn = [ordinal for ordinal, example in enumerate(examples) for _ in range(recipe.drawn(example.corpus, luck))]
    luck.shuffle(drawn)
    piece = BUCKET * BATCH_PIECES // 24
    groups: list[list[int]] = []
    for start in range(0, len(drawn), piece):
        group: list[int] = []
        for ordinal in sorted(drawn[start : start + piece], key=lambda one: len(examples[one].ids)):
            if group and (len(group) + 1) * len(examples[ordinal].ids) > BATCH_PIECES:
                groups.append(group)
                group = []
            group.append(ordinal)
        groups.append(group)
    luck.shuffle(groups)
    return groups


class Fit:
    """One training; goes on from the last step that was kept in the folder."""

    def __init__(
        self, top: ReadingTop, examples: Sequence[Numbered], features: Sequence[Halves], recipe: Recipe
    ) -> None:
        self.top, self.recipe = top, recipe
        self._examples, self._features = examples, features
        layers = list(top.layers.parameters())
        heads = [value for name, value in top.named_parameters() if not name.startswith("layers.")]
        groups = [{"params": layers, "lr": recipe.rate}, {"params": heads, "lr": recipe.head_rate}]
        self._optimizer = torch.optim.AdamW(groups, weight_decay=recipe.decay, fused=True)
        self._rates = [recipe.rate, recipe.head_rate]
        self.averaged = {name: value.detach().clone() for name, value in top.state_dict().items()}
        self.step = 0
        self.seconds = 0.0  # of a processor
        self._counts = dict(Counter(example.corpus for example in examples))

    def run(self, kept: Path, *, most: int | None = None) -> None:
        """Trains to the end of the recipe, or to so many steps; what was kept in the file is gone on from."""
        per_epoch = len(order(self._examples, self.recipe, self._luck(0)))
        total = int(per_epoch * self.recipe.epochs)
        if kept.exists():
            self._take_up(torch.load(kept, weights_only=True))
            print(f"going on from step {self.step} of {total}", flush=True)
        end = min(total, most or total)
        began, told = time.monotonic(), 0.0
        self.top.train()
        while self.step < end:
            epoch = self.step // per_epoch
            groups = order(self._examples, self.recipe, self._luck(epoch))
            # Epochs differ by a few groups, because what is brought is drawn: a missing one is one of the first again.
            for group in (groups * 2)[self.step % per_epoch : per_epoch]:
                told += self._one(group, total)
                if self.step % KEEP_EVERY == 0 or self.step == end:
                    torch.save(self._state(), kept)
                    seconds = time.monotonic() - began
                    print(f"step {self.step} of {total}, loss {told / KEEP_EVERY:.4f}, {seconds:.0f} s", flush=True)
                    told = 0.0
                if self.step == end:
                    break

    def _luck(self, number: int) -> random.Random:
        return random.Random(f"{self.recipe.seed} {number}")  # noqa: S311 - the same each time is what is wanted

    def _one(self, group: list[int], total: int) -> float:
        luck = self._luck(1_000_000 + self.step)
        torch.manual_seed(self.recipe.seed + self.step)  # so that a training taken up again is the same training
        done = self.step / total
        pace = min(1.0, done / self.recipe.warm_up, (1 - done) / (1 - self.recipe.warm_up))
        for rate, parameters in zip(self._rates, self._optimizer.param_groups, strict=True):
            parameters["lr"] = rate * max(pace, 0.002)
        batch = batch_of([self._examples[one] for one in group], [self._features[one] for one in group], luck)
        loss = loss_of(self.top(batch.hidden, batch.present, batch.shapes), batch, self.recipe)
        self._optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.top.parameters(), 1.0)
        self._optimizer.step()
        self.step += 1
        share = min(self.recipe.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, value in self.top.state_dict().items():
                self.averaged[name].lerp_(value, 1 - share)
        return float(loss.detach())

    def _state(self) -> dict[str, Any]:
        return {
            "top": self.top.state_dict(),
            "averaged": self.averaged,
            "optimizer": self._optimizer.state_dict(),
            "step": self.step,
            "counts": self._counts,
            "seconds": self.seconds + time.process_time(),
        }

    def _take_up(self, state: dict[str, Any]) -> None:
        self.top.load_state_dict(state["top"])
        self.averaged = state["averaged"]
        self._optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]
        self.seconds = state["seconds"]
