"""Conversations without a key that wait for a wake word, by an engine made of fakes."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from desktop.engine.protocols import Samples
from desktop.events import (
    Interrupted,
    ReplyAudible,
    SpeechStarted,
    TurnFinished,
    WakeWordAwaited,
    WakeWordHeard,
)
from desktop.terms import Outcome, Source
from tests.fakes import PAUSE, RATE, SPEECH, WAIT_S, Rig

MakeEngine = Callable[..., Rig]

WORD = np.full(RATE // 2, 0.75, np.float32)
"""Half a second that the scripted model takes for the wake word: nothing else is as loud."""
LONG = "This is the first sentence of it. Then comes a second one, and it goes on and on for a while. And a third."


class ScriptedWakeWord:
    """Hears half a second of great loudness that ended up to 0.4 s ago."""

    name, phrase = "scripted.onnx", "hey Sotto"
    window, hop, threshold = RATE, 1600, 0.6

    def __init__(self) -> None:
        self.looks = 0

    def probability(self, samples: Samples) -> float:
        self.looks += 1
        loud = np.flatnonzero(samples > 0.7)
        whole = len(loud) > 0.45 * RATE and len(samples) - loud[-1] - 1 < 0.4 * RATE
        return 0.9 if whole and loud[-1] < len(samples) - 1 else 0.1


class Room:
    """Somebody before the microphone of an engine that waits for the wake word."""

    def __init__(self, make_engine: MakeEngine) -> None:
        self.word = ScriptedWakeWord()
        self.rig = make_engine(by_hand=True, wake=self.word)
        self.rig.engine.set_hands_free(True)
        self.hear()

    def hear(self, *sounds: Samples) -> None:
        """Say it, and wait until all of it is listened to."""
        for sound in sounds:
            self.rig.microphone.say(sound)
        done = threading.Event()
        self.rig.engine.catch_up(done.set)
        assert done.wait(WAIT_S)

    def silence(self, seconds: float) -> None:
        self.hear(*[PAUSE] * int(seconds * 2))

    def answer(self, turn: int) -> TurnFinished:
        """Let the reply to a turn be heard to its end."""
        self.rig.events.wait_for(ReplyAudible, turn)
        self.hear(PAUSE)
        self.rig.speaker.turn(1_000_000)
        return self.rig.events.wait_for(TurnFinished, turn)

    @property
    def turns(self) -> int:
        return len(self.rig.events.of(SpeechStarted))


@pytest.fixture
def room(make_engine: MakeEngine) -> Room:
    return Room(make_engine)


def test_nothing_is_understood_before_the_wake_word(room: Room) -> None:
    room.hear(SPEECH, SPEECH, PAUSE, PAUSE, SPEECH, PAUSE, PAUSE)
    assert (room.turns, room.rig.transcriber.heard) == (0, [])
    room.rig.transcriber.enqueue("What time is it?")
    room.hear(WORD, SPEECH, SPEECH, PAUSE, PAUSE)
    done = room.answer(1)
    assert (done.transcript, done.outcome, room.turns) == ("What time is it?", Outcome.COMPLETED, 1)
    assert len(room.rig.events.of(WakeWordHeard)) == 1
    heard = room.rig.transcriber.heard[-1]
    assert np.sum(heard > 0.2) == pytest.approx(RATE, abs=600), "all that was said"
    assert np.sum(heard > 0.7) < 600, "and nothing of the wake word"


def test_speech_may_follow_for_some_seconds(room: Room) -> None:
    room.hear(WORD, PAUSE, PAUSE, PAUSE, PAUSE)
    room.rig.transcriber.enqueue("What time is it?")
    room.hear(SPEECH, PAUSE, PAUSE)
    assert room.answer(1).transcript == "What time is it?"
    assert np.max(room.rig.transcriber.heard[-1]) < 0.7


def test_the_wake_word_alone_is_no_turn_and_is_forgotten(room: Room) -> None:
    room.hear(WORD)
    room.silence(7)
    room.hear(SPEECH, PAUSE, PAUSE)
    assert (room.turns, room.rig.transcriber.heard) == (0, [])


def test_a_reply_may_be_followed_up_without_it(room: Room) -> None:
    room.rig.transcriber.enqueue("What time is it?")
    room.hear(WORD, SPEECH, PAUSE, PAUSE)
    room.answer(1)
    room.silence(3)
    room.rig.transcriber.enqueue("And the date?")
    room.hear(SPEECH, PAUSE, PAUSE)
    assert room.answer(2).transcript == "And the date?"
    room.silence(8)
    room.hear(SPEECH, PAUSE, PAUSE)
    assert room.turns == 2


def test_a_reply_is_interrupted_without_it(room: Room) -> None:
    room.rig.model.enqueue(LONG)
    room.rig.transcriber.enqueue("Tell me something.")
    room.hear(WORD, SPEECH, PAUSE, PAUSE)
    room.rig.events.wait_for(ReplyAudible)
    room.rig.speaker.turn(2500)
    for _ in range(2):
        room.rig.transcriber.enqueue("What about Berlin?")
    room.hear(SPEECH)
    for _ in range(4):
        room.rig.microphone.say(PAUSE)
    room.rig.events.wait_for(Interrupted)
    room.rig.speaker.turn(1_000_000)
    assert room.rig.events.wait_for(TurnFinished, 2).transcript == "What about Berlin?"


def test_what_is_waited_for_is_told_at_each_change(room: Room) -> None:
    room.hear(PAUSE)
    room.rig.transcriber.enqueue("What time is it?")
    room.hear(WORD, SPEECH, PAUSE, PAUSE)
    room.answer(1)
    room.silence(8)
    told = [event.phrase for event in room.rig.events.of(WakeWordAwaited)]
    assert told == ["hey Sotto", "", "hey Sotto"]
    assert room.rig.events.of(WakeWordHeard)[0].probability == 0.9


def test_a_key_needs_no_word(room: Room) -> None:
    room.rig.speak("Hello there.")
    done = room.answer(1)
    assert (done.transcript, done.source, room.rig.events.of(WakeWordHeard)) == ("Hello there.", Source.VOICE, [])


def test_the_word_said_again_in_an_open_conversation_is_taken_from_the_text(room: Room) -> None:
    room.rig.transcriber.enqueue("What time is it?")
    room.hear(WORD, SPEECH, PAUSE, PAUSE)
    room.answer(1)
    room.rig.transcriber.enqueue("Hey Soto, and the date?")
    room.hear(SPEECH, PAUSE, PAUSE)
    assert room.answer(2).transcript == "And the date?"


def test_silence_costs_no_look_at_the_network(room: Room) -> None:
    before = room.word.looks
    room.silence(5)
    assert room.word.looks == before
    room.hear(SPEECH, PAUSE)
    assert before + 4 <= room.word.looks <= before + 9, "ten a second, as long as somebody speaks and shortly after"
