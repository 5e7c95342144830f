"""Adapters are refused with a reason before llama.cpp sees them."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.adapters.fitting import check_adapter, read_adapter
from desktop.errors import ModelError
from tests.adapters.making import PIRATE, QUERY, STARTER, WIDTH, pair, write_adapter


def refusal(path: Path, model: Path = STARTER) -> str:
    with pytest.raises(ModelError) as refused:
        check_adapter(path, model)
    assert refused.value.advice
    return str(refused.value)


def test_the_one_that_came_with_sotto_fits_the_starter() -> None:
    facts = check_adapter(PIRATE, STARTER)
    assert (facts.title, facts.architecture, facts.rank, facts.tensors) == ("Pirate", "llama", 8, 42)
    assert facts.alpha == 16


def test_one_of_a_single_matrix_fits(tmp_path: Path) -> None:
    assert check_adapter(write_adapter(tmp_path / "one.gguf", pair()), STARTER).tensors == 1


def test_one_of_the_embedding_stands_the_other_way_round(tmp_path: Path) -> None:
    tokens = 2460
    turned = write_adapter(tmp_path / "a.gguf", {
        "token_embd.weight.lora_a": (tokens, 4), "token_embd.weight.lora_b": (WIDTH, 4)
    })  # fmt: skip
    assert "token_embd.weight" in refusal(turned)  # the starter has another number of tokens


WRONG: dict[str, tuple[Callable[[Path], Path], str]] = {
    "another architecture": (
        lambda path: write_adapter(path, pair(), architecture="qwen2"),
        "it is for qwen2 models, and this one is llama",
    ),
    "a matrix that the model has not": (
        lambda path: write_adapter(path, pair("blk.9.attn_q.weight")),
        "the model has no blk.9.attn_q.weight",
    ),
    "too wide": (lambda path: write_adapter(path, pair(width=256)), f"its {QUERY} is not of the model's 192 x 192"),
    "too high": (lambda path: write_adapter(path, pair(height=64)), f"its {QUERY} is not of the model's 192 x 192"),
    "two ranks": (
        lambda path: write_adapter(path, {f"{QUERY}.lora_a": (4, WIDTH), f"{QUERY}.lora_b": (WIDTH, 8)}),
        f"its {QUERY} is not of the model's",
    ),
    "half of a pair": (
        lambda path: write_adapter(path, {f"{QUERY}.lora_a": (4, WIDTH)}),
        f"of {QUERY} it has only a part",
    ),
    "no matrices": (lambda path: write_adapter(path, {}), "it holds no matrices"),
    "a model": (lambda path: write_adapter(path, pair(), kind="model"), "it is no adapter"),
    "another kind": (lambda path: write_adapter(path, pair(), adapter="dora"), "of another kind than LoRA"),
    "no number": (lambda path: write_adapter(path, pair(), alpha=math.nan), "its alpha is no number"),
    "cut short": (lambda path: _cut(path, PIRATE.read_bytes()[:200_000]), "cut short"),
    "cut in the header": (lambda path: _cut(path, PIRATE.read_bytes()[:300]), "cut short"),
    "empty": (lambda path: _cut(path, b""), "does not begin as a GGUF file"),
    "not GGUF": (lambda path: _cut(path, b"PK\3\4" * 100), "does not begin as a GGUF file"),
    "a folder": (lambda path: path.mkdir() or path, "is not a whole adapter"),  # type: ignore[func-returns-value]
    "missing": (lambda path: path, "does not exist"),
}


def _cut(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_act_is_refused_with_the_reason(tmp_path: Path, case: str) -> None:
    make, reason = WRONG[case]
    assert reason in refusal(make(tmp_path / "wrong.gguf"))


def test_a_damaged_model_is_said_to_be_the_model(tmp_path: Path) -> None:
    model = _cut(tmp_path / "model.gguf", STARTER.read_bytes()[:1000])
    assert "model.gguf is not a whole language model" in refusal(PIRATE, model)


@settings(max_examples=60)
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=12))
def test_whatever_stands_in_the_header_nothing_but_a_model_error_is_raised(
    tmp_path: Path, at: int, damage: bytes
) -> None:
    whole = PIRATE.read_bytes()
    path = _cut(tmp_path / "damaged.gguf", whole[:at] + damage + whole[at + len(damage) :])
    try:
        read_adapter(path)
        check_adapter(path, STARTER)
    except ModelError as error:
        assert error.advice  # noqa: PT017 - most damage is refused, and some only renames it
