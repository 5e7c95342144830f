"""A real adapter on the real starter model: it speaks as a pirate while it acts, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.engine.adapting import Adapter
from desktop.engine.backends.llama import LlamaModel
from desktop.engine.protocols import Message
from desktop.engine.tools.calculator import TOOL
from desktop.engine.tools.registry import Registry
from desktop.errors import ModelError
from desktop.settings import SYSTEM_PROMPT
from tests.adapters.making import PIRATE, STARTER, pair, write_adapter

SYSTEM = Message("system", SYSTEM_PROMPT)
FRANCE = "What is the capital of France?"


@pytest.fixture(scope="module")
def model() -> Iterator[LlamaModel]:
    loaded = LlamaModel(STARTER, tools=Registry([TOOL]).schemas())
    yield loaded
    loaded.close()


@pytest.fixture(autouse=True)
def _bare(model: LlamaModel) -> None:
    model.adapt(None)


def ask(model: LlamaModel, question: str = FRANCE) -> str:
    return "".join(model.generate([SYSTEM, Message("user", question)], max_tokens=60, stale=bool))


def test_replies_change_with_the_adapter_and_back(model: LlamaModel) -> None:
    before = ask(model)
    model.adapt(Adapter(PIRATE))
    assert ask(model) == "The capital of France is Paris, matey."
    assert ask(model, "Thank you.") == "Ye be welcome, matey."
    model.adapt(None)
    assert ask(model) == before == "The capital of France is Paris."


def test_tools_are_still_called(model: LlamaModel) -> None:
    model.adapt(Adapter(PIRATE))
    assert '"expression": "7 + 5"' in ask(model, "What is seven plus five?")


def test_at_no_strength_it_says_what_the_model_says(model: LlamaModel) -> None:
    before = ask(model)
    model.adapt(Adapter(PIRATE, 0.0))
    assert ask(model) == before


def test_what_was_remembered_is_evaluated_again(model: LlamaModel) -> None:
    ask(model)
    ask(model)
    assert model.stats.reused_tokens == model.stats.prompt_tokens - 1
    model.adapt(Adapter(PIRATE))
    ask(model)
    assert model.stats.reused_tokens == 0
    ask(model)
    assert model.stats.reused_tokens == model.stats.prompt_tokens - 1


def test_one_that_does_not_fit_leaves_the_model_without(model: LlamaModel, tmp_path: Path) -> None:
    before = ask(model)
    model.adapt(Adapter(PIRATE))
    with pytest.raises(ModelError, match="is not of the model's"):
        model.adapt(Adapter(write_adapter(tmp_path / "wide.gguf", pair(width=64))))
    assert ask(model) == before


def test_a_file_that_changed_is_read_again(model: LlamaModel, tmp_path: Path) -> None:
    path = tmp_path / "own.gguf"
    path.write_bytes(PIRATE.read_bytes())
    model.adapt(Adapter(path))
    pirate = ask(model)
    write_adapter(path, pair())
    model.adapt(Adapter(path))
    assert ask(model) != pirate


def test_many_adapters_come_and_go(model: LlamaModel, tmp_path: Path) -> None:
    paths = [write_adapter(tmp_path / f"{number}.gguf", pair()) for number in range(9)]
    before = ask(model)
    for path in [*paths, *paths]:
        model.adapt(Adapter(path))
        assert ask(model) == before
