"""What can be done with a turn of the current conversation, by keyboard and by click."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.events import ReplyDelta, ReplyHeard, SpeechStarted, StateChanged, Transcribed, UtteranceIgnored
from desktop.terms import Outcome, State
from desktop.ui.talk.edit_question import EditQuestion
from desktop.ui.talk.seen_dialog import SeenDialog
from desktop.ui.talk.turn_bar import TurnBar
from tests.ui.conftest import Desk
from tests.ui.fake_assistant import CURRENT, FakeTurn

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def _bar(desk: Desk) -> TurnBar:
    return desk.window.live_page.bar


def _ask(desk: Desk, turn: int, text: str) -> None:
    desk.assistant.emit(Transcribed, turn, text=text, language="en", confidence=0.9, ms=80)
    desk.assistant.emit(ReplyDelta, turn, text=f"answer {turn}")
    desk.until_text(f"answer {turn}")


def _finish(desk: Desk, turn: int, text: str) -> None:
    desk.assistant.finish(turn, transcript=text, generated=f"answer {turn}", heard=f"answer {turn}")
    desk.until(lambda: _bar(desk).newest == turn)


@pytest.fixture
def talked(desk: Desk) -> Desk:
    """The desk after two turns."""
    stored = [FakeTurn(turn, f"question {turn}", f"answer {turn}") for turn in (1, 2)]
    desk.assistant.store(CURRENT, "now", *stored)
    for turn in (1, 2):
        _ask(desk, turn, f"question {turn}")
        _finish(desk, turn, f"question {turn}")
    desk.until(lambda: desk.window.live.settled)
    return desk


def test_it_stands_at_the_newest_finished_turn(talked: Desk) -> None:
    bar = _bar(talked)
    assert bar.isVisible()
    assert bar.current == 2
    _ask(talked, 3, "question 3")
    assert bar.current == 2
    _finish(talked, 3, "question 3")
    assert bar.current == 3


def test_it_offers_nothing_before_the_first_answer(desk: Desk) -> None:
    _ask(desk, 1, "question 1")
    page = desk.window.live_page
    before = page.view.height()
    assert not page.bar.isVisible()
    _finish(desk, 1, "question 1")
    assert page.bar.isVisible()
    assert page.view.height() == before, "the words do not jump"


class _Asked(QObject):
    """Counts how often a widget, or one in it, is painted or laid out."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.count = 0
        for widget in (*widgets, *(child for one in widgets for child in one.findChildren(QWidget))):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() in (QEvent.Type.Paint, QEvent.Type.LayoutRequest, QEvent.Type.Resize)
        return False


def test_it_is_not_touched_while_a_reply_is_written(talked: Desk) -> None:
    _ask(talked, 3, "question 3")
    talked.until(lambda: talked.window.live.settled)
    asked = _Asked(_bar(talked))
    for place in range(20):
        talked.assistant.emit(ReplyDelta, 3, text=f" word {place}")
        talked.assistant.emit(ReplyHeard, 3, heard="answer 3"[:place])
    talked.until_text("word 19")
    talked.until(lambda: talked.window.live.settled)
    assert asked.count == 0


def test_an_earlier_turn_is_marked_and_played_by_keyboard(talked: Desk) -> None:
    talked.bot.keyClick(talked.window, Qt.Key.Key_Up, ALT)
    assert _bar(talked).current == 1
    talked.bot.keyClick(talked.window, Qt.Key.Key_P, CTRL)
    talked.until(lambda: ("replay", CURRENT, 1) in talked.assistant.asked)
    talked.bot.keyClick(talked.window, Qt.Key.Key_Down, ALT)
    talked.bot.keyClick(talked.window, Qt.Key.Key_P, CTRL)
    talked.until(lambda: ("replay", CURRENT, 2) in talked.assistant.asked)


def test_a_click_marks_a_turn_until_the_next_one_begins(talked: Desk) -> None:
    view = talked.window.live
    found = view.document().find("answer 1")
    talked.bot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.cursorRect(found).center())
    assert _bar(talked).current == 1
    _ask(talked, 3, "question 3")
    assert _bar(talked).current == 2
    talked.window.live.pointed_at.emit(3)
    assert _bar(talked).current == 2, "it is not over"


def test_a_marked_turn_stays_marked_while_a_reply_ends(talked: Desk) -> None:
    _ask(talked, 3, "question 3")
    talked.bot.keyClick(talked.window, Qt.Key.Key_Up, ALT)
    _finish(talked, 3, "question 3")
    assert _bar(talked).current == 1
    talked.assistant.emit(SpeechStarted, 4)
    talked.until(lambda: _bar(talked).current == 3)


def test_a_cough_does_not_take_the_place_of_an_answer(talked: Desk) -> None:
    talked.assistant.emit(UtteranceIgnored, 3, reason="nobody spoke", text="")
    talked.assistant.finish(3, Outcome.IGNORED, error="nobody spoke")
    talked.until(lambda: _bar(talked).newest == 3)
    assert _bar(talked).current == 2


