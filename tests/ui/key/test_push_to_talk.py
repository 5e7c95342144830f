from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.events import StateChanged
from desktop.terms import KeyMode, State
from tests.ui.conftest import Desk

NONE = Qt.KeyboardModifier.NoModifier


def _repeat(widget: QWidget, kind: QEvent.Type) -> None:
    QApplication.sendEvent(widget, QKeyEvent(kind, Qt.Key.Key_Space, NONE, " ", True))


def test_space_held_and_let_go(desk: Desk) -> None:
    desk.press()
    assert desk.assistant.asked == ["press"]
    assert desk.window.dock.talk.isDown()
    desk.let_go()
    assert desk.assistant.asked == ["press", "release"]
    assert not desk.window.dock.talk.isDown()


def test_auto_repeat_is_one_hold(desk: Desk) -> None:
    talk = desk.window.dock.talk
    desk.press()
    for _ in range(20):
        _repeat(talk, QEvent.Type.KeyRelease)
        _repeat(talk, QEvent.Type.KeyPress)
    assert desk.assistant.asked == ["press"]
    desk.let_go()
    assert desk.assistant.asked == ["press", "release"]


def test_auto_repeat_alone_starts_nothing(desk: Desk) -> None:
    _repeat(desk.window.dock.talk, QEvent.Type.KeyPress)
    assert desk.assistant.asked == []


def test_button_held_with_the_mouse_keeps_hold_outside_itself(desk: Desk) -> None:
    talk = desk.window.dock.talk
    desk.bot.mousePress(talk, Qt.MouseButton.LeftButton)
    desk.bot.mouseMove(talk, QPoint(-60, -60))
    assert desk.assistant.asked == ["press"]
    desk.clock.now += 1
    desk.bot.mouseRelease(talk, Qt.MouseButton.LeftButton, pos=QPoint(-60, -60))
    assert desk.assistant.asked == ["press", "release"]


