"""Sotto while its window is closed or behind another: tray, overlay, key from anywhere, other processes' commands."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from desktop.events import (
    ConsentAsked,
    EngineEvent,
    LevelMeasured,
    PartialTranscript,
    StateChanged,
    Transcribed,
    UtteranceIgnored,
)
from desktop.running import DONE, Command, address
from desktop.settings import Settings
from desktop.settings.window import DesktopSettings
from desktop.ui.hand.command_server import CommandServer
from desktop.ui.hand.overlay import Overlay
from desktop.ui.hand.tray import Tray
from desktop.ui.key.global_key import GlobalKey
from desktop.ui.look.key_words import key_words
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.preferences import Preferences
from desktop.ui.trouble.banner import sentence
from desktop.wording import marked, tr

NOT_READY = "Sotto cannot listen now: it is loading its models, or could not"
_GOES_ON, _HOW = (
    marked("Sotto goes on in the tray"),
    marked("Talk from anywhere with {keys}. The sign's menu quits it."),
)
_HOW_WITHOUT = marked("A click on the sign shows the window again, its menu quits.")
_ASKS, _ANSWER = (
    marked("Sotto asks whether it may do something"),
    marked("Click here, or open the window, to answer."),
)


class AtHand(QObject):
    """Follows the settings of `DesktopSettings`, which are known once the assistant is."""

    def __init__(self, window: MainWindow, preferences: Preferences, home: Path) -> None:
        super().__init__(window)
        self._window, self._preferences = window, preferences
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._application = application
        self._settings = DesktopSettings()
        self._told = self._closed = False
        self.tray = Tray(window.theme, window.windowIcon(), self)
        self.overlay = Overlay(window.theme)
        self.key = GlobalKey(self)
        self._server = CommandServer(address(home), self.obey, self)
        window.notifier.use(self.tray.icon)
        self._connect()

    def _connect(self) -> None:
        talk = self._window.push_to_talk
        self.tray.asked.connect(self._window.notifier.bring_up)
        self.tray.talk.connect(talk.toggle)
        self.tray.cancelled.connect(self._window.cancel)
        self.tray.hands_free_chosen.connect(self._preferences.choose_hands_free)
        self.tray.menu.aboutToShow.connect(self._show_hands_free)
        self.tray.quit_asked.connect(self.quit)
        self.tray.missed.connect(self._show_somewhere)
        self.key.pressed.connect(talk.hold)
        self.key.released.connect(talk.let_go)
        self.key.told.connect(self._preferences.tell_of_talk_key)
        self.key.told.connect(self._tell_window)
        self._preferences.kept.connect(self._follow)
        self._window.hides = self._hides
        self._window.came_or_went.connect(self._came_or_went)
        QShortcut(QKeySequence("Ctrl+Q"), self._window).activated.connect(self.quit)
        self._application.focusWindowChanged.connect(self._look_around)
        self._application.commitDataRequest.connect(self._end_with_session)

    def start(self) -> None:
        """Listen to other processes."""
        self._server.listen()

    def close(self) -> None:
        """Take everything away but the window; what comes later is not shown."""
        self._closed = True
        self._preferences.kept.disconnect(self._follow)
        self._window.hides = None
        self._window.came_or_went.disconnect(self._came_or_went)
        self._server.close()
        self.key.choose("")
        self.tray.stop()
        self._application.focusWindowChanged.disconnect(self._look_around)
        # they have no parent: left to Python, they could be destroyed on another thread
        self.overlay.deleteLater()
        self.tray.menu.deleteLater()

    def quit(self) -> None:
        """End Sotto, whether its window can be seen or not."""
        self._settings = self._settings.model_copy(update={"tray": False})
        self._window.close()
        if not self._window.isVisible():
            self._window.closed.emit()

    def consume(self, event: EngineEvent) -> None:
        """Show one event where the window is not."""
        if self._closed:
            return
        match event:
            case StateChanged(state=state):
                self.tray.show_state(state)
                self.overlay.show_state(state)
            case LevelMeasured(peak=peak):
                self.overlay.show_level(peak)
            case PartialTranscript(text=text) | Transcribed(text=text):
                self.overlay.show_words(text)
            case ConsentAsked() if not self._in_front:
                self._window.notifier.notify(tr(_ASKS), tr(_ANSWER))
            case UtteranceIgnored(reason=reason):
                self.overlay.show_words(sentence(reason))
            case _:
                pass  # the window shows the others

    def _tell_window(self, _words: str) -> None:
        self._window.far_keys, self._window.far_works = self._settings.talk_key, self.key.active

    def obey(self, line: str) -> str:
        """Do what another process asks; return `DONE`, or why not."""
        word, _, more = line.partition(" ")
        talk = self._window.push_to_talk
        match word:
            case Command.SHOW:
                self._bring_up(more)
            case Command.PRESS:
                return DONE if talk.hold() else NOT_READY
            case Command.TOGGLE:
                return DONE if talk.toggle() else NOT_READY
            case Command.RELEASE:
                talk.let_go()
            case Command.CANCEL:
                self._window.cancel()
            case Command.REREAD:
                return DONE if self._preferences.reread() else NOT_READY
            case Command.ADAPTER:
                return self._preferences.acting_adapter() or NOT_READY
            case _:
                return "this Sotto does not know that command"
        return DONE

    def _bring_up(self, token: str) -> None:
        if token:
            os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt looks for it there when a window is to be activated
        self._window.notifier.bring_up()

    @Slot(object)
    def _follow(self, settings: Settings) -> None:
        """Take over the settings."""
        old, self._settings = self._settings, settings.desktop
        self._told = self._told or settings.desktop.told_of_tray
        if not self.key.words or old.talk_key != settings.desktop.talk_key:
            self.key.choose(settings.desktop.talk_key)
        if not settings.desktop.tray:
            self.tray.stop()
            self._show_somewhere()
        elif not self.tray.running:
            self.tray.start()
        self._look_around()

    def _show_somewhere(self) -> None:
        """Without a sign in the tray the window is at least in the task bar."""
        if not self._window.isVisible():
            self._window.showMinimized()

    def _came_or_went(self) -> None:
        QTimer.singleShot(0, self, self._look_around)

    def _look_around(self) -> None:
        if self._closed:
            return
        self.overlay.allow(self._settings.overlay and not self._in_front)

    @property
    def _in_front(self) -> bool:
        """Whether the keyboard is with a window of ours that can be seen."""
        front = QGuiApplication.focusWindow()
        return front is not None and front.isVisible() and front is not self.overlay.windowHandle()

    def _show_hands_free(self) -> None:
        self.tray.hands_free.setChecked(self._window.dock.hands_free.isChecked())

    def _end_with_session(self) -> None:
        self._settings = self._settings.model_copy(update={"tray": False})

    def _say_that_it_goes_on(self) -> None:
        if self._told:
            return
        self._told = True
        keys = self._settings.talk_key if self.key.active else ""
        how = tr(_HOW).format(keys=key_words(keys)) if keys else tr(_HOW_WITHOUT)
        self._window.notifier.notify(tr(_GOES_ON), how)
        self._preferences.remember_told_of_tray()

    def _hides(self) -> bool:
        """Whether the window is hidden instead of closed: where the tray brings it back."""
        if not (self._settings.tray and self.tray.there):
            return False
        self._say_that_it_goes_on()
        return True
