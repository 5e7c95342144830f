from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from desktop.events import UtteranceIgnored
from desktop.terms import Outcome
from desktop.ui.talk.turn_text import ANSWER, ANSWER_ANYWAY, Part, TurnText
from tests.ui.conftest import Desk
from tests.ui.fake_assistant import CURRENT, FakeTurn

WHY = "it sounded like silence"


def ignore(desk: Desk, text: str, turn: int = 1) -> None:
    desk.assistant.emit(UtteranceIgnored, turn, reason=WHY, text=text)
    desk.assistant.finish(turn, Outcome.IGNORED, transcript=text, error=WHY)
    desk.until_text(f"Ignored: {WHY}")
    desk.until(lambda: desk.window.live.settled)


def place_of(desk: Desk, text: str) -> QPoint:
    view = desk.window.live
    found = view.document().find(text)
    assert not found.isNull(), view.toPlainText()
    found.setPosition(found.selectionStart() + 2)
    return view.cursorRect(found).center()


def test_an_ignored_turn_is_answered_after_all_by_a_click(desk: Desk) -> None:
    ignore(desk, "Thank you.")
    assert desk.text().split("\n")[:3] == ["Thank you.", f"Ignored: {WHY}", ANSWER_ANYWAY]
    view = desk.window.live.viewport()
    desk.bot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place_of(desk, ANSWER_ANYWAY))
    assert desk.assistant.asked == [("send_text", "Thank you.")]
    desk.until(lambda: ANSWER_ANYWAY not in desk.text())
    assert f"Ignored: {WHY}" in desk.text()


def test_the_keyboard_reaches_the_control(desk: Desk) -> None:
    ignore(desk, "Thank you.")
    view = desk.window.live
    view.setFocus()
    view.focusNextPrevChild(True)
    desk.bot.keyClick(view, Qt.Key.Key_Return)
    assert desk.assistant.asked == [("send_text", "Thank you.")]


def test_each_control_is_for_its_own_turn(desk: Desk) -> None:
    ignore(desk, "first words", 1)
    ignore(desk, "second words", 2)
    desk.until(lambda: desk.text().count(ANSWER_ANYWAY) == 2)
    desk.window.live.acted.emit(2, ANSWER)
    assert desk.assistant.asked == [("send_text", "second words")]
    desk.until(lambda: desk.text().count(ANSWER_ANYWAY) == 1)


def test_nothing_understood_is_nothing_to_answer(desk: Desk) -> None:
    ignore(desk, "")
    assert ANSWER_ANYWAY not in desk.text()


def test_words_that_were_said_are_no_link(desk: Desk) -> None:
    ignore(desk, '<a href="answer:7">click</a> http://example.org')
    view = desk.window.live
    for word in ("click", "example"):
        assert view.anchorAt(place_of(desk, word)) == ""
    assert view.anchorAt(place_of(desk, ANSWER_ANYWAY)) == "answer:1"


def test_without_an_assistant_the_control_stays(desk: Desk) -> None:
    ignore(desk, "Thank you.")
    desk.controller.detach()
    desk.window.live.acted.emit(1, ANSWER)
    assert desk.assistant.asked == []
    assert desk.window.live.turn(1).restorable


def test_a_stored_turn_keeps_its_control_when_its_session_goes_on(desk: Desk) -> None:
    stored = FakeTurn(1, "Thank you.", "", outcome=Outcome.IGNORED, error=WHY)
    desk.assistant.store(CURRENT, "", stored)
    desk.controller.attach(desk.assistant)
    desk.until_text(ANSWER_ANYWAY)


def test_a_past_conversation_only_says_why(desk: Desk) -> None:
    desk.window.show_past("Past", {1: TurnText("Thank you.", outcome=Outcome.IGNORED, error=WHY)})
    desk.until(lambda: f"Ignored: {WHY}" in desk.window.past.toPlainText())
    assert ANSWER_ANYWAY not in desk.window.past.toPlainText()


@pytest.mark.parametrize("outcome", [None, Outcome.COMPLETED, Outcome.INTERRUPTED])
def test_other_turns_have_no_control(outcome: Outcome | None) -> None:
    parts = TurnText("Thank you.", "You are welcome.", outcome=outcome).parts()
    assert Part.ACTION not in [part for part, _, _ in parts]
