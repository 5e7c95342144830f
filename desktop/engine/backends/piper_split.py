"""Finds where the network of a Piper voice can be cut so that its end works on a few frames at a time.

The end of such a network is convolutions along time: flow, then decoder. A sample depends on a handful of frames
around it, and how many follows from the kernels. What comes before (attention, durations, noise) is run whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from onnx import AttributeProto, NodeProto

from desktop.engine.backends.onnx_file import OnnxFile, needs_of

_TEXT = "input"
"""Name of the phoneme ids: what depends on them has an axis of time, always the last."""

_SAME = {"Add", "Sub", "Mul", "Div", "Neg", "Exp", "Tanh", "Sigmoid", "LeakyRelu", "Relu", "Cast", "Identity", "Sum"}
"""Each place in time by itself."""

_ALL = 1 << 31
"""A slice up to here or further is a slice to the end."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What an output needs of its input along time."""

    frames: float
    """To either side."""
    factor: int
    """Samples a frame."""


@dataclass(frozen=True, slots=True)
class Part:
    """An end of a network that needs only neighbouring frames."""

    output: str
    moving: Sequence[str]
    """Its inputs along time."""
    fixed: Sequence[str]
    """Its other inputs, such as a speaker's: the same for every frame."""
    margin: int
    """Frames to either side that change a frame's output."""
    factor: int
    """Samples of output a frame of input."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A network in two or three: what has to be run whole, flow, decoder."""

    flow: Part | None
    """Without one the decoder follows on what is run whole."""
    decoder: Part
    frames: str
    """The output with each id's frames; empty when there is none."""


def find_cut(file: OnnxFile) -> Cut | None:
    """Where the network can be cut; None when it is not built like Piper's."""
    return _Finder(file).find() if len(file.outputs) in (1, 2) and _TEXT in file.inputs else None


class _Finder:
    def __init__(self, file: OnnxFile) -> None:
        self._file = file
        self._given: set[str] = set()
        """Tensors that depend on some input."""
        self._moving: set[str] = set()
        """Those that depend on the text."""
        self._upsampled: set[str] = set()
        self._order = {id(node): place for place, node in enumerate(file.nodes)}
        self._given.update(file.inputs)
        self._moving.add(_TEXT)
        for node in file.nodes:
            needs = set(needs_of(node))
            for names in (self._given, self._moving, self._upsampled):
                if not needs.isdisjoint(names):
                    names.update(node.output)
            if node.op_type == "ConvTranspose":
                self._upsampled.update(node.output)

    def find(self) -> Cut | None:
        output, *others = self._file.outputs
        latent = self._decoder_input()
        decoder = self._part(output, {latent}) if latent else None
        if decoder is None or list(decoder.moving) != [latent] or decoder.factor == 1:
            return None
        flow = self._part(latent, set())
        if flow is not None and (flow.factor != 1 or not flow.moving or latent in flow.moving):
            flow = None
        return Cut(flow, decoder, others[0] if others else self._durations())

    def _decoder_input(self) -> str:
        """What the convolution before the first step up to the sample rate reads; empty when there is none such."""
        steps = [node for node in self._file.nodes if node.op_type == "ConvTranspose" and len(node.input) > 1]
        firsts = [node for node in steps if node.input[0] not in self._upsampled]
        if len(firsts) != 1:
            return ""
        name = firsts[0].input[0]
        while (node := self._file.producers.get(name)) is not None and node.op_type in _SAME:
            moving = [name for name in node.input if name in self._moving]
            if len(moving) != 1:
                return ""
            name = moving[0]
        return node.input[0] if node is not None and node.op_type == "Conv" and node.input else ""

    def _durations(self) -> str:
        """What is rounded up to whole frames, if only one thing is."""
        ceils = [node for node in self._file.nodes if node.op_type == "Ceil"]
        return "".join(ceils[0].output) if len(ceils) == 1 else ""

    def _part(self, output: str, stop: set[str]) -> Part | None:
        """The largest part before `output` that works along time, from `stop` on; None when there is none."""
        within: dict[int, tuple[NodeProto, Reach]] = {}
        moving: set[str] = set()
        waiting = [output]
        while waiting:
            name = waiting.pop()
            node = self._file.producers.get(name)
            effect = _effect(self._file, node) if node is not None and name not in stop else None
            if node is None or effect is None:
                moving.add(name)
            elif id(node) not in within:
                within[id(node)] = (node, effect)
                waiting.extend(name for name in node.input if name in self._moving)
        if not within:
            return None
        nodes = [within[key] for key in sorted(within, key=self._order.__getitem__)]
        reach = _total(nodes, moving, output)
        if reach is None:
            return None
        fixed = {name for node, _ in nodes for name in node.input if name in self._given - self._moving}
        return Part(output, sorted(moving), sorted(fixed), math.ceil(reach.frames), reach.factor)


