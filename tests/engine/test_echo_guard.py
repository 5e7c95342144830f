from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnxruntime
import pytest

from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.echo.coupling import Coupling
from desktop.engine.echo.guard import FIRST_WARM_UP_S, TAIL_S, WARM_UP_S, EchoGuard, is_headphones
from desktop.engine.protocols import Samples
from desktop.paths import starter_models
from tests.engine.rooms import TICK, at_level, echo_of, noise


@pytest.fixture(scope="module")
def far(reply: Samples) -> Samples:
    return reply[: 8 * SAMPLE_RATE]


def ticks(*signals: Samples):
    for at in range(0, len(signals[0]) - TICK + 1, TICK):
        yield tuple(signal[at : at + TICK] for signal in signals)


def watched(guard: EchoGuard, near: Samples, far: Samples, out: Samples | None = None) -> list[float]:
    """Trust after each 20 ms."""
    trust = []
    for near_block, far_block, out_block in ticks(near, far, near if out is None else out):
        guard.hear(far_block)
        guard.judge(near_block, far_block, out_block)
        trust.append(guard.trust)
    return trust


@pytest.mark.parametrize(
    ("name", "worn"),
    [
        ("Sony WH-1000XM4 Headphones", True),
        ("ALSA: bluez_output.00_11.headset-head-unit", True),
        ("Anna's AirPods Pro", True),
        ("USB Earphones", True),
        ("Jabra Headset", True),
        ("default", False),
        ("HDA Intel PCH: ALC257 Analog (hw:0,0)", False),
        ("bluez_output.00_11.a2dp-sink", False),
        ("JBL Flip 5", False),
        ("", False),
    ],
)
def test_headphones_are_known_by_name(name: str, worn: bool) -> None:
    assert is_headphones(name) is worn


@pytest.mark.parametrize(("db", "delay_ms"), [(-6, 50), (-12, 300), (-20, 150), (-30, 100)])
def test_the_echo_and_its_delay_are_found_within_two_seconds(far: Samples, db: float, delay_ms: float) -> None:
    coupling = Coupling()
    near = echo_of(far, db=db, delay_ms=delay_ms) + noise(len(far), -65)
    for near_block, far_block in ticks(near[: 2 * SAMPLE_RATE], far[: 2 * SAMPLE_RATE]):
        coupling.feed(near_block, far_block)
    assert coupling.certain
    assert coupling.delay_s == pytest.approx(delay_ms / 1000, abs=0.002)


def test_a_user_who_speaks_is_no_echo(far: Samples, user: Samples) -> None:
    coupling = Coupling()
    near = np.resize(user, len(far)) + noise(len(far), -60)
    found = []
    for near_block, far_block in ticks(near, far):
        if coupling.feed(near_block, far_block):
            found.append(coupling.certain)
    assert len(found) > 10
    assert np.mean(found) < 0.05


def test_nothing_is_to_be_cancelled_until_something_is_played(user: Samples) -> None:
    guard = EchoGuard()
    trust = watched(guard, user, np.zeros_like(user))
    assert guard.bypass
    assert not guard.playing
    assert set(trust) == {1.0}


def test_trust_grows_while_the_canceller_learns_and_is_whole_after_the_tail(far: Samples) -> None:
    guard = EchoGuard()
    near = echo_of(far, db=-12, delay_ms=80) + noise(len(far), -60)
    trust = watched(guard, near, far, near * 0.05)
    first = next(at for at, value in enumerate(trust) if value < 1)
    assert trust[first] < 0.1
    whole = trust.index(1.0, first) * 0.02
    assert FIRST_WARM_UP_S <= whole < FIRST_WARM_UP_S + 1
    assert guard.residual_db == pytest.approx(-26, abs=1)
    silence = np.zeros(2 * SAMPLE_RATE, np.float32)
    watched(guard, silence + noise(len(silence), -60), silence)
    assert guard.bypass
    again = watched(guard, near, far, near * 0.05)
    low = [value for value in again if value < 1]
    assert 0.9 * WARM_UP_S <= len(low) * 0.02 < FIRST_WARM_UP_S


