"""The echo's path as it is learnt: a filter, what it leaves, the drift of two clocks."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.engine.audio import HOP, SAMPLE_RATE
from desktop.engine.echo.drift import DriftTracker
from desktop.engine.echo.filter import EchoFilter
from desktop.engine.echo.linear import LinearCanceller
from desktop.engine.echo.suppressor import EchoSuppressor
from desktop.engine.protocols import Samples
from tests.engine.rooms import at_level, decibels, echo_of, noise


def babble(seconds: float, dbfs: float = -20, seed: int = 1) -> Samples:
    """Sound with syllables and pitch, as speech has, but known exactly."""
    rng = np.random.default_rng(seed)
    length = int(seconds * SAMPLE_RATE)
    colour = np.convolve(rng.standard_normal(length), np.hanning(12), "same")
    syllables = np.repeat(rng.uniform(0, 1, length // 2400 + 1) ** 2, 2400)[:length]
    return at_level((colour * syllables).astype(np.float32), dbfs)


def filtered(echo_filter: EchoFilter, near: Samples, far: Samples) -> Samples:
    hops = zip(near.reshape(-1, HOP), far.reshape(-1, HOP), strict=True)
    return np.concatenate([echo_filter.step(*hop) for hop in hops]).astype(np.float32)


def test_the_path_is_learnt_within_seconds() -> None:
    far = babble(6)
    echo = echo_of(far, db=-6, delay_ms=40, reverb_s=0.15)
    left = filtered(EchoFilter(), echo, far)
    assert decibels(echo[-SAMPLE_RATE:]) - decibels(left[-SAMPLE_RATE:]) > 20


def test_a_user_as_loud_as_the_echo_stays_whole_and_does_not_spoil_the_path() -> None:
    far = babble(8)
    echo = echo_of(far, db=-6, delay_ms=40, reverb_s=0.15)
    user = np.zeros_like(far)
    user[4 * SAMPLE_RATE : 6 * SAMPLE_RATE] = babble(2, decibels(echo), seed=5)
    left = filtered(EchoFilter(), echo + user, far)
    spoken = slice(4 * SAMPLE_RATE, 6 * SAMPLE_RATE)
    assert np.corrcoef(left[spoken], user[spoken])[0, 1] > 0.95
    after = slice(6 * SAMPLE_RATE, len(far))
    assert decibels(echo[after]) - decibels(left[after]) > 12


def test_the_response_shows_delay_and_gain() -> None:
    far = babble(5)
    echo = 0.3 * np.concatenate([np.zeros(500, np.float32), far[:-500]])
    echo_filter = EchoFilter()
    filtered(echo_filter, echo, far)
    response = echo_filter.response()
    assert int(np.argmax(np.abs(response))) == 500
    assert response[480:521].sum() == pytest.approx(0.3, rel=0.1)  # spread, since nothing high is played


@pytest.mark.parametrize(
    "ppm", [-200, pytest.param(-40, marks=pytest.mark.long), pytest.param(40, marks=pytest.mark.long), 200]
)
def test_the_clocks_difference_is_found(ppm: float) -> None:
    """The echo of each reading is as late as the correction so far leaves it."""
    tracker, echo_filter = DriftTracker(), EchoFilter()
    far = babble(40)
    echo = echo_of(far, db=-6, delay_ms=40, reverb_s=0.1)
    at, late = np.arange(HOP), 0.0
    where = np.arange(len(echo))
    for start in range(SAMPLE_RATE, len(far) - SAMPLE_RATE, HOP):
        late += (ppm * 1e-6 + tracker.correction) * HOP
        near = np.interp(start + at - late, where, echo).astype(np.float32)
        left = echo_filter.step(near, far[start : start + HOP])
        if tracker.follow(echo_filter.echo, left):
            tracker.look(echo_filter.response(), start / SAMPLE_RATE)
            echo_filter.standing = tracker.standing
    assert tracker.known
    assert -tracker.correction * 1e6 == pytest.approx(ppm, abs=15)


def test_two_rooms_are_no_drift() -> None:
    tracker = DriftTracker()
    rng = np.random.default_rng(0)
    for second in range(6):
        tracker.look(rng.standard_normal(4000), float(second))
    assert tracker.correction == pytest.approx(0, abs=5e-5)


def test_what_is_left_in_step_with_the_echo_is_lowered_and_the_user_is_not() -> None:
    suppressor = EchoSuppressor()
    echo = babble(6).astype(np.float64)
    left = 0.1 * np.roll(echo, 3)
    user = np.zeros_like(echo)
    user[5 * SAMPLE_RATE :] = babble(1, -20, seed=9)
    pieces = zip((left + user).reshape(-1, HOP), echo.reshape(-1, HOP), strict=True)
    out = np.concatenate([suppressor.step(*piece) for piece in pieces])[HOP:]
    settled = slice(3 * SAMPLE_RATE, 5 * SAMPLE_RATE - HOP)
    assert decibels(left[settled]) - decibels(out[settled]) > 10
    spoken = slice(5 * SAMPLE_RATE, len(out))
    assert np.corrcoef(out[spoken], user[spoken])[0, 1] > 0.9


def test_nothing_played_passes_ten_milliseconds_late() -> None:
    suppressor = EchoSuppressor()
    user = babble(1).astype(np.float64)
    silence = np.zeros(HOP)
    out = np.concatenate([suppressor.step(hop, silence) for hop in user.reshape(-1, HOP)])
    assert np.allclose(out[2 * HOP :], user[HOP:-HOP], atol=1e-9)


def through(canceller: LinearCanceller, near: Samples, far: Samples, begin_s: float = 0) -> Samples:
    return np.concatenate(
        [
            canceller.process(near[at : at + 480], far[at : at + 480], begin_s + at / SAMPLE_RATE)
            for at in range(0, len(near), 480)
        ]
    )


def test_it_says_when_it_works_and_when_no_longer() -> None:
    far = babble(9)[: 9 * SAMPLE_RATE // 480 * 480]
    echo = echo_of(far, db=-6, delay_ms=40, reverb_s=0.1)
    canceller = LinearCanceller()
    assert not canceller.works
    out = through(canceller, echo, far)
    assert canceller.works
    assert decibels(echo[-SAMPLE_RATE:]) - decibels(out[-SAMPLE_RATE:]) > 25
    through(
        canceller,
        echo_of(far, db=-3, delay_ms=90, reverb_s=0.2, seed=4)[: 2 * SAMPLE_RATE // 480 * 480],
        far[: 2 * SAMPLE_RATE // 480 * 480],
        9,
    )
    assert not canceller.works


def test_steady_noise_does_not_count_as_echo() -> None:
    far = babble(9)[: 9 * SAMPLE_RATE // 480 * 480]
    echo = echo_of(far, db=-6, delay_ms=40, reverb_s=0.1)
    canceller = LinearCanceller()
    through(canceller, echo + noise(len(echo), decibels(echo) - 15), far)
    assert canceller.works


def test_a_late_echo_is_waited_for() -> None:
    far = babble(9)[: 9 * SAMPLE_RATE // 480 * 480]
    echo = echo_of(far, db=-6, delay_ms=350, reverb_s=0.1)
    canceller = LinearCanceller()
    canceller.align(0.35)
    through(canceller, echo, far)
    assert canceller.works


def test_the_path_is_remembered_over_a_silence() -> None:
    far = babble(9)[: 9 * SAMPLE_RATE // 480 * 480]
    echo = echo_of(far, db=-6, delay_ms=40, reverb_s=0.1)
    canceller = LinearCanceller()
    through(canceller, echo, far)
    canceller.resume()
    out = through(canceller, echo, far, 12)
    first = slice(HOP, SAMPLE_RATE)
    assert decibels(echo[first]) - decibels(out[first]) > 20
