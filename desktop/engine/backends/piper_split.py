"""Finds where the network of a Piper voice can be cut so that its end works on a few frames at a time.

The end of such a network is convolutions along time: flow, then decoder. A sample depends on a handful of frames
around it, and how many follows from the kernels. What comes before (attention, durations, noise) is run whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.engine.backends.onnx_file import Node, OnnxFile

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
            for names in (self._given, self._moving, self._upsampled):
                if any(name in names for name in node.needs):
                    names.update(node.outputs)
            if node.operator == "ConvTranspose":
                self._upsampled.update(node.outputs)

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
        steps = [node for node in self._file.nodes if node.operator == "ConvTranspose" and len(node.inputs) > 1]
        firsts = [node for node in steps if node.inputs[0] not in self._upsampled]
        if len(firsts) != 1:
            return ""
        name = firsts[0].inputs[0]
        while (node := self._file.producers.get(name)) is not None and node.operator in _SAME:
            moving = [name for name in node.inputs if name in self._moving]
            if len(moving) != 1:
                return ""
            name = moving[0]
        return node.inputs[0] if node is not None and node.operator == "Conv" and node.inputs else ""

    def _durations(self) -> str:
        """What is rounded up to whole frames, if only one thing is."""
        ceils = [node for node in self._file.nodes if node.operator == "Ceil"]
        return "".join(ceils[0].outputs) if len(ceils) == 1 else ""

    def _part(self, output: str, stop: set[str]) -> Part | None:
        """The largest part before `output` that works along time, from `stop` on; None when there is none."""
        within: dict[int, tuple[Node, Reach]] = {}
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
                waiting.extend(name for name in node.inputs if name in self._moving)
        if not within:
            return None
        nodes = [within[key] for key in sorted(within, key=self._order.__getitem__)]
        reach = _total(nodes, moving, output)
        if reach is None:
            return None
        fixed = {name for node, _ in nodes for name in node.inputs if name in self._given - self._moving}
        return Part(output, sorted(moving), sorted(fixed), math.ceil(reach.frames), reach.factor)


def _total(nodes: Sequence[tuple[Node, Reach]], moving: set[str], output: str) -> Reach | None:
    """The reach of `output`; None when tensors of different rates meet."""
    reaches = dict.fromkeys(moving, Reach(0, 1))
    for node, effect in nodes:
        inputs = [reaches[name] for name in node.inputs if name in reaches]
        if len({reach.factor for reach in inputs}) != 1:
            return None
        factor = inputs[0].factor
        frames = max(reach.frames for reach in inputs) + effect.frames / factor
        reaches.update(dict.fromkeys(node.outputs, Reach(frames, factor * effect.factor)))
    return reaches[output]


def _effect(file: OnnxFile, node: Node) -> Reach | None:
    """What one operation needs of its input along time; None when it is not known to need only neighbours."""
    if not node.inputs:
        return None
    if node.operator in _SAME or (node.operator in {"Split", "Concat"} and _number(node, "axis", 0) == 1):
        return Reach(0, 1)
    if node.operator == "ConstantOfShape":  # zeros in the shape of a tensor
        source = file.producers.get(node.inputs[0])
        return Reach(0, 1) if source is not None and source.operator == "Shape" else None
    if node.operator == "Shape":
        return Reach(0, 1)
    if node.operator == "Unsqueeze":
        axes = file.integers(node.inputs[1]) if len(node.inputs) > 1 else _numbers(node, "axes")
        return Reach(0, 1) if axes and all(0 <= axis <= 1 for axis in axes) else None
    if node.operator == "Slice":
        return Reach(0, 1) if _keeps_time(file, node) else None
    if node.operator in {"Conv", "ConvTranspose"} and len(node.inputs) > 1:
        return _convolution(file, node)
    return None


def _keeps_time(file: OnnxFile, node: Node) -> bool:
    if len(node.inputs) < 4:
        return False
    starts, ends, axes = (file.integers(name) for name in node.inputs[1:4])
    steps = file.integers(node.inputs[4]) if len(node.inputs) > 4 else (1,)
    if starts is None or ends is None or axes is None or steps is None or not len(starts) == len(ends) == len(axes):
        return False
    steps = steps * len(axes) if len(steps) == 1 else steps
    return all(
        axis in (0, 1) or (start == 0 and end >= _ALL - 1 and step == 1)
        for start, end, axis, step in zip(starts, ends, axes, steps, strict=True)
    )


def _convolution(file: OnnxFile, node: Node) -> Reach | None:
    kernels = _numbers(node, "kernel_shape") or file.shape_of(node.inputs[1])[2:]
    pads = _numbers(node, "pads") or (0, 0)
    if len(kernels) != 1 or len(pads) != 2 or "auto_pad" in node.attributes:
        return None
    before, after = pads
    stride, dilation = _number(node, "strides", 1), _number(node, "dilations", 1)
    span = dilation * (kernels[0] - 1)
    if node.operator == "Conv":
        return Reach(max(before, after), 1) if stride == 1 and before + after == span else None
    missing = _number(node, "output_padding", 0)
    if stride < 1 or span + 1 + missing - before - after != stride:
        return None
    return Reach((max(span - before, before) + missing + 1) / stride, stride)


def _numbers(node: Node, name: str) -> tuple[int, ...]:
    return node.attributes[name].ints if name in node.attributes else ()


def _number(node: Node, name: str, otherwise: int) -> int:
    return next(iter(_numbers(node, name)), otherwise)