def test_an_echo_that_stays_is_trusted_by_half(far: Samples) -> None:
    guard = EchoGuard()
    trust = watched(guard, echo_of(far, db=-12, delay_ms=80) + noise(len(far), -60), far)
    assert trust[-1] == 0.5
    assert guard.residual_db > -1


def test_playback_is_remembered_for_its_tail() -> None:
    guard = EchoGuard()
    guard.hear(np.full(TICK, 0.1, np.float32))
    waited = 0.0
    while guard.playing:
        guard.hear(np.zeros(TICK, np.float32))
        waited += 0.02
    assert waited == pytest.approx(TAIL_S, abs=0.03)


@pytest.mark.parametrize("speaks", [False, True])
def test_without_an_echo_it_is_found_out_that_headphones_are_worn(far: Samples, user: Samples, speaks: bool) -> None:
    guard = EchoGuard("default")
    near = noise(len(far), -60)
    quiet = noise(SAMPLE_RATE, -60, 1)
    watched(guard, quiet, np.zeros_like(quiet))
    if speaks:
        near[: len(user)] += at_level(user, -26)
    watched(guard, near, far)
    assert guard.absent
    assert guard.bypass
    assert guard.trust == 1


def test_an_echo_too_faint_to_be_certain_of_is_not_declared_absent(far: Samples) -> None:
    guard = EchoGuard()
    blurred = echo_of(far, db=-24, delay_ms=80, reverb_s=1.2, direct_db=-30)
    watched(guard, noise(SAMPLE_RATE, -65), np.zeros(SAMPLE_RATE, np.float32))
    watched(guard, blurred + noise(len(far), -65, 2), far)
    assert not guard.absent


def test_headphones_that_lie_on_the_desk_are_found_out(far: Samples) -> None:
    guard = EchoGuard("USB Headset")
    assert guard.absent
    watched(guard, echo_of(far, db=-20, delay_ms=60) + noise(len(far), -60), far)
    assert not guard.absent
    guard.reset("USB Headset")
    assert guard.absent
    assert guard.delay_s is None


def test_a_jump_of_the_far_end_takes_trust_but_not_the_memory_of_playback(far: Samples) -> None:
    guard = EchoGuard()
    watched(guard, echo_of(far, db=-12, delay_ms=60), far, far * 0.01)
    assert guard.trust == 1
    guard.restart()
    assert guard.playing
    assert guard.trust == 0


@pytest.fixture(scope="module")
def own_voice() -> Callable[[str], Samples]:
    """Says something in Sotto's own voice, as it resembles an echo the most."""
    onnxruntime.set_seed(1)
    voice = PiperVoiceModel(starter_models() / "tts" / "starter.onnx")

    def say(text: str) -> Samples:
        spoken = np.concatenate(list(voice.synthesize(text, lambda: False)))
        return at_level(resample(spoken, voice.sample_rate, SAMPLE_RATE), -20)

    return say


def test_a_user_with_headphones_who_cuts_in_again_and_again_is_no_echo(own_voice: Callable[[str], Samples]) -> None:
    reply = own_voice(
        "I can tell the time and date, do sums, convert units, set timers, keep notes, and spell words."
    )
    question, silence = own_voice("What can you do?"), np.zeros(2 * SAMPLE_RATE, np.float32)
    coupling, found = Coupling(), []
    for number in range(60):
        begins = round((0.9 + number / 200) * SAMPLE_RATE)
        played = np.concatenate([reply[: begins + 3 * SAMPLE_RATE // 2], silence])
        near = noise(len(played), -82, seed=number)
        near[begins : begins + len(question)] += question
        found += [coupling.certain for ends in ticks(near, played) if coupling.feed(*ends)]
    assert len(found) > 200
    assert not any(found)