def test_corner_of_the_button_is_not_the_button(desk: Desk) -> None:
    desk.bot.mouseClick(desk.window.dock.talk, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert desk.assistant.asked == []


def test_button_and_space_together_are_one_hold(desk: Desk) -> None:
    talk = desk.window.dock.talk
    desk.bot.mousePress(talk, Qt.MouseButton.LeftButton)
    desk.press()
    desk.let_go()
    desk.bot.mouseRelease(talk, Qt.MouseButton.LeftButton)
    assert desk.assistant.asked == ["press", "release"]


def test_space_in_the_text_box_is_a_space(desk: Desk) -> None:
    line = desk.window.dock.composer.line
    line.setFocus()
    desk.bot.keyClicks(line, "what time is it")
    assert line.text() == "what time is it"
    assert desk.assistant.asked == []


def test_space_talks_from_other_controls_and_return_presses_them(desk: Desk) -> None:
    history = desk.window.header.history
    desk.press(history)
    desk.let_go(history)
    assert desk.assistant.asked == ["press", "release"]
    assert not history.isChecked()
    desk.bot.keyClick(history, Qt.Key.Key_Return)
    assert history.isChecked()


def test_a_modified_space_is_left_alone(desk: Desk) -> None:
    desk.bot.keyClick(desk.window.dock.talk, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert desk.assistant.asked == []


def test_losing_the_window_lets_go(desk: Desk) -> None:
    desk.bot.keyPress(desk.window.dock.talk, Qt.Key.Key_Space)
    desk.leave()
    assert desk.assistant.asked == ["press", "release"]
    desk.bot.keyRelease(desk.window.dock.talk, Qt.Key.Key_Space)
    assert desk.assistant.asked == ["press", "release"]


def test_going_to_the_text_box_while_held_still_lets_go(desk: Desk) -> None:
    line = desk.window.dock.composer.line
    desk.press()
    line.setFocus()
    _repeat(line, QEvent.Type.KeyPress)
    desk.let_go(line)
    assert desk.assistant.asked == ["press", "release"]
    assert line.text() == ""


def test_escape_discards_and_letting_go_means_nothing(desk: Desk) -> None:
    talk = desk.window.dock.talk
    desk.bot.keyPress(talk, Qt.Key.Key_Space)
    desk.bot.keyClick(talk, Qt.Key.Key_Escape)
    desk.bot.keyRelease(talk, Qt.Key.Key_Space)
    assert desk.assistant.asked == ["press", "cancel"]


def test_nothing_is_asked_while_loading(loading_desk: Desk) -> None:
    desk = loading_desk
    desk.bot.keyClick(desk.window, Qt.Key.Key_Space)
    desk.bot.mouseClick(desk.window.dock.talk, Qt.MouseButton.LeftButton)
    assert desk.assistant.asked == []


def test_a_hold_ends_when_the_engine_closes(desk: Desk) -> None:
    desk.bot.keyPress(desk.window.dock.talk, Qt.Key.Key_Space)
    desk.assistant.emit(StateChanged, 0, state=State.CLOSED)
    desk.until(lambda: not desk.window.dock.talk.isEnabled())
    assert not desk.window.push_to_talk.talking
    assert desk.assistant.asked == ["press", "release"]


def test_a_short_tap_ends_by_itself(desk: Desk) -> None:
    desk.press()
    desk.let_go(after=0.1)
    assert desk.assistant.asked == ["press"]
    desk.clock.now += 0.2
    desk.until(lambda: desk.assistant.asked == ["press", "release"])


def test_tapped_twice_it_listens_until_the_next_press(desk: Desk) -> None:
    desk.tap_twice()
    desk.assistant.emit(StateChanged, 1, state=State.LISTENING)
    desk.until(lambda: desk.window.dock.prompt == "Press Space to send  ·  Esc discards")
    assert desk.assistant.asked == ["press"]
    assert desk.window.dock.talk.isDown()
    desk.press()
    assert desk.assistant.asked == ["press", "release"]
    desk.let_go()
    assert desk.assistant.asked == ["press", "release"]


def test_a_double_click_on_the_button_locks_it_and_a_click_ends_it(desk: Desk) -> None:
    talk = desk.window.dock.talk
    for _ in range(2):
        desk.bot.mouseClick(talk, Qt.MouseButton.LeftButton)
        desk.clock.now += 0.1
    assert (desk.window.push_to_talk.locked, talk.isDown()) == (True, True)
    desk.clock.now += 5
    desk.bot.mouseClick(talk, Qt.MouseButton.LeftButton)
    assert desk.assistant.asked == ["press", "release"]
    assert not talk.isDown()


@pytest.mark.parametrize("mode", KeyMode)
def test_a_lock_survives_another_window_and_escape_discards_it(desk: Desk, mode: KeyMode) -> None:
    desk.window.push_to_talk.choose(mode)
    if mode is KeyMode.HOLD:
        desk.tap_twice()
    else:
        desk.press()
        desk.let_go()
    desk.leave()
    assert desk.assistant.asked == ["press"]
    desk.window.activateWindow()
    desk.until(desk.window.isActiveWindow)
    desk.bot.keyClick(desk.window.dock.talk, Qt.Key.Key_Escape)
    assert desk.assistant.asked == ["press", "cancel"]
    desk.press()
    assert desk.assistant.asked == ["press", "cancel", "press"]


def test_in_toggle_mode_a_press_begins_and_the_next_one_ends(desk: Desk) -> None:
    desk.window.push_to_talk.choose(KeyMode.TOGGLE)
    desk.press()
    desk.let_go(after=0.05)
    assert desk.assistant.asked == ["press"]
    desk.press()
    assert desk.assistant.asked == ["press", "release"]
    desk.let_go()
    desk.bot.mouseClick(desk.window.dock.talk, Qt.MouseButton.LeftButton)
    assert desk.assistant.asked == ["press", "release", "press"]


def test_a_lock_leaves_the_text_box_its_space(desk: Desk) -> None:
    desk.tap_twice()
    desk.bot.keyClicks(desk.window.dock.composer.line, "a b")
    assert desk.window.dock.composer.line.text() == "a b"
    assert desk.window.push_to_talk.locked


@pytest.mark.parametrize("after", [State.THINKING, State.IDLE])
def test_a_lock_ends_with_the_utterance_that_the_engine_ended(desk: Desk, after: State) -> None:
    desk.assistant.emit(StateChanged, 0, state=State.THINKING)  # of before, still on its way
    desk.tap_twice()
    desk.assistant.emit(StateChanged, 1, state=State.LISTENING)
    desk.until(lambda: desk.window.header.state.state is State.LISTENING)
    assert desk.window.push_to_talk.locked
    desk.assistant.emit(StateChanged, 1, state=after)
    desk.until(lambda: not desk.window.push_to_talk.talking)
    assert desk.assistant.asked == ["press", "release"]


def test_the_mouse_that_still_moves_after_escape_begins_nothing(desk: Desk) -> None:
    talk = desk.window.dock.talk
    desk.bot.mousePress(talk, Qt.MouseButton.LeftButton)
    desk.bot.keyClick(talk, Qt.Key.Key_Escape)
    desk.bot.mouseMove(talk, talk.rect().center() + QPoint(5, 5))
    desk.bot.mouseRelease(talk, Qt.MouseButton.LeftButton)
    assert desk.assistant.asked == ["press", "cancel"]
