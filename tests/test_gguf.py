"""The header of a language model, written here byte by byte, whole and cut."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.gguf import DamagedError, read_metadata

_STRING, _ARRAY, _U32 = 8, 9, 4
TEXTS = st.lists(st.one_of(st.binary(max_size=12), st.sampled_from([bytes(70_000), bytes(65_520)])), max_size=40)


def string(data: bytes) -> bytes:
    return struct.pack("<Q", len(data)) + data


def header(tokens: list[bytes]) -> bytes:
    """An array of strings, and a number behind it."""
    array = struct.pack("<IIQ", _ARRAY, _STRING, len(tokens)) + b"".join(map(string, tokens))
    number = struct.pack("<II", _U32, 77)
    pairs = string(b"tokenizer.ggml.tokens") + array + string(b"general.alignment") + number
    return b"GGUF" + struct.pack("<IQQ", 3, 0, 2) + pairs


def read(folder: Path, data: bytes) -> dict[str, object]:
    file = folder / "model.gguf"
    file.write_bytes(data)
    with file.open("rb") as opened:
        return read_metadata(opened)


@given(tokens=TEXTS)
def test_what_stands_behind_a_vocabulary_is_found(
    tmp_path_factory: pytest.TempPathFactory, tokens: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("gguf")
    assert read(folder, header(tokens) + b"rest") == {"general.alignment": 77}


@given(tokens=TEXTS, cut=st.integers(min_value=1))
def test_a_header_that_ends_early_is_damaged_wherever_it_ends(
    tmp_path_factory: pytest.TempPathFactory, tokens: list[bytes], cut: int
) -> None:
    folder, data = tmp_path_factory.mktemp("gguf"), header(tokens)
    with pytest.raises(DamagedError):
        read(folder, data[: cut % len(data)])


def test_a_length_that_no_file_has_is_damaged(tmp_path: Path) -> None:
    data = header([b"one", b"two"]).replace(string(b"two"), struct.pack("<Q", 2**64 - 1) + b"two")
    with pytest.raises(DamagedError):
        read(tmp_path, data)
