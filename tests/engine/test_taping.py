"""What the tape gets of a conversation, by an engine made of fakes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from desktop.events import Interrupted, ReplyAudible, SpeechStarted, TurnFinished
from tests.fakes import PAUSE, SPEECH, Rig

MakeEngine = Callable[..., Rig]
LONG = "This is the first sentence of it. Then comes a second one, and it goes on and on for a while. And a third."


def test_both_sides_of_a_turn_are_kept(rig: Rig) -> None:
    rig.speak("What is two and two?")
    done = rig.events.wait_for(TurnFinished)
    assert rig.tape.ended["user", done.turn] == len(rig.tape.sound("user", done.turn))
    said = rig.tape.sound("user", done.turn)
    assert len(said) >= len(SPEECH)
    assert np.array_equal(said[: len(SPEECH)], SPEECH)
    assert rig.tape.ended["assistant", done.turn] == len(rig.tape.sound("assistant", done.turn)) > 0


def test_the_sound_is_kept_while_the_user_still_speaks(rig: Rig) -> None:
    rig.engine.press()
    rig.microphone.say(SPEECH)
    turn = rig.events.wait_for(SpeechStarted).turn
    rig.tape.wait_for(lambda: len(rig.tape.sound("user", turn)) >= len(SPEECH))
    assert ("user", turn) not in rig.tape.ended
    rig.engine.cancel()
    rig.tape.wait_for(lambda: ("user", turn) in rig.tape.ended)
    assert rig.tape.ended["user", turn] == 0


def test_only_what_was_heard_of_a_reply_counts(make_engine: MakeEngine) -> None:
    rig = make_engine(by_hand=True)
    rig.model.enqueue(LONG)
    rig.engine.send_text("Tell me")
    rig.events.wait_for(ReplyAudible)
    rig.speaker.turn(1000)
    rig.engine.cancel()
    turn = rig.events.wait_for(Interrupted).turn
    rig.events.wait_for(TurnFinished)
    assert rig.tape.ended["assistant", turn] == 1000 < len(rig.tape.sound("assistant", turn))


def test_free_speech_is_kept_from_before_it_was_noticed(make_engine: MakeEngine) -> None:
    rig = make_engine(by_hand=True)
    rig.engine.set_hands_free(True)
    rig.transcriber.enqueue("What time is it?")
    rig.microphone.say(SPEECH)
    for _ in range(4):
        rig.microphone.say(PAUSE)
    rig.speaker.turn(1_000_000)
    done = rig.events.wait_for(TurnFinished)
    said = rig.tape.sound("user", done.turn)
    assert rig.tape.ended["user", done.turn] == len(said) >= len(SPEECH)
    assert np.abs(said).max() == np.abs(SPEECH).max()
    speech = np.flatnonzero(said)
    assert speech[-1] - speech[0] + 1 == len(SPEECH)
