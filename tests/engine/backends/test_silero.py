from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.backends.silero import SileroDetector
from desktop.engine.protocols import Samples
from desktop.errors import ModelError


@pytest.fixture(scope="module")
def detector() -> SileroDetector:
    return SileroDetector()


def probabilities(detector: SileroDetector, samples: Samples) -> list[float]:
    frames = range(0, len(samples) - detector.frame + 1, detector.frame)
    return [detector.probability(samples[at : at + detector.frame]) for at in frames]


def test_speech_is_told_from_silence_and_noise(detector: SileroDetector, question: Samples) -> None:
    detector.reset()
    noise = np.random.default_rng(1).normal(0, 0.01, 16_000).astype(np.float32)
    assert max(probabilities(detector, np.zeros(16_000, np.float32))) < 0.3
    assert np.median(probabilities(detector, noise)) < 0.3
    assert np.median(probabilities(detector, question)) > 0.8


def test_reset_forgets_the_stream(detector: SileroDetector, question: Samples) -> None:
    detector.reset()
    first = probabilities(detector, question)
    assert probabilities(detector, question) != first
    detector.reset()
    assert probabilities(detector, question) == first


def test_a_frame_of_another_size_is_a_bug(detector: SileroDetector) -> None:
    with pytest.raises(ValueError, match="512"):
        detector.probability(np.zeros(160, np.float32))


def test_a_damaged_network_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "silero_vad.onnx"
    for content in (b"", b"nonsense"):
        file.write_bytes(content)
        with pytest.raises(ModelError):
            SileroDetector(file)
    with pytest.raises(ModelError):
        SileroDetector(tmp_path / "missing.onnx")


def test_neither_torch_nor_silero_is_imported() -> None:
    code = "import sys, desktop.engine.backends.silero as s; s.SileroDetector()"
    code += "; print({'torch', 'silero_vad'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
