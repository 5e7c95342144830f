from __future__ import annotations

import logging
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from desktop import autostart
from desktop.engine.protocols import SoundDevice
from desktop.errors import DeviceError, SettingsError
from desktop.events import DeviceChanged, StageFailed
from desktop.settings.fields import setting_groups
from desktop.terms import KeyMode, Stage
from desktop.ui.settings.chapters import ELSEWHERE
from desktop.ui.settings.setting_editors import DEFAULT_DEVICE
from desktop.ui.settings.setting_row import LATER, SAVED
from desktop.ui.settings.settings_dialog import SettingsDialog
from desktop.ui.settings.settings_section import SettingsSection
from tests.ui.conftest import Desk

C = TypeVar("C", bound=QWidget)
HEADSET = SoundDevice("ALSA: Headset", records=True, plays=True)
SCREEN = SoundDevice("ALSA: Screen", records=False, plays=True)


def open_dialog(desk: Desk) -> SettingsDialog:
    desk.bot.mouseClick(desk.window.header.settings, Qt.MouseButton.LeftButton)
    desk.until(lambda: desk.window.findChild(SettingsDialog) is not None)
    dialog = desk.window.findChild(SettingsDialog)
    assert dialog is not None
    desk.until(dialog.isVisible)
    return dialog


def control(dialog: SettingsDialog, path: str, kind: type[C]) -> C:
    """The widget that chooses a setting, its group on show."""
    dialog.show_group(path.partition(".")[0])
    row = dialog.row(path)
    if row.isHidden():
        row.parentWidget().findChild(QPushButton, "quiet").click()
    assert row.isVisible()
    widget = row.editor.control
    assert isinstance(widget, kind)
    return widget


def titles(box: QComboBox) -> list[str]:
    return [box.itemText(index) for index in range(box.count())]


def test_devices_are_offered_by_direction_and_used_at_once(desk: Desk) -> None:
    desk.assistant.connected = [HEADSET, SCREEN]
    dialog = open_dialog(desk)
    microphone = control(dialog, "audio.microphone", QComboBox)
    speaker = control(dialog, "audio.speaker", QComboBox)
    desk.until(lambda: titles(microphone) == [DEFAULT_DEVICE, "ALSA: Headset"])
    assert titles(speaker) == [DEFAULT_DEVICE, "ALSA: Headset", "ALSA: Screen"]
    assert speaker.currentText() == DEFAULT_DEVICE
    speaker.setFocus()
    desk.bot.keyClick(speaker, Qt.Key.Key_Down)
    desk.bot.keyClick(speaker, Qt.Key.Key_Down)
    desk.until(lambda: ("use_devices", "", "ALSA: Screen") in desk.assistant.asked)
    dialog.accept()


def test_a_chosen_device_that_is_not_there_stays_chosen(desk: Desk) -> None:
    desk.assistant.connected = [SCREEN]
    desk.assistant.use_devices(microphone="ALSA: Headset", speaker="ALSA: Screen")
    desk.assistant.asked.clear()
    dialog = open_dialog(desk)
    microphone = control(dialog, "audio.microphone", QComboBox)
    desk.until(lambda: microphone.currentText() == "ALSA: Headset (not connected)")
    assert control(dialog, "audio.speaker", QComboBox).currentText() == "ALSA: Screen"
    dialog.accept()
    assert desk.assistant.asked == []


def test_a_sound_system_that_does_not_answer_is_told(desk: Desk, expected_logs: list[logging.LogRecord]) -> None:
    desk.assistant.device_error = DeviceError("the sound system does not answer", advice="restart it")
    dialog = open_dialog(desk)
    desk.until(lambda: desk.window.banner.text[0] == "The sound system does not answer.")
    assert expected_logs
    assert control(dialog, "conversation.key_mode", QComboBox).isEnabled(), "the rest can be chosen all the same"
    dialog.accept()


