"""From what was learnt to the files in the package."""

import json
import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import numpy as np

from training import minilm
from training.graph import Arrays, Graph
from training.labels import ATTRIBUTES, EMOTIONS, SENTENCE, SPANS
from training.parts import parts
from training.rounding import Inputs
from training.top import FAR_BELOW, SHAPE_WIDTH


def whole(top: Arrays | None, branch: int, inputs: Mapping[str, Inputs] | None) -> bytes:
    """The encoder as ONNX, in one graph; `write` cuts it.

    Args:
        top: the weights of a `ReadingTop`; None for the search alone.
        branch: how many layers are shared.
        inputs: what comes into each linear layer; without, everything stays float32.
    """
    words, layers = minilm.load_weights()
    graph = Graph(inputs)
    shared = graph.words(arrays(words))
    for number, layer in enumerate(layers[:branch]):
        shared = graph.layer(shared, arrays(layer), f"search.{number}")
    hidden = shared
    for number, layer in enumerate(layers[branch:], start=branch):
        hidden = graph.layer(hidden, arrays(layer), f"search.{number}")
    graph.output("search", graph.unit(graph.mean(hidden)), ["batch", minilm.WIDTH])
    if top is not None:
        _read(graph, shared, top, minilm.LAYERS - branch)
    return graph.model()


def trunk(branch: int) -> bytes:
    """The frozen layers, in float32: what ships differs from them by less than learning would notice."""
    words, layers = minilm.load_weights()
    graph = Graph()
    hidden = graph.words(arrays(words))
    for number, layer in enumerate(layers[:branch]):
        hidden = graph.layer(hidden, arrays(layer), f"search.{number}")
    graph.output("hidden", hidden, ["batch", "length", minilm.WIDTH])
    return graph.model()


def arrays(weights: minilm.Weights) -> Arrays:
    """Tensors of torch as arrays."""
    return {name: value.numpy() for name, value in weights.items()}


def _part(weights: Arrays, start: str) -> Arrays:
    """Those whose names begin so, without the beginning."""
    return {name.removeprefix(start): value for name, value in weights.items() if name.startswith(start)}


def _read(graph: Graph, hidden: str, top: Arrays, layers: int) -> None:
    for number in range(layers):
        hidden = graph.layer(hidden, _part(top, f"layers.{number}."), f"top.{number}")
    for name, labels in (("emotions", EMOTIONS), ("sentence", SENTENCE)):
        logits = _pooled(graph, hidden, _part(top, f"{name}."))
        graph.output(name, graph.node("Sigmoid", [logits]), ["batch", len(labels)])
    word = _word(graph, hidden, top)
    shaped = graph.node("Reshape", [graph.linear(word, top, "spans"), graph.whole(0, 0, len(SPANS), 3)])
    graph.output("spans", graph.node("Softmax", [shaped], axis=-1), ["batch", "length", len(SPANS), 3])
    sizes = [len(values) for values in ATTRIBUTES.values()]
    said = graph.linear(word, top, "attributes")
    parts = graph.node("Split", [said, graph.whole(*sizes)], outputs=len(sizes), axis=2)
    names = [parts, *(f"{parts}.{number}" for number in range(1, len(sizes)))]
    likely = [graph.node("Softmax", [part], axis=-1) for part in names]
    graph.output("attributes", graph.node("Concat", likely, axis=2), ["batch", "length", sum(sizes)])


def _pooled(graph: Graph, hidden: str, top: Arrays) -> str:
    """See `top.Pooled`."""
    first = graph.node("Gather", [hidden, graph.hold(np.array(0, np.int64))], axis=1)
    said = graph.linear(graph.node("Concat", [first, graph.mean(hidden)], axis=1), top, "whole")
    there = graph.node("Unsqueeze", [graph.node("Cast", ["present"], to=1), graph.whole(2)])
    away = graph.node("Mul", [graph.node("Sub", [graph.hold(1.0), there]), graph.hold(FAR_BELOW)])
    share = graph.node("Softmax", [graph.node("Add", [graph.linear(hidden, top, "look"), away])], axis=1)
    spoken = graph.node("Mul", [share, graph.linear(hidden, top, "speak")])
    return graph.node("Add", [said, graph.node("ReduceSum", [spoken, graph.whole(1)], keepdims=0)])


def _word(graph: Graph, hidden: str, top: Arrays) -> str:
    """The hidden layer that spans and attributes are read from; how a word is written enters as rows added to it."""
    weight = top["word.weight"]
    inner = {"inner.weight": weight[:, : minilm.WIDTH], "inner.bias": top["word.bias"]}
    said = graph.linear(hidden, inner, "inner")
    for place in range(3):
        start = minilm.WIDTH + place * SHAPE_WIDTH
        rows = top["shape.weight"] @ weight[:, start : start + SHAPE_WIDTH].T
        column = graph.node("Gather", ["shapes", graph.hold(np.array(place, np.int64))], axis=2)
        said = graph.node("Add", [said, graph.node("Gather", [graph.hold(rows), column])])
    return graph.node("Gelu", [said], domain="com.microsoft")


def write(model: bytes, folder: Path, about: Mapping[str, object]) -> None:
    """The model in its parts, the tokenizer, and the card that says what their numbers mean and their bytes are."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {f"{name}.onnx": part for name, part in parts(model).items()}
    for name, part in made.items():
        (folder / name).write_bytes(part)
    shutil.copyfile(minilm.folder() / "tokenizer.json", folder / "tokenizer.json")
    names = (*made, "tokenizer.json")
    card = {
        "files": {name: sha256((folder / name).read_bytes()).hexdigest() for name in names},
        "labels": {"emotions": EMOTIONS, "sentence": SENTENCE, "spans": SPANS, "attributes": ATTRIBUTES},
        **about,
    }
    (folder / "encoder.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
