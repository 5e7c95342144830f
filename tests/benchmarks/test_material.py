"""What the benchmarks play: pauses, disturbances, rooms; and the simple arms that are worked out on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from desktop.benchmarks.device import BLOCK
from desktop.benchmarks.disturbances import coughs, interruptions
from desktop.benchmarks.endpoint import Decided, decide_after
from desktop.benchmarks.pauses import PAUSED, PAUSES_MS, Paused, speak_with_pauses
from desktop.benchmarks.questions import starter_sentences
from desktop.benchmarks.recital import ALONE_S, stopped_by_detector
from desktop.benchmarks.room import DELAY_MS, Echo, far_away
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.protocols import Samples
from desktop.paths import starter_models

VOICE = starter_models() / "tts" / "starter.onnx"
FRAME_MS = 32


@pytest.fixture(scope="module")
def paused() -> Sequence[Paused]:
    return speak_with_pauses(VOICE, 3)


def longest_silence(samples: Samples) -> float:
    """Milliseconds of digital silence, after the lead-in."""
    spoken = np.flatnonzero(np.abs(samples) > 1e-6)
    return float(np.diff(spoken).max()) / SAMPLE_RATE * 1000


def test_a_pause_of_the_length_told_lies_inside_the_sentence(paused: Sequence[Paused]) -> None:
    for number, recording in enumerate(paused):
        assert recording.text == "".join(PAUSED[number])
        assert recording.pause_ms == PAUSES_MS[number]
        assert recording.pause_ms <= longest_silence(recording.samples) + 1 <= recording.pause_ms + 400
        assert np.abs(recording.samples[-80:]).max() > 0.005  # it ends with speech


def test_test_sentences_are_those_of_the_starter() -> None:
    assert len(starter_sentences()) > 20


def test_an_echo_is_as_loud_as_told_and_comes_late() -> None:
    noise = np.random.default_rng(0).standard_normal(100 * BLOCK).astype(np.float32) * np.float32(0.1)
    echo = Echo(-18.0)
    heard = np.concatenate([echo(noise[at : at + BLOCK]) for at in range(0, len(noise), BLOCK)])
    db = 10 * np.log10(np.mean(np.square(heard)) / np.mean(np.square(noise)))
    assert db == pytest.approx(-18, abs=1)
    delay = DELAY_MS * SAMPLE_RATE // 1000
    assert np.abs(heard[: delay - 1]).max() < 0.003  # the noise of the room alone
    whole = far_away(noise, -18.0, seed=0)
    assert np.abs(heard - whole).max() < 0.003  # block by block as at once


def test_a_cough_is_loud_and_short() -> None:
    for cough in coughs(3):
        assert 0.5 < len(cough) / SAMPLE_RATE < 1.0
        assert np.abs(cough).max() > 0.1


def frames(*spans: tuple[float, int]) -> list[float]:
    """Probabilities for so many frames each."""
    return [probability for probability, count in spans for _ in range(count)]


def test_a_fixed_pause_decides_that_long_after_the_end() -> None:
    probabilities = frames((0.9, 30), (0.0, 60))
    decided = decide_after(0.64, probabilities, 30 * 512)
    assert decided == Decided(20 * FRAME_MS, 0)


def test_a_fixed_pause_cuts_off_whoever_pauses_longer() -> None:
    probabilities = frames((0.9, 30), (0.0, 25), (0.9, 30), (0.0, 60))
    assert decide_after(0.64, probabilities, 85 * 512) == Decided(20 * FRAME_MS, 1)
    assert decide_after(0.96, probabilities, 85 * 512) == Decided(30 * FRAME_MS, 0)


def test_the_detector_alone_stops_at_any_speech_and_at_nothing_else() -> None:
    first = SAMPLE_RATE
    silence = np.zeros(first, np.float32)
    assert stopped_by_detector(np.concatenate([silence, silence]), 0) is None
    speech = interruptions(VOICE)[1]
    stopped = stopped_by_detector(np.concatenate([silence, speech]), first)
    assert stopped is not None
    assert ALONE_S <= stopped / SAMPLE_RATE < 0.6
