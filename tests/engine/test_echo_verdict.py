"""Whether a path takes its echo out: echo, noise, users."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.engine.echo.verdict import PathVerdict, share_left

HOPS = 400


def verdict(*, left_db: float, out_db: float, noise_db: float = -70.0, user: bool = False) -> PathVerdict:
    """After four seconds of an echo of which so much is left by the filter, and in the end."""
    rng = np.random.default_rng(0)
    echo = 10 ** (rng.uniform(-50, -15, HOPS) / 10)
    noise = 10 ** (noise_db / 10) * rng.uniform(0.8, 1.25, HOPS)
    spoken = np.where(user & (np.arange(HOPS) > HOPS - 40), 0.02, 0.0)
    judged = PathVerdict()
    for one, floor, loud in zip(echo, noise, spoken, strict=True):
        out = one * 10 ** (out_db / 10) + floor + loud
        judged.hear(out)
        judged.judge(near=one + floor + loud, out=out, expected=one, left=one * 10 ** (left_db / 10) + floor + loud)
    return judged


def test_a_path_that_leaves_little_works() -> None:
    assert verdict(left_db=-15, out_db=-30).works


@pytest.mark.parametrize(("left_db", "out_db"), [(-4, -12), (-15, -8), (-3, -30)])
def test_what_is_left_of_the_echo_speaks_against_it(left_db: float, out_db: float) -> None:
    assert not verdict(left_db=left_db, out_db=out_db).works


def test_a_user_who_begins_to_speak_does_not_end_it() -> None:
    assert verdict(left_db=-15, out_db=-30, user=True).works


def test_only_a_path_that_leaves_next_to_nothing_is_sure() -> None:
    assert verdict(left_db=-15, out_db=-36).sure
    assert not verdict(left_db=-15, out_db=-23).sure


def test_noise_louder_than_the_echo_does_not_count_either() -> None:
    assert verdict(left_db=-15, out_db=-30, noise_db=-22).works
    assert not verdict(left_db=-2, out_db=-3, noise_db=-22).works


def test_noise_under_the_echo_does_not_count() -> None:
    assert verdict(left_db=-15, out_db=-30, noise_db=-38).works


def test_it_is_not_said_too_early() -> None:
    judged = PathVerdict()
    for _ in range(40):
        judged.hear(1e-7)
        judged.judge(near=1e-3, out=1e-7, expected=1e-3, left=1e-5)
    assert not judged.works


def test_the_share_left_is_found_under_noise_and_beside_a_user() -> None:
    rng = np.random.default_rng(1)
    echo = rng.uniform(0, 1e-2, 600)
    noisy = 0.1 * echo + rng.uniform(0.9e-3, 1.1e-3, 600)
    assert share_left(np.stack([echo, noisy], axis=1)) == pytest.approx(0.1, abs=0.03)
    noisy[500:] += 0.5
    assert share_left(np.stack([echo, noisy], axis=1)) < 0.35
    assert share_left(np.stack([echo, echo], axis=1)) == pytest.approx(1)
