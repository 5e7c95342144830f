"""Reads the graph of an ONNX file and writes parts of it as files of their own, weights untouched.

Only the fields that this needs are understood; the package for the format is ten times the size of all this reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_GRAPH = 7
_NODE, _NAME, _WEIGHT, _INPUT, _OUTPUT = 1, 2, 5, 11, 12
_INT64 = 7
_WITH_GRAPHS = {"If", "Loop", "Scan"}
_TYPES = {"float": 1, "int32": 6, "int64": 7, "bool": 9, "float16": 10, "double": 11}

Value = int | memoryview


def read_fields(data: memoryview) -> Iterator[tuple[int, int, Value]]:
    """Number, wire type and value of each field of a message. Raises ValueError when it is damaged."""
    at = 0
    while at < len(data):
        tag, at = _read_varint(data, at)
        kind = tag & 7
        if kind == _VARINT:
            value, at = _read_varint(data, at)
            yield tag >> 3, kind, value
            continue
        if kind == _BYTES:
            size, at = _read_varint(data, at)
        elif kind in (_EIGHT, _FOUR):
            size = 8 if kind == _EIGHT else 4
        else:
            raise ValueError("a field of an unknown kind")
        if at + size > len(data):
            raise ValueError("a field is cut short")
        yield tag >> 3, kind, data[at : at + size]
        at += size


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
                self.inputs.append(_text(value))
            elif number == 2:
                self.outputs.append(_text(value))
            elif number == 4:
                self.operator = _text(value)
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
                kept[_first_text(value, 1)] = value

    def shape_of(self, name: str) -> tuple[int, ...]:
        """Shape of a weight; empty when it is none."""
        return _ints(self.weights[name], 1) if name in self.weights else ()

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
            *(_field(_NODE, node.raw) for node in self.nodes if id(node) in needed),
            _field(_NAME, b"part"),
            *(_field(_WEIGHT, raw) for name, raw in self.weights.items() if name in names),
            *(_field(_INPUT, raw) for raw in own),
            *(_field(_INPUT, raw) for raw in inputs.values()),
            *(_field(_OUTPUT, self.outputs.get(name) or _field(1, name.encode())) for name in outputs),
        ]
        others = (_raw_field(*other) for other in self._others)
        return b"".join([*others, _field(_GRAPH, b"".join(graph))])

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
    sizes = (_raw_field(1, _VARINT, size) if isinstance(size, int) else b"" for size in shape)
    dimensions = b"".join(_field(1, size) for size in sizes)
    tensor = _raw_field(1, _VARINT, _TYPES[kind[7:-1]]) + _field(2, dimensions)
    return _field(1, name.encode()) + _field(2, _field(1, tensor))


def _read_varint(data: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("a number is cut short")


def _write_varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _raw_field(number: int, kind: int, value: Value) -> bytes:
    tag = _write_varint(number << 3 | kind)
    if isinstance(value, int):
        return tag + _write_varint(value)
    return tag + (_write_varint(len(value)) if kind == _BYTES else b"") + bytes(value)


def _field(number: int, value: bytes | memoryview) -> bytes:
    return _raw_field(number, _BYTES, memoryview(value))


def _text(value: Value) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, memoryview) else ""


def _first_text(data: memoryview, wanted: int) -> str:
    return next((_text(value) for number, _, value in read_fields(data) if number == wanted), "")


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def _ints(data: memoryview, wanted: int) -> tuple[int, ...]:
    """The integers of a repeated field, written one by one or together."""
    found: list[int] = []
    for number, _, value in read_fields(data):
        if number != wanted:
            continue
        if isinstance(value, int):
            found.append(_signed(value))
            continue
        at = 0
        while at < len(value):
            one, at = _read_varint(value, at)
            found.append(_signed(one))
    return tuple(found)


def _integers(tensor: memoryview) -> tuple[int, ...] | None:
    fields = {number: value for number, _, value in read_fields(tensor)}
    if fields.get(2) != _INT64:
        return None
    raw = fields.get(9)
    if isinstance(raw, memoryview):
        return tuple(int(value) for value in np.frombuffer(raw, "<i8"))
    return _ints(tensor, 7)


def _name_of_weight(raw: memoryview) -> str:
    name = ""
    for number, _, value in read_fields(raw):
        if number == 8:
            name = _text(value)
        elif number == 14 and value == 1:
            raise ValueError("its weights are in another file")
    return name


def _read_attribute(raw: memoryview) -> tuple[str, Attribute]:
    attribute = Attribute()
    name = ""
    for number, _, value in read_fields(raw):
        if number == 1:
            name = _text(value)
        elif number == 3 and isinstance(value, int):
            attribute.ints = (_signed(value),)
        elif number == 5 and isinstance(value, memoryview):
            attribute.tensor = value
        elif number == 6 and isinstance(value, memoryview):
            attribute.graph = value
    attribute.ints = attribute.ints or _ints(raw, 8)
    return name, attribute


def _needs_of(graph: memoryview) -> Iterator[str]:
    for number, _, value in read_fields(graph):
        if number == _NODE and isinstance(value, memoryview):
            yield from Node(value).needs
        elif number == _OUTPUT and isinstance(value, memoryview):
            yield _first_text(value, 1)
