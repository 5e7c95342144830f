"""Scenarios in the window: the real engine, as fast as it keeps up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.paths import Paths
from desktop.scenarios.result import ScenarioResult, Verdict
from desktop.scenarios.shelf import find
from desktop.scenarios.suite import Suite
from desktop.settings.window import AppearanceSettings
from desktop.ui.main_window import MainWindow
from desktop.ui.watched import watch


@pytest.fixture(autouse=True)
def _left_as_it_was(qtbot: QtBot) -> Iterator[None]:
    yield
    for window in windows():
        window.deleteLater()
    QApplication.setQuitOnLastWindowClosed(True)


def windows() -> list[MainWindow]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)]


class Looking:
    """Reads the conversation in the window all the time, and closes it once it holds `until`."""

    def __init__(self, until: str = "") -> None:
        self.seen, self._until = "", until
        self._timer = QTimer(interval=20)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        for window in windows():
            if window.isVisible():
                text = window.live.toPlainText()
                self.seen = text or self.seen
                if self._until and self._until in text:
                    self._timer.stop()
                    window.close()


def watched(names: list[str], home: Path, looking: Looking, stop: threading.Event) -> list[ScenarioResult]:
    results: list[ScenarioResult] = []
    suite = Suite(find(names), stopped=stop.is_set, paths=Paths(home))
    watch(suite, AppearanceSettings(), results.append, stop.set)
    assert looking.seen
    return results


def test_the_window_shows_the_conversation_and_closes(sotto_home: Path) -> None:
    looking, stop = Looking(), threading.Event()
    (result,) = watched(["plain-question"], sotto_home, looking, stop)
    assert (result.verdict, stop.is_set()) == (Verdict.PASSED, False)
    assert "What is the capital of France?" in looking.seen
    assert "The capital of France is Paris." in looking.seen
    assert not any(window.isVisible() for window in windows())


def test_closing_the_window_ends_the_run(sotto_home: Path) -> None:
    looking, stop = Looking(until="What is seven plus eight?"), threading.Event()
    results = watched(["follow-up", "time"], sotto_home, looking, stop)
    assert stop.is_set()
    assert [one.verdict for one in results] == [Verdict.NOT_RUN]
