"""Other models while the engine runs: swapped between turns, kept when the new one fails, dropped when idle."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.engine.recipes import Cost, Recipe
from desktop.errors import ModelError
from desktop.events import ModelChanged, StageFailed, TurnFinished
from desktop.terms import ModelChange, Outcome, Stage
from tests.engine.conftest import MakeEngine
from tests.fakes import PAUSE, Gate, Rig, ScriptedModel, ScriptedTranscriber, SilentVoice

SWAPPED = (Stage.TRANSCRIPTION, Stage.LANGUAGE_MODEL, Stage.VOICE)


class Loads:
    """Recipes for scripted models, by name; each waits at a gate, or fails if it is told to."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.error: Exception | None = None
        self.made: list[Any] = []

    def recipe(self, stage: Stage, name: str = "first", make: Callable[[], Any] | None = None) -> Recipe:
        kinds = {
            Stage.TRANSCRIPTION: ScriptedTranscriber,
            Stage.LANGUAGE_MODEL: ScriptedModel,
            Stage.VOICE: SilentVoice,
        }

        def load() -> Any:
            self.gate.wait(lambda: False)
            if self.error is not None:
                raise self.error
            model = (make or kinds[stage])()
            model.name = name
            self.made.append(model)
            return model

        return Recipe(stage, name, Path(name), load=load)

    def all(self) -> Mapping[Stage, Recipe]:
        return {stage: self.recipe(stage) for stage in SWAPPED}


@pytest.fixture
def loads() -> Loads:
    return Loads()


@pytest.fixture
def make(make_engine: MakeEngine, loads: Loads) -> Callable[..., Rig]:
    return lambda **options: make_engine(recipes=loads.all(), **options)


def changes(rig: Rig, change: ModelChange) -> list[ModelChanged]:
    return [event for event in rig.events.of(ModelChanged) if event.change is change]


def wait_for(rig: Rig, change: ModelChange, count: int = 1) -> ModelChanged:
    """The event of that number that says so."""
    return rig.events.wait_for(ModelChanged, count, lambda event: event.change is change)


def test_another_model_takes_over_and_the_old_one_is_freed(make: Callable[..., Rig], loads: Loads) -> None:
    rig = make()
    loads.gate.close()
    rig.engine.models.use({Stage.LANGUAGE_MODEL: loads.recipe(Stage.LANGUAGE_MODEL, "second")})
    loads.gate.wait_reached()
    loading = wait_for(rig, ModelChange.LOADING)
    assert (loading.stage, loading.name, loading.other) == (Stage.LANGUAGE_MODEL, "second", "first")
    rig.engine.send_text("Hello?")
    assert rig.events.wait_for(TurnFinished).models.llm == "scripted-llm", "the old one answers meanwhile"
    assert not rig.model.closed
    loads.gate.open()
    assert wait_for(rig, ModelChange.READY).load_ms > 0
    assert rig.model.closed
    rig.engine.send_text("And now?")
    assert rig.events.wait_for(TurnFinished, 2).models.llm == "second"
    assert "Hello?" in str(loads.made[-1].prompts[-1]), "it knows what was said before"


def test_a_turn_under_way_keeps_its_model(make: Callable[..., Rig], loads: Loads) -> None:
    rig = make()
    rig.model.enqueue("One two three.")
    rig.model.gate.close()
    rig.engine.send_text("Count.")
    rig.model.gate.wait_reached()
    rig.engine.models.use({stage: loads.recipe(stage, "second") for stage in SWAPPED})
    rig.model.gate.open()
    turn = rig.events.wait_for(TurnFinished)
    assert (turn.outcome, turn.generated, turn.heard) == (Outcome.COMPLETED, "One two three.", "One two three.")
    assert turn.models.llm == "scripted-llm"
    wait_for(rig, ModelChange.READY, 3)
    assert rig.transcriber.closed
    assert rig.voice.closed
    first = next(at for at, event in enumerate(rig.events.all) if isinstance(event, ModelChanged))
    assert any(isinstance(event, TurnFinished) for event in rig.events.all[:first]), "nothing was loaded during it"


