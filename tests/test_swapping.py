"""Other models while the assistant runs: by the settings, by another program, back when they cannot be loaded."""

from __future__ import annotations

import gc
import logging
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import psutil
import pytest

from desktop.assistant import Assistant
from desktop.events import ModelChanged, StageFailed, TurnFinished
from desktop.formats import Kind
from desktop.models.choosing import KINDS, with_model
from desktop.models.shelf import Shelf
from desktop.paths import Paths, starter_models
from desktop.settings import Settings, load_settings
from desktop.settings.window import DesktopSettings
from desktop.terms import ModelChange, Outcome, Stage
from tests.fakes import Events

MIB = 2**20


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    """A home with a second model of each kind: the starter's under another name."""
    paths, starter = Paths(sotto_home), starter_models()
    paths.models.mkdir(parents=True)
    shutil.copytree(starter / "stt", paths.models / "ears")
    for kind, name in (("llm", "mind.gguf"), ("tts", "voice.onnx"), ("turn", "end.onnx"), ("wake", "word.onnx")):
        for file in (starter / kind).glob("starter.*"):
            suffix = file.name.removeprefix("starter" + Path(name).suffix)
            shutil.copy(file, paths.models / (name + suffix))
    return paths


OTHERS: dict[Kind, str] = {
    "stt": "ears", "llm": "mind.gguf", "tts": "voice.onnx", "turn": "end.onnx", "wake": "word.onnx",
}  # fmt: skip


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def assistant(paths: Paths, events: Events) -> Iterator[Assistant]:
    made = Assistant(Settings(), paths, events, microphone=None, speaker=None)
    yield made
    made.close()


def wait_for(events: Events, change: ModelChange, count: int = 1) -> ModelChanged:
    return events.wait_for(ModelChanged, count, lambda event: event.change is change)


def loaded(assistant: Assistant) -> dict[Stage, str]:
    return {one.stage: one.recipe.name for one in assistant.models.standing() if one.loaded}


def test_what_the_settings_name_is_loaded_at_once(assistant: Assistant, events: Events) -> None:
    def all_others(settings: Settings) -> Settings:
        for kind in KINDS:
            settings = with_model(settings, kind, OTHERS[kind])
        return settings

    assistant.alter(all_others)
    wait_for(events, ModelChange.READY, 5)
    assert loaded(assistant) == {Stage(kind): OTHERS[kind] for kind in KINDS}
    assistant.send_text("What is the capital of France?")
    turn = events.wait_for(TurnFinished)
    assert (turn.outcome, turn.models.llm) == (Outcome.COMPLETED, "mind.gguf")
    assert "Paris" in turn.generated


def test_what_another_program_chose_is_loaded(assistant: Assistant, events: Events, paths: Paths) -> None:
    Shelf(paths).use("mind.gguf")
    assistant.reread()
    assert wait_for(events, ModelChange.READY).name == "mind.gguf"


def test_one_that_cannot_be_loaded_goes_out_of_the_settings(
    assistant: Assistant, events: Events, paths: Paths, expected_logs: list[logging.LogRecord]
) -> None:
    (paths.models / "broken.gguf").write_bytes((paths.models / "mind.gguf").read_bytes()[:5000])
    assistant.alter(lambda settings: with_model(settings, "llm", "broken.gguf"))
    wait_for(events, ModelChange.KEPT)
    failure = events.wait_for(StageFailed)
    assert failure.stage is Stage.LANGUAGE_MODEL
    assert "starter.gguf still is" in failure.message
    assert assistant.settings.language_model.model == ""
    assert load_settings(paths.settings).language_model.model == ""
    assert loaded(assistant)[Stage.LANGUAGE_MODEL] == "starter.gguf"


def test_a_turn_under_way_ends_with_the_models_it_began_with(assistant: Assistant, events: Events) -> None:
    assistant.send_text("What is the capital of France?")
    for kind in KINDS:
        assistant.alter(lambda settings, kind=kind: with_model(settings, kind, OTHERS[kind]))  # type: ignore[misc]
    turn = events.wait_for(TurnFinished)
    assert (turn.outcome, turn.models.llm) == (Outcome.COMPLETED, "starter.gguf")
    assert "Paris" in turn.generated
    wait_for(events, ModelChange.READY, 5)
    assistant.send_text("And of Italy?")
    assert events.wait_for(TurnFinished, 2).models.tts == "voice.onnx"


def test_a_wake_word_is_loaded_when_it_is_switched_on_and_goes_when_it_is_off(
    assistant: Assistant, events: Events
) -> None:
    def switch(settings: Settings, *, on: bool) -> Settings:
        return settings.model_copy(update={"wake": settings.wake.model_copy(update={"on": on})})

    assistant.alter(lambda settings: switch(settings, on=True))
    assert wait_for(events, ModelChange.READY).name == "starter.onnx"
    assert loaded(assistant)[Stage.WAKE_WORD] == "starter.onnx"
    assistant.alter(lambda settings: switch(settings, on=False))
    assert wait_for(events, ModelChange.READY, 2).name == ""
    assert Stage.WAKE_WORD not in loaded(assistant)


def sizes_over_swaps(home: str) -> list[int]:
    """The resident bytes after each of ten swaps of the recogniser, the language model and the voice."""
    paths, events = Paths(Path(home)), Events()
    assistant = Assistant(Settings(), paths, events, microphone=None, speaker=None)
    kinds: tuple[Kind, ...] = ("stt", "llm", "tts")

    def swap(number: int) -> int:
        def how(settings: Settings) -> Settings:
            for kind in kinds:
                settings = with_model(settings, kind, OTHERS[kind] if number % 2 else "")
            return settings

        assistant.alter(how)
        wait_for(events, ModelChange.READY, 3 * number)
        gc.collect()
        return int(psutil.Process().memory_info().rss)

    try:
        return [swap(number) for number in range(1, 11)]
    finally:
        assistant.close()


def test_ten_swaps_leave_the_memory_flat(paths: Paths) -> None:
    # in a process of its own: what other tests left in this one comes and goes by more than a model takes
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        sizes = apart.submit(sizes_over_swaps, str(paths.home)).result()
    assert median(sizes[5:]) - median(sizes[:5]) < 8 * MIB, [size // MIB for size in sizes]


def test_idle_models_leave_the_memory_and_come_back(paths: Paths, events: Events) -> None:
    settings = Settings(desktop=DesktopSettings(unload_minutes=1))
    assistant = Assistant(settings, paths, events, microphone=None, speaker=None)
    try:
        assistant.models.unload_after(0.01)
        wait_for(events, ModelChange.UNLOADED, 3)
        assert set(loaded(assistant)) == {Stage.END_OF_TURN}
        assistant.models.unload_after(0)
        assistant.send_text("What is the capital of France?")
        turn = events.wait_for(TurnFinished)
        assert (turn.outcome, "Paris" in turn.generated) == (Outcome.COMPLETED, True)
    finally:
        assistant.close()
