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
from desktop.engine.backends.whisper import WhisperTranscriber
from desktop.engine.protocols import Samples
from desktop.engine.worker import Engine
from desktop.events import TurnFinished
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.terms import Outcome, Source
from models.evaluation.words import error_percent
from tests.fakes import Events
from tests.virtual_sound import SAMPLE_RATE as SINK_RATE
from tests.virtual_sound import VirtualSound

pytestmark = pytest.mark.sound

QUESTION = "What is two plus two?"


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


def understood(files: ModelFiles, recording: Samples) -> str:
    """What the starter recogniser hears in a recording at 16 kHz."""
    recogniser = WhisperTranscriber(files.stt, threads=1)
    text = recogniser.transcribe(recording, lambda: False).text
    recogniser.close()
    return text


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
    heard = understood(files, resample(recording.samples, SINK_RATE, SAMPLE_RATE))
    print(f"stored reply {done.generated!r}, heard from the loudspeaker {heard!r}")
    assert error_percent([(done.generated, heard)]) == 0
