"""The encoder's graph cut in three: what search and reading share, and what each has of its own.

onnxruntime computes everything a session holds, whichever outputs are asked for (docs/decisions/0012). Nothing is
computed otherwise than in the whole: the same nodes, the same numbers.
"""

import onnx
from onnx import TensorProto, helper
from onnx.utils import Extractor

from training import minilm

PARTS = {  # each with what goes in and what comes out, in the order in which they make up the encoder's hash
    "shared": (["ids", "present"], ["shared"]),
    "search": (["shared", "ids", "present"], ["search"]),
    "reading": (["shared", "ids", "present", "shapes"], ["emotions", "sentence", "spans", "attributes"]),
}


def parts(whole: bytes) -> dict[str, bytes]:
    """The parts of an encoder, by their names in `PARTS`."""
    model = onnx.load_from_string(whole)
    _name(model.graph, _boundary(model.graph), "shared")
    extractor = Extractor(model)
    made = {name: extractor.extract_model(inputs, outputs) for name, (inputs, outputs) in PARTS.items()}
    assert sum(len(part.graph.node) for part in made.values()) == len(model.graph.node), "each node is in one part"
    for name, part in made.items():
        part.graph.name = name
        part.producer_name = "goldseam"
        onnx.checker.check_model(part)
    return {name: part.SerializeToString() for name, part in made.items()}


def _boundary(graph: onnx.GraphProto) -> str:
    """What comes out of the last layer that search and reading share."""
    both = _behind(graph, "search") & _behind(graph, "emotions")
    normed = (node.output[0] for node in graph.node if node.op_type == "LayerNormalization")
    return [name for name in normed if name in both][-1]


def _behind(graph: onnx.GraphProto, output: str) -> set[str]:
    """All that an output is made from."""
    makers = {name: node for node in graph.node for name in node.output}
    found: set[str] = set()
    waiting = [output]
    while waiting:
        name = waiting.pop()
        if name in makers and name not in found:
            found.add(name)
            waiting += makers[name].input
    return found


def _name(graph: onnx.GraphProto, value: str, name: str) -> None:
    """Gives a value within the graph another name, and a shape."""
    for node in graph.node:
        for names in (node.input, node.output):
            names[:] = [name if one == value else one for one in names]
    graph.value_info.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", "length", minilm.WIDTH]))
