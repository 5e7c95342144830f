"""What a GGUF file says of itself: its header, and its tensors without their values. Reads bytes, runs nothing."""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_FLOATS = {0: 4, 1: 2, 30: 2}
"""Bytes of a value of the types that are not quantised: 32 and 16 bits, and bfloat16."""
_MOST_DIMENSIONS = 4
_MOST_TENSORS = 1 << 20
_LONGEST = 1 << 24
_PIECE = 1 << 16
_LENGTH = struct.Struct("<Q")


class DamagedError(ValueError):
    """The bytes end early or contradict themselves."""


@dataclass(frozen=True, slots=True)
class TensorFacts:
    """One tensor, as the file announces it."""

    shape: tuple[int, ...]
    """The fastest dimension first, as llama.cpp writes it."""
    bytes: int | None
    """That its values take; None where the type is quantised."""
    offset: int
    """Bytes from where the values of all tensors begin."""


@dataclass(frozen=True, slots=True)
class GgufFacts:
    """All of it."""

    metadata: Mapping[str, Any]
    """Scalars and strings; arrays are left out."""
    tensors: Mapping[str, TensorFacts]


def take(file: BinaryIO, count: int) -> bytes:
    """So many bytes. Raises DamagedError when there are fewer."""
    data = file.read(count) if 0 <= count <= _LONGEST else b""
    if len(data) != count:
        raise DamagedError("it is cut short")
    return data


def unpack(file: BinaryIO, layout: str) -> Any:
    """One value, little-endian, of a type of `struct`. Raises DamagedError."""
    return struct.unpack("<" + layout, take(file, struct.calcsize("<" + layout)))[0]


def size_of(file: BinaryIO) -> int:
    """Bytes of the whole file."""
    return os.fstat(file.fileno()).st_size


def skip(file: BinaryIO, count: int) -> None:
    """Go on behind so many bytes. Raises DamagedError when there are fewer."""
    if file.tell() + count > size_of(file):
        raise DamagedError("it is cut short")
    file.seek(count, os.SEEK_CUR)


def read_metadata(file: BinaryIO) -> dict[str, Any]:
    """Scalars and strings of the header. Raises DamagedError."""
    return _read_header(file)[0]


def read_facts(path: Path) -> GgufFacts:
    """Header and tensors of a file. Raises DamagedError, OSError."""
    with path.open("rb") as file:
        metadata, count = _read_header(file)
        if count > _MOST_TENSORS:
            raise DamagedError("its header announces more tensors than there can be")
        tensors = dict(_read_tensor(file) for _ in range(count))
        step = metadata.get("general.alignment", 32)
        if not isinstance(step, int) or step < 1:
            raise DamagedError("its alignment is no number")
        begin = -(-file.tell() // step) * step
        for name, tensor in tensors.items():
            if begin + tensor.offset + (tensor.bytes or 0) > size_of(file):
                raise DamagedError(f"the values of {name} are cut short")
    return GgufFacts(metadata, tensors)


def _read_header(file: BinaryIO) -> tuple[dict[str, Any], int]:
    """What it says, and how many tensors follow."""
    if file.read(4) != b"GGUF":
        raise DamagedError("it does not begin as a GGUF file")
    version = unpack(file, "I")
    if version not in (2, 3):
        raise DamagedError(f"it has GGUF version {version}, and 2 and 3 are understood")
    tensors = unpack(file, "Q")
    values: dict[str, Any] = {}
    for _ in range(unpack(file, "Q")):
        key = _read_string(file)
        kind = unpack(file, "I")
        if kind == _ARRAY:
            _skip_array(file)
        else:
            values[key] = _read_string(file) if kind == _STRING else unpack(file, _scalar(kind))
    return values, tensors


def _read_tensor(file: BinaryIO) -> tuple[str, TensorFacts]:
    name, dimensions = _read_string(file), unpack(file, "I")
    if not 1 <= dimensions <= _MOST_DIMENSIONS:
        raise DamagedError(f"{name} has {dimensions} dimensions")
    shape = tuple(unpack(file, "Q") for _ in range(dimensions))
    kind, offset = unpack(file, "I"), unpack(file, "Q")
    count = 1
    for length in shape:
        count *= length
    return name, TensorFacts(shape, count * _FLOATS[kind] if kind in _FLOATS else None, offset)


def _read_string(file: BinaryIO) -> str:
    return take(file, unpack(file, "Q")).decode("utf-8", "replace")


def _scalar(kind: int) -> str:
    if kind not in _SCALARS:
        raise DamagedError(f"its header holds the unknown type {kind}")
    return _SCALARS[kind]


def _skip_array(file: BinaryIO) -> None:
    kind, count = unpack(file, "I"), unpack(file, "Q")
    if kind != _STRING:
        skip(file, count * struct.calcsize("<" + _scalar(kind)))
        return
    _skip_strings(file, count)


def _skip_strings(file: BinaryIO, count: int) -> None:
    """Read by the piece: a vocabulary has some 300,000 of them, a few bytes each."""
    piece, at = b"", 0
    for _ in range(count):
        if at + _LENGTH.size > len(piece):
            piece, at = piece[at:] + file.read(_PIECE), 0
            if len(piece) < _LENGTH.size:
                raise DamagedError("it is cut short")
        at += _LENGTH.size + _LENGTH.unpack_from(piece, at)[0]
        if at > len(piece):
            skip(file, at - len(piece))
            piece, at = b"", 0
    file.seek(at - len(piece), os.SEEK_CUR)
