"""The encoder as an ONNX graph, written node by node: small, the same each time, and int8 where that costs least.

A linear layer multiplies bytes by bytes. Each row of what comes in is scaled by itself, so that what comes of a
sentence does not hang on its neighbours in the batch; onnxruntime's `quantize_dynamic` scales a whole batch alike, and
loses 13 of 100 nearest neighbours by it. `rounding.py` says what else is done, docs/decisions/0012 what each is worth.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.minilm import EPSILON, HEADS
from training.rounding import BYTE, Array, Inputs, in_bytes

Arrays = Mapping[str, Array]

OPSET = 20
MS = "com.microsoft"
NOTHING = 1e-6  # the least a row is scaled by
ZERO = 128  # the byte that stands for nothing


class Graph:
    """A graph being written. Every method returns the name of what it computes."""

    def __init__(self, inputs: Mapping[str, Inputs] | None = None) -> None:
        """Args: inputs: what comes into each linear layer, by its name; without, everything stays float32."""
        self._nodes: list[onnx.NodeProto] = []
        self._held: list[onnx.TensorProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._known: dict[tuple[str, bytes], str] = {}
        self._inputs = inputs

    def node(
        self, kind: str, inputs: Sequence[str], *, outputs: int = 1, domain: str = "", **attributes: object
    ) -> str:
        """A node; of several outputs the name of the first, which the others have with a number after a dot."""
        name = f"{kind.lower()}_{len(self._nodes)}"
        names = [name, *(f"{name}.{number}" for number in range(1, outputs))]
        self._nodes.append(helper.make_node(kind, list(inputs), names, name=name, domain=domain, **attributes))
        return name

    def hold(self, value: npt.NDArray[np.generic] | float) -> str:
        """A constant; a number is a float32."""
        array = np.ascontiguousarray(np.float32(value) if isinstance(value, float) else value)
        array = array.reshape(np.shape(value))
        key = (f"{array.dtype}{array.shape}", array.tobytes())
        if key not in self._known:
            self._known[key] = f"held_{len(self._held)}"
            self._held.append(numpy_helper.from_array(array, self._known[key]))
        return self._known[key]

    def whole(self, *numbers: int) -> str:
        """A list of whole numbers, as shapes and axes are given."""
        return self.hold(np.array(numbers, dtype=np.int64))

    def output(self, name: str, value: str, shape: Sequence[str | int]) -> None:
        """Gives a value to who runs the graph."""
        self._nodes.append(helper.make_node("Identity", [value], [name], name=name))
        self._outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def words(self, weights: Arrays) -> str:
        """From `ids` to (batch, length, width): the table of words, a byte a number, a scale a word."""
        table = weights["table"]
        if self._inputs is None:
            looked_up = self.node("Gather", [self.hold(table), "ids"])
        else:
            scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), NOTHING) / BYTE
            rows = self.node("Gather", [self.hold(np.rint(table / scale).astype(np.int8)), "ids"])
            scales = self.node("Gather", [self.hold(scale.astype(np.float32)), "ids"])
            looked_up = self.node("Mul", [self.node("Cast", [rows], to=TensorProto.FLOAT), scales])
        length = self.node("Shape", ["ids"], start=1, end=2)
        places = self.node("Slice", [self.hold(weights["places"]), self.whole(0), length, self.whole(0)])
        return self._normed(self.node("Add", [looked_up, places]), weights, "norm")

    def layer(self, hidden: str, weights: Arrays, name: str) -> str:
        """One layer of BERT; `name` is that of what comes into it, among the inputs."""
        parts = [f"attend.{part}" for part in ("query", "key", "value")]
        joined = [np.concatenate([weights[f"{part}.{what}"] for part in parts]) for what in ("weight", "bias")]
        projected, bias = self.times(hidden, joined[0], joined[1], f"{name}.attend")
        three = self.node("Split", [projected], outputs=3, axis=2, num_outputs=3)
        places = [three, f"{three}.1", f"{three}.2", self.hold(bias), "present"]
        mixed = self.node("MultiHeadAttention", places, domain=MS, num_heads=HEADS)
        hidden = self._added(hidden, mixed, weights, "attended", name)
        inner, bias = self.times(hidden, weights["inner.weight"], weights["inner.bias"], f"{name}.inner")
        inner = self.node("BiasGelu", [inner, self.hold(bias)], domain=MS)
        return self._added(hidden, inner, weights, "outer", name)

    def _added(self, hidden: str, more: str, weights: Arrays, part: str, name: str) -> str:
        """What a linear layer makes of `more`, added and normalised."""
        made, bias = self.times(more, weights[f"{part}.weight"], weights[f"{part}.bias"], f"{name}.{part}")
        # Not onnxruntime's SkipLayerNormalization, which takes five times as long.
        added = self.node("Add", [hidden, self.node("Add", [made, self.hold(bias)])])
        return self._normed(added, weights, f"{part}_norm")

    def _normed(self, value: str, weights: Arrays, name: str) -> str:
        held = [self.hold(weights[f"{name}.{what}"]) for what in ("weight", "bias")]
        return self.node("LayerNormalization", [value, *held], epsilon=EPSILON, axis=-1)

    def times(self, value: str, weight: Array, bias: Array, name: str) -> tuple[str, Array]:
        """A product in bytes, and the bias still to be added, which may be another than was given."""
        if self._inputs is None:
            return self.node("MatMul", [value, self.hold(weight.T)]), bias
        made = in_bytes(weight, bias, self._inputs[name])
        out, in_ = weight.shape
        flat = self.node("Reshape", [value, self.whole(-1, in_)])
        level = self.node("Sub", [self.node("Mul", [flat, self.hold(made.evened)]), self.hold(made.middle)])
        reach = self.node("ReduceMax", [self.node("Abs", [level]), self.whole(1)], keepdims=1)
        scale = self.node("Mul", [self.node("Max", [reach, self.hold(NOTHING)]), self.hold(1 / BYTE)])
        column = self.node("Squeeze", [scale, self.whole(1)])
        zero = self.node("Expand", [self.hold(np.array([ZERO], np.uint8)), self.node("Shape", [column])])
        small = self.node("QuantizeLinear", [level, column, zero], axis=0)
        product = self.node(
            "MatMulIntegerToFloat",
            [small, self.hold(made.weight.T), self.hold(1.0), self.hold(made.scale),
             self.hold(np.array(ZERO, np.uint8)), self.hold(np.zeros(out, np.int8))],
            domain=MS,
        )  # fmt: skip
        shape = self.node("Concat", [self.node("Shape", ["ids"]), self.whole(out)], axis=0)
        return self.node("Reshape", [self.node("Mul", [product, scale]), shape]), made.bias

    def linear(self, value: str, weights: Arrays, name: str) -> str:
        """Times the weights, plus the bias, in float32: for the heads, which are small."""
        product = self.node("MatMul", [value, self.hold(weights[f"{name}.weight"].T)])
        return self.node("Add", [product, self.hold(weights[f"{name}.bias"])])

    def mean(self, hidden: str) -> str:
        """(batch, width): over the pieces that are there."""
        column = self.node("Unsqueeze", [self.node("Cast", ["present"], to=TensorProto.FLOAT), self.whole(2)])
        total = self.node("ReduceSum", [self.node("Mul", [hidden, column]), self.whole(1)], keepdims=0)
        return self.node("Div", [total, self.node("ReduceSum", [column, self.whole(1)], keepdims=0)])

    def unit(self, value: str) -> str:
        """Of length one."""
        return self.node("LpNormalization", [value], axis=-1, p=2)

    def model(self) -> bytes:
        """What was written, checked."""
        inputs = [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"]),
            helper.make_tensor_value_info("present", TensorProto.INT32, ["batch", "length"]),
            helper.make_tensor_value_info("shapes", TensorProto.INT64, ["batch", "length", 3]),
        ]
        used = {name for node in self._nodes for name in node.input}
        chosen = [value for value in inputs if value.name in used]
        graph = helper.make_graph(self._nodes, "encoder", chosen, self._outputs, self._held)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MS, 1)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="goldseam", ir_version=10)
        onnx.checker.check_model(model)
        made: bytes = model.SerializeToString()
        return made
