from __future__ import annotations

import logging

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from desktop.engine.protocols import SoundDevice
from desktop.errors import DeviceError, SettingsError
from desktop.events import DeviceChanged, StageFailed
from desktop.terms import KeyMode, Stage
from desktop.ui.settings_dialog import DEFAULT_TITLE, SettingsDialog
from tests.ui.conftest import Desk

HEADSET = SoundDevice("ALSA: Headset", records=True, plays=True)
SCREEN = SoundDevice("ALSA: Screen", records=False, plays=True)


def open_dialog(desk: Desk) -> SettingsDialog:
    desk.bot.mouseClick(desk.window.header.settings, Qt.MouseButton.LeftButton)
    desk.until(lambda: desk.window.findChild(SettingsDialog) is not None)
    dialog = desk.window.findChild(SettingsDialog)
    assert dialog is not None
    desk.until(dialog.isVisible)
    return dialog


def titles(box: QComboBox) -> list[str]:
    return [box.itemText(index) for index in range(box.count())]


def test_devices_are_offered_by_direction_and_used_at_once(desk: Desk) -> None:
    desk.assistant.connected = [HEADSET, SCREEN]
    dialog = open_dialog(desk)
    desk.until(lambda: titles(dialog.microphone) == [DEFAULT_TITLE, "ALSA: Headset"])
    assert titles(dialog.speaker) == [DEFAULT_TITLE, "ALSA: Headset", "ALSA: Screen"]
    assert dialog.speaker.currentText() == DEFAULT_TITLE
    dialog.speaker.setFocus()
    desk.bot.keyClick(dialog.speaker, Qt.Key.Key_Down)
    desk.bot.keyClick(dialog.speaker, Qt.Key.Key_Down)
    desk.until(lambda: ("use_devices", "", "ALSA: Screen") in desk.assistant.asked)
    dialog.accept()


def test_a_chosen_device_that_is_not_there_stays_chosen(desk: Desk) -> None:
    desk.assistant.connected = [SCREEN]
    desk.assistant.chosen = ("ALSA: Headset", "ALSA: Screen")
    dialog = open_dialog(desk)
    desk.until(lambda: dialog.microphone.currentText() == "ALSA: Headset (not connected)")
    assert dialog.speaker.currentText() == "ALSA: Screen"
    assert all(box.accessibleName() for box in dialog.findChildren(QComboBox))
    dialog.accept()
    assert desk.assistant.asked == []


def test_a_sound_system_that_does_not_answer_is_told(desk: Desk, expected_logs: list[logging.LogRecord]) -> None:
    desk.assistant.device_error = DeviceError("the sound system does not answer", advice="restart it")
    desk.bot.mouseClick(desk.window.header.settings, Qt.MouseButton.LeftButton)
    desk.until(lambda: desk.window.banner.text[0] == "The sound system does not answer.")
    assert expected_logs
    dialog = desk.window.findChild(SettingsDialog)
    assert dialog is not None
    assert dialog.key_mode.isEnabled(), "the rest can be chosen all the same"
    dialog.accept()


def test_a_lost_device_and_its_mending_are_told(desk: Desk) -> None:
    desk.assistant.emit(StageFailed, 0, stage=Stage.SPEAKER, message="the loudspeaker was lost", advice="wait")
    desk.until(lambda: desk.window.banner.text == ("The loudspeaker was lost.", "Wait."))
    desk.assistant.emit(DeviceChanged, 0, stage=Stage.SPEAKER, message="the loudspeaker works again", detail="")
    desk.until(lambda: desk.window.banner.text[0] == "The loudspeaker works again.")
    assert desk.window.banner.property("kind") == "notice"


def test_the_key_mode_acts_at_once_and_is_remembered(desk: Desk) -> None:
    dialog = open_dialog(desk)
    assert dialog.key_mode.currentData() == KeyMode.HOLD
    dialog.key_mode.setFocus()
    desk.bot.keyClick(dialog.key_mode, Qt.Key.Key_Down)
    desk.until(lambda: desk.assistant.settings.conversation.key_mode is KeyMode.TOGGLE)
    desk.until(lambda: desk.window.dock.prompt == "Press Space to talk")
    dialog.accept()
    assert desk.window.dock.talk.accessibleName() == "Press to talk"
    desk.press()
    assert desk.window.push_to_talk.locked


def test_hands_free_in_the_dialog_is_hands_free_in_the_window(desk: Desk) -> None:
    dialog = open_dialog(desk)
    dialog.hands_free.setFocus()
    desk.bot.keyClick(dialog.hands_free, Qt.Key.Key_Space)
    assert desk.assistant.hands_free
    assert desk.window.dock.hands_free.isChecked()
    desk.until(lambda: desk.assistant.settings.conversation.hands_free)
    dialog.accept()
    desk.until(lambda: desk.window.findChild(SettingsDialog) is None)
    assert open_dialog(desk).hands_free.isChecked()


def test_echo_cancellation_is_remembered_and_says_when_it_acts(desk: Desk) -> None:
    dialog = open_dialog(desk)
    assert dialog.echo_cancellation.isChecked()
    assert "next start" in dialog.echo_cancellation.accessibleDescription()
    desk.bot.mouseClick(dialog.echo_cancellation, Qt.MouseButton.LeftButton)
    desk.until(lambda: not desk.assistant.settings.audio.echo_cancellation)
    dialog.accept()


def test_a_choice_that_cannot_be_saved_acts_and_is_told(desk: Desk, expected_logs: list[logging.LogRecord]) -> None:
    def full(**_choices: object) -> None:
        raise SettingsError("the settings could not be saved", advice="make room")

    desk.assistant.remember = full  # type: ignore[method-assign]
    desk.window.dock.hands_free.click()
    desk.until(lambda: desk.window.banner.text == ("The settings could not be saved.", "Make room."))
    assert desk.assistant.hands_free
    assert desk.window.header.state.live
    assert expected_logs
