"""The engine with the starter models; recordings stand in for the devices."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.catalog import ModelFiles, find_models
from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.backends.assemble import load_parts
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.backends.wavfile import WavMicrophone, WavSpeaker
from desktop.engine.parts import Parts
from desktop.engine.protocols import Samples
from desktop.engine.worker import Engine
from desktop.events import ReplyAudible, SpeechEnded, SpeechStarted, Transcribed, TurnFinished
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.terms import Outcome, Source
from tests.fakes import Events

QUESTION = "What is two plus two?"


@pytest.fixture(scope="module")
def files() -> ModelFiles:
    return find_models(Settings(), Paths.from_environment())


@pytest.fixture(scope="module")
def question(files: ModelFiles) -> Samples:
    """The starter voice asking, at 16 kHz, with a pause before and after."""
    voice = PiperVoiceModel(files.tts)
    spoken = np.concatenate(list(voice.synthesize(QUESTION, lambda: False)))
    pause = np.zeros(SAMPLE_RATE // 2, np.float32)
    return np.concatenate([pause, resample(spoken, voice.sample_rate, SAMPLE_RATE), pause])


class Talk:
    """A running engine, what it hears and what it reports."""

    def __init__(self, files: ModelFiles, question: Samples, data: Path) -> None:
        self.microphone = WavMicrophone(question)
        self.speaker = WavSpeaker(None, 24_000)
        self.parts: Parts = load_parts(files, Settings(), data, self.microphone, self.speaker)
        self.events = Events()
        self.engine = Engine(self.parts, Settings(), self.events, session="a" * 32)
        self.engine.start()


@pytest.fixture
def talk(files: ModelFiles, question: Samples, tmp_path: Path) -> Iterator[Talk]:
    talk = Talk(files, question, tmp_path)
    yield talk
    talk.engine.close()


def test_a_spoken_sum_is_answered_aloud(talk: Talk) -> None:
    talk.engine.press()
    talk.microphone.speak()
    talk.engine.release()
    done = talk.events.wait_for(TurnFinished)
    assert (done.outcome, done.source) == (Outcome.COMPLETED, Source.VOICE), done
    assert {"4", "four"} & set(done.generated.lower().replace(".", " ").replace(",", " ").split()), done
    assert done.heard == done.generated
    assert None not in (
        done.timings.stt,
        done.timings.llm_first_token,
        done.timings.llm,
        done.timings.tts_first_audio,
    )
    order = [type(e) for e in talk.events.all if type(e) in {SpeechStarted, SpeechEnded, Transcribed, ReplyAudible}]
    assert order == [SpeechStarted, SpeechEnded, Transcribed, ReplyAudible]
    assert np.abs(talk.speaker.recorded).max() > 0.05


def test_the_second_turn_finds_the_first_in_the_models_memory(talk: Talk) -> None:
    talk.engine.send_text(QUESTION)
    assert "4" in talk.events.wait_for(TurnFinished).generated
    first = talk.parts.model.stats
    talk.engine.send_text("What is three plus five?")
    second = talk.events.wait_for(TurnFinished, 2)
    assert "8" in second.generated, second
    assert talk.parts.model.stats.reused_tokens >= first.prompt_tokens - 10 > 0
