from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTableView, QTextEdit, QWidget

from desktop.errors import Remedy
from desktop.events import ReplyDelta, StateChanged
from desktop.terms import State, Timings
from desktop.ui.facts.facts_dialog import FactsDialog
from desktop.ui.key.level_meter import LevelMeter
from desktop.ui.look.shortcuts import SHORTCUTS, ShortcutsDialog
from desktop.ui.talk import hint
from desktop.ui.trouble.remedies import Trouble
from tests.ui.conftest import Desk, by_tab
from tests.ui.scenes import asking, figures, past_list, settle

CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_first_sight_invites(loading_desk: Desk, desk: Desk) -> None:
    assert desk.window.hint.title == "Hold Space and say hello"
    desk.assistant.emit(ReplyDelta, text="hello")
    desk.until(desk.window.live.isVisible)
    assert not desk.window.hint.isVisible()


def test_loading_says_so(loading_desk: Desk) -> None:
    assert loading_desk.window.hint.title == hint.LOADING
    assert not loading_desk.window.dock.composer.isEnabled()


def test_typed_text_is_sent_once_and_trimmed(desk: Desk) -> None:
    desk.bot.keyClick(desk.window, Qt.Key.Key_L, CTRL)
    line = desk.window.dock.composer.line
    desk.until(line.hasFocus)
    assert not desk.window.dock.composer.button.isEnabled()
    desk.bot.keyClicks(line, "  what time is it ")
    desk.bot.keyClick(line, Qt.Key.Key_Return)
    desk.bot.keyClick(line, Qt.Key.Key_Return)
    assert desk.assistant.asked == [("send_text", "what time is it")]
    assert line.text() == ""


def test_escape_leaves_the_text_box_and_cancels(desk: Desk) -> None:
    desk.window.dock.composer.line.setFocus()
    desk.bot.keyClick(desk.window.dock.composer.line, Qt.Key.Key_Escape)
    desk.until(desk.window.dock.talk.hasFocus)
    assert desk.assistant.asked == ["cancel"]


def test_f1_lists_the_shortcuts(desk: Desk) -> None:
    desk.bot.keyClick(desk.window, Qt.Key.Key_F1)
    dialog = desk.window.findChild(ShortcutsDialog)
    assert dialog is not None
    assert dialog.isVisible()
    desk.until(lambda: len(dialog.findChildren(QLabel)) > 2 * len(SHORTCUTS))
    assert {keys for keys, _ in SHORTCUTS} >= {"Space", "Esc", "Ctrl+N", "Ctrl+L", "F1"}
    dialog.accept()


def test_the_key_from_anywhere_is_in_the_list(desk: Desk) -> None:
    def listed() -> list[str]:
        dialog = ShortcutsDialog(desk.window, desk.window.far_keys, far_works=desk.window.far_works)
        words = [label.text() for keys, meaning in dialog.rows for label in (*keys.findChildren(QLabel), meaning)]
        dialog.deleteLater()
        return words

    assert "Ctrl+Alt+Space" not in listed()
    desk.window.far_keys, desk.window.far_works = "Ctrl+Alt+Space", True
    assert {"Ctrl+Alt+Space", "In any program: talk, as with Space here"} <= set(listed())
    desk.window.far_works = False
    assert any("does not work now" in words for words in listed())


def test_the_question_mark_leads_to_the_keys_the_metrics_and_what_is_remembered(desk: Desk) -> None:
    button = desk.window.header.help
    by_tab(desk, button)
    keys, metrics, facts = button.menu().actions()
    assert [action.text() for action in (keys, metrics, facts)] == [
        *("Keys\tF1", "Metrics\tCtrl+I", "What Sotto remembers\tCtrl+R")
    ]
    keys.trigger()
    dialog = desk.window.findChild(ShortcutsDialog)
    assert dialog is not None
    dialog.accept()
    metrics.trigger()
    assert desk.window.metrics.isVisible()
    facts.trigger()
    desk.until(lambda: desk.window.findChild(FactsDialog) is not None)
    desk.window.findChild(FactsDialog).accept()


def test_the_button_of_the_models_says_so_in_every_width(desk: Desk) -> None:
    header = desk.window.header
    header.name_model("starter", loaded=True)
    desk.window.resize(1440, 900)
    settle()
    assert header.models.text() == "Models · starter"
    desk.window.resize(400, 560)
    settle()
    assert header.models.text() == "Models"
    assert "starter answers" in header.models.toolTip()


def test_every_control_has_a_name(desk: Desk) -> None:
    kinds = (QAbstractButton, QLineEdit, QTableView, QTextEdit, LevelMeter)
    controls = [control for kind in kinds for control in desk.window.findChildren(kind)]
    # Qt makes a table's corner itself, and it is never to be seen
    controls = [control for control in controls if control.objectName() != "qt_tableview_cornerbutton"]
    assert len(controls) >= 10
    assert [control for control in controls if not control.accessibleName()] == []


