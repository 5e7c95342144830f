"""Control words with the starter models: spoken, understood, obeyed and heard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.catalog import find_models
from desktop.engine.protocols import Samples
from desktop.events import ControlObeyed, TurnFinished
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.terms import Control, Outcome
from tests.engine.recordings import spoken
from tests.engine.test_real_engine import QUESTION, Talk


@pytest.fixture
def talk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Talk]:
    """An engine whose microphone will hear the starter voice say the parameter."""
    files = find_models(Settings(), Paths.from_environment())
    made = Talk(files, spoken(request.param), tmp_path)
    yield made
    made.engine.close()


def type_in(talk: Talk, text: str) -> tuple[TurnFinished, Samples]:
    """The end of a typed turn and what was played in it."""
    turns, played = len(talk.events.of(TurnFinished)), len(talk.speaker.recorded)
    talk.engine.send_text(text)
    done = talk.events.wait_for(TurnFinished, turns + 1)
    return done, talk.speaker.recorded[played:]


@pytest.mark.parametrize("talk", ["Say that again."], indirect=True)
def test_a_spoken_repeat_is_obeyed_without_the_model(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = type_in(talk, QUESTION)

    def fail(*_arguments: object, **_options: object) -> None:
        raise AssertionError("the model was asked")

    monkeypatch.setattr(talk.parts.model, "generate", fail)
    talk.engine.press()
    talk.microphone.speak()
    talk.engine.release()
    again = talk.events.wait_for(TurnFinished, 2)
    assert talk.events.wait_for(ControlObeyed).control is Control.REPEAT, again
    assert again.outcome is Outcome.COMPLETED
    assert again.heard == again.generated == first.generated.strip() != ""
    assert (again.timings.llm, again.timings.stt is not None) == (None, True)


@pytest.mark.parametrize("talk", ["Stop."], indirect=True)
def test_a_spoken_stop_is_obeyed_in_silence(talk: Talk) -> None:
    talk.engine.press()
    talk.microphone.speak()
    talk.engine.release()
    done = talk.events.wait_for(TurnFinished)
    assert talk.events.wait_for(ControlObeyed).control is Control.STOP, done
    assert (done.outcome, done.generated) == (Outcome.COMPLETED, "")
    assert len(talk.speaker.recorded) == 0


@pytest.mark.parametrize("talk", ["Stop."], indirect=True)
def test_slower_and_quieter_are_heard(talk: Talk) -> None:
    _, usual = type_in(talk, QUESTION)
    type_in(talk, "slower")
    _, slow = type_in(talk, QUESTION)
    assert len(slow) > 1.08 * len(usual)
    for _ in range(2):
        type_in(talk, "quieter")
    _, soft = type_in(talk, QUESTION)
    assert np.max(np.abs(soft)) == pytest.approx(np.max(np.abs(slow)) * 10 ** (-8 / 20), rel=0.2)
    for _ in range(4):
        type_in(talk, "louder")
    _, loud = type_in(talk, QUESTION)
    assert np.sqrt(np.mean(loud**2)) > 1.4 * np.sqrt(np.mean(slow**2))
    assert np.max(np.abs(loud)) < 1