def test_one_that_cannot_be_loaded_leaves_the_old_one(
    make: Callable[..., Rig], loads: Loads, expected_logs: list[logging.LogRecord]
) -> None:
    rig = make()
    loads.error = ModelError("second is cut short", advice="get it again")
    rig.engine.models.use({Stage.VOICE: loads.recipe(Stage.VOICE, "second")})
    failure = rig.events.wait_for(StageFailed)
    assert failure.stage is Stage.VOICE
    assert "second is cut short" in failure.message
    assert "first still is" in failure.message
    assert failure.advice == "get it again"
    kept = wait_for(rig, ModelChange.KEPT)
    assert (kept.name, kept.other) == ("first", "second")
    rig.engine.send_text("Hello?")
    assert rig.events.wait_for(TurnFinished).heard == "Hi."
    assert not rig.voice.closed


def test_loading_can_be_cancelled(make: Callable[..., Rig], loads: Loads) -> None:
    rig = make()
    loads.gate.close()
    rig.engine.models.use({Stage.LANGUAGE_MODEL: loads.recipe(Stage.LANGUAGE_MODEL, "second")})
    loads.gate.wait_reached()
    rig.engine.models.cancel(Stage.LANGUAGE_MODEL)
    loads.gate.open()
    assert wait_for(rig, ModelChange.KEPT).name == "first"
    assert loads.made[0].closed
    assert not rig.model.closed
    (llm,) = [one for one in rig.engine.models.standing() if one.stage is Stage.LANGUAGE_MODEL]
    assert llm.recipe.name == "first"


def test_the_same_model_is_not_loaded_again(make: Callable[..., Rig], loads: Loads) -> None:
    rig = make()
    rig.engine.models.use(loads.all())
    rig.engine.models.use({Stage.VOICE: loads.recipe(Stage.VOICE, "second")})
    wait_for(rig, ModelChange.READY)
    assert len(loads.made) == 1


def unloaded(rig: Rig) -> None:
    """Let all models be dropped."""
    rig.engine.models.unload_after(60)
    rig.clock.now += 61
    wait_for(rig, ModelChange.UNLOADED, 3)


def test_idle_models_leave_and_the_next_key_press_brings_them_back(make: Callable[..., Rig], loads: Loads) -> None:
    rig = make()
    unloaded(rig)
    assert rig.transcriber.closed
    assert rig.model.closed
    assert rig.voice.closed
    assert not any(one.loaded for one in rig.engine.models.standing())
    loads.gate.close()
    rig.engine.press()
    loads.gate.wait_reached()
    rig.microphone.say()
    rig.engine.release()
    loads.gate.open()
    turn = rig.events.wait_for(TurnFinished)
    assert (turn.outcome, turn.transcript, turn.heard) == (Outcome.COMPLETED, "Hello there.", "Hi.")
    assert len(loads.made[0].heard[0]) >= 8000, "what was said meanwhile"
    wait_for(rig, ModelChange.READY, 3)
    assert all(one.loaded for one in rig.engine.models.standing())


def test_one_that_comes_back_can_be_cancelled_and_comes_when_it_is_needed_anew(
    make: Callable[..., Rig], loads: Loads
) -> None:
    rig = make()
    unloaded(rig)
    loads.gate.close()
    rig.engine.send_text("Never answered?")
    loads.gate.wait_reached()
    rig.engine.cancel()
    for stage in SWAPPED:
        rig.engine.models.cancel(stage)
    loads.gate.open()
    kept = wait_for(rig, ModelChange.KEPT)
    assert kept.name == kept.other == "first"
    assert rig.events.wait_for(TurnFinished).outcome is not Outcome.COMPLETED
    assert loads.made[0].closed
    rig.engine.send_text("Hello?")
    assert rig.events.wait_for(TurnFinished, 2).heard == "Hi."


