"""Engines made of fakes, and voices."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import onnxruntime
import pytest
import soundfile

from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.protocols import Samples
from desktop.paths import starter_models
from tests.engine.rooms import at_level
from tests.fakes import Rig

MakeEngine = Callable[..., Rig]


@pytest.fixture
def make_engine() -> Iterator[MakeEngine]:
    """Starts engines made of fakes, `Rig`'s arguments given; closes them after the test."""
    rigs: list[Rig] = []

    def make(*, prepare: Callable[[Rig], None] = lambda _: None, **options: Any) -> Rig:
        rig = Rig(**options)
        prepare(rig)
        rigs.append(rig)
        rig.engine.start()
        return rig

    yield make
    for rig in rigs:
        rig.engine.close()


@pytest.fixture
def rig(make_engine: MakeEngine) -> Rig:
    """A started engine whose loudspeaker plays at once."""
    return make_engine()


@pytest.fixture(scope="session")
def reply() -> Samples:
    """Ten seconds and more of the starter voice at 16 kHz and -16 dBFS, as it leaves a loudspeaker."""
    said = (
        "The capital of Australia is Canberra.",
        "I have set a timer for ten minutes.",
        "Tell me when you are ready.",
    )
    onnxruntime.set_seed(1)  # the voice's network draws noise: each run would hear another speaker
    voice = PiperVoiceModel(starter_models() / "tts" / "starter.onnx")
    spoken = np.concatenate([block for text in said for block in voice.synthesize(text, lambda: False)])
    return at_level(np.tile(resample(spoken, voice.sample_rate, SAMPLE_RATE), 2), -16)


@pytest.fixture(scope="session")
def user(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """Somebody else's voice at 16 kHz and -26 dBFS."""
    if not (flite := shutil.which("flite")):
        pytest.skip("needs flite")
    file = tmp_path_factory.mktemp("user") / "user.wav"
    text = "please stop now, I would like to ask you something"
    subprocess.run([flite, "-voice", "rms", "-t", text, "-o", str(file)], check=True)
    samples, rate = soundfile.read(file, dtype="float32")
    return at_level(resample(samples, rate, SAMPLE_RATE), -26)
