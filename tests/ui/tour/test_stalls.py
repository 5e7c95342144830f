from __future__ import annotations

import time

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.tour.stalls import BEAT_MS, Stall, StallWatch, queued_s, stolen_ms, stolen_ticks

STAT = b"""cpu  10 0 20 3000 4 0 5 18 0 0
cpu0 5 0 10 1500 2 0 3 11 0 0
cpu1 5 0 10 1500 2 0 2 7 0 0
intr 1234 0 0 9
ctxt 99
cpu"""


def test_only_what_others_took_for_certain_is_left_out() -> None:
    assert Stall(wall_ms=80, work_ms=20, queued_ms=30, stolen_ms=40).own_ms == 40  # maybe in the same 40 ms
    assert Stall(wall_ms=80, work_ms=20, queued_ms=70, stolen_ms=0).own_ms == 20
    assert Stall(wall_ms=80, work_ms=62, stolen_ms=60).own_ms == 62  # what it did itself always counts
    assert Stall(wall_ms=45, work_ms=49).own_ms == 45  # but for the time in which a beat was not due
    assert Stall(wall_ms=-1, work_ms=3).own_ms == 0


def test_what_the_host_took_is_read_for_each_processor() -> None:
    assert stolen_ticks(STAT) == (11, 7)
    assert stolen_ticks(b"") == ()
    assert stolen_ticks(b"cpu  1 2 3\ncpu0 1 2 3\n") == ()  # a kernel that does not tell


@pytest.mark.parametrize(
    ("before", "after", "ms"),
    [((5, 5), (5, 5), 0), ((5, 5), (6, 6), 0), ((5, 5), (9, 7), 30), ((), (9, 7), 0), ((9,), (7,), 0)],
)
def test_a_tick_that_may_have_begun_before_is_not_counted(
    before: tuple[int, ...], after: tuple[int, ...], ms: float
) -> None:
    assert stolen_ms(before, after) == ms


def test_time_in_the_queue_is_told_in_seconds() -> None:
    assert queued_s(b"12345 1500000000 7\n") == 1.5
    assert queued_s(b"") == 0.0


def test_what_the_main_thread_does_is_a_stall_and_what_it_is_told_to_skip_is_none(qtbot: QtBot) -> None:
    watch = StallWatch()
    qtbot.wait(20)
    watch.take()
    end = time.thread_time() + 0.06
    while time.thread_time() < end:
        pass
    qtbot.wait(20)
    found = watch.take()
    assert found.work_ms >= 60
    assert found.own_ms >= 60 - BEAT_MS
    time.sleep(0.2)
    watch.skip()
    assert watch.take().wall_ms < 200
    watch.stop()
