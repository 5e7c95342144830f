from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.echo.reference import LAG_S, Reference
from desktop.engine.protocols import Samples

TICK = 320


def tone(start: int, length: int, rate: int) -> Samples:
    return (0.5 * np.sin(2 * np.pi * 1000 * np.arange(start, start + length) / rate)).astype(np.float32)


def follow(reference: Reference, rate: int, seconds: float, *, ppm: float = 0, jitter_s: float = 0.0) -> np.ndarray:
    """Play a tone in blocks of 10 ms, take every 20 ms; returns (what was taken, lag) for each tick."""
    rng = np.random.default_rng(3)
    block, written, taken, lags = rate // 100, 0, [], []
    for tick in range(1, int(seconds * 50) + 1):
        due = int((tick * 0.02 + rng.uniform(0, jitter_s)) * rate * (1 + ppm * 1e-6)) // block * block
        for at in range(written, due, block):
            reference.write(tone(at, block, rate))
        written = max(written, due)
        taken.append(reference.take(TICK))
        lags.append(reference.lag_s)
    return np.concatenate(taken), np.array(lags)


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000])
def test_what_is_played_comes_out_at_16_khz_without_a_seam(rate: int) -> None:
    reference = Reference(rate)
    taken, lags = follow(reference, rate, 2)
    steady = taken[SAMPLE_RATE // 2 :]
    spectrum = np.abs(np.fft.rfft(steady * np.hanning(len(steady)))) ** 2
    near_tone = slice(1500 - 8, 1500 + 9)  # 1 kHz in a transform of 1.5 s
    assert spectrum[near_tone].sum() / spectrum.sum() > 1 - 1e-5
    assert np.max(np.abs(steady)) == pytest.approx(0.5, rel=0.02)
    assert np.all(np.abs(lags[5:] - LAG_S) < 0.012)


def test_zeros_come_while_nothing_is_played() -> None:
    reference = Reference(48_000)
    assert not reference.take(TICK).any()
    follow(reference, 48_000, 1)
    late = [reference.take(TICK) for _ in range(10)]  # the loudspeaker stopped
    assert not np.concatenate(late[3:]).any()
    assert reference.lag_s == 0
    again, _ = follow(reference, 48_000, 1)
    assert again[SAMPLE_RATE // 2 :].any()
    assert reference.jumps == 2


@pytest.mark.parametrize("ppm", [-200, 200])
def test_the_lag_stays_within_bounds_when_the_clocks_drift(ppm: float) -> None:
    reference = Reference(48_000)
    _, lags = follow(reference, 48_000, 180, ppm=ppm, jitter_s=0.008)  # 36 ms if nobody followed
    assert reference.jumps == 1
    assert np.all((lags[5:] > 0) & (lags[5:] < LAG_S + 0.025))
    assert np.mean(lags[-1000:]) == pytest.approx(LAG_S, abs=0.012)


def test_a_loudspeaker_far_ahead_is_caught_up_with() -> None:
    reference = Reference(48_000)
    follow(reference, 48_000, 1)
    for _ in range(500):
        reference.write(np.zeros(480, np.float32))
    reference.take(TICK)
    for _ in range(10):
        reference.write(np.zeros(480, np.float32))
    reference.take(TICK)
    assert reference.lag_s < LAG_S + 0.3


def test_what_16_khz_cannot_hold_is_filtered_out() -> None:
    reference = Reference(48_000)
    at = np.arange(48_000)
    reference.write((0.5 * np.sin(2 * np.pi * 11_000 * at / 48_000)).astype(np.float32))
    assert np.max(np.abs(reference.take(8000))) < 0.01


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 6)), max_size=40))
def test_every_pattern_of_writing_and_taking_gives_finite_samples_of_the_length_asked(
    steps: list[tuple[int, int]],
) -> None:
    reference = Reference(44_100)
    for written, hops in steps:
        reference.write(np.full(written, 0.25, np.float32))
        far = reference.take(hops * 160)
        assert far.shape == (hops * 160,)
        assert far.dtype == np.float32
        assert np.all(np.abs(far) < 0.4)
        assert 0 <= reference.lag_s < 2.1


def test_what_can_be_taken_is_known_before() -> None:
    reference = Reference(16_000)
    assert reference.ready is None
    reference.write(np.ones(1600, np.float32))
    reference.take(320)
    ready = reference.ready
    assert ready is not None
    assert 250 <= ready <= 320, "about the lag"
    jumps = reference.jumps
    reference.take(ready)
    assert reference.jumps == jumps
    assert reference.ready == 0
    reference.take(160)
    assert reference.ready is None, "too much was asked for: the far end stopped"