def test_a_lost_device_and_its_mending_are_told(desk: Desk) -> None:
    desk.assistant.emit(StageFailed, 0, stage=Stage.SPEAKER, message="the loudspeaker was lost", advice="wait")
    desk.until(lambda: desk.window.banner.text == ("The loudspeaker was lost.", "Wait."))
    desk.assistant.emit(DeviceChanged, 0, stage=Stage.SPEAKER, message="the loudspeaker works again", detail="")
    desk.until(lambda: desk.window.banner.text[0] == "The loudspeaker works again.")
    assert desk.window.banner.property("kind") == "notice"


def test_the_key_mode_acts_at_once_and_is_remembered(desk: Desk) -> None:
    dialog = open_dialog(desk)
    key_mode = control(dialog, "conversation.key_mode", QComboBox)
    assert key_mode.currentData() == KeyMode.HOLD
    key_mode.setFocus()
    desk.bot.keyClick(key_mode, Qt.Key.Key_Down)
    desk.until(lambda: desk.assistant.settings.conversation.key_mode is KeyMode.TOGGLE)
    desk.until(lambda: desk.window.dock.prompt == "Press Space to talk")
    dialog.accept()
    assert desk.window.dock.talk.accessibleName() == "Press to talk"
    desk.press()
    assert desk.window.push_to_talk.locked


def test_hands_free_in_the_dialog_is_hands_free_in_the_window(desk: Desk) -> None:
    dialog = open_dialog(desk)
    hands_free = control(dialog, "conversation.hands_free", QCheckBox)
    hands_free.setFocus()
    desk.bot.keyClick(hands_free, Qt.Key.Key_Space)
    assert desk.assistant.hands_free
    assert desk.window.dock.hands_free.isChecked()
    desk.until(lambda: desk.assistant.settings.conversation.hands_free)
    dialog.accept()
    desk.until(lambda: desk.window.findChild(SettingsDialog) is None)
    assert control(open_dialog(desk), "conversation.hands_free", QCheckBox).isChecked()


def test_echo_cancellation_is_remembered_and_says_when_it_acts(desk: Desk) -> None:
    dialog = open_dialog(desk)
    switch = control(dialog, "audio.echo_cancellation", QCheckBox)
    assert switch.isChecked()
    assert LATER in switch.accessibleDescription()
    dialog.show_row("audio.echo_cancellation")
    desk.until(lambda: not switch.visibleRegion().isEmpty())
    desk.bot.mouseClick(switch, Qt.MouseButton.LeftButton)
    desk.until(lambda: not desk.assistant.settings.audio.echo_cancellation)
    desk.until(lambda: SAVED in switch.accessibleDescription())
    dialog.accept()


def test_what_waits_for_a_start_can_have_it_at_once(desk: Desk) -> None:
    wanted: list[bool] = []
    desk.controller.preferences.can_begin_anew = True
    desk.controller.preferences.anew_wanted.connect(lambda: wanted.append(True))
    dialog = open_dialog(desk)
    control(dialog, "cues.on", QCheckBox).click()  # acts at once
    desk.until(lambda: not desk.assistant.settings.cues.on)
    assert dialog.waiting.isHidden()
    switch = control(dialog, "audio.echo_cancellation", QCheckBox)
    switch.click()
    desk.until(dialog.waiting.isVisible)
    switch.click()  # back to what acts
    desk.until(dialog.waiting.isHidden)
    switch.click()
    desk.until(dialog.waiting.isVisible)
    desk.bot.keyClick(dialog.waiting.button, Qt.Key.Key_Space)
    desk.until(lambda: desk.window.findChild(SettingsDialog) is None)
    assert wanted == [True]


def test_where_nobody_begins_anew_it_is_not_offered(desk: Desk) -> None:
    dialog = open_dialog(desk)
    control(dialog, "audio.echo_cancellation", QCheckBox).click()
    desk.until(lambda: not desk.assistant.settings.audio.echo_cancellation)
    assert dialog.waiting.isHidden()
    dialog.accept()


