"""The recogniser's weights to and from CTranslate2's file."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
Weights = dict[str, NDArray[np.float32]]


def _ours(name: str) -> str:
    """CTranslate2's variable name as a parameter name of `model.Whisper`."""
    name = name.replace("position_encodings/encodings", "positions").replace("/", ".")
    return name.removesuffix("gamma") + "weight" if name.endswith("gamma") else name.replace(".beta", ".bias")


def _unpack(file: BinaryIO, kind: str) -> int:
    return int(struct.unpack(kind, file.read(struct.calcsize(kind)))[0])


def _text(file: BinaryIO) -> str:
    return file.read(_unpack(file, "H"))[:-1].decode()


def _variables(path: Path) -> dict[str, NDArray[Any]]:
    with path.open("rb") as file:
        version = _unpack(file, "I")
        name, _ = _text(file), _unpack(file, "I")
        if version != 6 or name != "WhisperSpec":
            raise ValueError(f"{path} holds a {name} of version {version}, not a WhisperSpec of version 6")
        found = {}
        for _ in range(_unpack(file, "I")):
            variable = _text(file)
            shape = [_unpack(file, "I") for _ in range(_unpack(file, "B"))]
            kind = _TYPES[_unpack(file, "B")]
            found[variable] = np.frombuffer(file.read(_unpack(file, "I")), kind).reshape(shape)
    return found


def read(path: Path) -> Weights:
    """Weights of a model.bin, int8 ones multiplied out; raises ValueError for another format."""
    variables, weights = _variables(path), Weights()
    for name, array in variables.items():
        if array.ndim == 0 or name.endswith("_scale"):
            continue
        scale = variables.get(name + "_scale")
        if scale is not None:
            array = array / scale.reshape(-1, *([1] * (array.ndim - 1)))
        weights[_ours(name)] = np.asarray(array, np.float32)
    return weights


def write(
    folder: Path,
    weights: Mapping[str, NDArray[np.float32]],
    tokens: Sequence[str],
    layers: tuple[int, int],
    heads: int,
) -> None:
    """Write an int8 model; `weights` are those of `model.Whisper`, `layers` of encoder and decoder."""
    from ctranslate2.specs import whisper_spec

    spec = whisper_spec.WhisperSpec(layers[0], heads, layers[1], heads)
    for name, array in weights.items():
        if not name.startswith("letters"):
            _place(spec, name, array)
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    spec.register_vocabulary(list(tokens))
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.alignment_heads = [(layers[1] - 1, 0)]
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))


def _place(spec: Any, name: str, array: NDArray[np.float32]) -> None:
    """Set one variable of the specification by our name for it."""
    *path, last = name.split(".")
    if last == "positions":
        path, last = [*path, "position_encodings"], "encodings"
    if "attention" in name and "layer_norm" not in name and path[-1].endswith("linear_0"):
        array = _without_key_bias(array, "self_attention" in path) if last == "bias" else array
    elif name.endswith("attention.linear_1.bias") and "self_attention" not in path:
        array = array.copy()
        array[: len(array) // 2] = 0
    node = spec
    for part in path:
        stem, _, index = part.rpartition("_")
        listed = index.isdigit() and (stem == "layer" or "ffn" not in path)
        node = getattr(node, stem)[int(index)] if listed else getattr(node, part)
    if "layer_norm" in path:
        last = {"weight": "gamma", "bias": "beta"}[last]
    setattr(node, last, np.ascontiguousarray(array, np.float32))


def _without_key_bias(bias: NDArray[np.float32], fused: bool) -> NDArray[np.float32]:
    if not fused:
        return bias
    bias = bias.copy()
    bias[len(bias) // 3 : 2 * len(bias) // 3] = 0
    return bias
