"""The reading top: layers of our own above the shared ones, and the heads on them."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from goldseam.read.pieces import SHAPES
from training.labels import ATTRIBUTES, EMOTIONS, SENTENCE, SPANS
from training.minilm import DROPOUT, WIDTH, Weights, layer_of, padding_mask

SHAPE_WIDTH = 16
WORD_WIDTH = 256  # of the hidden layer before what is said of a piece
FAR_BELOW = -1e4
VALUES = sum(len(values) for values in ATTRIBUTES.values())


class Said(NamedTuple):
    """Logits: of the emotions and labels of a sentence, and of the spans and attributes at each piece."""

    emotions: Tensor  # (batch, 28)
    sentence: Tensor  # (batch, labels)
    spans: Tensor  # (batch, length, kinds, 3)
    attributes: Tensor  # (batch, length, values of all attributes)


class Pooled(nn.Module):
    """What is said of a sentence: from its first piece, the mean of all, and the piece that speaks most for a label."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.whole = nn.Linear(2 * WIDTH, labels)
        self.look = nn.Linear(WIDTH, labels)
        self.speak = nn.Linear(WIDTH, labels)
        nn.init.zeros_(self.speak.weight)
        nn.init.zeros_(self.speak.bias)

    def forward(self, hidden: Tensor, present: Tensor) -> Tensor:
        """(batch, labels)."""
        there = present[..., None].float()
        mean = (hidden * there).sum(1) / there.sum(1)
        share = torch.softmax(self.look(hidden) + (1 - there) * FAR_BELOW, dim=1)
        whole: Tensor = self.whole(torch.cat([hidden[:, 0], mean], -1))
        return whole + (share * self.speak(hidden)).sum(1)


class ReadingTop(nn.Module):
    """From what the frozen layers make of a sentence to everything that is said of it."""

    def __init__(self, layers: list[Weights]) -> None:
        """Args: layers: of MiniLM, the ones to begin from."""
        super().__init__()
        self.layers = nn.ModuleList(layer_of(weights) for weights in layers)
        self.drop = nn.Dropout(DROPOUT)
        self.emotions = Pooled(len(EMOTIONS))
        self.sentence = Pooled(len(SENTENCE))
        self.shape = nn.Embedding(SHAPES, SHAPE_WIDTH)
        self.word = nn.Linear(WIDTH + 3 * SHAPE_WIDTH, WORD_WIDTH)
        self.spans = nn.Linear(WORD_WIDTH, 3 * len(SPANS))
        self.attributes = nn.Linear(WORD_WIDTH, VALUES)

    def forward(self, hidden: Tensor, present: Tensor, shapes: Tensor) -> Said:
        """Args: (batch, length, width), (batch, length), (batch, length, 3)."""
        mask = padding_mask(present)
        for layer in self.layers:
            hidden = layer(hidden, mask)
        hidden = self.drop(hidden)
        written = self.shape(shapes).flatten(2)
        word = self.drop(nn.functional.gelu(self.word(torch.cat([hidden, written], -1))))
        spans = self.spans(word).unflatten(-1, (len(SPANS), 3))
        return Said(self.emotions(hidden, present), self.sentence(hidden, present), spans, self.attributes(word))
