"""The echo-text check on what the starter recogniser makes of the starter voice in a room, and of other voices."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.backends.whisper import WhisperTranscriber
from desktop.engine.echo.text import is_echo
from desktop.engine.protocols import Samples
from desktop.paths import starter_models
from tests.engine.rooms import at_level, echo_of, noise

SAID = (
    "Twelve times eleven is one hundred and thirty two.",
    "The capital of Australia is Canberra.",
    "I have set a timer for ten minutes.",
    "Your timer has four minutes and ten seconds left.",
    "Good morning. How can I help you today?",
    "Paris is the capital of France.",
)
ASKED = (
    "Stop please.",
    "Read me my notes.",
    "Tell me a joke.",
    "Who are you?",
    "What day is it today?",
    "Could you speak more slowly?",
)


@pytest.fixture(scope="module")
def recogniser() -> Iterator[WhisperTranscriber]:
    made = WhisperTranscriber(starter_models() / "stt", threads=1)
    yield made
    made.close()


def text_of(recogniser: WhisperTranscriber, samples: Samples) -> str:
    framed = np.pad(samples, SAMPLE_RATE // 4)
    return recogniser.transcribe(framed + noise(len(framed), -62), lambda: False).text


def test_the_own_voice_is_mostly_known_by_its_words(recogniser: WhisperTranscriber) -> None:
    voice = PiperVoiceModel(starter_models() / "tts" / "starter.onnx")
    found, heard = [], []
    for at, sentence in enumerate(SAID):
        spoken = np.concatenate(list(voice.synthesize(sentence, lambda: False)))
        far = np.pad(resample(spoken, voice.sample_rate, SAMPLE_RATE), (0, SAMPLE_RATE // 4))
        for db in (-6, -20):
            heard.append(text_of(recogniser, echo_of(far, db=db, delay_ms=60, direct_db=6, seed=at)))
            found.append(is_echo(heard[-1], " ".join(SAID[max(0, at - 2) : at + 1]), trust=0.5))
    assert np.mean(found) >= 0.5, heard


def test_other_voices_are_not_taken_for_it(recogniser: WhisperTranscriber, tmp_path: Path) -> None:
    if not (flite := shutil.which("flite")):
        pytest.skip("needs flite")
    taken = []
    for voice in ("slt", "awb"):
        for sentence in ASKED:
            file = tmp_path / "asked.wav"
            subprocess.run([flite, "-voice", voice, "-t", sentence, "-o", str(file)], check=True)
            samples, rate = soundfile.read(file, dtype="float32")
            text = text_of(recogniser, at_level(resample(samples, rate, SAMPLE_RATE), -24))
            taken += [(text, said) for said in SAID if is_echo(text, said, trust=0.5)]
    assert taken == []
