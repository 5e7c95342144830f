"""From what the user chooses in the window to the assistant and its settings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject

from desktop.terms import KeyMode
from desktop.ui.assistant_like import AssistantLike, SoundDeviceLike
from desktop.ui.background import Background
from desktop.ui.main_window import MainWindow
from desktop.ui.settings_dialog import SettingsDialog


class Preferences(QObject):
    """Acts on a choice at once and has it remembered in the background."""

    def __init__(self, window: MainWindow, background: Background) -> None:
        super().__init__(window)
        self._window, self._background = window, background
        self._assistant: AssistantLike | None = None
        self._key_mode = KeyMode.HOLD
        self._dialog: SettingsDialog | None = None
        window.dock.hands_free.clicked.connect(self._choose_hands_free)
        window.header.settings.clicked.connect(self._open)

    def attach(self, assistant: AssistantLike) -> None:
        """Take the assistant, once it is loaded, and show how it listens."""
        self._assistant = assistant
        self._use_key_mode(assistant.settings.conversation.key_mode)

    def detach(self) -> None:
        """Let go of the assistant."""
        self._assistant = None

    def _show_ways(self) -> None:
        if self._assistant is not None:
            self._window.show_ways(hands_free=self._assistant.hands_free, key_mode=self._key_mode)

    def _use_key_mode(self, mode: KeyMode) -> None:
        self._key_mode = mode
        self._window.push_to_talk.choose(mode)
        self._show_ways()

    def _choose_hands_free(self, on: bool) -> None:
        if self._assistant is None:
            return
        self._assistant.set_hands_free(on)
        self._show_ways()
        self._background.run(partial(self._assistant.remember, hands_free=on), lambda _none: None)

    def _choose_key_mode(self, name: str) -> None:
        self._use_key_mode(KeyMode(name))
        if self._assistant is not None:
            remember = partial(self._assistant.remember, key_mode=self._key_mode)
            self._background.run(remember, lambda _none: None)

    def _choose_echo_cancellation(self, on: bool) -> None:
        if self._assistant is not None:
            remember = partial(self._assistant.remember, echo_cancellation=on)
            self._background.run(remember, lambda _none: None)

    def _use_devices(self, microphone: str, speaker: str) -> None:
        if self._assistant is not None:
            use = partial(self._assistant.use_devices, microphone=microphone, speaker=speaker)
            self._background.run(use, lambda _none: None)

    def _open(self) -> None:
        if self._assistant is None or self._dialog is not None:
            return
        dialog = self._dialog = self._window.make_settings_dialog()
        dialog.show_settings(self._assistant.settings, hands_free=self._assistant.hands_free)
        dialog.devices_chosen.connect(self._use_devices)
        dialog.echo_cancellation_chosen.connect(self._choose_echo_cancellation)
        dialog.key_mode_chosen.connect(self._choose_key_mode)
        dialog.hands_free_chosen.connect(self._choose_hands_free)
        dialog.finished.connect(self._closed)
        dialog.open()
        self._background.run(self._assistant.devices, self._offer_devices)

    def _offer_devices(self, devices: Sequence[SoundDeviceLike]) -> None:
        if self._assistant is None or self._dialog is None:
            return
        microphone, speaker = self._assistant.chosen_devices
        microphones = [device.name for device in devices if device.records]
        speakers = [device.name for device in devices if device.plays]
        self._dialog.offer(microphones, speakers, microphone=microphone, speaker=speaker)

    def _closed(self) -> None:
        self._dialog = None
