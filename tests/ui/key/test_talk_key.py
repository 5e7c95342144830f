"""The talk key's meaning, apart from any window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.terms import KeyMode
from desktop.ui.key.talk_key import DOUBLE_TAP_S, Step, TalkKey

HOLD, TOGGLE = KeyMode.HOLD, KeyMode.TOGGLE
BEGIN, END = [Step.BEGIN], [Step.END]


def test_a_hold_ends_as_soon_as_the_key_comes_up() -> None:
    key = TalkKey()
    assert key.press(0.0) == BEGIN
    assert key.release(DOUBLE_TAP_S) == END
    assert key.due is None


def test_a_switch_begins_what_lasts_and_ends_whatever_is_under_way() -> None:
    key = TalkKey()
    assert key.toggle(0.0) == BEGIN
    assert key.locked
    assert key.toggle(0.1) == END
    assert key.press(1.0) == BEGIN
    assert key.toggle(1.1) == END
    assert key.release(1.2) == []
    key.press(2.0)
    key.release(2.1)
    assert key.toggle(5.0) == [Step.END, Step.BEGIN], "the tap before was a short hold"


def test_a_single_tap_ends_when_no_second_one_comes() -> None:
    key = TalkKey()
    assert [key.press(1.0), key.release(1.1)] == [BEGIN, []]
    assert key.due == pytest.approx(1.0 + DOUBLE_TAP_S)
    assert key.wait(1.2) == []
    assert key.wait(1.0 + DOUBLE_TAP_S) == END


def test_a_double_tap_locks_what_the_first_tap_began_and_one_press_ends_it() -> None:
    key = TalkKey()
    assert [key.press(0.0), key.release(0.1), key.press(0.2)] == [BEGIN, [], []]
    assert key.locked
    assert [key.release(0.3), key.wait(60.0)] == [[], []]
    assert key.press(61.0) == END
    assert key.release(62.0) == []
    assert not key.talking


def test_two_slow_taps_are_two_utterances() -> None:
    key = TalkKey()
    key.press(0.0)
    key.release(0.1)
    assert key.press(0.5) == [Step.END, Step.BEGIN], "the second press says so even if nobody called wait"
    assert key.release(1.0) == END


def test_toggle_begins_and_ends_with_a_press() -> None:
    key = TalkKey(TOGGLE)
    assert [key.press(0.0), key.release(0.05)] == [BEGIN, []]
    assert key.due is None
    assert [key.press(0.1), key.release(5.0)] == [END, []]


def test_two_keys_at_once_are_one() -> None:
    key = TalkKey()
    assert [key.press(0.0), key.press(0.1)] == [BEGIN, []]
    assert [key.release(1.0), key.release(1.1)] == [END, []]


def test_leaving_ends_a_hold_and_a_tap_but_not_a_lock() -> None:
    held, tapped, locked, toggled = TalkKey(), TalkKey(), TalkKey(), TalkKey(TOGGLE)
    for key in (held, tapped, locked, toggled):
        key.press(0.0)
    tapped.release(0.1)
    locked.release(0.1)
    locked.press(0.2)
    assert [key.leave() for key in (held, tapped, locked, toggled)] == [END, END, [], []]
    assert [key.talking for key in (held, tapped, locked, toggled)] == [False, False, True, True]
    assert [locked.press(9.0), toggled.press(9.0)] == [END, END]


@pytest.mark.parametrize("mode", KeyMode)
def test_discarded_the_way_up_means_nothing(mode: KeyMode) -> None:
    key = TalkKey(mode)
    key.press(0.0)
    key.discard()
    assert [key.release(1.0), key.end(), key.leave()] == [[], [], []]
    assert key.press(2.0) == BEGIN


def test_another_mode_ends_what_is_under_way() -> None:
    key = TalkKey()
    key.press(0.0)
    assert key.choose(TOGGLE) == END
    assert key.release(0.1) == []
    assert [key.press(1.0), key.release(1.1)] == [BEGIN, []]
    assert key.locked


@given(
    mode=st.sampled_from(KeyMode),
    happened=st.lists(
        st.tuples(
            st.sampled_from(["press", "release", "wait", "leave", "end", "discard", "switch", "hold", "toggle"]),
            st.sampled_from([0.0, 0.01, 0.1, 0.29, 0.3, 1.0]),
        ),
        max_size=60,
    ),
)
def test_begin_and_end_alternate_whatever_happens(mode: KeyMode, happened: list[tuple[str, float]]) -> None:
    key, at, talking = TalkKey(mode), 0.0, False
    for what, later in happened:
        at += later
        if what == "discard":
            key.discard()
            talking = False
            steps = []
        elif what in ("press", "release", "wait"):
            steps = getattr(key, what)(at)
        elif what == "switch":
            steps = key.toggle(at)
        elif what in ("leave", "end"):
            steps = getattr(key, what)()
        else:
            steps = key.choose(KeyMode(what))
        for step in steps:
            assert talking is (step is Step.END)
            talking = not talking
        assert key.talking is talking
        assert talking or not (key.locked or key.due is not None)
        assert not key.locked or key.due is None, "what is locked waits for a press, not for a time"
    key.end()
    assert key.press(at + 1.0) == BEGIN
