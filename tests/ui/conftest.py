from __future__ import annotations

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.events import StateChanged
from desktop.loading import loading
from desktop.paths import translations
from desktop.terms import State
from desktop.ui.background import Background
from desktop.ui.bridge import EventBridge
from desktop.ui.controller import Controller
from desktop.ui.look.language import take_language
from desktop.ui.look.theme import Theme
from desktop.ui.main_window import MainWindow
from desktop.wording import speak
from tests.ui.fake_assistant import FakeAssistant
from tests.ui.pseudo import longer, mirrored, write

MADE_UP = {"qps": longer, "he": mirrored}
"""Languages of the tests: longer than any, and read from right to left."""


class Clock:
    """The talk key's time, which passes when the test says so."""

    def __init__(self) -> None:
        self.now = 1.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    """A window on show with a fake assistant behind the real bridge and controller."""

    window: MainWindow
    controller: Controller
    bridge: EventBridge
    assistant: FakeAssistant
    bot: QtBot
    clock: Clock

    def press(self, widget: QWidget | None = None) -> None:
        self.bot.keyPress(widget or self.window.dock.talk, Qt.Key.Key_Space)

    def let_go(self, widget: QWidget | None = None, *, after: float = 1.0) -> None:
        """Let Space go, so many seconds after what happened before."""
        self.clock.now += after
        self.bot.keyRelease(widget or self.window.dock.talk, Qt.Key.Key_Space)

    def tap_twice(self) -> None:
        for _ in range(2):
            self.press()
            self.let_go(after=0.1)

    def leave(self) -> None:
        """Go to another window."""
        other = QWidget()
        self.bot.addWidget(other)
        other.show()
        other.activateWindow()
        self.until(other.isActiveWindow)
        self.until(lambda: not self.window.isActiveWindow())

    def until(self, holds: Callable[[], bool]) -> None:
        self.bot.waitUntil(holds, timeout=10_000)

    def text(self) -> str:
        return self.window.live.toPlainText()

    def until_text(self, part: str) -> None:
        self.until(lambda: part in self.text())


def by_tab(desk: Desk, wanted: QWidget, within: QWidget | None = None) -> None:
    """Go to a control of the window, or of a dialog, by Tab alone."""
    root = within or desk.window
    for _ in range(200):
        held = root.focusWidget() or root
        if held is wanted:
            return
        desk.bot.keyClick(held, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {wanted.accessibleName() or wanted}")


@pytest.fixture
def young() -> Iterator[None]:
    """What other tests left is not looked through for garbage, as in a window that was just opened."""
    with loading():
        pass
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True, scope="session")
def english_numbers() -> None:
    """Numbers as `take_language` has them written where neither settings nor system ask for another language."""
    QLocale.setDefault(QLocale("en"))


@pytest.fixture
def language(request: pytest.FixtureRequest, qapp: QApplication, tmp_path: Path) -> Iterator[str]:
    """The language that is spoken in a test, English if it is not parametrised; "qps" and "he" are made up.

    To be asked for before the window.
    """
    code = getattr(request, "param", "en")
    folder = translations()
    if code in MADE_UP:
        folder = tmp_path / "translations"
        write(folder, code, MADE_UP[code])
    before = QLocale()
    take_language(qapp, code, folder)
    yield code
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    QLocale.setDefault(before)
    speak("en", translations())


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
        window.push_to_talk._clock = clock = Clock()
        yield Desk(window, controller, bridge, FakeAssistant(bridge.post), qtbot, clock)
        controller.detach()


@pytest.fixture
def desk(loading_desk: Desk) -> Desk:
    desk = loading_desk
    desk.assistant.emit(StateChanged, 0, state=State.IDLE)
    desk.controller.attach(desk.assistant)
    desk.until(desk.window.dock.talk.isEnabled)
    desk.window.dock.talk.setFocus()
    return desk