def test_typed_words_bring_them_back_too(make: Callable[..., Rig], loads: Loads) -> None:
    rig = make()
    unloaded(rig)
    rig.engine.send_text("Hello?")
    assert rig.events.wait_for(TurnFinished).heard == "Hi."


def test_speech_without_a_key_brings_them_back(make: Callable[..., Rig], loads: Loads) -> None:
    rig = make()
    rig.engine.set_hands_free(True)
    unloaded(rig)
    rig.microphone.say()
    wait_for(rig, ModelChange.READY, 3)
    for _ in range(4):
        rig.microphone.say(PAUSE)
    assert rig.events.wait_for(TurnFinished).heard == "Hi."


def look(rig: Rig) -> None:
    """Have the keeper look after the models; once it takes up the second order it has, after the first."""
    rig.engine.models.use({})
    rig.engine.models.use({})
    end = time.monotonic() + 5
    while not rig.engine.models.inbox.empty():
        assert time.monotonic() < end
        time.sleep(0.002)


def test_models_that_are_used_stay(make: Callable[..., Rig]) -> None:
    rig = make()
    rig.model.enqueue("One two.")
    rig.model.gate.close()
    rig.engine.send_text("Hello?")
    rig.model.gate.wait_reached()
    rig.engine.models.unload_after(60)
    rig.clock.now += 61
    look(rig)
    rig.model.gate.open()
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
    assert not changes(rig, ModelChange.UNLOADED)


def test_a_turn_that_is_over_before_anybody_looks_counts_too(make: Callable[..., Rig]) -> None:
    rig = make()
    rig.engine.models.unload_after(60)
    look(rig)
    rig.clock.now += 59
    rig.engine.send_text("Hello?")
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
    asked = rig.clock.now
    rig.clock.now += 2
    look(rig)
    rig.clock.now += 59
    assert wait_for(rig, ModelChange.UNLOADED, 3).at >= asked + 60
    assert changes(rig, ModelChange.UNLOADED)[0].at >= asked + 60


def test_one_that_does_not_come_back_fails_the_turn_and_the_next_may_work(
    make: Callable[..., Rig], loads: Loads, expected_logs: list[logging.LogRecord]
) -> None:
    rig = make()
    unloaded(rig)
    loads.error = ModelError("the file is gone", advice="get it again")
    rig.engine.send_text("Hello?")
    turn = rig.events.wait_for(TurnFinished)
    assert (turn.outcome, turn.error) == (Outcome.FAILED, "the file is gone")
    assert rig.events.wait_for(StageFailed).advice == "get it again"
    loads.error = None
    rig.engine.send_text("Hello?")
    assert rig.events.wait_for(TurnFinished, 2).outcome is Outcome.COMPLETED


def test_closing_waits_for_no_model_that_does_not_come(make: Callable[..., Rig], loads: Loads) -> None:
    rig = make()
    unloaded(rig)
    loads.gate.close()
    rig.engine.press()
    loads.gate.wait_reached()
    rig.microphone.say()
    rig.engine.release()
    loads.gate.open()
    rig.engine.close()
    assert all(model.closed for model in loads.made)


def test_the_cost_of_each_is_known(make: Callable[..., Rig], loads: Loads) -> None:
    rig = make(costs={Stage.VOICE: Cost(12.0, 34)})
    assert {one.stage: one.cost.bytes for one in rig.engine.models.standing()}[Stage.VOICE] == 34
    recipe = replace(loads.recipe(Stage.VOICE, "second"), path=Path(__file__))
    rig.engine.models.use({Stage.VOICE: recipe})
    ready = wait_for(rig, ModelChange.READY)
    assert ready.bytes >= Path(__file__).stat().st_size
    assert {one.stage: one.cost.bytes for one in rig.engine.models.standing()}[Stage.VOICE] == ready.bytes
