from __future__ import annotations

import sys
import threading
import time
from itertools import pairwise

import pytest
from PySide6.QtCore import QThread, QTimer
from pytestqt.qtbot import QtBot

from desktop.events import EngineEvent, LevelMeasured, ReplyDelta, ReplyHeard, SpeechStarted
from desktop.ui.bridge import EventBridge
from tests.ui.conftest import Desk

LONGEST_WORK_S = 0.05
"""Between two beats of a timer, as the main thread's own processor time: other programs do not count."""


def _delta(number: int) -> ReplyDelta:
    return ReplyDelta(session="s", turn=1, at=0, text=f"{number} ")


def test_events_from_a_thread_arrive_in_order_on_the_main_thread(qtbot: QtBot) -> None:
    bridge = EventBridge()
    arrived: list[tuple[EngineEvent, bool]] = []
    bridge.arrived.connect(lambda event: arrived.append((event, QThread.currentThread().isMainThread())))
    sent = [_delta(number) for number in range(5000)]
    thread = threading.Thread(target=lambda: [bridge.post(event) for event in sent])
    thread.start()
    qtbot.waitUntil(lambda: len(arrived) == len(sent), timeout=20_000)
    thread.join()
    assert [event for event, _ in arrived] == sent
    assert all(on_main for _, on_main in arrived)


def test_levels_are_thinned_to_thirty_a_second(qtbot: QtBot) -> None:
    bridge = EventBridge()
    arrived: list[EngineEvent] = []
    bridge.arrived.connect(arrived.append)
    for block in range(1000):
        bridge.post(LevelMeasured(session="s", turn=0, at=block / 100, rms=0.1, peak=0.2))
    bridge.post(_delta(1))
    qtbot.waitUntil(lambda: bool(arrived) and isinstance(arrived[-1], ReplyDelta))
    assert 200 <= len(arrived) - 1 <= 301


def test_what_was_heard_is_told_once_and_late_rather_than_alone(qtbot: QtBot) -> None:
    bridge = EventBridge()
    arrived: list[EngineEvent] = []
    bridge.arrived.connect(arrived.append)
    for heard in ("so", "so", "so it", "so it", "so it is"):
        bridge.post(ReplyHeard(session="s", turn=1, at=0, heard=heard))
    qtbot.waitUntil(lambda: bool(arrived))
    bridge.post(ReplyHeard(session="s", turn=1, at=0, heard="so it is"))
    bridge.post(ReplyHeard(session="s", turn=2, at=0, heard="so it is"))
    bridge.post(_delta(1))
    qtbot.waitUntil(lambda: isinstance(arrived[-1], ReplyDelta))
    told = [(event.turn, event.heard) for event in arrived if isinstance(event, ReplyHeard)]
    assert told == [(1, "so it is"), (2, "so it is")]


def test_what_was_heard_arrives_without_any_other_event(qtbot: QtBot) -> None:
    bridge = EventBridge()
    arrived: list[EngineEvent] = []
    bridge.arrived.connect(arrived.append)
    for heard in ("so", "so it", "so it is"):
        bridge.post(ReplyHeard(session="s", turn=1, at=0, heard=heard))
        qtbot.waitUntil(lambda heard=heard: bool(arrived) and arrived[-1].heard == heard)


def test_of_what_was_heard_in_quick_succession_the_newest_is_told_before_anything_but_more_of_the_reply(
    qtbot: QtBot,
) -> None:
    bridge = EventBridge()
    arrived: list[EngineEvent] = []
    bridge.arrived.connect(arrived.append)
    bridge.post(ReplyHeard(session="s", turn=1, at=0, heard="so"))
    qtbot.waitUntil(lambda: bool(arrived))
    for heard in ("so it", "so it is"):
        bridge.post(ReplyHeard(session="s", turn=1, at=0, heard=heard))
        bridge.post(_delta(1))
    bridge.post(SpeechStarted(session="s", turn=2, at=0))
    qtbot.waitUntil(lambda: isinstance(arrived[-1], SpeechStarted))
    assert [event.heard for event in arrived if isinstance(event, ReplyHeard)] == ["so", "so it is"]
    assert sum(isinstance(event, ReplyDelta) for event in arrived) == 2
    assert isinstance(arrived[-2], ReplyHeard)


def test_one_that_fails_keeps_nobody_else_from_an_event(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    bridge = EventBridge()
    told: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: told.append(error[0]))
    bridge.arrived.connect(lambda _event: 1 / 0)
    bridge.arrived.connect(told.append)
    bridge.post(_delta(1))
    qtbot.waitUntil(lambda: len(told) == 2)
    bridge.post(_delta(2))
    qtbot.waitUntil(lambda: len(told) == 4)
    assert told == [ZeroDivisionError, _delta(1), ZeroDivisionError, _delta(2)]


@pytest.mark.usefixtures("young")
def test_a_burst_of_100_000_events_does_not_freeze_the_window(desk: Desk) -> None:
    view = desk.window.live
    beats = [(time.perf_counter(), time.thread_time())]

    def beat() -> None:
        beats.append((time.perf_counter(), time.thread_time()))

    timer = QTimer(desk.window, interval=5)
    timer.timeout.connect(beat)
    timer.start()

    def burst() -> None:
        for number in range(100_000):
            turn = 1 + number // 1000
            desk.bridge.post(ReplyDelta(session=desk.assistant.session, turn=turn, at=0, text=f"{number} "))

    thread = threading.Thread(target=burst)
    thread.start()
    desk.bot.waitUntil(lambda: view.turn(100).reply.endswith(" 99999 ") and view.settled, timeout=30_000)
    thread.join()
    timer.stop()
    wall, work = (max(after[n] - before[n] for before, after in pairwise(beats)) for n in (0, 1))
    sys.stdout.write(f"longest stall {wall * 1000:.1f} ms, {work * 1000:.1f} ms of it work\n")  # pytest -s shows it
    assert len(beats) > 20
    assert work < LONGEST_WORK_S