def test_the_reply_is_copied(talked: Desk) -> None:
    said: list[str] = []
    talked.window.announcer.said.connect(lambda words, _urgent: said.append(words))
    bar = _bar(talked)
    places = [button.geometry() for button in bar.buttons]
    talked.bot.keyClick(talked.window, Qt.Key.Key_C, CTRL | SHIFT)
    assert QGuiApplication.clipboard().text() == "answer 2"
    assert bar.copy.text() == "Copied"
    assert said == ["Copied"]
    talked.bot.wait(1)
    assert [button.geometry() for button in bar.buttons] == places
    talked.bot.keyClick(talked.window, Qt.Key.Key_Up, ALT)
    assert bar.copy.text() == "Copy"
    bar.copy.click()
    assert QGuiApplication.clipboard().text() == "answer 1"


@pytest.mark.parametrize(("ups", "through"), [(0, 1), (1, 0)])
def test_a_question_is_asked_again_in_a_branch(talked: Desk, ups: int, through: int) -> None:
    for _ in range(ups):
        talked.bot.keyClick(talked.window, Qt.Key.Key_Up, ALT)
    talked.bot.keyClick(talked.window, Qt.Key.Key_E, CTRL)
    dialog = talked.window.findChild(EditQuestion)
    talked.until(dialog.field.hasFocus)
    talked.bot.keyClicks(dialog.field, "in other words")
    talked.bot.keyClick(dialog.field, Qt.Key.Key_Return, CTRL)
    talked.until(lambda: ("send_text", "in other words") in talked.assistant.asked)
    assert ("branch", CURRENT, through) in talked.assistant.asked
    talked.until(lambda: ("answer 1" in talked.text()) is (through > 0))
    assert "answer 2" not in talked.text()


def test_a_branch_goes_on_from_a_turn(talked: Desk) -> None:
    talked.bot.keyClick(talked.window, Qt.Key.Key_Up, ALT)
    talked.bot.keyClick(talked.window, Qt.Key.Key_B, CTRL)
    talked.until(lambda: talked.assistant.session != CURRENT and _bar(talked).newest == 1)
    assert ("branch", CURRENT, 1) in talked.assistant.asked
    talked.until(lambda: "answer 1" in talked.text() and "answer 2" not in talked.text())
    talked.bot.keyClick(talked.window, Qt.Key.Key_P, CTRL)
    talked.until(lambda: ("replay", talked.assistant.session, 1) in talked.assistant.asked)


def test_what_the_model_saw_is_shown(talked: Desk) -> None:
    talked.bot.keyClick(talked.window, Qt.Key.Key_I, CTRL | SHIFT)
    talked.until(lambda: talked.window.findChild(SeenDialog) is not None)
    dialog = talked.window.findChild(SeenDialog)
    assert "Be brief." in dialog.text.toPlainText()
    dialog.accept()


@pytest.mark.parametrize("state", [State.LISTENING, State.THINKING, State.SPEAKING])
def test_while_something_is_said_it_only_copies_and_tells(talked: Desk, state: State) -> None:
    bar = _bar(talked)
    bar.play.setFocus()
    talked.assistant.emit(StateChanged, 3, state=state)
    talked.until(lambda: talked.window.header.state.state is state)
    offered = [button for button in bar.buttons[2:] if button.isEnabled()]
    assert offered == [bar.copy, bar.seen, bar.story]
    talked.bot.keyClick(talked.window, Qt.Key.Key_P, CTRL)
    assert not [asked for asked in talked.assistant.asked if asked[0] == "replay"]
    assert talked.window.focusWidget() not in bar.buttons, "the focus does not go on to another deed"
    talked.assistant.emit(StateChanged, 3, state=State.IDLE)
    talked.until(lambda: all(button.isEnabled() for button in bar.buttons[2:]))
    assert talked.window.dock.talk.hasFocus()


def test_a_turn_without_an_answer_has_nothing_to_copy(desk: Desk) -> None:
    desk.assistant.finish(1, Outcome.FAILED, transcript="question 1", error="the model is gone")
    desk.until(lambda: _bar(desk).current == 1)
    assert not _bar(desk).copy.isEnabled()
    assert _bar(desk).edit.isEnabled()


def test_a_new_conversation_offers_nothing(talked: Desk) -> None:
    talked.window.header.new.click()
    talked.until(lambda: talked.window.inviting)
    assert _bar(talked).current == 0
    for key in (Qt.Key.Key_P, Qt.Key.Key_B, Qt.Key.Key_E):
        talked.bot.keyClick(talked.window, key, CTRL)
    assert not [asked for asked in talked.assistant.asked if asked[0] in ("replay", "branch")]
