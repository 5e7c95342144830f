"""The whole path through sound devices: a question into the microphone, the answer out of the loudspeaker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop.catalog import ModelFiles, find_models
from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.backends.assemble import load_parts
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.backends.portaudio import PortAudioMicrophone, PortAudioSpeaker
from desktop.engine.protocols import Samples
from desktop.engine.worker import Engine
from desktop.events import Outcome, Source, TurnFinished
from desktop.paths import Paths
from desktop.settings import Settings
from tests.fakes import Events
from tests.virtual_sound import SAMPLE_RATE as SINK_RATE
from tests.virtual_sound import VirtualSound

pytestmark = pytest.mark.sound

QUESTION = "What is two plus two?"
LEAST_LIKENESS = 0.9


@pytest.fixture(scope="module")
def files() -> ModelFiles:
    return find_models(Settings(), Paths.from_environment())


@pytest.fixture
def question(files: ModelFiles, tmp_path: Path) -> Path:
    """A recording of the starter voice asking."""
    voice = PiperVoiceModel(files.tts)
    spoken = np.concatenate(list(voice.synthesize(QUESTION, lambda: False)))
    path = tmp_path / "question.wav"
    soundfile.write(path, spoken, voice.sample_rate)
    return path


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def engine(files: ModelFiles, virtual_sound: VirtualSound, events: Events, tmp_path: Path) -> Iterator[Engine]:
    parts = load_parts(files, Settings(), tmp_path, PortAudioMicrophone(), PortAudioSpeaker())
    engine = Engine(parts, Settings(), events, session="a" * 32)
    engine.start()
    yield engine
    engine.close()


def likeness(recording: Samples, spoken: Samples) -> float:
    """Largest normalised correlation of a recording with what may have been spoken in it, both at 16 kHz."""
    size = len(recording) + len(spoken)
    products = np.fft.irfft(np.fft.rfft(recording, size) * np.conj(np.fft.rfft(spoken, size)), size)
    return float(products.max() / np.sqrt(np.square(recording).sum() * np.square(spoken).sum()))


def say(files: ModelFiles, text: str) -> Samples:
    """What the starter voice makes of a text, at 16 kHz."""
    voice = PiperVoiceModel(files.tts)
    return resample(np.concatenate(list(voice.synthesize(text, lambda: False))), voice.sample_rate, SAMPLE_RATE)


def test_a_question_into_the_microphone_is_answered_from_the_loudspeaker(
    engine: Engine, events: Events, files: ModelFiles, question: Path, virtual_sound: VirtualSound
) -> None:
    with virtual_sound.recording_speaker() as recording:
        engine.press()
        virtual_sound.play_into_mic(question)
        engine.release()
        done = events.wait_for(TurnFinished)
    assert (done.outcome, done.source) == (Outcome.COMPLETED, Source.VOICE), done
    assert {"4", "four"} & set(re.findall(r"\w+", done.generated.lower())), done
    assert done.heard == done.generated
    heard = resample(recording.samples, SINK_RATE, SAMPLE_RATE)
    assert likeness(heard, say(files, done.generated)) >= LEAST_LIKENESS, done.generated
    assert likeness(heard, say(files, "The time is half past three.")) < LEAST_LIKENESS / 2
