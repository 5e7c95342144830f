"""The question as it is understood while it is said."""

from __future__ import annotations

from desktop.events import PartialTranscript, SpeechStarted, StateChanged, Transcribed, UtteranceIgnored
from desktop.terms import Outcome, State
from desktop.ui.talk.turn_text import Part
from tests.ui.conftest import Desk
from tests.ui.fake_assistant import FakeTurn

LONG = "What do people do when two of them " * 6 + "agree"


def _listen(desk: Desk, turn: int = 1, *words: str) -> None:
    desk.assistant.emit(SpeechStarted, turn)
    desk.assistant.emit(StateChanged, turn, state=State.LISTENING)
    for text in words:
        desk.assistant.emit(PartialTranscript, turn, text=text)
    desk.until(lambda: desk.window.header.state.state is State.LISTENING)


def test_the_invitation_goes_once_speech_begins_and_comes_back_when_it_is_discarded(desk: Desk) -> None:
    assert desk.window.inviting
    _listen(desk)
    assert not desk.window.inviting
    desk.assistant.emit(PartialTranscript, 1, text="What time")
    desk.until_text("What time")
    desk.assistant.emit(StateChanged, 1, state=State.IDLE)
    desk.until(lambda: desk.window.inviting)
    desk.until(lambda: "What time" not in desk.text())


def test_the_whole_question_is_read_in_lines_and_becomes_the_words_of_its_turn(desk: Desk) -> None:
    desk.window.resize(400, 560)
    _listen(desk, 1, "What do", LONG)
    desk.until_text(LONG)
    view = desk.window.live
    desk.until(lambda: view.settled)
    block = view.document().firstBlock()
    assert block.userState() == Part.QUESTION
    assert block.layout().lineCount() > 3
    bar = view.verticalScrollBar()
    assert bar.value() == bar.maximum(), "the newest words are in sight"
    found = view.document().find("agree").charFormat().foreground().color()
    assert found == desk.window.theme.colour("muted")
    desk.assistant.emit(StateChanged, 1, state=State.THINKING)
    desk.assistant.emit(Transcribed, 1, text="What else?", language="en", confidence=0.9, ms=80)
    desk.until_text("What else?")
    desk.until(lambda: LONG not in desk.text())
    found = view.document().find("else").charFormat().foreground().color()
    assert found == desk.window.theme.colour("ink")


def test_what_was_not_trusted_goes(desk: Desk) -> None:
    _listen(desk, 1, "Thank you for")
    desk.until_text("Thank you for")
    desk.assistant.emit(StateChanged, 1, state=State.THINKING)
    desk.assistant.emit(UtteranceIgnored, 1, reason="nobody spoke", text="")
    desk.assistant.finish(1, Outcome.IGNORED, error="nobody spoke")
    desk.until_text("Ignored: nobody spoke")
    assert "Thank you for" not in desk.text()


def test_words_that_come_after_the_end_are_not_shown(desk: Desk) -> None:
    _listen(desk, 1, "What time")
    desk.until_text("What time")
    desk.assistant.emit(StateChanged, 2, state=State.IDLE)
    desk.assistant.emit(PartialTranscript, 1, text="What time is it")
    desk.assistant.emit(PartialTranscript, 0, text="of no turn")
    desk.assistant.emit(Transcribed, 2, text="typed", language="", confidence=1, ms=0)
    desk.until_text("typed")
    desk.until(lambda: "What time" not in desk.text())
    assert "of no turn" not in desk.text()


def test_an_utterance_that_replaces_another_takes_its_place(desk: Desk) -> None:
    _listen(desk, 1, "first words")
    desk.until_text("first words")
    _listen(desk, 2, "second words")
    desk.until_text("second words")
    desk.until(lambda: "first words" not in desk.text())


def test_below_a_past_conversation_the_line_under_the_button_has_the_words(desk: Desk) -> None:
    old = "a" * 32
    desk.assistant.store(old, "About Lisbon", FakeTurn(1, "Where is Lisbon?", "In Portugal."))
    desk.controller._open(old, 0)
    desk.until(lambda: desk.window.showing_past)
    _listen(desk, 1, "without a key")
    desk.until(lambda: desk.window.dock.prompt == "without a key")
    assert desk.window.showing_past
    desk.until_text("without a key")
