"""The assistant's own parts, with the starter models and a real database."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.assistant import Assistant, read_history
from desktop.engine.backends.wavfile import WavSpeaker
from desktop.errors import SettingsError, UsageError
from desktop.events import TimerRang, TurnFinished
from desktop.paths import Paths
from desktop.settings import Settings, load_settings
from desktop.terms import KeyMode, Outcome
from tests.fakes import Events


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def assistant(sotto_home: Path, events: Events) -> Iterator[Assistant]:
    made = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=None)
    yield made
    made.close()


def test_past_sessions_are_searched_but_not_the_one_under_way(assistant: Assistant, events: Events) -> None:
    def search() -> list[str]:
        call = json.dumps({"name": "search_history", "arguments": {"query": "capital"}})
        found = json.loads(assistant._engine._parts.tools.call(call).result)["found"]
        return [entry["you"] for entry in found]

    assistant.send_text("What is the capital of France?")
    events.wait_for(TurnFinished)
    assert search() == []
    assistant.new_session()
    assert search() == ["What is the capital of France?"]


def leave_timer(home: Path, due_in: float) -> Path:
    home.mkdir()
    path = home / "timers.json"
    path.write_text(json.dumps([{"due": time.time() + due_in, "label": "tea"}]))
    return path


def test_a_timer_that_fell_due_meanwhile_rings_at_the_start(sotto_home: Path, events: Events) -> None:
    path = leave_timer(sotto_home, -600)
    speaker = WavSpeaker(None, 22_050)
    resident = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=speaker, resident=True)
    rang = events.wait_for(TimerRang)
    resident.close()
    assert rang.label == "tea"
    assert 600 <= rang.late_s < 660
    assert json.loads(path.read_text()) == []
    assert np.abs(speaker.recorded).max() == pytest.approx(0.3, abs=0.01)


def test_a_visitor_leaves_timers_to_the_resident(sotto_home: Path, events: Events) -> None:
    path = leave_timer(sotto_home, -600)
    visitor = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=None)
    visitor.send_text("Hello.")
    events.wait_for(TurnFinished)
    visitor.close()
    assert events.of(TimerRang) == []
    assert len(json.loads(path.read_text())) == 1


def test_a_conversation_goes_on_after_a_restart(sotto_home: Path, assistant: Assistant, events: Events) -> None:
    session = assistant.session
    assistant.send_text("hello")
    first = events.wait_for(TurnFinished)
    assistant.close()
    later = Events()
    again = Assistant(Settings(), Paths(sotto_home), later, microphone=None, speaker=None)
    assert [turn.transcript for turn in again.resume(session)] == ["hello"]
    again.send_text("thank you")
    second = later.wait_for(TurnFinished)
    again.close()
    assert (second.session, second.turn) == (session, first.turn + 1)
    turns = read_history(Paths(sotto_home), lambda store: store.turns(session))
    assert [turn.transcript for turn in turns] == ["hello", "thank you"]


def test_control_words_are_stored_but_not_given_back_to_the_model(sotto_home: Path, events: Events) -> None:
    first = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=None)
    session = first.session
    for number, text in enumerate(("hello", "slower", "stop"), 1):
        first.send_text(text)
        events.wait_for(TurnFinished, number)
    first.close()
    later = Events()
    again = Assistant(Settings(), Paths(sotto_home), later, microphone=None, speaker=None)
    turns = again.resume(session)
    said = [(turn.transcript, turn.generated, turn.outcome) for turn in turns[1:]]
    assert said == [("slower", "Slower.", Outcome.COMPLETED), ("stop", "", Outcome.COMPLETED)]
    again.send_text("repeat")
    assert later.wait_for(TurnFinished).generated == turns[0].generated.strip() != ""
    again.close()


def test_a_session_that_does_not_exist_cannot_be_continued(assistant: Assistant) -> None:
    current = assistant.session
    with pytest.raises(UsageError, match="no conversation"):
        assistant.resume("0" * 32)
    assert assistant.session == current


def test_chosen_devices_are_used_and_kept(sotto_home: Path, assistant: Assistant) -> None:
    assistant.use_devices(microphone="ALSA: Headset", speaker="")
    assert assistant.chosen_devices == ("ALSA: Headset", "")
    assert load_settings(Paths(sotto_home).settings).audio.microphone == "ALSA: Headset"
    assert list(assistant.devices()) == []


def test_choices_are_remembered_for_the_next_start(sotto_home: Path, assistant: Assistant) -> None:
    assistant.use_devices(microphone="ALSA: Headset", speaker="")
    assistant.remember(hands_free=True)
    assistant.remember(key_mode=KeyMode.TOGGLE, echo_cancellation=False)
    kept = load_settings(Paths(sotto_home).settings)
    assert kept == assistant.settings
    assert (kept.conversation.hands_free, kept.conversation.key_mode) == (True, KeyMode.TOGGLE)
    assert (kept.audio.microphone, kept.audio.echo_cancellation) == ("ALSA: Headset", False)
    assert not assistant.hands_free, "remembered only; nobody switched it on"
    assistant.set_hands_free(True)
    assert assistant.hands_free


def test_settings_that_cannot_be_written_say_so(sotto_home: Path, assistant: Assistant) -> None:
    Paths(sotto_home).settings.with_suffix(".part").mkdir()
    with pytest.raises(SettingsError, match="could not be saved"):
        assistant.remember(hands_free=True)
