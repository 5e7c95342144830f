"""Hands-free in the window: switched on and off, and seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt

from desktop.events import (
    DeviceChanged,
    PartialTranscript,
    SpeechStarted,
    StageFailed,
    StateChanged,
    Transcribed,
    WakeWordAwaited,
    WakeWordHeard,
)
from desktop.settings import ConversationSettings, Settings
from desktop.terms import WENT_ON, KeyMode, Outcome, Stage, State
from desktop.ui.look.shapes import live_ring, state_shape
from desktop.ui.talk.prompts import TalkWays, how_it_ends, invitation, prompt
from desktop.ui.talk.turn_text import TurnText
from tests.ui.conftest import Desk
from tests.ui.fake_assistant import CURRENT, FakeTurn

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
FREE = TalkWays(hands_free=True)
TOGGLE = TalkWays(key_mode=KeyMode.TOGGLE)


def state(desk: Desk, state: State) -> None:
    desk.assistant.emit(StateChanged, 1, state=state)
    desk.until(lambda: desk.window.header.state.state is state)


@pytest.mark.parametrize("how", ["click", "Return", "shortcut"])
def test_it_is_switched_on_and_off_at_once_and_remembered(desk: Desk, how: str) -> None:
    switch = desk.window.dock.hands_free
    for on in (True, False):
        if how == "click":
            desk.bot.mouseClick(switch, Qt.MouseButton.LeftButton)
        elif how == "Return":
            desk.bot.keyClick(switch, Qt.Key.Key_Return)
        else:
            desk.bot.keyClick(desk.window, Qt.Key.Key_M, CTRL_SHIFT)
        assert (desk.assistant.hands_free, switch.isChecked()) == (on, on)
        desk.until(lambda on=on: desk.assistant.settings.conversation.hands_free is on)


def test_space_on_the_switch_talks(desk: Desk) -> None:
    switch = desk.window.dock.hands_free
    desk.press(switch)
    desk.let_go(switch)
    assert desk.assistant.asked == ["press", "release"]
    assert not switch.isChecked()


def test_what_was_on_at_the_start_is_shown(loading_desk: Desk) -> None:
    desk = loading_desk
    assert not desk.window.dock.hands_free.isEnabled()
    desk.assistant.hands_free = True
    desk.assistant.settings = Settings(conversation=ConversationSettings(hands_free=True, key_mode=KeyMode.TOGGLE))
    desk.assistant.emit(StateChanged, 0, state=State.IDLE)
    desk.controller.attach(desk.assistant)
    desk.until(desk.window.dock.hands_free.isEnabled)
    assert desk.window.dock.hands_free.isChecked()
    assert desk.window.dock.prompt == "Listening: just speak"
    assert desk.window.hint.title == "Just say hello"
    desk.press()
    desk.let_go(after=0.1)
    assert desk.window.push_to_talk.locked
    assert "set_hands_free" not in str(desk.assistant.asked)


def test_a_live_microphone_is_seen_in_every_state(desk: Desk) -> None:
    shown = desk.window.header.state
    assert (shown.word, shown.accessibleName()) == ("Ready", "State: Ready")
    quiet = shown.grab().toImage()
    desk.window.dock.hands_free.click()
    assert (shown.word, shown.accessibleName()) == ("Mic live", "State: Ready, microphone live")
    assert shown.grab().toImage() != quiet
    for other in (State.LISTENING, State.THINKING, State.SPEAKING):
        state(desk, other)
        assert shown.live
        assert shown.accessibleName().endswith(", microphone live")
    state(desk, State.CLOSED)
    assert (shown.live, shown.word) == (False, "Closed")
    assert not desk.window.dock.hands_free.isEnabled()


def test_live_and_ready_differ_in_shape() -> None:
    box = QRectF(0, 0, 12, 12)
    assert live_ring(box).contains(box.center())
    assert not state_shape(State.IDLE, box).contains(box.center())


def test_prompts_follow_state_and_way_of_talking(desk: Desk) -> None:
    dock = desk.window.dock
    assert dock.prompt == "Hold Space to talk"
    dock.hands_free.click()
    assert dock.prompt == "Listening: just speak"
    state(desk, State.LISTENING)
    assert dock.prompt == "Pause to send  ·  Esc discards"
    state(desk, State.SPEAKING)
    assert dock.prompt == "Speak to interrupt  ·  Esc stops"
    desk.press()
    state(desk, State.LISTENING)
    assert dock.prompt == "Let go to send  ·  Esc discards"
    desk.let_go()
    dock.hands_free.click()
    state(desk, State.SPEAKING)
    assert dock.prompt == "Hold Space to interrupt  ·  Esc stops"


def test_the_wake_word_that_is_waited_for_is_named(desk: Desk) -> None:
    dock = desk.window.dock
    desk.assistant.emit(WakeWordAwaited, 0, phrase="hey Sotto")
    assert dock.prompt == "Hold Space to talk"
    dock.hands_free.click()
    desk.until(lambda: dock.prompt == "Waiting for “hey Sotto”: say it, then speak")
    assert desk.window.hint.title == "Say “hey Sotto” and ask something"
    desk.assistant.emit(WakeWordHeard, 0, probability=0.9)
    desk.assistant.emit(WakeWordAwaited, 0, phrase="")
    desk.until(lambda: dock.prompt == "Listening: just speak")
    dock.hands_free.click()
    assert dock.prompt == "Hold Space to talk"


@pytest.mark.parametrize("ways", [TalkWays(), FREE, TOGGLE], ids=["hold", "free", "toggle"])
def test_there_is_a_sentence_for_everything(ways: TalkWays) -> None:
    assert all(prompt(state, ways) for state in State)
    assert invitation(ways).endswith("say hello")
    assert how_it_ends(ways).endswith(".")


def test_words_so_far_take_the_prompts_place_below_another_conversation(desk: Desk) -> None:
    desk.window.show_past("Past", {1: TurnText("hello", "hi", outcome=Outcome.COMPLETED)})
    state(desk, State.LISTENING)
    desk.assistant.emit(PartialTranscript, 1, text="add milk\nand <b>bread</b>")
    desk.until(lambda: "milk" in desk.window.dock.prompt)
    assert "<b>bread</b>" in desk.window.dock.prompt
    state(desk, State.THINKING)
    assert desk.window.dock.prompt == "Esc stops"
    desk.assistant.emit(PartialTranscript, 1, text="too late")
    state(desk, State.IDLE)
    assert desk.window.dock.prompt == "Hold Space to talk"


def test_words_so_far_leave_the_prompt_where_the_question_grows(desk: Desk) -> None:
    state(desk, State.LISTENING)
    desk.assistant.emit(PartialTranscript, 1, text="add milk\nand <b>bread</b>")
    desk.until_text("add milk\nand <b>bread</b>")
    assert desk.window.dock.prompt == "Let go to send  ·  Esc discards"


def test_words_so_far_are_centred_and_end_with_the_newest(desk: Desk) -> None:
    desk.window.show_past("Past", {1: TurnText("hello", "hi", outcome=Outcome.COMPLETED)})
    state(desk, State.LISTENING)
    for text, widest in (("add milk", 0.5), ("add milk " * 60 + "now", 1.0)):
        desk.assistant.emit(PartialTranscript, 1, text=text)
        desk.until(lambda text=text: desk.window.dock.prompt == text)
        left, right = _ink(desk)
        width = desk.window.dock._prompt.width()
        assert abs(left - (width - right)) <= 12
        assert right - left <= widest * width


def _ink(desk: Desk) -> tuple[int, int]:
    """First and last column of the prompt that anything is painted in."""
    label = desk.window.dock._prompt
    image = label.grab().toImage()
    behind = image.pixel(0, 0)
    inked = [x for x in range(image.width()) if any(image.pixel(x, y) != behind for y in range(image.height()))]
    return inked[0], inked[-1] + 1


def test_a_sentence_that_went_on_is_no_turn_of_its_own(desk: Desk) -> None:
    desk.assistant.emit(Transcribed, 1, text="hello", language="en", confidence=1, ms=1)
    desk.assistant.emit(Transcribed, 2, text="set a timer", language="en", confidence=1, ms=1)
    desk.until_text("set a timer")
    desk.until(lambda: desk.window.live.settled)
    desk.assistant.finish(2, Outcome.IGNORED, transcript="set a timer", error=WENT_ON)
    desk.assistant.emit(Transcribed, 3, text="set a timer for ten", language="en", confidence=1, ms=1)
    desk.until_text("set a timer for ten")
    desk.until(lambda: desk.window.live.settled)
    assert [line for line in desk.text().split("\n") if line] == ["hello", "set a timer for ten"]


def test_stored_beginnings_are_left_out_too(desk: Desk) -> None:
    begun = FakeTurn(1, "set a timer", "", outcome=Outcome.IGNORED, error=WENT_ON)
    desk.assistant.store(CURRENT, "", begun, FakeTurn(2, "set a timer for ten", "Done."))
    desk.controller.attach(desk.assistant)
    desk.until_text("Done.")
    desk.until(lambda: desk.window.live.settled)
    assert desk.text().split("\n")[:2] == ["set a timer for ten", "Done."]


def test_a_lost_microphone_is_not_shown_as_live(desk: Desk) -> None:
    indicator = desk.window.header.state
    desk.bot.mouseClick(desk.window.dock.hands_free, Qt.MouseButton.LeftButton)
    state(desk, State.IDLE)
    assert indicator.word == "Mic live"
    desk.assistant.emit(StageFailed, 0, stage=Stage.SPEAKER, message="the loudspeaker was lost", advice="")
    desk.until(lambda: desk.window.banner.isVisible())
    assert indicator.live, "only the loudspeaker"
    desk.assistant.emit(
        StageFailed, 0, stage=Stage.MICROPHONE, message="the microphone was lost", advice="plug it in"
    )
    desk.until(lambda: indicator.word == "No mic")
    assert not indicator.live
    assert "no microphone" in indicator.accessibleName()
    desk.assistant.emit(DeviceChanged, 0, stage=Stage.MICROPHONE, message="the microphone is now Desk", detail="")
    desk.until(lambda: indicator.word == "Mic live")


def test_whoever_is_heard_has_a_microphone(desk: Desk) -> None:
    indicator = desk.window.header.state
    desk.assistant.emit(StageFailed, 0, stage=Stage.MICROPHONE, message="no sound at all", advice="unmute it")
    desk.until(lambda: indicator.word == "No mic")
    desk.assistant.emit(SpeechStarted, 1)
    desk.until(lambda: indicator.word != "No mic")
