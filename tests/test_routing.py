"""A larger model beside the starter's, in a real assistant: loaded when it is needed, and told in the record."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.assistant import Assistant
from desktop.events import ModelChanged, StageFailed, TurnFinished
from desktop.paths import Paths, starter_models
from desktop.settings import LanguageModelSettings, Settings
from desktop.storage.database import Database
from desktop.storage.export import Export
from desktop.storage.exported import Format
from desktop.terms import ModelChange, Route, RouteReason, Stage
from tests.fakes import Events


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def assistant(sotto_home: Path, events: Events) -> Iterator[Assistant]:
    paths = Paths(sotto_home)
    paths.models.mkdir(parents=True)
    shutil.copy(starter_models() / "llm" / "starter.gguf", paths.models / "large.gguf")
    settings = Settings(language_model=LanguageModelSettings(larger="large.gguf"))
    made = Assistant(settings, paths, events, microphone=None, speaker=None)
    yield made
    made.close()


def ask(assistant: Assistant, events: Events, text: str) -> TurnFinished:
    before = len(events.of(TurnFinished))
    assistant.send_text(text)
    return events.wait_for(TurnFinished, before + 1)


def large(event: ModelChanged) -> bool:
    return event.stage is Stage.LARGER_MODEL


def test_each_question_goes_its_way_and_the_record_tells(
    assistant: Assistant, events: Events, sotto_home: Path
) -> None:
    done = [
        ask(assistant, events, text)
        for text in (
            "Good morning",
            "What is two plus two?",
            "What is the capital of France?",
            "Compare cats and dogs.",
        )
    ]
    ways = [(turn.route.value, turn.route_reason.value) for turn in done]
    assert ways == [("rules", "greeting"), ("rules", "sum"), ("small", "usual"), ("larger", "topic")]
    assert [turn.generated for turn in done[:2]] == ["Good morning!", "Two plus two is 4."]
    assert "Paris" in done[2].generated
    assert [turn.models.llm for turn in done[2:]] == ["starter.gguf", "large.gguf"]
    assert [event.change for event in events.of(ModelChanged) if large(event)] == [
        ModelChange.LOADING,
        ModelChange.READY,
    ]
    assert done[3].seen[1:3] == (("user", "Good morning"), ("assistant", "Good morning!"))
    again = ask(assistant, events, "Think harder.")
    assert again.reused_tokens > len(done[3].seen), "what it had read is in its memory still"
    assistant.flush()
    stored = assistant.turns(assistant.session)
    assert [(turn.route, turn.route_reason) for turn in stored[:4]] == ways
    with Database.open(Paths(sotto_home).database) as database:
        rows = list(csv.DictReader(io.StringIO("".join(Export(database, Format.CSV).pieces()))))
    assert [(row["route"], row["route_reason"]) for row in rows[:4]] == ways


def test_it_is_chosen_and_given_up_without_a_restart(assistant: Assistant, events: Events) -> None:
    def choose(name: str) -> None:
        assistant.alter(
            lambda settings: settings.model_copy(
                update={"language_model": settings.language_model.model_copy(update={"larger": name})}
            )
        )

    choose("")
    assert ask(assistant, events, "Compare cats and dogs.").route is Route.NONE
    choose("large.gguf")
    assert ask(assistant, events, "Compare cats and dogs.").route is Route.LARGER
    choose("")
    events.wait_for(ModelChanged, 1, lambda event: large(event) and event.change is ModelChange.UNLOADED)
    assert ask(assistant, events, "Compare cats and dogs.").route is Route.NONE


@pytest.mark.usefixtures("expected_logs")
def test_a_file_that_is_no_model_is_told_and_the_small_one_answers(
    assistant: Assistant, events: Events, sotto_home: Path
) -> None:
    (Paths(sotto_home).models / "large.gguf").write_bytes(b"no model")
    done = ask(assistant, events, "Compare cats and dogs.")
    assert (done.route, done.route_reason, done.models.llm) == (Route.SMALL, RouteReason.MISSING, "starter.gguf")
    assert done.generated
    failed = events.of(StageFailed)[0]
    assert "large.gguf" in failed.message
    assert failed.advice
