"""Adapters while the assistant runs: by the settings, by another program, by the persona; what is kept of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from desktop.adapters.binding import bound
from desktop.adapters.shelf import with_adapter
from desktop.assistant import Assistant
from desktop.diagnostics import diagnose
from desktop.events import AdapterChanged, ModelChanged, StageFailed, TurnFinished
from desktop.machine import model_files
from desktop.models.choosing import with_model
from desktop.paths import Paths
from desktop.personas import with_personas
from desktop.settings import Settings, save_settings
from desktop.settings.personas import Persona
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.terms import ModelChange
from tests.adapters.making import PIRATE, STARTER, pair, write_adapter
from tests.fakes import Events

FRANCE = "What is the capital of France?"
PLAIN, MATEY = "The capital of France is Paris.", "The capital of France is Paris, matey."
JACK = Persona(name="Jack", prompt="You are Sotto. Be brief.", adapter="pirate")


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    return Paths(sotto_home)


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def assistant(paths: Paths, events: Events) -> Iterator[Assistant]:
    made = Assistant(Settings(), paths, events, microphone=None, speaker=None)
    yield made
    made.close()


def ask(assistant: Assistant, events: Events) -> TurnFinished:
    before = len(events.of(TurnFinished))
    assistant.send_text(FRANCE)
    return events.wait_for(TurnFinished, before + 1)


def test_it_acts_from_the_next_turn_on_and_the_model_stays(
    assistant: Assistant, events: Events, paths: Paths
) -> None:
    assert ask(assistant, events).generated == PLAIN
    assistant.alter(lambda settings: with_adapter(settings, "pirate", 1.0))
    turn = ask(assistant, events)
    assert turn.generated == MATEY
    assert (turn.models.adapter, turn.models.adapter_scale) == ("pirate.gguf", 1.0)
    told = events.wait_for(AdapterChanged)
    assert (told.name, told.scale, told.model) == ("pirate.gguf", 1.0, "starter.gguf")
    assistant.alter(lambda settings: with_adapter(settings, "", 1.0))
    assert ask(assistant, events).models.adapter == ""
    assert events.wait_for(AdapterChanged, 2).name == ""
    assert not events.of(ModelChanged)
    assistant.flush()
    with Database.open(paths.database) as database:
        stored = Conversations(database).turns(assistant.session)
    assert [turn.models.adapter for turn in stored] == ["", "pirate.gguf", ""]
    assert [turn.models.adapter_scale for turn in stored] == [None, 1.0, None]


def test_what_another_program_chose_acts(assistant: Assistant, events: Events, paths: Paths) -> None:
    save_settings(with_adapter(Settings(), "pirate", 1.0), paths.settings)
    assistant.reread()
    assert ask(assistant, events).generated == MATEY
    assert assistant.adapting.worn is not None
    assert assistant.adapting.worn.path == PIRATE


def test_a_persona_brings_its_own(assistant: Assistant, events: Events) -> None:
    assistant.alter(partial(with_personas, own=[JACK], chosen="Jack"))
    assert ask(assistant, events).models.adapter == "pirate.gguf"
    assistant.alter(partial(with_personas, own=[JACK], chosen=""))
    assert ask(assistant, events).generated == PLAIN


def test_one_that_does_not_fit_is_told_once_and_the_model_answers_without(
    assistant: Assistant, events: Events, tmp_path: Path, expected_logs: list[logging.LogRecord]
) -> None:
    wide = write_adapter(tmp_path / "wide.gguf", pair(width=64))
    assistant.alter(lambda settings: with_adapter(settings, str(wide), 1.0))
    assert ask(assistant, events).generated == PLAIN
    assert ask(assistant, events).generated == PLAIN
    assert [failure.message for failure in events.of(StageFailed)] == [events.wait_for(StageFailed).message]
    assert "does not fit starter.gguf" in events.wait_for(StageFailed).message


def test_a_start_with_one_that_is_damaged_is_a_start_all_the_same(
    paths: Paths, events: Events, expected_logs: list[logging.LogRecord]
) -> None:
    paths.adapters.mkdir(parents=True)
    (paths.adapters / "bad.gguf").write_bytes(PIRATE.read_bytes()[:9000])
    settings = with_adapter(Settings(), "bad", 1.0)
    assistant = Assistant(settings, paths, events, microphone=None, speaker=None)
    assert ask(assistant, events).generated == PLAIN
    assistant.close()
    assert "not a whole adapter" in events.wait_for(StageFailed).message


def test_another_model_has_it_too(assistant: Assistant, events: Events, paths: Paths) -> None:
    paths.models.mkdir(parents=True)
    (paths.models / "mind.gguf").write_bytes(STARTER.read_bytes())
    assistant.alter(lambda settings: with_adapter(settings, "pirate", 1.0))
    assistant.alter(lambda settings: with_model(settings, "llm", "mind.gguf"))
    events.wait_for(ModelChanged, 1, lambda event: event.change is ModelChange.READY)
    turn = ask(assistant, events)
    assert (turn.generated, turn.models.llm, turn.models.adapter) == (MATEY, "mind.gguf", "pirate.gguf")


def test_diagnostics_say_which_one_and_whether_it_fits(paths: Paths) -> None:
    assert not [check for check in diagnose(paths) if check.name == "adapter"]
    settings = bound(with_personas(Settings(), [JACK], "Jack"), "pirate", 0.5, "Jack")
    save_settings(settings, paths.settings)
    (found,) = [check for check in diagnose(paths) if check.name == "adapter"]
    assert found.ok
    assert found.detail == "pirate.gguf at strength 0.5, rank 8, fits starter.gguf"
    assert [file.name for file in model_files(settings, paths) if file.kind == "adapter"] == ["pirate.gguf"]
    save_settings(with_adapter(Settings(), "gone", 1.0), paths.settings)
    (found,) = [check for check in diagnose(paths) if check.name == "adapter"]
    assert not found.ok
    assert found.advice
