"""The graph of an ONNX file, and parts of it as files of their own, weights untouched.

Importing this imports `onnx`, which takes a quarter of a second and 15 MB: only what needs a graph should.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import onnx
import onnxruntime
from google.protobuf.message import DecodeError
from onnx import AttributeProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper
from onnx.external_data_helper import uses_external_data


class OnnxFile:
    """The graph of a file: nodes, weights, inputs and outputs."""

    def __init__(self, data: bytes) -> None:
        """Raises ValueError when the bytes are no such file, or keep their weights in another."""
        try:
            self._model = onnx.load_model_from_string(data)
        except DecodeError as error:
            raise ValueError("the file is cut short or of another kind") from error
        graph = self._model.graph
        self.nodes = list(graph.node)
        self.weights = {weight.name: weight for weight in graph.initializer}
        if any(map(uses_external_data, self.weights.values())):
            raise ValueError("its weights are in another file")
        self.inputs = {given.name: given for given in graph.input if given.name not in self.weights}
        """Without weights."""
        self.outputs = {output.name: output for output in graph.output}
        self.producers = {name: node for node in self.nodes for name in node.output}

    def integers(self, name: str) -> tuple[int, ...] | None:
        """The 64-bit integers of a constant; None when it is none."""
        tensor = self.weights.get(name)
        if tensor is None and (node := self.producers.get(name)) is not None and node.op_type == "Constant":
            tensor = next((attribute.t for attribute in node.attribute if attribute.name == "value"), None)
        if tensor is None or tensor.data_type != TensorProto.INT64 or uses_external_data(tensor):
            return None
        return tuple(map(int, numpy_helper.to_array(tensor).flat))

    def part(self, outputs: Sequence[str], given: Mapping[str, onnxruntime.NodeArg]) -> bytes:
        """A file that computes `outputs` from what is given, or from the file's own inputs. Raises ValueError."""
        nodes, names = self._needed(outputs, given)
        own = [info for name, info in self.inputs.items() if name in names and name not in given]
        graph = helper.make_graph(
            [node for node in self.nodes if id(node) in nodes],
            "part",
            [*own, *map(_describe, given.values())],
            [self.outputs.get(name, ValueInfoProto(name=name)) for name in outputs],
            [weight for name, weight in self.weights.items() if name in names],
        )
        whole = self._model
        opsets, functions = whole.opset_import, whole.functions
        model = helper.make_model(graph, ir_version=whole.ir_version, opset_imports=opsets, functions=functions)
        data: bytes = model.SerializeToString()
        return data

    def _needed(self, outputs: Sequence[str], given: Collection[str]) -> tuple[set[int], set[str]]:
        """Nodes (by identity) and tensors on the way from what is given to the outputs."""
        nodes: set[int] = set()
        names = set(given)
        waiting = list(outputs)
        while waiting:
            name = waiting.pop()
            if name in names:
                continue
            names.add(name)
            node = self.producers.get(name)
            if node is not None and id(node) not in nodes:
                nodes.add(id(node))
                waiting.extend(needs_of(node))
        return nodes, names


def needs_of(node: NodeProto) -> Iterator[str]:
    """Names of the tensors an operation reads, those that graphs within it read included."""
    yield from node.input
    for attribute in node.attribute:
        if attribute.type == AttributeProto.GRAPH:
            for inner in attribute.g.node:
                yield from needs_of(inner)
            yield from (output.name for output in attribute.g.output)


def _describe(given: onnxruntime.NodeArg) -> ValueInfoProto:
    kind = given.type.removeprefix("tensor(").removesuffix(")")
    if kind == given.type:
        raise ValueError(f"an input of type {given.type}")
    shape = [size if isinstance(size, int) else None for size in given.shape]
    return helper.make_tensor_value_info(given.name, TensorProto.DataType.Value(kind.upper()), shape)
