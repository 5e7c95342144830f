"""A wake word's model: told from its bytes, imported, chosen, removed; what is none is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from desktop.catalog import find_models, kind_of
from desktop.engine.backends.silero import network_file
from desktop.engine.backends.wake_word import WakeNetwork
from desktop.errors import ModelError, UsageError
from desktop.models.choosing import loaded_as, same_model
from desktop.models.importing import import_model
from desktop.models.shelf import Shelf
from desktop.paths import Paths, starter_models
from desktop.settings import Settings, WakeSettings, load_settings, save_settings
from desktop.wake_card import card_path, read_card

WAKE = starter_models() / "wake" / "starter.onnx"
TURN = starter_models() / "turn" / "starter.onnx"


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    return Paths(sotto_home)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The starter's, to be spoilt."""
    for file in WAKE.parent.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return tmp_path / WAKE.name


def spoil(model: Path, **changes: Any) -> None:
    card = card_path(model)
    card.write_text(json.dumps(json.loads(card.read_text("utf-8")) | changes), "utf-8")


def test_the_starters_says_what_it_is() -> None:
    assert kind_of(WAKE) == "wake"
    card = read_card(WAKE)
    assert (card.phrase, card.sample_rate) == ("hey Sotto", 16_000)
    model = WakeNetwork(WAKE)
    assert (model.threshold, WakeNetwork(WAKE, 0.9).threshold) == (card.threshold, 0.9)
    assert 0 <= model.probability(np.zeros(0, np.float32)) < 0.1
    assert 0 <= model.probability(np.zeros(100_000, np.float32)) < 0.1


def test_it_is_imported_chosen_and_removed(paths: Paths, copy: Path) -> None:
    imported = import_model(copy, paths, model_id="mine")
    shelf = Shelf(paths)
    assert (imported.kind, imported.in_use, shelf.verify("mine")) == ("wake", False, [])
    assert shelf.use("mine").in_use
    assert load_settings(paths.settings).wake == WakeSettings(on=True, model="mine/starter.onnx")
    assert find_models(load_settings(paths.settings), paths).wake == imported.path
    with pytest.raises(UsageError, match="is in use"):
        shelf.remove("mine")
    shelf.remove("mine", fall_back=True)
    assert find_models(load_settings(paths.settings), paths).wake == WAKE


def test_one_that_is_switched_off_is_not_in_use_and_leaves_no_name_behind(paths: Paths, copy: Path) -> None:
    import_model(copy, paths, model_id="mine")
    save_settings(Settings(wake=WakeSettings(model="mine/starter.onnx")), paths.settings)
    assert not Shelf(paths).find("mine").in_use
    assert find_models(load_settings(paths.settings), paths).wake is None
    Shelf(paths).remove("mine")
    assert load_settings(paths.settings).wake == WakeSettings()


def test_switching_it_on_is_another_model_to_load() -> None:
    off, on = Settings(), Settings(wake=WakeSettings(on=True))
    assert not same_model(off, on, "wake")
    assert not same_model(on, Settings(wake=WakeSettings(on=True, threshold=0.9)), "wake")
    assert same_model(on, Settings(wake=WakeSettings(on=True, within_s=9)), "wake")
    assert loaded_as(on, "wake", off).wake == WakeSettings()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"phrase": ""}, "phrase"),
        ({"sample_rate": 8000}, "sample_rate"),
        ({"window": "25600"}, "window"),
        ({"window": 100_000_000}, "window"),
        ({"hop": 0}, "hop"),
        ({"threshold": 1.5}, "threshold"),
        ({"threshold": float("nan")}, "threshold"),
    ],
)
def test_a_card_with_a_fault_is_refused_and_nothing_is_copied(
    paths: Paths, copy: Path, changes: dict[str, Any], fault: str
) -> None:
    spoil(copy, **changes)
    with pytest.raises(ModelError, match=f"fault at {fault}") as caught:
        import_model(copy, paths)
    assert caught.value.advice
    assert not paths.models.exists() or not [one for one in paths.models.iterdir() if one.name[0] != "."]


def test_other_networks_are_refused(paths: Paths, copy: Path) -> None:
    spoil(copy, window=16_000)
    with pytest.raises(ModelError, match="does not make one number of 16000 samples"):
        WakeNetwork(copy)
    shutil.copy(network_file(), copy)
    with pytest.raises(ModelError, match="is no wake word model"):
        WakeNetwork(copy)
    shutil.copy(TURN, copy)
    with pytest.raises(ModelError, match="is no wake word model"):
        WakeNetwork(copy)
    with pytest.raises(ModelError, match="is missing"):
        import_model(TURN, paths, kind="wake")


def test_a_network_that_gives_several_numbers_is_refused(copy: Path) -> None:
    window = read_card(copy).window
    given, out = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, window]) for name in ("x", "y"))
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "same", [given], [out])
    model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)])
    copy.write_bytes(model.SerializeToString())
    with pytest.raises(ModelError, match="is no wake word model"):
        WakeNetwork(copy)


@pytest.mark.parametrize("cut", [lambda data: data[: len(data) // 2], lambda data: b"GGUF" + data])
def test_a_damaged_network_is_refused(paths: Paths, copy: Path, cut: Callable[[bytes], bytes]) -> None:
    copy.write_bytes(cut(copy.read_bytes()))
    with pytest.raises(ModelError):
        import_model(copy, paths, kind="wake")


@given(
    st.one_of(
        st.binary(max_size=200), st.recursive(st.none() | st.text(), st.lists).map(lambda x: json.dumps(x).encode())
    )
)
def test_any_card_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, card: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.onnx"
    path.write_bytes(WAKE.read_bytes()[:64])
    card_path(path).write_bytes(card)
    assert kind_of(path) == "tts"
    with pytest.raises(ModelError, match="has a fault"):
        read_card(path)
