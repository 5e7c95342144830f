"""Control words in the engine: they act at once, and the language model never hears of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from desktop.engine.controls import NOTHING_TO_REPEAT, PACE_STEP
from desktop.engine.prompting import Exchange
from desktop.engine.protocols import Message
from desktop.events import (
    ControlObeyed,
    Interrupted,
    ReplyAudible,
    ReplyHeard,
    StateChanged,
    Transcribed,
    TurnFinished,
    UtteranceIgnored,
)
from desktop.terms import Control, Outcome, Source, State
from tests.fakes import Rig, transcript

MakeEngine = Callable[..., Rig]


def say(rig: Rig, text: str) -> TurnFinished:
    """The end of a spoken turn."""
    before = len(rig.events.of(TurnFinished))
    rig.speak(text)
    return rig.events.wait_for(TurnFinished, before + 1)


def loudest(rig: Rig, text: str) -> float:
    """Largest sample of the reply to a question."""
    before = len(rig.speaker.blocks)
    rig.model.enqueue("zzz")
    say(rig, text)
    return float(np.max(np.abs(np.concatenate(rig.speaker.blocks[before:]))))


@pytest.mark.parametrize(("text", "control"), [("Stop.", Control.STOP), ("Wait a moment, please.", Control.WAIT)])
def test_stop_and_wait_end_the_turn_without_a_reply(rig: Rig, text: str, control: Control) -> None:
    done = say(rig, text)
    assert (done.outcome, done.source, done.transcript) == (Outcome.COMPLETED, Source.VOICE, text)
    assert (done.generated, done.spoken, done.heard, done.error) == ("", "", "", "")
    assert rig.model.prompts == []
    obeyed = rig.events.wait_for(ControlObeyed)
    assert (obeyed.control, obeyed.turn, obeyed.slowness, obeyed.gain_db) == (control, done.turn, 1.0, 0.0)
    assert rig.events.of(Transcribed)[0].text == text
    rig.events.wait_for(StateChanged, 2, lambda event: event.state is State.IDLE)
    assert rig.speaker.blocks == []
    assert rig.events.of(ReplyAudible) == []


def test_stop_during_a_reply_silences_it(make_engine: MakeEngine) -> None:
    rig = make_engine(by_hand=True)
    rig.model.enqueue("One two three. Four five six.")
    rig.speak("Count.")
    rig.events.wait_for(ReplyAudible)
    rig.speaker.turn(len("One two") * rig.voice.a_character + 50)
    rig.events.wait_for(ReplyHeard, where=lambda event: event.heard.startswith("One two"))
    rig.speak("Stop!")
    assert rig.events.wait_for(Interrupted).heard == "One two"
    done = rig.events.wait_for(TurnFinished, 2)
    assert (done.transcript, done.outcome, done.heard) == ("Stop!", Outcome.COMPLETED, "")
    assert rig.speaker.queued == rig.speaker.played, "nothing is left to be heard"
    assert len(rig.model.prompts) == 1


def test_repeat_says_the_whole_last_reply_again(make_engine: MakeEngine) -> None:
    rig = make_engine(by_hand=True)
    rig.model.enqueue("One two three. Four five six.")
    rig.speak("Count.")
    rig.events.wait_for(ReplyAudible)
    rig.engine.cancel()
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.INTERRUPTED
    rig.speaker.by_hand = False
    said = rig.events.of(TurnFinished)[0].generated
    done = say(rig, "Say that again, please.")
    assert done.generated == done.spoken == done.heard == said
    assert say(rig, "Again!").generated == said
    assert len(rig.model.prompts) == 1


def test_repeat_passes_over_confirmations_and_stops(rig: Rig) -> None:
    rig.model.enqueue("It is noon.")
    for text in ("What time is it?", "Slower.", "Stop."):
        say(rig, text)
    assert say(rig, "Repeat that.").heard == "It is noon."
    assert rig.voice.slowness[-1] == PACE_STEP


def test_with_nothing_said_there_is_nothing_to_repeat(rig: Rig) -> None:
    assert say(rig, "Repeat.").heard == NOTHING_TO_REPEAT


def test_repeat_in_a_session_that_goes_on(make_engine: MakeEngine) -> None:
    rig = make_engine(history=[Exchange("Where is Rome?", "In Italy."), Exchange("Hm", "")])
    assert say(rig, "Repeat.").heard == "In Italy."
    rig.engine.begin_session("b" * 32, [Exchange("Where is Lisbon?", "In Portugal.")])
    assert say(rig, "Repeat.").heard == "In Portugal."
    rig.engine.begin_session("c" * 32)
    assert say(rig, "Repeat.").heard == NOTHING_TO_REPEAT


def test_slower_and_faster_change_the_pace_from_the_confirmation_on(rig: Rig) -> None:
    assert say(rig, "Slower, please.").heard == "Slower."
    assert rig.voice.slowness[-1] == rig.events.of(ControlObeyed)[-1].slowness == PACE_STEP
    say(rig, "What time is it?")
    assert rig.voice.slowness[-1] == PACE_STEP
    say(rig, "Faster.")
    assert say(rig, "Faster!").heard == "Faster."
    assert rig.voice.slowness[-1] == pytest.approx(1 / PACE_STEP)
    for _ in range(2):
        say(rig, "Faster.")
    bound = rig.voice.slowness[-1]
    assert say(rig, "Faster.").heard == "I cannot speak any faster."
    assert rig.voice.slowness[-1] == bound == rig.events.of(ControlObeyed)[-1].slowness


def test_louder_and_quieter_change_the_level_without_clipping(rig: Rig) -> None:
    usual = loudest(rig, "Go on")
    assert say(rig, "Quieter.").heard == "Quieter."
    assert rig.events.of(ControlObeyed)[-1].gain_db == -4
    assert loudest(rig, "Go on") == pytest.approx(usual * 10 ** (-4 / 20))
    for _ in range(3):
        say(rig, "Louder!")
    assert rig.events.of(ControlObeyed)[-1].gain_db == 8
    assert usual < loudest(rig, "Go on") <= 1
    assert say(rig, "Louder!").heard == "I cannot speak any louder."
    assert max(float(np.max(np.abs(block))) for block in rig.speaker.blocks) <= 1


def test_another_session_is_spoken_as_the_settings_say(rig: Rig) -> None:
    for text in ("Slower.", "Quieter."):
        say(rig, text)
    rig.engine.begin_session("b" * 32)
    usual = loudest(rig, "Go on")
    assert rig.voice.slowness[-1] == 1
    assert usual == pytest.approx(ord("z") / 128)


def test_the_model_does_not_remember_control_words(rig: Rig) -> None:
    rig.model.enqueue("It is noon.", "Fine.")
    for text in ("What time is it?", "Louder.", "Repeat.", "Stop.", "Thanks."):
        say(rig, text)
    assert rig.model.prompts[-1] == [
        Message("system", "Be brief."),
        Message("user", "What time is it?"),
        Message("assistant", "It is noon."),
        Message("user", "Thanks."),
    ]


def test_typed_control_words_act_too(rig: Rig) -> None:
    rig.engine.send_text("louder")
    done = rig.events.wait_for(TurnFinished)
    assert (done.source, done.heard) == (Source.TEXT, "Louder.")
    assert rig.model.prompts == []


def test_a_sentence_with_a_control_word_in_it_goes_to_the_model(rig: Rig) -> None:
    rig.model.enqueue("The timer is off.")
    assert say(rig, "Stop the timer.").heard == "The timer is off."
    assert rig.events.of(ControlObeyed) == []


def test_a_control_word_that_is_not_believed_does_nothing(rig: Rig) -> None:
    rig.transcriber.enqueue(transcript("Louder.", log_probability=-2.0))
    rig.engine.press()
    rig.microphone.say()
    rig.engine.release()
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.IGNORED
    assert rig.events.wait_for(UtteranceIgnored).text == "Louder."
    assert rig.events.of(ControlObeyed) == []


def test_a_control_word_cancelled_before_it_was_understood_does_nothing(rig: Rig) -> None:
    rig.transcriber.gate.close()
    rig.speak("Louder.")
    rig.transcriber.gate.wait_reached()
    rig.engine.cancel()
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.INTERRUPTED
    rig.transcriber.gate.open()
    rig.transcriber.script.get()
    assert loudest(rig, "Go on") == pytest.approx(ord("z") / 128)
    assert rig.events.of(ControlObeyed) == []


def test_without_a_loudspeaker_control_words_still_act(make_engine: MakeEngine) -> None:
    rig = make_engine(speaker=False)
    assert say(rig, "Slower.").generated == "Slower."
    assert say(rig, "Stop.").outcome is Outcome.COMPLETED
