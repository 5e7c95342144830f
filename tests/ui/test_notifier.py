from __future__ import annotations

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.events import TimerRang
from desktop.ui.notifier import timer_words
from tests.ui.conftest import Desk

OFF = "while Sotto or the computer was off"


@pytest.mark.parametrize(
    ("label", "late_s", "words"),
    [
        ("", 0, ("Time is up", "")),
        ("tea", 59, ("Time is up: tea", "")),
        ("tea", 60, ("Time is up: tea", f"It was due 1 minute ago, {OFF}")),
        ("", 7300, ("Time is up", f"It was due 2 hours ago, {OFF}")),
        ("", 3e5, ("Time is up", f"It was due 3 days ago, {OFF}")),
    ],
)
def test_words_of_a_timer(label: str, late_s: float, words: tuple[str, str]) -> None:
    assert timer_words(label, late_s) == words


def test_a_late_timer_says_so_in_the_banner(desk: Desk) -> None:
    desk.assistant.emit(TimerRang, 0, label="tea", late_s=720.0)
    desk.until(desk.window.banner.isVisible)
    assert desk.window.banner.text == ("Time is up: tea.", f"It was due 12 minutes ago, {OFF}.")


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support raise", extend=True)  # the offscreen platform
def test_a_desktop_with_a_tray_gets_a_notification(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", staticmethod(lambda: True))
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda _tray, title, text, *_rest: shown.append((title, text))
    )
    desk.assistant.emit(TimerRang, 0, label="tea\x07", late_s=0.0)
    desk.assistant.emit(TimerRang, 0, label="", late_s=90.0)
    desk.until(lambda: len(shown) == 2)
    assert shown == [("Time is up: tea\u2407", ""), ("Time is up", f"It was due 1 minute ago, {OFF}")]
    (tray,) = desk.window.findChildren(QSystemTrayIcon)
    desk.window.showMinimized()
    tray.messageClicked.emit()
    assert not desk.window.isMinimized()
    tray.hide()
