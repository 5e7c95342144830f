"""The volume is turned: told from a user and from another room."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from desktop.engine.audio import HOP
from desktop.engine.echo.gain import EchoGain

HOPS = 40


def hops(seed: int, level: float = 0.05) -> NDArray[np.float64]:
    """Sound that rises and falls as speech does, shape (HOPS, HOP)."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal((HOPS, HOP)) * level * rng.uniform(0.1, 1, (HOPS, 1))


def followed(echo: NDArray[np.float64], heard: NDArray[np.float64]) -> tuple[float, int]:
    """What the path is multiplied by in the end, and after how many hops the last time."""
    gain, path, last = EchoGain(), 1.0, 0
    for at, (expected, near) in enumerate(zip(echo, heard, strict=True)):
        change = gain.follow(near.astype(np.float32), path * expected, near - path * expected)
        path, last = path * change, at if change != 1 else last
    return path, last


@pytest.mark.parametrize("db", [-18, -12, -6, 6, 12, 18])
def test_another_volume_is_found_within_a_tenth_of_a_second(db: float) -> None:
    echo = hops(0)
    path, last = followed(echo, echo * 10 ** (db / 20) + hops(1, 0.003))
    assert 20 * np.log10(path) == pytest.approx(db, abs=1)
    assert last < 10


def test_a_user_another_room_and_silence_are_not_taken_for_it() -> None:
    echo = hops(0)
    assert followed(echo, echo + hops(1, 0.2))[0] == 1  # a user twelve decibels louder
    assert followed(echo, np.roll(echo, HOP // 2, axis=1))[0] == 1
    assert followed(np.zeros_like(echo), hops(1, 0.2))[0] == 1


def test_a_small_difference_is_left_to_the_filter() -> None:
    echo = hops(0)
    assert followed(echo, echo * 1.2)[0] == 1


def test_what_the_path_learnt_on_takes_out_as_well_is_left_to_it() -> None:
    gain, echo = EchoGain(), hops(0)
    assert {gain.follow((2 * one).astype(np.float32), one, 0.001 * one) for one in echo} == {1.0}