def test_each_control_is_named_and_described(desk: Desk) -> None:
    dialog = open_dialog(desk)
    kinds = (QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QAbstractSpinBox)
    desk.until(lambda: len(dialog.findChildren(QPushButton)) > 40)  # groups are made one after another
    found = [widget for kind in kinds for widget in dialog.findChildren(kind)]
    named = [widget for widget in found if widget.objectName() != "qt_spinbox_lineedit"]  # of Qt's own, in a spin box
    assert len(named) > 60
    assert [widget for widget in named if not (widget.accessibleName() or getattr(widget, "text", str)())] == []
    rows = [row for section in dialog.sections for row in section.rows]
    assert all(row.editor.control.accessibleName() == row.field.title for row in rows)
    assert all(row.field.description in row.editor.control.accessibleDescription() for row in rows)
    dialog.accept()


def test_by_keyboard_alone_a_setting_is_found_changed_and_reset(desk: Desk) -> None:
    desk.bot.keyClick(desk.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = desk.window.findChild(SettingsDialog)
    assert dialog is not None
    desk.until(dialog.search.hasFocus)
    desk.bot.keyClicks(dialog.search, "inside a sent")
    row = dialog.row("conversation.patience_unfinished_s")
    assert [one.field.path for section in dialog.sections for one in section.rows if one.isVisible()] == [
        row.field.path
    ]
    desk.bot.keyClick(dialog.search, Qt.Key.Key_Return)
    spin = row.editor.control
    assert spin.hasFocus()
    desk.bot.keyClick(spin, Qt.Key.Key_Up)
    desk.until(lambda: desk.assistant.settings.conversation.patience_unfinished_s == pytest.approx(1.35))
    desk.until(row.reset.isVisible)
    desk.bot.keyClick(spin, Qt.Key.Key_Tab)
    assert row.reset.hasFocus()
    desk.bot.keyClick(row.reset, Qt.Key.Key_Space)
    desk.until(lambda: desk.assistant.settings.conversation.patience_unfinished_s == 1.3)
    desk.until(lambda: not row.reset.isVisible())
    assert spin.hasFocus(), "the button that had it is gone"
    dialog.search.setFocus()
    desk.bot.keyClick(dialog.search, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.search.text() == ""
    desk.bot.keyClick(dialog.search, Qt.Key.Key_Escape)
    desk.until(lambda: not dialog.isVisible())


def test_a_bad_value_is_refused_where_it_stands(desk: Desk) -> None:
    dialog = open_dialog(desk)
    line = control(dialog, "desktop.talk_key", QLineEdit)
    row = dialog.row("desktop.talk_key")
    line.setFocus()
    line.selectAll()
    desk.bot.keyClicks(line, "space")
    desk.bot.keyClick(line, Qt.Key.Key_Return)
    desk.until(row.problem.isVisible)
    assert "hold Ctrl, Alt or Meta with it" in row.problem.text()
    assert row.problem.text() in line.accessibleDescription()
    assert line.text() == "space", "to be corrected, not typed again"
    assert desk.assistant.settings.desktop.talk_key == "Ctrl+Alt+Space"
    row.reset.click()
    assert not row.problem.isVisible()
    assert line.text() == "Ctrl+Alt+Space"
    line.selectAll()
    desk.bot.keyClicks(line, "f9")
    dialog.accept()
    desk.until(lambda: desk.assistant.settings.desktop.talk_key == "F9")


def test_what_cannot_be_kept_is_said_in_its_row(desk: Desk) -> None:
    def full(_change: object) -> None:
        raise SettingsError("the settings could not be saved", advice="make room")

    desk.assistant.alter = full  # type: ignore[method-assign]
    dialog = open_dialog(desk)
    control(dialog, "record.keep_audio", QCheckBox).click()
    desk.until(
        lambda: dialog.row("record.keep_audio").problem.text() == "The settings could not be saved; make room."
    )
    dialog.accept()


def test_a_model_that_cannot_be_used_is_refused_where_it_stands(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "text.gguf").write_text("no model")
    dialog = open_dialog(desk)
    line = control(dialog, "language_model.model", QLineEdit)
    row = dialog.row("language_model.model")
    for name in ("nowhere.gguf", str(tmp_path / "text.gguf")):
        line.setFocus()
        line.selectAll()
        desk.bot.keyClicks(line, name)
        desk.bot.keyClick(line, Qt.Key.Key_Return)
        desk.until(lambda name=name: row.problem.isVisible() and Path(name).name in row.problem.text())
    assert desk.assistant.settings.language_model.model == ""
    dialog.accept()


def test_numbers_lines_and_texts_are_taken_over(desk: Desk) -> None:
    dialog = open_dialog(desk)
    control(dialog, "audio.pre_roll_ms", QSpinBox).setValue(350)
    control(dialog, "audio.gain_db", QDoubleSpinBox).setValue(6.5)
    control(dialog, "audio.noise_suppression_db", QComboBox).activated.emit(0)
    text = control(dialog, "language_model.system_prompt", QPlainTextEdit)
    text.setFocus()
    text.selectAll()
    desk.bot.keyClicks(text, "Be brief.")
    control(dialog, "language_model.persona", QLineEdit).setFocus()  # leaving the text takes it over
    desk.until(lambda: desk.assistant.settings.language_model.system_prompt == "Be brief.")
    allowed = control(dialog, "tools.allowed", QPlainTextEdit)
    allowed.setFocus()
    allowed.selectAll()
    desk.bot.keyClicks(allowed, " *:add_note ")
    desk.bot.keyClick(allowed, Qt.Key.Key_Return)
    dialog.search.setFocus()
    desk.until(lambda: desk.assistant.settings.tools.allowed == ("*:add_note",))
    settings = desk.assistant.settings
    assert (settings.audio.pre_roll_ms, settings.audio.gain_db, settings.audio.noise_suppression_db) == (350, 6.5, 0)
    dialog.accept()


def test_each_setting_stands_on_one_of_a_few_pages(desk: Desk) -> None:
    dialog = open_dialog(desk)
    assert dialog.groups.count() <= 7
    assert sorted(section.group.name for section in dialog.sections) == sorted(
        group.name for group in setting_groups() if group.name not in ELSEWHERE
    )
    for section in dialog.sections:
        dialog.show_group(section.group.name)
        assert section.isVisible()
    dialog.accept()


def test_a_page_is_chosen_while_one_is_made(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = open_dialog(desk)
    look, pages = SettingsSection.filter, iter(range(1, dialog.groups.count()))

    def turn_and_look(section: SettingsSection, words: str) -> bool:
        for page in pages:
            dialog.groups.setCurrentRow(page)
        return look(section, words)

    monkeypatch.setattr(SettingsSection, "filter", turn_and_look)
    last = dialog.sections[-1]
    assert next(pages, None) is None
    assert dialog.groups.currentRow() == dialog.groups.count() - 1
    assert last.isVisible()
    dialog.accept()


def test_the_groups_come_by_themselves_one_after_the_other(desk: Desk) -> None:
    dialog = open_dialog(desk)
    assert dialog.nothing.isHidden()
    expected = [group for group in setting_groups() if group.name not in ELSEWHERE]
    counts = {len(dialog.findChildren(SettingsSection))}
    dialog.search.setText("nobody would call a setting so")

    def there() -> bool:
        counts.add(len(dialog.findChildren(SettingsSection)))
        assert dialog.nothing.isHidden() or len(expected) in counts
        return dialog.nothing.isVisible()

    desk.until(there)
    assert max(counts) == len(expected)
    dialog.accept()


def test_what_is_only_looked_at_is_not_changed(desk: Desk) -> None:
    odd = desk.assistant.settings.language_model.model_copy(update={"system_prompt": "a\u00a0b\n", "persona": " x "})
    desk.assistant.settings = desk.assistant.settings.model_copy(update={"language_model": odd})
    dialog = open_dialog(desk)
    for section in dialog.sections:
        dialog.show_group(section.group.name)
    dialog.accept()
    desk.until(lambda: desk.window.findChild(SettingsDialog) is None)
    assert desk.assistant.asked == []


def test_the_wheel_scrolls_the_page_and_changes_nothing(desk: Desk) -> None:
    dialog = open_dialog(desk)
    spin = control(dialog, "audio.gain_db", QDoubleSpinBox)
    place = QPointF(spin.rect().center())
    down = QPoint(0, -120)
    none = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase)
    QApplication.sendEvent(spin, QWheelEvent(place, spin.mapToGlobal(place), QPoint(), down, *none, False))
    assert spin.value() == 0
    dialog.accept()


def test_rare_settings_are_folded_until_asked_for(desk: Desk) -> None:
    dialog = open_dialog(desk)
    dialog.show_group("audio")
    (section,) = (one for one in dialog.sections if one.group.name == "audio")
    assert not dialog.row("audio.pre_roll_ms").isVisible()
    section.more.click()
    assert dialog.row("audio.pre_roll_ms").isVisible()
    section.more.click()
    assert not dialog.row("audio.pre_roll_ms").isVisible()
    dialog.accept()


def test_tab_goes_through_the_settings_of_a_group_to_the_end(desk: Desk) -> None:
    dialog = open_dialog(desk)
    for name in ("tools", "desktop"):
        dialog.show_group(name)
        dialog.groups.setFocus()
        visited = []
        while (focused := dialog.focusWidget()) is not None and focused.accessibleName() != "Search settings":
            visited.append(focused)
            assert len(visited) < 20
            desk.bot.keyClick(focused, Qt.Key.Key_Tab)
        rows = [row for section in dialog.sections for row in section.rows if row.isVisible()]
        assert [widget for widget in visited if widget in [row.editor.control for row in rows]] == [
            row.editor.control for row in sorted(rows, key=lambda row: row.field.advanced)
        ]
        assert isinstance(visited[-1], QPushButton)
        assert visited[-1].text() == "Close"
    dialog.accept()


def test_nothing_found_says_so(desk: Desk) -> None:
    dialog = open_dialog(desk)
    dialog.search.setText("zeppelin")
    desk.until(dialog.nothing.isVisible)
    dialog.search.setText("space KEY")
    assert not dialog.nothing.isVisible()
    assert dialog.row("conversation.key_mode").isVisible()
    dialog.accept()


@pytest.mark.parametrize("width", [380, 760])
def test_no_row_is_wider_than_its_place(desk: Desk, width: int) -> None:
    dialog = open_dialog(desk)
    dialog.resize(width, 560)
    desk.until(lambda: dialog.width() == width)
    desk.until(lambda: dialog.groups.isVisible() == (width == 760))
    for section in dialog.sections:
        dialog.show_group(section.group.name)
        section.more.setChecked(True)
        page = section.parentWidget()
        QApplication.processEvents()
        assert page.width() <= page.parentWidget().width(), section.group.name
    dialog.accept()


def test_autostart_is_what_the_desktop_has(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    dialog = open_dialog(desk)
    switch = control(dialog, "desktop.autostart", QCheckBox)
    assert not switch.isChecked()
    switch.click()
    desk.until(autostart.is_on)
    desk.until(lambda: desk.assistant.settings.desktop.autostart)
    dialog.accept()
    desk.until(lambda: desk.window.findChild(SettingsDialog) is None)
    autostart.switch(on=False)  # taken away elsewhere
    assert not control(open_dialog(desk), "desktop.autostart", QCheckBox).isChecked()


def test_a_choice_that_cannot_be_saved_acts_and_is_told(desk: Desk, expected_logs: list[logging.LogRecord]) -> None:
    def full(_change: object) -> None:
        raise SettingsError("the settings could not be saved", advice="make room")

    desk.assistant.alter = full  # type: ignore[method-assign]
    desk.window.dock.hands_free.click()
    desk.until(lambda: desk.window.banner.text == ("The settings could not be saved.", "Make room."))
    assert desk.assistant.hands_free
    assert desk.window.header.state.live
    assert expected_logs
