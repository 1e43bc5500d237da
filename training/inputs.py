"""What comes into each linear layer of the encoder when it reads real sentences."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training import minilm
from training.features import batches, padded
from training.rounding import Array, Inputs, inputs_of
from training.tokens import Numbered

PIECES_AT_ONCE = 1_024
PARTS = {"attend.query": "attend", "attended": "attended", "inner": "inner", "outer": "outer"}


def inputs(examples: Sequence[Numbered], branch: int, top: nn.Module | None) -> dict[str, Inputs]:
    """By name: `search.N.part` for MiniLM's own layers, `top.N.part` for those above the branch that read."""
    words, weights = minilm.load_weights()
    own = [minilm.layer_of(one).eval() for one in weights]
    read = list(top.layers) if top is not None else []
    seen: dict[str, list[Array]] = {}
    for number, layer in enumerate(own):
        _watch(layer, f"search.{number}", seen)
    for number, layer in enumerate(read):
        _watch(layer.eval(), f"top.{number}", seen)
    lengths = np.array([len(example.ids) for example in examples], dtype=np.int64)
    with torch.inference_mode():
        for group in batches(lengths, PIECES_AT_ONCE):
            ids, present = (torch.from_numpy(one) for one in padded([examples[one] for one in group]))
            _present[0] = present.bool().flatten()
            mask = minilm.padding_mask(present)
            below = hidden = _first(words, ids)
            for number, layer in enumerate(own):
                hidden = layer(hidden, mask)
                below = hidden if number == branch - 1 else below
            for layer in read:
                below = layer(below, mask)
    return {name: inputs_of(np.concatenate(rows)) for name, rows in seen.items()}


_present: list[Tensor] = [torch.zeros(0)]  # which rows of the batch at hand are pieces and not padding


def _watch(layer: nn.Module, name: str, seen: dict[str, list[Array]]) -> None:
    for part, called in PARTS.items():

        def keep(_: nn.Module, given: tuple[Tensor, ...], key: str = f"{name}.{called}") -> None:
            rows = given[0].flatten(0, 1)[_present[0]]
            seen.setdefault(key, []).append(rows.numpy().copy())

        layer.get_submodule(part).register_forward_pre_hook(keep)


def _first(words: minilm.Weights, ids: Tensor) -> Tensor:
    added = words["table"][ids] + words["places"][: ids.shape[1]]
    return functional.layer_norm(added, (minilm.WIDTH,), words["norm.weight"], words["norm.bias"], minilm.EPSILON)
