"""Whose voice it may be, by its loudness."""

from __future__ import annotations

from desktop.engine.user_level import UserLevel


def test_before_anything_was_said_any_voice_may_be_the_users() -> None:
    assert not UserLevel().is_far(0.001)


def test_what_is_much_fainter_than_usual_is_another_voice() -> None:
    level = UserLevel()
    for loudness in (0.2, 0.25, 0.22):
        level.take(loudness)
    assert level.is_far(0.04)
    assert not level.is_far(0.08)


def test_one_loud_call_changes_little_and_a_new_place_is_learnt() -> None:
    level = UserLevel()
    for loudness in (0.1, 0.1, 0.9):
        level.take(loudness)
    assert not level.is_far(0.05)
    for _ in range(3):
        level.take(0.9)
    assert level.is_far(0.1)
