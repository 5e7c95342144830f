from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.protocols import Samples
from desktop.paths import starter_models

QUESTION = "What is the capital of France?"


def never() -> bool:
    return False


@pytest.fixture(scope="session")
def starter() -> Path:
    return starter_models()


@pytest.fixture(scope="session")
def voice(starter: Path) -> PiperVoiceModel:
    return PiperVoiceModel(starter / "tts" / "starter.onnx")


@pytest.fixture(scope="session")
def question(voice: PiperVoiceModel) -> Samples:
    """The starter voice asking for the capital of France, at 16 kHz."""
    return resample(np.concatenate(list(voice.synthesize(QUESTION, never))), voice.sample_rate, SAMPLE_RATE)
