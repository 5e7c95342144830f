"""How loud an echo can be, told from what is heard while something is played."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.echo.levels import HeardLevels
from desktop.engine.protocols import Samples
from tests.engine.rooms import at_level, echo_of, noise

SECOND = np.ones(SAMPLE_RATE, np.float32)
LONGEST = SAMPLE_RATE // 2


def heard(near: Samples, far: Samples) -> HeardLevels:
    levels = HeardLevels(LONGEST)
    levels.feed(near, far)
    return levels


@pytest.mark.parametrize("delay_ms", [0, 45, 500])
def test_an_echo_is_never_louder_than_what_is_heard_of_it(delay_ms: int) -> None:
    far = at_level(noise(3 * SAMPLE_RATE, -20), -20)
    near = echo_of(far, db=-30, delay_ms=delay_ms, reverb_s=0.1)
    assert heard(near, far).most_db(delay_ms * 16) == pytest.approx(-30, abs=3)


def test_who_speaks_only_for_a_part_of_it_does_not_make_it_louder() -> None:
    far, near = noise(2 * SAMPLE_RATE, -20), noise(2 * SAMPLE_RATE, -80)
    near[SAMPLE_RATE:] += at_level(noise(SAMPLE_RATE, -20, 1), -20)
    assert heard(near, far).most_db(800) == pytest.approx(-60, abs=2)


def test_it_may_have_any_level_while_next_to_nothing_was_played() -> None:
    silence = 0 * SECOND
    assert heard(noise(SAMPLE_RATE, -30), silence).most_db(800) == np.inf
    far = silence.copy()
    far[:2000] = 0.1
    assert heard(noise(SAMPLE_RATE, -30), far).most_db(0) == np.inf


def test_what_was_heard_in_another_room_is_forgotten() -> None:
    levels = heard(noise(SAMPLE_RATE, -80), 0.1 * SECOND)
    assert levels.most_db(800) < -50
    levels.reset()
    assert levels.most_db(800) == np.inf
