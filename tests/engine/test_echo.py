"""The chain from loudspeaker and microphone to the user's voice alone, with WebRTC's canceller in synthetic rooms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.echo import WebRtcCanceller
from desktop.engine.backends.silero import SileroDetector
from desktop.engine.echo.canceller import EchoRemover
from desktop.engine.echo.guard import EchoGuard
from desktop.engine.echo.reference import Reference
from desktop.engine.protocols import Samples
from tests.engine.rooms import SPEAKER_RATE, TICK, Desk, at_level, decibels, echo_of, noise

USER_AT = [int(second * SAMPLE_RATE) for second in (3, 4, 5, 5.5, 6)]
"""Where the user speaks up: how much of him is heard depends on what is played just then."""
NEVER_WORSE_DB = 14.0
TYPICALLY_DB = 18.0


@pytest.fixture(scope="module")
def far(reply: Samples) -> Samples:
    return reply[: 10 * SAMPLE_RATE]


@pytest.fixture(scope="module")
def speech(detector: SileroDetector) -> Callable[[Samples], Samples]:
    """Speech probability of each 32 ms."""

    def probabilities(samples: Samples) -> Samples:
        detector.reset()
        frames = range(0, len(samples) - detector.frame + 1, detector.frame)
        return np.array([detector.probability(samples[at : at + detector.frame]) for at in frames], np.float32)

    return probabilities


@pytest.fixture(scope="module")
def detector() -> SileroDetector:
    return SileroDetector()


def desk(drift_ppm: float = 0, device: str = "", canceller: WebRtcCanceller | None = None) -> Desk:
    reference = Reference(SPEAKER_RATE)
    return Desk(
        EchoRemover(canceller or WebRtcCanceller(), reference, EchoGuard(device)), reference, drift_ppm=drift_ppm
    )


def beyond(samples: Samples, hiss: Samples) -> Samples:
    """As loud as what the samples hold beside the noise that is in them, and is not to be taken away."""
    power = np.mean(np.square(samples)) - np.mean(np.square(hiss))
    return np.full(len(samples), np.sqrt(max(power, 0)), np.float32)


ROOMS = [(-6, 50, 0), (-6, 300, 200), (-12, 150, -200), (-20, 80, 200), (-20, 250, 0), (-30, 120, 200)]


@pytest.mark.parametrize(("db", "delay_ms", "ppm"), ROOMS)
def test_after_a_second_little_is_left_of_the_echo_and_none_of_it_is_taken_for_speech(
    far: Samples, speech: Callable[[Samples], Samples], db: float, delay_ms: float, ppm: float
) -> None:
    table = desk(ppm)
    echo = echo_of(table.played(far), db=db, delay_ms=delay_ms, seed=int(delay_ms))
    hiss = noise(len(echo), max(decibels(echo) - 20, -65))
    near = echo + hiss
    out = table.run(far, near)
    late = slice(SAMPLE_RATE, len(out))
    lowered = decibels(echo[late]) - decibels(beyond(out[late], hiss[late]))
    before, after = speech(near) > 0.5, speech(out) > 0.5
    print(
        f"\n{db} dB {delay_ms} ms {ppm} ppm: {lowered:.1f} dB less, speech {before.mean():.2f} -> {after.mean():.3f}"
    )
    assert lowered > (NEVER_WORSE_DB if db == -30 else TYPICALLY_DB)
    assert before.mean() > 0.8
    assert after.mean() < 0.05


@pytest.mark.parametrize("noise_db", [10, 30])
def test_noise_in_the_room_hides_nothing(far: Samples, speech: Callable[[Samples], Samples], noise_db: float) -> None:
    table = desk()
    echo = echo_of(far, db=-12, delay_ms=100)
    out = table.run(far, echo + noise(len(echo), decibels(echo) - noise_db))
    assert np.mean(speech(out) > 0.5) < 0.05
    # never less than 3 dB under the noise that was there anyway, or far below the echo
    assert decibels(out[SAMPLE_RATE:]) < decibels(echo) - min(noise_db, 20) + 4


@pytest.mark.parametrize(("db", "ppm"), [(-6, 0), (-12, 200), (-20, 200), (-30, 0)])
def test_a_user_who_speaks_over_the_reply_is_still_heard(
    far: Samples, user: Samples, speech: Callable[[Samples], Samples], db: float, ppm: float
) -> None:
    heard, surest = [], []
    for at in USER_AT:
        table = desk(ppm)
        echo = echo_of(table.played(far), db=db, delay_ms=120)
        near = echo + noise(len(echo), max(decibels(echo) - 20, -65))
        near[at : at + len(user)] += at_level(user, -26)
        probable = speech(table.run(far, near))[at // 512 : (at + len(user)) // 512]
        heard.append(np.mean(probable > 0.5))
        surest.append(probable.max())
    print(f"\n{db} dB: speech in", *(f"{share:.2f}" for share in heard), "of the frames")
    assert np.mean(heard) > 0.5
    assert min(heard) > 0.25  # the first one speaks before the clocks' difference is known
    assert surest[USER_AT.index(5 * SAMPLE_RATE)] > 0.9
    assert np.median(surest) > 0.9


def test_while_nothing_is_played_the_microphone_passes_untouched(user: Samples) -> None:
    reference = Reference(SPEAKER_RATE)
    remover = EchoRemover(WebRtcCanceller(), reference, EchoGuard())
    for at in range(0, len(user) - TICK, TICK):
        reference.write(np.zeros(960, np.float32))
        block = user[at : at + TICK]
        assert remover.clean(block) is block


def test_after_playback_the_microphone_passes_untouched_again(far: Samples, user: Samples) -> None:
    table = desk()
    far = np.concatenate([far[: 2 * SAMPLE_RATE], np.zeros(4 * SAMPLE_RATE, np.float32)])
    near = echo_of(far, db=-12, delay_ms=60) + noise(len(far), -60)
    near[4 * SAMPLE_RATE : 4 * SAMPLE_RATE + len(user)] += user[: 2 * SAMPLE_RATE]
    out = table.run(far, near)
    assert np.array_equal(out[4 * SAMPLE_RATE :], near[4 * SAMPLE_RATE :])
    assert not np.array_equal(out[SAMPLE_RATE : 2 * SAMPLE_RATE], near[SAMPLE_RATE : 2 * SAMPLE_RATE])


def test_switching_makes_no_click(far: Samples) -> None:
    table = desk()
    far = np.concatenate(
        [np.zeros(SAMPLE_RATE, np.float32), far[: 2 * SAMPLE_RATE], np.zeros(2 * SAMPLE_RATE, np.float32)]
    )
    hum = (0.1 * np.sin(2 * np.pi * 120 * np.arange(len(far)) / SAMPLE_RATE)).astype(np.float32)
    out = table.run(far, hum)
    assert np.max(np.abs(np.diff(out))) < 2.5 * np.max(np.abs(np.diff(hum)))


def test_on_headphones_nothing_is_changed(far: Samples, user: Samples) -> None:
    near = noise(len(far), -60)
    near[2 * SAMPLE_RATE : 2 * SAMPLE_RATE + len(user)] += user
    trust: list[float] = []
    out = desk(device="USB Headphones").run(far, near, trust)
    assert np.array_equal(out, near)
    assert set(trust) == {1.0}


def test_noise_suppression_works_while_nothing_is_played_too(user: Samples) -> None:
    table = desk(canceller=WebRtcCanceller(noise_suppression_db=18))
    near = np.concatenate([np.zeros(3 * SAMPLE_RATE, np.float32), user]) + noise(3 * SAMPLE_RATE + len(user), -45)
    out = table.run(np.zeros_like(near), near)
    idle = slice(2 * SAMPLE_RATE, 3 * SAMPLE_RATE)
    assert decibels(near[idle]) - decibels(out[idle]) > 8


def test_another_loudspeaker_starts_anew(far: Samples) -> None:
    reference = Reference(SPEAKER_RATE)
    remover = EchoRemover(WebRtcCanceller(), reference, EchoGuard())
    Desk(remover, reference).run(far, echo_of(far, db=-12, delay_ms=60))
    assert remover.guard.delay_s is not None
    other = Reference(SPEAKER_RATE)
    remover.use(other, "Headphones")
    assert remover.guard.absent
    assert remover.guard.delay_s is None
    block = noise(TICK, -30)
    assert remover.clean(block) is block


def test_a_block_that_is_no_multiple_of_10_ms_is_a_bug() -> None:
    with pytest.raises(ValueError, match="160"):
        EchoRemover(WebRtcCanceller(), Reference(SPEAKER_RATE), EchoGuard()).clean(np.zeros(100, np.float32))


def test_no_samples_are_no_trouble() -> None:
    nothing = np.zeros(0, np.float32)
    assert EchoRemover(WebRtcCanceller(), Reference(SPEAKER_RATE), EchoGuard()).clean(nothing) is nothing


def test_a_loudspeaker_that_stops_and_starts_again_costs_trust_but_no_echo_passes(
    far: Samples, speech: Callable[[Samples], Samples]
) -> None:
    reference = Reference(SPEAKER_RATE)
    remover = EchoRemover(WebRtcCanceller(), reference, EchoGuard())
    near = echo_of(far, db=-12, delay_ms=90) + noise(len(far), -60)
    Desk(remover, reference).run(far, near)
    for _ in range(100):  # two seconds in which the loudspeaker is closed
        remover.clean(noise(TICK, -60))
    assert remover.guard.bypass
    trust: list[float] = []
    out = Desk(remover, reference).run(far, near, trust)
    assert reference.jumps == 2
    assert min(trust) < 0.1
    assert trust[-1] == 1
    assert np.mean(speech(out) > 0.5) < 0.05


@pytest.mark.parametrize("change_db", [-12, 12])
def test_the_volume_turned_during_a_reply_lets_no_echo_through(
    far: Samples, user: Samples, speech: Callable[[Samples], Samples], change_db: float
) -> None:
    table = desk()
    far = np.concatenate([far, far])
    echo = echo_of(far, db=-18, delay_ms=120)
    turned = 13 * SAMPLE_RATE
    echo[turned:] *= 10 ** (change_db / 20)
    near = echo + noise(len(echo), -70)
    at = 16 * SAMPLE_RATE
    near[at : at + len(user)] += at_level(user, -26)
    probable = speech(table.run(far, near))
    frames = [when // 512 for when in (turned, at, at + len(user))]
    print(f"\n{change_db} dB: {np.sum(probable[frames[0] : frames[1]] > 0.5)} frames of the echo pass for speech")
    assert np.mean(probable[frames[0] : frames[1]] > 0.5) < 0.03
    assert np.mean(probable[frames[1] : frames[2]] > 0.5) > 0.5
