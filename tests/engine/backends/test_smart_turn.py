"""Whether a sentence is over, heard by the starter's model; what is no such model is refused."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop.engine.audio import SAMPLE_RATE, quietest, resample
from desktop.engine.backends.silero import network_file
from desktop.engine.backends.smart_turn import SmartTurn
from desktop.engine.patience import LIKELY
from desktop.engine.protocols import Samples
from desktop.errors import ModelError
from tests.engine.rooms import at_level, noise

SENTENCES = (
    "Please tell me the capital of Portugal.",
    "I would like to know what the time is.",
    "Remind me to water the plants tomorrow morning.",
    "There was a small boat on the quiet river.",
    "Add butter and marmalade to my shopping list.",
    "The train to the city leaves at nine o'clock.",
    "My sister has bought a new green bicycle.",
    "Can you turn the music down a little bit.",
)
PAUSE = np.zeros(SAMPLE_RATE // 10, np.float32)


@pytest.fixture(scope="module")
def ear(starter: Path) -> SmartTurn:
    return SmartTurn(starter / "turn" / "starter.onnx")


@pytest.fixture(scope="module", params=["slt", "rms"])
def sentences(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Samples]:
    """Whole sentences at 16 kHz, without the silence around them."""
    if not (flite := shutil.which("flite")):
        pytest.skip("needs flite")
    spoken = []
    for number, text in enumerate(SENTENCES):
        file = tmp_path_factory.mktemp("said") / f"{number}.wav"
        subprocess.run([flite, "-voice", request.param, "-t", text, "-o", str(file)], check=True)
        samples, rate = soundfile.read(file, dtype="float32")
        samples = resample(samples, rate, SAMPLE_RATE)
        loud = np.flatnonzero(np.abs(samples) > 0.003)
        spoken.append(samples[loud[0] : loud[-1]])
    return spoken


def cut(sentence: Samples) -> Samples:
    """The first half or so, up to where it is quietest."""
    return sentence[: quietest(sentence, int(0.45 * len(sentence)), int(0.7 * len(sentence)))]


def shares(ear: SmartTurn, sentences: list[Samples], place: Callable[[Samples], Samples]) -> tuple[float, float]:
    """Shares of the whole and of the cut sentences that are told right."""
    whole = [ear.probability(place(np.concatenate([one, PAUSE]))) > LIKELY for one in sentences]
    parts = [ear.probability(place(np.concatenate([cut(one), PAUSE]))) < LIKELY for one in sentences]
    return float(np.mean(whole)), float(np.mean(parts))


def test_whole_sentences_are_told_from_those_cut_off(ear: SmartTurn, sentences: list[Samples]) -> None:
    whole, parts = shares(ear, sentences, lambda samples: samples)
    print(whole, parts)
    assert whole >= 0.75
    assert parts >= 0.6
    assert whole + parts >= 1.5


def test_soft_and_noisy_speech_is_judged_alike(ear: SmartTurn, sentences: list[Samples]) -> None:
    def placed(samples: Samples) -> Samples:
        return at_level(samples, -40) + noise(len(samples), -65)

    whole, parts = shares(ear, sentences, placed)
    assert whole + parts >= 1.4


def test_the_level_does_not_matter(ear: SmartTurn, sentences: list[Samples]) -> None:
    samples = np.concatenate([sentences[0], PAUSE])
    assert ear.probability(samples * 0.1) == pytest.approx(ear.probability(samples), abs=0.02)


def test_only_the_last_seconds_count(ear: SmartTurn, sentences: list[Samples]) -> None:
    samples = np.concatenate([*sentences, PAUSE])
    assert len(samples) > 8 * SAMPLE_RATE
    assert ear.probability(samples) == pytest.approx(ear.probability(samples[-8 * SAMPLE_RATE :]), abs=1e-4)


def test_silence_and_nothing_at_all_are_no_trouble(ear: SmartTurn) -> None:
    assert 0 <= ear.probability(np.zeros(SAMPLE_RATE, np.float32)) <= 1
    assert 0 <= ear.probability(np.zeros(0, np.float32)) <= 1


def test_another_network_is_refused_with_advice() -> None:
    with pytest.raises(ModelError, match="no end-of-turn model") as caught:
        SmartTurn(network_file())
    assert "starter" in caught.value.advice


def test_a_damaged_file_is_refused(starter: Path, tmp_path: Path) -> None:
    whole = (starter / "turn" / "starter.onnx").read_bytes()
    damaged = tmp_path / "turn.onnx"
    damaged.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="not a whole end-of-turn model"):
        SmartTurn(damaged)
