"""Work in progress: shown once it lasts, told of as it goes, cancelled when the user wants."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.errors import ModelError
from desktop.job import Job
from desktop.ui.trouble.work_row import WorkRow
from desktop.ui.trouble.work_rows import WorkRows
from desktop.ui.trouble.work_strip import LongWork, WorkStrip
from tests.fakes import WAIT_S
from tests.ui.conftest import Desk


@pytest.fixture
def strip(qtbot: QtBot) -> WorkStrip:
    strip = WorkStrip()
    qtbot.addWidget(strip)
    strip.resize(600, 300)
    strip.show()
    return strip


@pytest.fixture
def long_work(strip: WorkStrip) -> Iterator[LongWork]:
    with ThreadPoolExecutor(1) as executor:
        work = LongWork(strip, executor)
        yield work
        work.close()


class Steps:
    """Work that goes on when the test says so."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.error: Exception | None = None

    def __call__(self, job: Job) -> str:
        job.tell("half of it", 0.5)
        while not self.go_on.wait(0.002):
            job.check()
        if self.error is not None:
            raise self.error
        return "done"


def test_what_is_done_soon_is_never_seen(strip: WorkStrip) -> None:
    row = strip.begin("a", "Export")
    strip.end("a")
    strip.end("a")
    assert not row.isVisible()
    assert not strip.rows


def test_what_is_over_in_the_moment_in_which_it_becomes_long_is_never_seen(qtbot: QtBot, strip: WorkStrip) -> None:
    row = strip.begin("a", "Export")
    strip.end("a")
    row.ripe.emit()
    qtbot.waitUntil(lambda: not isValid(row))
    strip.begin("b", "Import", after_ms=0)
    qtbot.waitUntil(strip.isVisible)
    assert [row.isVisible() for row in strip.rows.values()] == [True]


def test_it_is_told_of_and_its_result_arrives(qtbot: QtBot, strip: WorkStrip, long_work: LongWork) -> None:
    steps, results = Steps(), []
    long_work.run("a", "Export", steps, results.append)
    row = strip.rows["a"]
    qtbot.waitUntil(row.isVisible)
    assert row.text == ("Export", "half of it")
    assert row.bar.value() == row.bar.maximum() // 2
    assert row.accessibleName() == "Export half of it"
    long_work.run("a", "Export", steps, results.append)
    steps.go_on.set()
    qtbot.waitUntil(lambda: not strip.rows)
    assert results == ["done"], "the same work is not begun twice"


def test_it_can_be_cancelled(qtbot: QtBot, strip: WorkStrip, long_work: LongWork) -> None:
    results: list[object] = []
    long_work.failed.connect(results.append)
    long_work.run("a", "Export", Steps(), results.append)
    row = strip.rows["a"]
    qtbot.waitUntil(row.isVisible)
    row.cancel.setFocus()
    qtbot.keyClick(row.cancel, Qt.Key.Key_Space)
    assert not row.cancel.isEnabled()
    qtbot.waitUntil(lambda: not strip.rows)
    assert results == []


def test_what_it_raises_is_told(qtbot: QtBot, strip: WorkStrip, long_work: LongWork) -> None:
    steps = Steps()
    steps.error = ModelError("it is gone", advice="get it again")
    steps.go_on.set()
    with qtbot.waitSignal(long_work.failed, timeout=int(WAIT_S * 1000)) as failed:
        long_work.run("a", "Export", steps, lambda _: None)
    assert failed.args == [steps.error]
    assert not strip.rows


def _in_sight(rows: list[WorkRow]) -> list[int]:
    return [place for place, row in enumerate(rows) if row.visibleRegion().boundingRect() == row.rect()]


def test_a_low_window_shows_one_and_unfolds_the_others(qtbot: QtBot, strip: WorkStrip) -> None:
    rows = [strip.begin(key, key, bool, after_ms=0) for key in "abcd"]
    qtbot.waitUntil(lambda: all(row.isVisible() for row in rows))
    qtbot.waitUntil(lambda: _in_sight(rows) == [0, 1, 2])
    strip.make_room(560)
    qtbot.waitUntil(lambda: _in_sight(rows) == [0])
    assert strip.more.text() == "and 3 more"
    strip.more.setFocus()
    qtbot.keyClick(strip.more, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: _in_sight(rows) == [0, 1, 2])
    for row in rows:
        qtbot.keyClick(strip.focusWidget(), Qt.Key.Key_Tab)
        while strip.focusWidget() is strip.findChild(WorkRows):
            qtbot.keyClick(strip.focusWidget(), Qt.Key.Key_Tab)
        assert strip.focusWidget() is row.cancel
        assert row.cancel.visibleRegion().boundingRect() == row.cancel.rect(), "Tab scrolls to it"
    qtbot.keyClick(strip.more, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: _in_sight(rows) == [0])
    for key in "abc":
        strip.end(key)
    qtbot.waitUntil(lambda: _in_sight(rows[3:]) == [0])
    assert strip.more.isHidden()
    strip.end("d")
    assert strip.isHidden()


def test_it_is_readable_in_a_narrow_window(qtbot: QtBot, strip: WorkStrip) -> None:
    row = strip.begin("a", "Loading the language model", lambda: None, after_ms=0)
    strip.tell("a", "qwen.gguf", None)
    qtbot.waitUntil(row.isVisible)
    strip.resize(340, 300)
    qtbot.waitUntil(lambda: row.width() <= 340)
    assert row.cancel.isVisible()
    assert row.cancel.geometry().right() <= 340


def test_work_that_begins_leaves_the_keyboard_where_it_is(desk: Desk) -> None:
    desk.press()
    row = desk.window.work.begin("a", "Import", bool, after_ms=0)
    desk.until(row.isVisible)
    assert desk.window.isActiveWindow()
    desk.let_go()
    assert desk.assistant.asked == ["press", "release"], "a hold goes on while work begins"
