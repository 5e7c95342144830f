"""From what the user chooses in the window to the assistant and its settings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from desktop import autostart, log
from desktop.catalog import find_models
from desktop.errors import UserFacingError
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.settings.fields import Kind, SettingField, Value, setting_groups
from desktop.terms import KeyMode
from desktop.ui.assistant_like import AssistantLike, SoundDeviceLike
from desktop.ui.background import Background
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.personas_desk import PersonasDesk
from desktop.ui.settings.settings_dialog import SettingsDialog
from desktop.ui.tools.tools_desk import ToolsDesk
from desktop.wording import tr

HANDS_FREE, KEY_MODE = "conversation.hands_free", "conversation.key_mode"
DEVICES = ("audio.microphone", "audio.speaker")
AUTOSTART, TALK_KEY = "desktop.autostart", "desktop.talk_key"


class Preferences(QObject):
    """Acts on a choice at once and has it remembered in the background.

    A method of a few lines for each thing that asks for a choice, or is to be told of one.
    """

    kept = Signal(object)
    """The `Settings`, when they are first known and after every choice."""
    first_start_wanted = Signal()
    anew_wanted = Signal()
    """The user wants what acts from the next start on to act now."""

    def __init__(self, window: MainWindow, background: Background) -> None:
        super().__init__(window)
        self._window, self._background = window, background
        self._assistant: AssistantLike | None = None
        self._started: Settings | None = None
        self.can_begin_anew = False
        """Whether somebody acts on `anew_wanted`."""
        self._key_mode = KeyMode.HOLD
        self._talk_key = ""
        self._dialog: SettingsDialog | None = None
        self._personas = PersonasDesk(window.theme, background, self)
        self._tools = ToolsDesk(window.theme, self)
        self._fields = {field.path: field for group in setting_groups() for field in group.fields}
        window.dock.hands_free.clicked.connect(self.choose_hands_free)
        window.header.settings.clicked.connect(lambda: self.open())

    def attach(self, assistant: AssistantLike) -> None:
        """Take the assistant, once it is loaded, and show how it listens."""
        self._assistant, self._started = assistant, assistant.settings
        self._use_key_mode(assistant.settings.conversation.key_mode)
        self.kept.emit(assistant.settings)

    def detach(self) -> None:
        """Let go of the assistant."""
        self._tools.close()
        self._assistant = None

    def choose_hands_free(self, on: bool) -> None:
        """Listen without a key, or no longer."""
        self._choose(self._fields[HANDS_FREE], on)

    def tell_of_talk_key(self, words: str) -> None:
        """Say in the settings whether the key that talks from anywhere works, and why."""
        self._talk_key = words
        if self._dialog is not None:
            self._dialog.tell(TALK_KEY, words)

    def remember_told_of_tray(self) -> None:
        """Note that the user knows that Sotto goes on without a window."""
        if self._assistant is not None:
            self._background.run(partial(self._assistant.alter, _told_of_tray), lambda _none: None)

    def reread(self) -> bool:
        """Take over what another program wrote into the settings; False before there is an assistant."""
        if self._assistant is None:
            return False
        self._background.run(self._assistant.reread, lambda _none: self._reread())
        return True

    def acting_adapter(self) -> str:
        """Which LoRA adapter acts, as one line of JSON; empty before there is an assistant."""
        if self._assistant is None:
            return ""
        worn = self._assistant.adapting.worn
        return json.dumps({"adapter": worn.path.name if worn else "", "scale": worn.scale if worn else 0.0})

    def _reread(self) -> None:
        if self._assistant is not None:
            self.look_again()
            self.kept.emit(self._assistant.settings)

    def look_again(self) -> None:
        """Show what holds now, if the settings are open: they may have been changed elsewhere."""
        if self._assistant is not None and self._dialog is not None:
            self._dialog.show_settings(self._shown(self._assistant))
            self._show_waiting()

    def _show_waiting(self) -> None:
        """Offer to begin anew while something waits for that."""
        if self._assistant is None or self._started is None or self._dialog is None:
            return
        now, then = self._assistant.settings, self._started
        waiting = any(one.value_in(now) != one.value_in(then) for one in self._fields.values() if not one.live)
        self._dialog.waiting.setVisible(waiting and self.can_begin_anew)

    def _shown(self, assistant: AssistantLike) -> Settings:
        """The settings, with what is chosen for now and what the system knows."""
        settings = self._fields[HANDS_FREE].changed(assistant.settings, assistant.hands_free)
        return self._fields[AUTOSTART].changed(settings, autostart.is_on())

    def _choose(self, field: SettingField, value: Value) -> None:
        if self._assistant is None:
            return
        if field.path == HANDS_FREE:
            self._assistant.set_hands_free(bool(value))
            self._show_ways()
        elif field.path == KEY_MODE:
            self._use_key_mode(KeyMode(str(value)))
        self._background.run(partial(_keep, self._assistant, field, value), partial(self._kept, field, value))

    def _kept(self, field: SettingField, value: Value, problem: UserFacingError | None) -> None:
        if problem is None:
            if self._dialog is not None:
                self._dialog.take(field, value)
                self._show_waiting()
        elif self._dialog is None:
            log.ui.error("a choice was not kept: %s", problem)
            self._background.failed.emit(problem)
        else:
            self._dialog.refuse(field, f"{tr(problem.message)}; {tr(problem.advice)}")
        if self._assistant is not None:
            self.kept.emit(self._assistant.settings)

    def _show_ways(self) -> None:
        if self._assistant is not None:
            self._window.show_ways(hands_free=self._assistant.hands_free, key_mode=self._key_mode)

    def _use_key_mode(self, mode: KeyMode) -> None:
        self._key_mode = mode
        self._window.push_to_talk.choose(mode)
        self._show_ways()

    @property
    def ready(self) -> bool:
        """Whether there are settings to be shown."""
        return self._assistant is not None

    def open(self, path: str = "") -> None:
        """Show the settings, and of them the one of that path first."""
        if self._assistant is None or self._dialog is not None:
            return
        dialog = self._dialog = SettingsDialog(self._window.theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show_settings(self._shown(self._assistant))
        dialog.tell(TALK_KEY, self._talk_key)
        dialog.chosen.connect(self._choose)
        dialog.finished.connect(self._closed)
        dialog.personas_wanted.connect(partial(self._open_over, self._personas))
        dialog.tools_wanted.connect(partial(self._open_over, self._tools))
        dialog.first_start_wanted.connect(self.first_start_wanted)
        dialog.anew_wanted.connect(self.anew_wanted)
        self._show_waiting()
        dialog.open()
        if path:
            dialog.show_row(path)
        self._background.run(self._assistant.devices, self._offer_devices)

    def _open_over(self, desk: PersonasDesk | ToolsDesk) -> None:
        if self._assistant is not None and self._dialog is not None:
            desk.open(self._assistant, self._dialog)

    def _offer_devices(self, devices: Sequence[SoundDeviceLike]) -> None:
        if self._dialog is None:
            return
        microphones = [device.name for device in devices if device.records]
        self._dialog.offer(microphones, [device.name for device in devices if device.plays])

    def _closed(self) -> None:
        self._dialog = None


def _keep(assistant: AssistantLike, field: SettingField, value: Value) -> UserFacingError | None:
    """Write a choice; devices are used with it. Waits. Return why it could not be done, if it could not."""
    try:
        if field.path in DEVICES:
            audio = field.changed(assistant.settings, value).audio
            assistant.use_devices(microphone=audio.microphone, speaker=audio.speaker)
        else:
            if field.path == AUTOSTART:
                autostart.switch(on=bool(value))
            how = partial(field.changed, value=value)
            if field.kind in (Kind.FILE, Kind.FOLDER):
                find_models(how(assistant.settings), Paths.from_environment())
            assistant.alter(how)
    except UserFacingError as error:
        return error
    return None


def _told_of_tray(settings: Settings) -> Settings:
    desktop = settings.desktop.model_copy(update={"told_of_tray": True})
    return settings.model_copy(update={"desktop": desktop})
