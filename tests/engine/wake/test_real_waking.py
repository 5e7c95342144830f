"""The starter's wake word in the real engine: said, not said, and something like it; synthetic voices."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import soundfile

from desktop.catalog import find_models
from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.backends.assemble import load_parts
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.protocols import Samples
from desktop.engine.worker import Engine
from desktop.events import SpeechStarted, TurnFinished, WakeWordHeard
from desktop.paths import Paths, starter_models
from desktop.settings import ConversationSettings, Settings, WakeSettings
from tests.engine.rooms import noise
from tests.fakes import WAIT_S, Events, HandMicrophone

SETTINGS = Settings(conversation=ConversationSettings(hands_free=True), wake=WakeSettings(on=True))
BLOCK = SAMPLE_RATE // 5


class Home:
    """An engine that listens alone, and somebody in the room."""

    def __init__(self, data: Path) -> None:
        self.microphone, self.events = HandMicrophone(), Events()
        files = find_models(SETTINGS, Paths(data))
        parts = load_parts(files, SETTINGS, data, self.microphone, None)
        self.engine = Engine(parts, SETTINGS, self.events, session="a" * 32)
        self.engine.start()

    def hear(self, *sounds: Samples) -> None:
        """A second of a quiet room, the sounds, and two seconds of it; waits until all is listened to."""
        room = np.zeros(SAMPLE_RATE, np.float32)
        whole = np.concatenate([room, *sounds, room, room])
        whole = whole + noise(len(whole), -70)
        for start in range(0, len(whole), BLOCK):
            self.microphone.say(whole[start : start + BLOCK])
            done = threading.Event()
            self.engine.catch_up(done.set)
            assert done.wait(WAIT_S)

    def count(self) -> tuple[int, int]:
        """Wake words, turns."""
        return len(self.events.of(WakeWordHeard)), len(self.events.of(SpeechStarted))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.engine.close()


def piper(text: str) -> Samples:
    onnxruntime.set_seed(1)  # the voice's network draws noise: each run would hear another speaker
    voice = PiperVoiceModel(starter_models() / "tts" / "starter.onnx")
    spoken = np.concatenate(list(voice.synthesize(text, bool)))
    return resample(spoken, voice.sample_rate, SAMPLE_RATE)


@pytest.fixture
def rms(tmp_path: Path) -> dict[str, Samples]:
    """Another voice."""
    if not (flite := shutil.which("flite")):
        pytest.skip("needs flite")
    said = {}
    for text in ("hey sotto", "What is seven plus five?", "hey there, what time is it?", "zero"):
        file = tmp_path / "said.wav"
        subprocess.run([flite, "-voice", "rms", "-t", text, "-o", str(file)], check=True)
        samples, rate = soundfile.read(file, dtype="float32")
        said[text] = resample(samples, rate, SAMPLE_RATE)
    return said


def test_only_what_follows_the_wake_word_is_a_turn(home: Home, rms: dict[str, Samples]) -> None:
    home.hear(rms["What is seven plus five?"])
    home.hear(rms["hey there, what time is it?"], rms["zero"])
    home.hear(piper("The weather is fine today, so we went out."))
    assert home.count() == (0, 0)
    home.hear(rms["hey sotto"], rms["What is seven plus five?"])
    done = home.events.wait_for(TurnFinished)
    assert home.count() == (1, 1)
    assert ("12" in done.generated, "sot" in done.transcript.lower()) == (True, False), done
    home.hear(*[np.zeros(SAMPLE_RATE, np.float32)] * 6)
    home.hear(rms["What is seven plus five?"])
    assert home.count() == (1, 1)
    home.hear(piper("Hey Sotto. What is two plus two?"))
    done = home.events.wait_for(TurnFinished, 2)
    assert home.count() == (2, 2)
    assert ("4" in done.generated or "four" in done.generated.lower(), "sot" in done.transcript.lower()) == (
        True,
        False,
    ), done
