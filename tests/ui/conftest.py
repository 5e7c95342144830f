from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.events import StateChanged
from desktop.terms import State
from desktop.ui.background import Background
from desktop.ui.bridge import EventBridge
from desktop.ui.controller import Controller
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import Theme
from tests.ui.fake_assistant import FakeAssistant


@dataclass
class Desk:
    """A window on show with a fake assistant behind the real bridge and controller."""

    window: MainWindow
    controller: Controller
    bridge: EventBridge
    assistant: FakeAssistant
    bot: QtBot

    def until(self, holds: Callable[[], bool]) -> None:
        self.bot.waitUntil(holds, timeout=3000)

    def text(self) -> str:
        return self.window.live.toPlainText()

    def until_text(self, part: str) -> None:
        self.until(lambda: part in self.text())


@pytest.fixture
def theme() -> Theme:
    return Theme(Qt.ColorScheme.Light)


@pytest.fixture
def loading_desk(qtbot: QtBot, theme: Theme) -> Iterator[Desk]:
    window = MainWindow(theme)
    qtbot.addWidget(window)
    with ThreadPoolExecutor(1) as executor:
        controller = Controller(window, Background(executor, window))
        bridge = EventBridge(window)
        bridge.arrived.connect(controller.consume)
        window.show()
        window.activateWindow()
        qtbot.waitActive(window)
        yield Desk(window, controller, bridge, FakeAssistant(bridge.post), qtbot)
        controller.detach()


@pytest.fixture
def desk(loading_desk: Desk) -> Desk:
    desk = loading_desk
    desk.assistant.emit(StateChanged, 0, state=State.IDLE)
    desk.controller.attach(desk.assistant)
    desk.until(desk.window.dock.talk.isEnabled)
    desk.window.dock.talk.setFocus()
    return desk
