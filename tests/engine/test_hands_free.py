"""Conversations without a key, by an engine made of fakes."""

from __future__ import annotations

import logging
from collections.abc import Callable

import numpy as np
import pytest

from desktop.engine.protocols import Transcript
from desktop.events import (
    Interrupted,
    PartialTranscript,
    ReplyAudible,
    SpeechStarted,
    StageFailed,
    StateChanged,
    Transcribed,
    TurnFinished,
)
from desktop.terms import Outcome, Stage, State
from tests.fakes import PAUSE, RATE, SPEECH, Gate, Rig

MakeEngine = Callable[..., Rig]
Logs = list[logging.LogRecord]
NOISE = Transcript("", "en", -2.0, 0.9, 0.0, 0)
SHORT = np.full(RATE // 5, 0.25, np.float32)
LONG = "This is the first sentence of it. Then comes a second one, and it goes on and on for a while. And a third."


@pytest.fixture
def free(make_engine: MakeEngine) -> Rig:
    """An engine that listens without a key, whose loudspeaker is turned by hand."""
    rig = make_engine(by_hand=True)
    rig.engine.set_hands_free(True)
    return rig


def say(rig: Rig, *texts: str | Transcript, samples: np.ndarray = SPEECH) -> None:
    """Speak, then be silent for long enough; `texts` is what the recogniser makes of it at each look."""
    for text in texts:
        rig.transcriber.enqueue(text)
    rig.microphone.say(samples)
    for _ in range(4):
        rig.microphone.say(PAUSE)


def test_speech_begins_a_turn_and_silence_ends_it(free: Rig) -> None:
    say(free, "What time is it?")
    started = free.events.wait_for(SpeechStarted)
    assert free.events.wait_for(Transcribed).text == "What time is it?"
    free.events.wait_for(ReplyAudible)
    free.speaker.turn(1_000_000)
    done = free.events.wait_for(TurnFinished)
    assert (done.turn, done.outcome) == (started.turn, Outcome.COMPLETED)
    assert done.audio_s == pytest.approx(0.5 + 0.3, abs=0.1)
    free.events.wait_for(StateChanged, 2, lambda event: event.state is State.IDLE)


def test_the_recogniser_is_given_what_a_recording_keeps(free: Rig) -> None:
    free.speaker.turn(1_000_000)
    say(free, "What time is it?", samples=np.full(RATE // 2, 0.1, np.float32))
    free.events.wait_for(TurnFinished)
    heard = np.unique(np.concatenate(free.transcriber.heard) * 32768)
    assert np.array_equal(heard, np.rint(heard))
    assert len(heard) == 2  # speech and silence


def test_what_was_said_so_far_is_told_in_a_pause(free: Rig) -> None:
    free.speaker.turn(1_000_000)
    free.transcriber.enqueue("Add milk and")
    free.microphone.say(SPEECH)
    free.microphone.say(SHORT * 0)
    assert free.events.wait_for(PartialTranscript).text == "Add milk and"
    say(free, "Add milk and bread.")
    assert free.events.wait_for(TurnFinished).transcript == "Add milk and bread."


def test_it_goes_on_listening_after_a_turn(free: Rig) -> None:
    free.speaker.turn(1_000_000)
    for number, text in enumerate(["What time is it?", "And the date?", "Thank you very much."], 1):
        say(free, text)
        assert free.events.wait_for(TurnFinished, number).transcript == text


def test_words_interrupt_a_reply(free: Rig) -> None:
    free.model.enqueue(LONG)
    say(free, "Tell me something.")
    free.events.wait_for(ReplyAudible)
    free.speaker.turn(2500)
    say(free, "What about Berlin?", "What about Berlin?")
    cut = free.events.wait_for(Interrupted)
    first = free.events.wait_for(TurnFinished)
    assert first.outcome is Outcome.INTERRUPTED
    assert 0 < len(cut.heard) < 40
    assert LONG.startswith(cut.heard)
    free.speaker.turn(1_000_000)
    second = free.events.wait_for(TurnFinished, 2)
    assert (second.transcript, second.outcome) == ("What about Berlin?", Outcome.COMPLETED)


def test_a_cough_holds_a_reply_and_lets_it_go_on_at_a_word(free: Rig) -> None:
    free.model.enqueue(LONG)
    say(free, "Tell me something.")
    free.events.wait_for(ReplyAudible)
    free.speaker.turn(1_250)
    say(free, NOISE, NOISE, samples=SHORT)
    free.speaker.wait_resumed()
    at = free.speaker.resumed[0]
    assert 0 < at <= 1_250
    assert LONG[at // free.voice.a_character - 1] == " ", "it goes on at the start of a word"
    free.speaker.turn(1_000_000)
    done = free.events.wait_for(TurnFinished)
    assert (done.outcome, done.heard) == (Outcome.COMPLETED, LONG)
    assert free.events.of(Interrupted) == []


def test_a_key_works_as_always(free: Rig) -> None:
    free.speaker.turn(1_000_000)
    free.speak("What time is it?")
    assert free.events.wait_for(TurnFinished).transcript == "What time is it?"
    say(free, "And the date?")
    assert free.events.wait_for(TurnFinished, 2).transcript == "And the date?"


@pytest.mark.parametrize("free_after", [True, False])
def test_words_for_the_key_are_no_interruption_however_late_the_key_is_noticed(
    make_engine: MakeEngine, free_after: bool
) -> None:
    gate = Gate()

    def look_slowly(rig: Rig) -> None:
        near, look = rig.engine._near, rig.engine._near.pump

        def slow() -> None:
            gate.wait(bool)
            look()

        near.pump = slow  # type: ignore[method-assign]

    rig = make_engine(prepare=look_slowly)
    rig.engine.set_hands_free(True)
    gate.close()
    rig.microphone.say(PAUSE)
    gate.wait_reached()  # about to look at what was recorded
    if not free_after:
        rig.engine.set_hands_free(False)
    rig.speak("What time is it?")
    gate.open()
    done = rig.events.wait_for(TurnFinished)
    assert (done.outcome, done.transcript) == (Outcome.COMPLETED, "What time is it?")
    assert [started.turn for started in rig.events.of(SpeechStarted)] == [done.turn]


def test_discarded_nothing_becomes_of_what_was_said(free: Rig) -> None:
    free.transcriber.enqueue("never mind")
    free.microphone.say(SPEECH)
    free.events.wait_for(SpeechStarted)
    free.engine.cancel()
    free.speaker.turn(1_000_000)
    free.engine.send_text("Hello")
    done = free.events.wait_for(TurnFinished)
    assert done.transcript == "Hello"


def test_switched_off_it_hears_nothing_more(free: Rig) -> None:
    free.engine.set_hands_free(False)
    free.speaker.turn(1_000_000)
    say(free)
    free.engine.send_text("Hello")
    free.events.wait_for(TurnFinished)
    assert free.events.of(SpeechStarted) == []


def test_switched_off_in_the_middle_of_a_word_it_is_idle(free: Rig) -> None:
    free.transcriber.enqueue("never mind")
    free.microphone.say(SPEECH)
    free.events.wait_for(StateChanged, 1, lambda event: event.state is State.LISTENING)
    free.engine.set_hands_free(False)
    free.events.wait_for(StateChanged, 2, lambda event: event.state is State.IDLE)


def test_a_sentence_that_goes_on_before_the_reply_is_one_turn(free: Rig) -> None:
    free.model.gate.close()
    free.model.enqueue("Set for one minute.", "Set for ten minutes.")
    say(free, "Set a timer for one minute.")
    free.events.wait_for(Transcribed)
    free.model.gate.wait_reached()
    say(free, "No, for ten.", "Set a timer for one minute. No, for ten.")
    free.events.wait_for(Transcribed, 2)
    free.model.gate.open()
    free.speaker.turn(1_000_000)
    first, second = free.events.wait_for(TurnFinished), free.events.wait_for(TurnFinished, 2)
    assert (first.outcome, first.error) == (Outcome.IGNORED, "the sentence went on")
    assert second.transcript == "Set a timer for one minute. No, for ten."
    assert second.generated == "Set for ten minutes."


def test_a_failing_recogniser_fails_the_turn_and_the_next_is_heard(free: Rig, expected_logs: Logs) -> None:
    free.speaker.turn(1_000_000)
    for _ in range(2):  # the look in the pause, and the whole utterance
        free.transcriber.enqueue(RuntimeError("no memory"))
    say(free)
    assert free.events.wait_for(TurnFinished).outcome is Outcome.FAILED
    while not free.transcriber.script.empty():  # on a busy machine there was no look in the pause
        free.transcriber.script.get()
    say(free, "What time is it?")
    assert free.events.wait_for(TurnFinished, 2).transcript == "What time is it?"
    assert "stt failed" in expected_logs[0].getMessage()


def test_a_failing_detector_is_told_once_and_the_next_sentence_is_heard(free: Rig, expected_logs: Logs) -> None:
    free.speaker.turn(1_000_000)
    free.detector.error = RuntimeError("no memory")
    for _ in range(5):
        free.microphone.say(PAUSE)
    assert free.events.wait_for(StageFailed).stage is Stage.MICROPHONE
    free.detector.error = None
    say(free, "What time is it?")
    assert free.events.wait_for(TurnFinished).transcript == "What time is it?"
    assert len(free.events.of(StageFailed)) == len(expected_logs) == 1


def test_the_model_reads_ahead_what_was_said_so_far_and_what_was_heard(free: Rig) -> None:
    free.model.read.get(timeout=10)  # the warm-up
    free.speaker.turn(1_000_000)
    free.transcriber.enqueue("Add milk and")
    free.microphone.say(SPEECH)
    free.microphone.say(SHORT * 0)
    ahead = free.model.read.get(timeout=10)
    assert ahead[-1].content == "Add milk and"
    free.model.enqueue("Done.")
    say(free, "Add milk and bread.")
    free.events.wait_for(TurnFinished)
    contents = ["Add milk and"]
    while contents[-1] != "Done.":  # with the text of the second pause before it, if that came in time
        contents.append(free.model.read.get(timeout=10)[-1].content)
    assert set(contents) <= {"Add milk and", "Add milk and bread.", "Done."}