def test_tab_goes_from_the_button_to_the_text_box_and_round(desk: Desk) -> None:
    desk.bot.keyClick(desk.window.dock.talk, Qt.Key.Key_Tab)
    assert desk.window.dock.hands_free.hasFocus()
    desk.bot.keyClick(desk.window.dock.hands_free, Qt.Key.Key_Tab)
    assert desk.window.dock.composer.line.hasFocus()
    desk.bot.keyClick(desk.window.dock.composer.line, Qt.Key.Key_Tab)
    assert desk.window.header.models.hasFocus()
    desk.bot.keyClick(desk.window.header.models, Qt.Key.Key_Tab)
    assert desk.window.header.settings.hasFocus()
    desk.bot.keyClick(desk.window.header.settings, Qt.Key.Key_Tab)
    assert desk.window.header.history.hasFocus()


def test_the_icon_is_there(desk: Desk) -> None:
    assert not desk.window.windowIcon().pixmap(64, 64).isNull()


def test_everything_fits_the_smallest_window(desk: Desk) -> None:
    window = desk.window
    window.dock.hands_free.click()
    window.dock.timings.show_timings(Timings(stt=84, llm_first_token=61, tts_first_audio=72, turn=1231))
    window.banner.show_error("the microphone was lost", "plug it in again")
    window.resize(window.minimumSize())
    layout = window.centralWidget().layout()
    smallest = QRect(QPoint(), window.minimumSize())
    desk.until(lambda: smallest.contains(QRect(QPoint(), layout.minimumSize())))


def test_an_error_with_buttons_and_work_in_progress_fit_the_smallest_window(desk: Desk) -> None:
    window = desk.window
    window.resize(window.minimumSize())
    acts = {Remedy.OPEN_MODELS: bool, Remedy.TRY_AGAIN: bool}
    window.banner.show_trouble(Trouble("the voice is not there", "get it in the models page", tuple(acts)), acts)
    for name in "ab":
        window.work.begin(name, "Downloading a language model", bool, after_ms=0)
    desk.until(lambda: any(row.isVisible() for row in window.work.rows.values()))
    layout = window.centralWidget().layout()
    smallest = QRect(QPoint(), window.minimumSize())
    desk.until(lambda: smallest.contains(QRect(QPoint(), layout.minimumSize())))
    talk = window.dock.talk
    desk.until(lambda: talk.height() >= talk.sizeHint().height())
    window.banner.hide()
    window.work.end("a")
    window.work.end("b")
    desk.until(lambda: window.hint.isVisible() and window.hint.title != "")


def _seen(desk: Desk, *parts: QWidget) -> bool:
    """Whether all of each part can be seen."""
    return all(part.isVisible() and part.visibleRegion().boundingRect() == part.rect() for part in parts)


@pytest.mark.parametrize("then", [(900, 600), (400, 560)])
def test_with_both_panels_open_what_waits_for_the_user_is_seen(desk: Desk, then: tuple[int, int]) -> None:
    window = desk.window
    window.resize(1440, 900)
    past_list(desk)
    figures(desk)
    assert _seen(desk, window.history, window.metrics, window.dock.talk)
    window.resize(*then)
    settle()
    assert not window.history.isVisible(), "the one that was opened first gives way"
    assert not window.header.history.isChecked()
    asking(desk)
    window.banner.show_error("the microphone was lost", "plug it in again")
    settle()
    assert _seen(desk, window.header.state, window.banner, *window.consent.buttons)
    assert window.metrics.isVisible()
    window.banner.hide()
    desk.bot.keyClick(window, Qt.Key.Key_Return, CTRL)
    assert ("answer", 4, "yes") in desk.assistant.asked


@pytest.mark.parametrize("opened", ["history", "metrics"])
def test_talking_brings_the_conversation_forward(desk: Desk, opened: str) -> None:
    window = desk.window
    window.resize(400, 560)
    desk.bot.keyClick(window, Qt.Key.Key_H if opened == "history" else Qt.Key.Key_I, CTRL)
    panel = getattr(window, opened)
    assert panel.isVisible()
    assert not window.dock.isVisible()
    assert panel.isAncestorOf(window.focusWidget()), "what had the keyboard is out of sight"
    desk.assistant.emit(StateChanged, state=State.THINKING)
    desk.until(lambda: window.header.state.state is State.THINKING)
    assert _seen(desk, window.header.state)
    desk.press(window.focusWidget())
    assert not panel.isVisible()
    assert _seen(desk, window.dock.talk)
    desk.let_go(window.focusWidget())
    assert "press" in desk.assistant.asked
