"""Reads the graph of an ONNX file and writes parts of it as files of their own, weights untouched.

Only the fields that this needs are understood; the package for the format is ten times the size of all this reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from desktop.engine.backends.onnx_wire import (
    VARINT,
    Value,
    as_text,
    bytes_field,
    first_text,
    read_fields,
    read_integers,
    signed,
    write_field,
)

_GRAPH = 7
_NODE, _NAME, _WEIGHT, _INPUT, _OUTPUT = 1, 2, 5, 11, 12
_INT64 = 7
_WITH_GRAPHS = {"If", "Loop", "Scan"}
_TYPES = {"float": 1, "int32": 6, "int64": 7, "bool": 9, "float16": 10, "double": 11}


@dataclass(slots=True)
class Attribute:
    """An attribute of a node; what it does not have is empty."""

    ints: tuple[int, ...] = ()
    """One number for a single one."""
    tensor: memoryview | None = None
    graph: memoryview | None = None


class Node:
    """An operation."""

    def __init__(self, raw: memoryview) -> None:
        self.raw = raw
        self.operator = ""
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        self._attributes: list[memoryview] = []
        for number, _, value in read_fields(raw):
            if isinstance(value, int):
                continue
            if number == 1:
                self.inputs.append(as_text(value))
            elif number == 2:
                self.outputs.append(as_text(value))
            elif number == 4:
                self.operator = as_text(value)
            elif number == 5:
                self._attributes.append(value)

    @cached_property
    def attributes(self) -> Mapping[str, Attribute]:
        """By name."""
        return dict(_read_attribute(raw) for raw in self._attributes)

    @cached_property
    def needs(self) -> Sequence[str]:
        """Names of the tensors it reads, those that graphs within it read included."""
        inner = [attribute.graph for attribute in self.attributes.values()] if self.operator in _WITH_GRAPHS else []
        return [*self.inputs, *(name for graph in inner if graph is not None for name in _needs_of(graph))]


class OnnxFile:
    """The graph of a file: nodes, weights, inputs and outputs."""

    def __init__(self, data: bytes) -> None:
        """Raises ValueError when the bytes are no such file, or keep their weights in another."""
        self._others: list[tuple[int, int, Value]] = []
        self.nodes: list[Node] = []
        self.weights: dict[str, memoryview] = {}
        self.inputs: dict[str, memoryview] = {}
        """Descriptions by name; without weights."""
        self.outputs: dict[str, memoryview] = {}
        for number, kind, value in read_fields(memoryview(data)):
            if number == _GRAPH and isinstance(value, memoryview):
                self._read_graph(value)
            else:
                self._others.append((number, kind, value))
        self.inputs = {name: raw for name, raw in self.inputs.items() if name not in self.weights}
        self.producers = {name: node for node in self.nodes for name in node.outputs}

    def _read_graph(self, graph: memoryview) -> None:
        for number, _, value in read_fields(graph):
            if isinstance(value, int):
                continue
            if number == _NODE:
                self.nodes.append(Node(value))
            elif number == _WEIGHT:
                self.weights[_name_of_weight(value)] = value
            elif number in (_INPUT, _OUTPUT):
                kept = self.inputs if number == _INPUT else self.outputs
                kept[first_text(value, 1)] = value

    def shape_of(self, name: str) -> tuple[int, ...]:
        """Shape of a weight; empty when it is none."""
        return read_integers(self.weights[name], 1) if name in self.weights else ()

    def integers(self, name: str) -> tuple[int, ...] | None:
        """The 64-bit integers of a constant; None when it is none."""
        raw = self.weights.get(name)
        if raw is None and (node := self.producers.get(name)) is not None and node.operator == "Constant":
            raw = node.attributes["value"].tensor if "value" in node.attributes else None
        return _integers(raw) if raw is not None else None

    def part(self, outputs: Sequence[str], inputs: Mapping[str, bytes]) -> bytes:
        """A file that computes `outputs`, with `inputs` (name to description) given, or the file's own inputs."""
        needed, names = self._needed(outputs, inputs)
        own = [raw for name, raw in self.inputs.items() if name in names and name not in inputs]
        graph = [
            *(bytes_field(_NODE, node.raw) for node in self.nodes if id(node) in needed),
            bytes_field(_NAME, b"part"),
            *(bytes_field(_WEIGHT, raw) for name, raw in self.weights.items() if name in names),
            *(bytes_field(_INPUT, raw) for raw in own),
            *(bytes_field(_INPUT, raw) for raw in inputs.values()),
            *(bytes_field(_OUTPUT, self.outputs.get(name) or bytes_field(1, name.encode())) for name in outputs),
        ]
        others = (write_field(*other) for other in self._others)
        return b"".join([*others, bytes_field(_GRAPH, b"".join(graph))])

    def _needed(self, outputs: Iterable[str], given: Iterable[str]) -> tuple[set[int], set[str]]:
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
                waiting.extend(node.needs)
        return nodes, names


def describe(name: str, kind: str, shape: Sequence[int | str | None]) -> bytes:
    """The description of an input; `kind` and `shape` as the runtime names them. Raises ValueError."""
    if not kind.startswith("tensor(") or kind[7:-1] not in _TYPES:
        raise ValueError(f"an input of type {kind}")
    sizes = (write_field(1, VARINT, size) if isinstance(size, int) else b"" for size in shape)
    dimensions = b"".join(bytes_field(1, size) for size in sizes)
    tensor = write_field(1, VARINT, _TYPES[kind[7:-1]]) + bytes_field(2, dimensions)
    return bytes_field(1, name.encode()) + bytes_field(2, bytes_field(1, tensor))


def _integers(tensor: memoryview) -> tuple[int, ...] | None:
    fields = {number: value for number, _, value in read_fields(tensor)}
    if fields.get(2) != _INT64:
        return None
    raw = fields.get(9)
    if isinstance(raw, memoryview):
        return tuple(int(value) for value in np.frombuffer(raw, "<i8"))
    return read_integers(tensor, 7)


def _name_of_weight(raw: memoryview) -> str:
    name = ""
    for number, _, value in read_fields(raw):
        if number == 8:
            name = as_text(value)
        elif number == 14 and value == 1:
            raise ValueError("its weights are in another file")
    return name


def _read_attribute(raw: memoryview) -> tuple[str, Attribute]:
    attribute = Attribute()
    name = ""
    for number, _, value in read_fields(raw):
        if number == 1:
            name = as_text(value)
        elif number == 3 and isinstance(value, int):
            attribute.ints = (signed(value),)
        elif number == 5 and isinstance(value, memoryview):
            attribute.tensor = value
        elif number == 6 and isinstance(value, memoryview):
            attribute.graph = value
    attribute.ints = attribute.ints or read_integers(raw, 8)
    return name, attribute


def _needs_of(graph: memoryview) -> Iterator[str]:
    for number, _, value in read_fields(graph):
        if number == _NODE and isinstance(value, memoryview):
            yield from Node(value).needs
        elif number == _OUTPUT and isinstance(value, memoryview):
            yield first_text(value, 1)
