"""What a canceller leaves is taken away; a user is not."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.echo.residue import LEAST_GAIN, ResidueGate
from tests.engine.rooms import decibels, noise

SECOND = SAMPLE_RATE


def gated(near: np.ndarray, out: np.ndarray, block: int = 320) -> np.ndarray:
    gate = ResidueGate()
    return np.concatenate(
        [gate.pass_on(near[at : at + block], out[at : at + block]) for at in range(0, len(near), block)]
    )


def test_what_is_left_of_an_echo_is_lowered_to_nothing() -> None:
    near = noise(SECOND, -25)
    left = gated(near, near * np.float32(10 ** (-25 / 20)))
    assert decibels(left[SECOND // 2 :]) < -50 + 20 * np.log10(LEAST_GAIN) + 1


@pytest.mark.parametrize("lowered_db", [0, 6, 12])
def test_a_user_passes_untouched(lowered_db: float) -> None:
    near = noise(SECOND, -25)
    out = near * np.float32(10 ** (-lowered_db / 20))
    np.testing.assert_array_equal(gated(near, out), out)


def test_the_beginning_of_an_interruption_is_not_lost() -> None:
    echo, user = noise(SECOND, -25), noise(SECOND, -27, seed=1)
    user[: SECOND // 2] = 0
    out = echo * np.float32(10 ** (-30 / 20)) + user
    passed = gated(echo + user, out)
    start = SECOND // 2
    assert decibels(passed[start : start + 160]) > decibels(out[start : start + 160]) - 7, "10 ms"
    assert decibels(passed[start + 320 : start + 480]) > decibels(out[start + 320 : start + 480]) - 0.5, "30 ms"


def test_silence_and_blocks_of_any_number_of_steps() -> None:
    silence = np.zeros(960, np.float32)
    assert not gated(silence, silence, 960).any()
    assert len(ResidueGate().pass_on(silence[:0], silence[:0])) == 0
