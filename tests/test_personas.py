"""Personas of the user's own: what they make of the settings, and a real engine that takes one."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pydantic import ValidationError

from desktop.assistant import Assistant
from desktop.cli.app import run
from desktop.engine.backends.wavfile import WavSpeaker
from desktop.events import EngineReady, ModelChanged, StageFailed, TurnFinished
from desktop.machine import changed
from desktop.paths import Paths, starter_models
from desktop.personas import as_chosen, manner, with_personas
from desktop.settings import Settings, load_settings, save_settings
from desktop.settings.personas import Persona, PersonaSettings
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.export import Export
from desktop.storage.exported import Format
from desktop.storage.records import TurnRecord
from desktop.terms import ModelChange, Outcome
from tests.fakes import Events

VOICE = str(starter_models() / "tts" / "starter.onnx")
COOK = Persona(
    name="Cook", prompt="You are a cook.", voice=VOICE, length_scale=1.5, every_tool=False, tools=("notes",)
)


def test_the_settings_alone_are_a_persona() -> None:
    usual = manner(Settings())
    assert (usual.name, usual.tools, usual.language, usual.length_scale) == ("Sotto", None, "", 1.0)
    assert as_chosen(Settings()) == Settings()


def test_a_chosen_one_stands_in_their_place() -> None:
    settings = with_personas(Settings(), [COOK], "Cook")
    assert manner(settings).prompt == "You are a cook."
    assert manner(settings).tools == frozenset({"notes"})
    chosen = as_chosen(settings)
    assert (chosen.voice.model, chosen.voice.length_scale) == (VOICE, 1.5)
    assert settings.language_model.persona == "Sotto", "who it was before is not lost"


def test_one_that_is_gone_leaves_the_instructions_of_the_settings() -> None:
    settings = with_personas(Settings(), [], "Sophie")
    assert manner(settings).prompt == Settings().language_model.system_prompt
    assert manner(settings).name == "Sophie", "a pack may have it"


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": " x"}, {"name": "x" * 81}, {"prompt": ""}, {"length_scale": 9}, {"language": "german"}],
)
def test_what_a_persona_may_not_be(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Persona.model_validate(COOK.model_dump() | wrong)


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(ValidationError, match="one name"):
        PersonaSettings(own=(COOK, COOK.model_copy(update={"name": "cook"})))


def test_they_are_kept_in_the_file_and_named_in_no_diagnosis(sotto_home: Path) -> None:
    path = Paths(sotto_home).settings
    settings = with_personas(Settings(), [COOK, COOK.model_copy(update={"name": "Gärtner"})], "Cook")
    save_settings(settings, path)
    assert load_settings(path) == settings
    assert "cook" not in str(changed(settings)).casefold()


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def assistant(sotto_home: Path, events: Events, tmp_path: Path) -> Iterator[Assistant]:
    speaker = WavSpeaker(tmp_path / "said.wav", 22_050)
    made = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=speaker)
    yield made
    made.close()


def ask(assistant: Assistant, events: Events, text: str, count: int) -> TurnFinished:
    assistant.send_text(text)
    return events.wait_for(TurnFinished, count)


def choose(assistant: Assistant, *personas: Persona, name: str = "Cook") -> None:
    assistant.alter(partial(with_personas, own=personas, chosen=name))


def persona_of(assistant: Assistant, session: str) -> str:
    assistant.flush()
    record = assistant._read(lambda store: Conversations.session(store, session))
    return record.persona if record is not None else "none"


def test_a_real_turn_has_the_prompt_the_pace_and_the_tools_of_the_chosen_one(
    assistant: Assistant, events: Events
) -> None:
    first = ask(assistant, events, "What is two plus two?", 1)
    before = assistant.session
    assert first.seen[0] == ("system", Settings().language_model.system_prompt)
    assert first.tools == ("calculate",)
    choose(assistant, COOK)
    assert assistant.session != before, "another one begins another conversation"
    second = ask(assistant, events, "What is two plus two?", 2)
    assert second.seen[0] == ("system", "You are a cook.")
    assert second.outcome is Outcome.COMPLETED
    assert "there is no tool called calculate" in str(second.seen)
    assert (persona_of(assistant, before), persona_of(assistant, assistant.session)) == ("Sotto", "Cook")
    assert events.of(EngineReady)[-1].persona == "Cook"


def test_another_temperature_loads_no_model_again(assistant: Assistant, events: Events) -> None:
    choose(assistant, COOK.model_copy(update={"voice": "", "length_scale": 1.0}))
    choose(assistant, COOK.model_copy(update={"voice": "", "length_scale": 1.0, "temperature": 1.5}))
    assert ask(assistant, events, "Hello", 1).outcome is Outcome.COMPLETED
    assert assistant._engine._bays.model.model._temperature == 1.5
    choose(assistant, name="")
    assert ask(assistant, events, "Hello", 2).outcome is Outcome.COMPLETED
    assert assistant._engine._bays.model.model._temperature == 0.0
    assert events.of(ModelChanged) == []


def test_the_next_turn_of_the_same_conversation_has_the_new_words_of_an_edited_one(
    assistant: Assistant, events: Events
) -> None:
    choose(assistant, COOK)
    ask(assistant, events, "Hello", 1)
    session = assistant.session
    choose(assistant, COOK.model_copy(update={"prompt": "You are a baker.", "length_scale": 1.0}))
    assert ask(assistant, events, "Hello", 2).seen[0] == ("system", "You are a baker.")
    assert assistant.session == session


def test_it_speaks_at_its_own_pace(sotto_home: Path, events: Events) -> None:
    speaker = WavSpeaker(None, 22_050)
    assistant = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=speaker)
    try:
        first = ask(assistant, events, "Hello", 1)
        length = speaker.queued
        choose(assistant, COOK.model_copy(update={"length_scale": 2.0}))
        events.wait_for(ModelChanged, 1, lambda event: event.change is ModelChange.READY)
        second = ask(assistant, events, "Hello", 2)
        if first.generated == second.generated:
            assert speaker.queued - length > 1.5 * length
        assert second.spoken
    finally:
        assistant.close()


def test_it_is_there_from_the_start(sotto_home: Path, events: Events) -> None:
    settings = with_personas(Settings(), [COOK], "Cook")
    assistant = Assistant(settings, Paths(sotto_home), events, microphone=None, speaker=None)
    try:
        assert ask(assistant, events, "Hello", 1).seen[0] == ("system", "You are a cook.")
        assert persona_of(assistant, assistant.session) == "Cook"
    finally:
        assistant.close()


@pytest.mark.usefixtures("expected_logs")
def test_a_voice_that_is_gone_is_told_and_the_one_before_answers(assistant: Assistant, events: Events) -> None:
    choose(assistant, COOK.model_copy(update={"voice": "gone.onnx"}))
    assert "gone.onnx" in events.wait_for(StageFailed).message
    assert ask(assistant, events, "Hello", 1).outcome is Outcome.COMPLETED


@pytest.mark.usefixtures("expected_logs")
def test_a_voice_that_is_gone_when_sotto_starts_keeps_nobody_from_talking(sotto_home: Path, events: Events) -> None:
    settings = with_personas(Settings(), [COOK.model_copy(update={"voice": "gone.onnx"})], "Cook")
    assistant = Assistant(settings, Paths(sotto_home), events, microphone=None, speaker=None)
    try:
        assert "gone.onnx" in events.wait_for(StageFailed).message
        assert ask(assistant, events, "Hello", 1).seen[0] == ("system", "You are a cook.")
    finally:
        assistant.close()


def turns_of(assistant: Assistant, session: str) -> list[TurnRecord]:
    assistant.flush()
    return list(assistant.turns(session))


def test_by_voice_the_session_goes_on_and_the_record_tells_who_spoke(
    assistant: Assistant, events: Events, sotto_home: Path
) -> None:
    choose(assistant, COOK.model_copy(update={"every_tool": True, "voice": ""}), name="")
    session = assistant.session
    said = (
        "What is two plus two?",
        "Let me talk to Cook.",
        "What is the capital of France?",
        "Back to Sotto, please.",
    )
    done = [ask(assistant, events, text, number) for number, text in enumerate((*said, "Hello"), 1)]
    assert assistant.session == session
    assert [turn.persona for turn in done] == ["Sotto", "Cook", "Cook", "Sotto", "Sotto"]
    assert (done[1].generated, done[3].generated) == ("This is Cook.", "This is Sotto.")
    assert done[2].seen[0] == ("system", "You are a cook.")
    assert "two plus two" in done[2].seen[1][1]
    own = [content for role, content in done[4].seen if role in ("user", "assistant")]
    assert own[0] == "What is two plus two?"
    assert "Meanwhile the user talked with Cook." in own[-1]
    assert own[-1].endswith("Hello")
    assert done[4].reused_tokens is not None
    stored = turns_of(assistant, session)
    assert [turn.persona for turn in stored] == [turn.persona for turn in done]
    assert persona_of(assistant, session) == "Sotto"
    assert assistant.settings.personas.chosen == "", "it holds for this conversation"
    with Database.open(Paths(sotto_home).database) as database:
        written = {form: "".join(Export(database, form, [session]).pieces()) for form in Format}
    rows = list(csv.DictReader(io.StringIO(written[Format.CSV])))
    assert [row["persona"] for row in rows] == [turn.persona for turn in done]
    assert "**Cook:** This is Cook." in written[Format.MARKDOWN]
    assert "<v Cook>This is Cook.</v>" in written[Format.VTT]
    assert "Cook: This is Cook." in written[Format.SRT]
    archived = json.loads(written[Format.JSON])["sessions"][0]["turns"]
    assert [turn["persona"] for turn in archived] == [turn.persona for turn in done]


def test_a_conversation_that_is_resumed_has_its_agents_again(assistant: Assistant, events: Events) -> None:
    choose(assistant, COOK.model_copy(update={"voice": ""}), name="")
    for number, text in enumerate(("Hello", "Switch to Cook", "What is the capital of France?"), 1):
        ask(assistant, events, text, number)
    first = assistant.session
    assistant.new_session()
    assert ask(assistant, events, "Hello", 4).persona == "Sotto"
    assistant.flush()
    assistant.resume(first)
    done = ask(assistant, events, "Thank you", 5)
    assert (done.persona, done.seen[0]) == ("Cook", ("system", "You are a cook."))
    contents = [content for _, content in done.seen]
    assert "Switch to Cook" not in " ".join(contents), "what a control word is, nobody remembers"
    assert "Hello" in contents[1]
    assert contents[1].endswith("What is the capital of France?")


def test_another_voice_speaks_from_the_next_turn_on_and_goes_again(
    assistant: Assistant, events: Events, sotto_home: Path
) -> None:
    other = Paths(sotto_home).models / "joe.onnx"
    other.parent.mkdir(parents=True, exist_ok=True)
    for end in ("", ".json"):
        shutil.copy(f"{VOICE}{end}", f"{other}{end}")
    choose(assistant, COOK.model_copy(update={"voice": "joe.onnx", "length_scale": 1.0}), name="")
    ask(assistant, events, "Switch to Cook", 1)
    events.wait_for(ModelChanged, 1, lambda event: event.change is ModelChange.READY and event.name == "joe.onnx")
    assert ask(assistant, events, "Hello", 2).models.tts == "joe.onnx"
    assistant.new_session()
    events.wait_for(ModelChanged, 1, lambda event: event.change is ModelChange.READY and event.name == "starter.onnx")
    assert ask(assistant, events, "Hello", 3).models.tts == "starter.onnx"


@pytest.mark.usefixtures("logging_restored")
def test_a_replay_tells_who_answered_and_asks_nobody_for_a_summons(
    assistant: Assistant, events: Events, capsys: pytest.CaptureFixture[str]
) -> None:
    choose(assistant, COOK.model_copy(update={"voice": ""}), name="")
    for number, text in enumerate(("What is two plus two?", "Switch to Cook", "Hello"), 1):
        ask(assistant, events, text, number)
    assistant.flush()
    assert run(["sessions", "replay", assistant.session, "--turn", "2", "--json"]) == 0
    (turn,) = json.loads(capsys.readouterr().out)["turns"]
    assert (turn["words"], turn["reply"]) == ("Switch to Cook", "This is Cook.")
    assert run(["sessions", "story", assistant.session, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["persona"] for one in told["turns"]] == ["Sotto", "Cook", "Cook"]
    assert run(["sessions", "show", assistant.session]) == 0
    assert "   Cook: This is Cook." in capsys.readouterr().out
