"""A voice in the shape of a medium Piper voice (22.05 kHz), with random weights: noise at the cost of speech.

It has the attention of the text encoder and the convolutions of flow and decoder, where nearly all of the time goes;
durations are fixed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

_SYMBOLS, _WIDTH = 256, 192
_FRAMES_AN_ID = 3
"""Frames of 256 samples; every phoneme has an id of padding beside it, which makes 14 phonemes a second."""
_LAYERS, _HEADS, _INNER = 6, 2, 768
_FLOWS, _FLOW_LAYERS = 4, 4
_CHANNELS = 256
_STAGES = ((8, 16), (8, 16), (4, 8))
"""Factor and kernel of each step up to the sample rate."""
_KERNELS, _DILATIONS = (3, 5, 7), ((1, 2), (2, 6), (3, 12))
_LOUDNESS = 0.1


def write_piper(path: Path, seed: int) -> None:
    """Write the network and, beside it, its JSON."""
    graph = _Graph(np.random.default_rng(seed))
    model = helper.make_model(graph.build(), opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    config = {
        "audio": {"sample_rate": 22_050, "quality": "medium"},
        "espeak": {"voice": "en-us"},
        "phoneme_type": "espeak",
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "num_symbols": _SYMBOLS,
        "num_speakers": 1,
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
    }
    path.with_name(path.name + ".json").write_text(json.dumps(config), "utf-8")


class _Graph:
    """Adds nodes one after the other; every method returns the name of its result."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def build(self) -> onnx.GraphProto:
        latent = self._latent()
        for _ in range(_FLOWS):
            latent = self._flow(latent)
        audio = self._decode(latent)
        self._nodes.append(helper.make_node("Unsqueeze", [audio, self._constant([1])], ["output"]))
        inputs = [
            helper.make_tensor_value_info("input", TensorProto.INT64, [1, "phonemes"]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        ]
        output = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "samples"])
        return helper.make_graph(self._nodes, "voice", inputs, [output], self._weights)

    def _latent(self) -> str:
        """The text encoder's output, each id's repeated for its frames."""
        table = self._weight(_SYMBOLS, _WIDTH, scale=1.0)
        hidden = self._node("Transpose", [self._node("Gather", [table, "input"])], perm=[0, 2, 1])
        for _ in range(_LAYERS):
            hidden = self._norm(self._node("Add", [hidden, self._attend(hidden)]))
            inner = self._node("Relu", [self._conv(hidden, _WIDTH, _INNER, 3)])
            hidden = self._norm(self._node("Add", [hidden, self._conv(inner, _INNER, _WIDTH, 3)]))
        scales = self._constant(np.array([1, 1, _FRAMES_AN_ID], np.float32))
        return self._node("Resize", [hidden, "", scales], mode="nearest")

    def _attend(self, hidden: str) -> str:
        """Attention of every id to every other."""
        heads = self._constant(np.array([1, _HEADS, _WIDTH // _HEADS, -1]))
        query, key, value = (self._node("Reshape", [self._conv(hidden, _WIDTH, _WIDTH, 1), heads]) for _ in range(3))
        sizes = self._constant(np.float32((_WIDTH // _HEADS) ** -0.5))
        turned = self._node("Transpose", [self._node("Mul", [query, sizes])], perm=[0, 1, 3, 2])
        weights = self._node("Softmax", [self._node("MatMul", [turned, key])], axis=-1)
        mixed = self._node("MatMul", [value, self._node("Transpose", [weights], perm=[0, 1, 3, 2])])
        joined = self._node("Reshape", [mixed, self._constant(np.array([1, _WIDTH, -1]))])
        return self._conv(joined, _WIDTH, _WIDTH, 1)

    def _norm(self, hidden: str) -> str:
        """Layer normalisation over the channels."""
        turned = self._node("Transpose", [hidden], perm=[0, 2, 1])
        normal = self._node("LayerNormalization", [turned, self._constant(np.ones(_WIDTH, np.float32))])
        return self._node("Transpose", [normal], perm=[0, 2, 1])

    def _flow(self, latent: str) -> str:
        """Gated convolutions with a skip, as in a coupling layer."""
        for _ in range(_FLOW_LAYERS):
            gates = self._conv(latent, _WIDTH, 2 * _WIDTH, 5)
            halves = self._split(gates)
            gated = self._node("Mul", [self._node("Tanh", [halves[0]]), self._node("Sigmoid", [halves[1]])])
            latent = self._node("Add", [latent, self._conv(gated, _WIDTH, _WIDTH, 1)])
        return latent

    def _decode(self, latent: str) -> str:
        channels, sound = _CHANNELS, self._conv(latent, _WIDTH, _CHANNELS, 7)
        for factor, kernel in _STAGES:
            sound = self._upsample(self._leaky(sound), channels, factor, kernel)
            channels //= 2
            branches = [self._residual(sound, channels, k, d) for k, d in zip(_KERNELS, _DILATIONS, strict=True)]
            sound = self._node("Mul", [self._node("Sum", branches), self._constant(np.float32(1 / len(branches)))])
        wave = self._node("Tanh", [self._conv(self._leaky(sound), channels, 1, 7)])
        return self._node("Mul", [wave, self._constant(np.float32(_LOUDNESS))])

    def _residual(self, sound: str, channels: int, kernel: int, dilations: Sequence[int]) -> str:
        for dilation in dilations:
            sound = self._node("Add", [sound, self._conv(self._leaky(sound), channels, channels, kernel, dilation)])
        return sound

    def _conv(self, source: str, inputs: int, outputs: int, kernel: int, dilation: int = 1) -> str:
        weight = self._weight(outputs, inputs, kernel, scale=(inputs * kernel) ** -0.5)
        reach = dilation * (kernel - 1) // 2
        return self._node("Conv", [source, weight], dilations=[dilation], pads=[reach, reach])

    def _upsample(self, source: str, channels: int, factor: int, kernel: int) -> str:
        weight = self._weight(channels, channels // 2, kernel, scale=(channels * kernel / factor) ** -0.5)
        pad = (kernel - factor) // 2
        return self._node("ConvTranspose", [source, weight], strides=[factor], pads=[pad, pad])

    def _leaky(self, source: str) -> str:
        return self._node("LeakyRelu", [source], alpha=0.1)

    def _split(self, source: str) -> list[str]:
        names = [f"half{len(self._nodes)}a", f"half{len(self._nodes)}b"]
        self._nodes.append(helper.make_node("Split", [source], names, axis=1))
        return names

    def _node(self, operator: str, inputs: Sequence[str], **attributes: Any) -> str:
        name = f"{operator.lower()}{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def _weight(self, *shape: int, scale: float) -> str:
        return self._constant(self._random.standard_normal(shape, np.float32) * np.float32(scale))

    def _constant(self, values: object) -> str:
        name = f"weight{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.asarray(values), name))
        return name
