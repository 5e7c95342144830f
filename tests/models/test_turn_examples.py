"""What the end-of-turn model learns from: whole utterances and cut ones, made of the same features."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from models.recipes.turn.examples import FLOOR, FRAMES, Spoken, ended, examples, spoken

LEAD, SPEECH = 30, 200


@pytest.fixture
def mels() -> np.ndarray:
    """Silence, two seconds of speech with a dip every 25 frames, silence; the loudest at the end."""
    energy = np.full(LEAD + SPEECH + 30, -0.9, np.float32)
    at = np.arange(SPEECH)
    energy[LEAD : LEAD + SPEECH] = 0.2 + 0.4 * np.abs(np.sin(np.pi * at / 25)) + at / 2000
    return np.tile(energy, (80, 1)) + np.random.default_rng(0).normal(0, 0.01, (80, len(energy)))


@pytest.fixture
def one(mels: np.ndarray) -> Spoken:
    found = spoken(mels)
    assert found is not None
    return found


def test_speech_and_its_quiet_moments_are_found(one: Spoken) -> None:
    assert (one.first, one.last) == (pytest.approx(LEAD, abs=2), pytest.approx(LEAD + SPEECH, abs=2))
    assert one.mels.max() == 0
    for cut in one.cuts:
        assert (cut - LEAD) % 25 <= 2 or (cut - LEAD) % 25 >= 23
        assert one.first + 30 <= cut < one.last - 15


def test_noise_alone_is_no_utterance() -> None:
    assert spoken(np.random.default_rng(0).normal(-0.5, 0.05, (80, 300))) is None


def test_an_example_ends_with_a_silence_of_its_own(one: Spoken) -> None:
    for seed in range(40):
        example = ended(one, one.last + 1, random.Random(seed))
        assert example.shape == (80, FRAMES)
        assert example.max() <= 0.05
        assert example.min() >= FLOOR
        assert example[:, -5:].mean() < example[:, -80:-45].mean() - 0.2


def test_whole_and_cut_ones_come_equally_often_and_a_cut_one_lacks_the_end(one: Spoken) -> None:
    found = list(itertools.islice(examples([one], random.Random(0)), 400))
    over = [mels for mels, truth in found if truth]
    cut = [mels for mels, truth in found if not truth]
    assert 150 < len(over) < 250
    loud = [np.mean([np.count_nonzero(mels.mean(axis=0) > -0.9) for mels in some]) for some in (over, cut)]
    assert loud[0] > loud[1] + 20
