"""A program of its own: window, tray, overlay and key with a fake assistant, on a real screen.

Prints what the assistant is asked and what is shown; ends when its input does. Arguments: the home, and `show` or
`hidden`.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.events import PartialTranscript, StateChanged
from desktop.terms import State
from desktop.ui.background import Background
from desktop.ui.bridge import EventBridge
from desktop.ui.controller import Controller
from desktop.ui.hand.at_hand import AtHand
from desktop.ui.look.theme import Theme
from desktop.ui.main_window import MainWindow
from tests.ui.fake_assistant import FakeAssistant


def say(*words: object) -> None:
    print(*words, flush=True)


class Spoken(FakeAssistant):
    """Hears while it is told to, and says so."""

    def press(self) -> None:
        say("press")
        self.emit(StateChanged, state=State.LISTENING)
        self.emit(PartialTranscript, text="what time is it")

    def release(self) -> None:
        say("release")
        self.emit(StateChanged, state=State.IDLE)

    def cancel(self) -> None:
        say("cancel")
        self.emit(StateChanged, state=State.IDLE)


class Watcher(QObject):
    """Tells when what can be seen of Sotto changes."""

    def __init__(self, window: MainWindow, at_hand: AtHand) -> None:
        super().__init__(window)
        self._window, self._at_hand = window, at_hand
        self._seen: tuple[Any, ...] = ()
        self._timer = QTimer(self, interval=10)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        seen = (self._window.isVisible(), self._at_hand.overlay.isVisible(), self._at_hand.tray.there)
        if seen != self._seen:
            self._seen = seen
            say(*(f"{name}={shown:d}" for name, shown in zip(("window", "overlay", "tray"), seen, strict=True)))


def main() -> None:
    home, how = sys.argv[1:]
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    window = MainWindow(Theme(Qt.ColorScheme.Light))
    with ThreadPoolExecutor(1) as executor:
        controller = Controller(window, Background(executor, window))
        bridge = EventBridge(window)
        at_hand = AtHand(window, controller.preferences, Path(home))
        for consumer in (controller.consume, at_hand.consume):
            bridge.arrived.connect(consumer)
        window.closed.connect(app.quit)
        at_hand.key.told.connect(lambda words: say("key", words))
        window.setVisible(how == "show")
        at_hand.start()
        assistant = Spoken(bridge.post)
        assistant.emit(StateChanged, 0, state=State.IDLE)
        controller.attach(assistant)
        Watcher(window, at_hand)
        say("overlay", int(at_hand.overlay.winId()))
        commands = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, window)
        deeds = {"close": window.close, "quit": at_hand.quit, "show": window.show, "hide": window.hide, "": app.quit}
        commands.activated.connect(lambda: deeds[sys.stdin.buffer.raw.readline().decode().strip()]())  # type: ignore[attr-defined]
        QTimer.singleShot(0, lambda: say("ready"))
        app.exec()
        controller.detach()
        at_hand.close()
    say("ended")


if __name__ == "__main__":
    main()