def _total(nodes: Sequence[tuple[NodeProto, Reach]], moving: set[str], output: str) -> Reach | None:
    """The reach of `output`; None when tensors of different rates meet."""
    reaches = dict.fromkeys(moving, Reach(0, 1))
    for node, effect in nodes:
        inputs = [reaches[name] for name in node.input if name in reaches]
        if len({reach.factor for reach in inputs}) != 1:
            return None
        factor = inputs[0].factor
        frames = max(reach.frames for reach in inputs) + effect.frames / factor
        reaches.update(dict.fromkeys(node.output, Reach(frames, factor * effect.factor)))
    return reaches[output]


def _effect(file: OnnxFile, node: NodeProto) -> Reach | None:
    """What one operation needs of its input along time; None when it is not known to need only neighbours."""
    if not node.input:
        return None
    if node.op_type in _SAME or (node.op_type in {"Split", "Concat"} and _number(node, "axis", 0) == 1):
        return Reach(0, 1)
    if node.op_type == "ConstantOfShape":  # zeros in the shape of a tensor
        source = file.producers.get(node.input[0])
        return Reach(0, 1) if source is not None and source.op_type == "Shape" else None
    if node.op_type == "Shape":
        return Reach(0, 1)
    if node.op_type == "Unsqueeze":
        axes = file.integers(node.input[1]) if len(node.input) > 1 else _numbers(node, "axes")
        return Reach(0, 1) if axes and all(0 <= axis <= 1 for axis in axes) else None
    if node.op_type == "Slice":
        return Reach(0, 1) if _keeps_time(file, node) else None
    if node.op_type in {"Conv", "ConvTranspose"} and len(node.input) > 1:
        return _convolution(file, node)
    return None


def _keeps_time(file: OnnxFile, node: NodeProto) -> bool:
    if len(node.input) < 4:
        return False
    starts, ends, axes = (file.integers(name) for name in node.input[1:4])
    steps = file.integers(node.input[4]) if len(node.input) > 4 else (1,)
    if starts is None or ends is None or axes is None or steps is None or not len(starts) == len(ends) == len(axes):
        return False
    steps = steps * len(axes) if len(steps) == 1 else steps
    return all(
        axis in (0, 1) or (start == 0 and end >= _ALL - 1 and step == 1)
        for start, end, axis, step in zip(starts, ends, axes, steps, strict=True)
    )


def _convolution(file: OnnxFile, node: NodeProto) -> Reach | None:
    kernels = _numbers(node, "kernel_shape") or _kernels(file, node.input[1])
    pads = _numbers(node, "pads") or (0, 0)
    if len(kernels) != 1 or len(pads) != 2 or any(attribute.name == "auto_pad" for attribute in node.attribute):
        return None
    before, after = pads
    stride, dilation = _number(node, "strides", 1), _number(node, "dilations", 1)
    span = dilation * (kernels[0] - 1)
    if node.op_type == "Conv":
        return Reach(max(before, after), 1) if stride == 1 and before + after == span else None
    missing = _number(node, "output_padding", 0)
    if stride < 1 or span + 1 + missing - before - after != stride:
        return None
    return Reach((max(span - before, before) + missing + 1) / stride, stride)


def _kernels(file: OnnxFile, weight: str) -> tuple[int, ...]:
    return tuple(file.weights[weight].dims[2:]) if weight in file.weights else ()


def _numbers(node: NodeProto, name: str) -> tuple[int, ...]:
    attribute = next((one for one in node.attribute if one.name == name), AttributeProto())
    return (attribute.i,) if attribute.type == AttributeProto.INT else tuple(attribute.ints)


def _number(node: NodeProto, name: str, otherwise: int) -> int:
    return next(iter(_numbers(node, name)), otherwise)
