"""Who gets to speak: free speech, pauses, interruptions. The recogniser answers at once, or when told to."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import numpy as np
import pytest

from desktop.engine.audio import SAMPLE_RATE, RingBuffer
from desktop.engine.bay import Bay
from desktop.engine.floor import Floor, Partner, Reply
from desktop.engine.free_listening import FreeListener
from desktop.engine.listening import Utterance
from desktop.engine.patience import TurnDetector
from desktop.engine.protocols import Samples, Transcript
from desktop.engine.recognising import Guess, Guesses, Recogniser, Recognition
from desktop.engine.reporting import Reporter
from desktop.events import EngineEvent, PartialTranscript, StateChanged
from desktop.terms import State
from tests.fakes import HandClock, ScriptedDetector, ScriptedTranscriber, transcript

NOTHING = Transcript("", "en", -2.0, 0.9, 0.0, 0)


class AtOnce(Executor):
    """Does what it is given when it is given, or, once `later` is set, when `catch_up` is called."""

    def __init__(self) -> None:
        self.later = False
        self._waiting: list[tuple[Future[Any], Callable[[], None]]] = []

    def submit(self, work: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        future: Future[Any] = Future()

        def run() -> None:
            if not (future.running() or future.set_running_or_notify_cancel()):
                return
            try:
                future.set_result(work(*args, **options))
            except BaseException as error:  # noqa: BLE001 - as executors do
                future.set_exception(error)

        if self.later:
            self._waiting.append((future, run))
        else:
            run()
        return future

    def start_one(self) -> Callable[[], None]:
        """Begin what waits first, so that it cannot be cancelled; it ends when what is returned is called."""
        future, finish = self._waiting.pop(0)
        future.set_running_or_notify_cancel()
        return finish

    def catch_up(self) -> None:
        waiting, self._waiting = self._waiting, []
        for _, run in waiting:
            run()


class FakePartner:
    """Records what the floor asks of it."""

    def __init__(self) -> None:
        self.doing = Reply.NONE
        self.log: list[str] = []
        self.delivered: list[tuple[Utterance, Recognition, float]] = []
        self.foreseen: list[str] = []
        self.echo = ""
        self.turns = 0

    def hold(self) -> None:
        self.log.append("hold")

    def go_on(self) -> None:
        self.log.append("go on")

    def take_floor(self, goes_on: bool) -> int:
        self.turns += 1
        self.doing = Reply.NONE
        self.log.append("continue" if goes_on else "take")
        return self.turns

    def is_echo(self, text: str) -> bool:
        return bool(self.echo) and text in self.echo

    def deliver(self, utterance: Utterance, recognition: Recognition, silence_s: float) -> None:
        self.log.append("deliver")
        self.delivered.append((utterance, recognition, silence_s))


class Ear:
    """Hears what it is told to."""

    name = "scripted-ear"

    def __init__(self) -> None:
        self.says, self.asked = 0.7, 0

    def probability(self, samples: Samples) -> float:
        self.asked += 1
        return self.says


class Room:
    """A floor with a scripted recogniser, into which one speaks by hand."""

    def __init__(self) -> None:
        self.ring = RingBuffer(60 * SAMPLE_RATE)
        self.transcriber = ScriptedTranscriber()
        self.transcriber.transcribe(np.zeros(1, np.float32), lambda: False)  # warm
        self.executor, self.partner, self.clock = AtOnce(), FakePartner(), HandClock()
        self.events: list[EngineEvent] = []
        guesses = Guesses(Recogniser(Bay(self.transcriber), self.executor), self._guessed)
        listener = FreeListener(self.ring, ScriptedDetector(), patience_s=0.64, pre_roll_ms=500, longest_s=20)
        report = Reporter("a" * 32, self.events.append, self.clock)
        them = self.partner
        partner = Partner(
            reply=lambda: them.doing,
            hold=them.hold,
            go_on=them.go_on,
            take_floor=them.take_floor,
            is_echo=them.is_echo,
            is_settling=lambda: False,
            foresee=them.foreseen.append,
            is_over=lambda turn: turn != them.turns,
            deliver=them.deliver,
        )
        self.ear = Ear()
        self.floor = Floor(listener, guesses, TurnDetector(ear=Bay(self.ear)), partner, report)
        self._guesses: list[Guess] = []

    def _guessed(self, guess: Guess) -> None:
        self._guesses.append(guess)

    def hears(self, seconds: float, text: str | Transcript | None = None) -> None:
        """`text` is what the recogniser makes of everything from here on; silence without one."""
        if text is not None:
            while not self.transcriber.script.empty():
                self.transcriber.script.get()
            for _ in range(80):
                self.transcriber.enqueue(text)
        level = 0.0 if text is None else 0.2
        for _ in range(round(seconds * 100)):
            self.ring.write(np.full(SAMPLE_RATE // 100, level, np.float32))
            self.floor.tick()
            waiting, self._guesses = self._guesses, []
            for guess in waiting:
                self.floor.guessed(guess)

    @property
    def texts(self) -> list[str]:
        return [recognition.wait(lambda: False).text for _, recognition, _ in self.partner.delivered]


@pytest.fixture
def room() -> Room:
    return Room()


def test_an_utterance_is_delivered_with_its_pre_roll_and_the_text_that_was_guessed_in_the_pause(room: Room) -> None:
    room.hears(1)
    room.hears(1, "What time is it?")
    room.hears(1)
    assert room.partner.log == ["take", "deliver"]
    assert room.texts == ["What time is it?"]
    utterance, _, silence_s = room.partner.delivered[0]
    assert len(utterance.samples) == pytest.approx((0.5 + 1 + 0.3) * SAMPLE_RATE, abs=1100)
    assert silence_s == pytest.approx(0.32, abs=0.04)
    assert len(room.transcriber.heard) == 1, "recognised once, in the pause"
    assert room.partner.foreseen == ["What time is it?"]
    assert [event.text for event in room.events if isinstance(event, PartialTranscript)] == ["What time is it?"]


def test_an_unfinished_sentence_is_waited_for(room: Room) -> None:
    room.hears(1, "Add milk and")
    room.hears(1)
    assert room.partner.log == ["take"]
    room.hears(1, "Add milk and bread.")
    room.hears(1)
    assert room.partner.log == ["take", "deliver"]
    assert room.texts == ["Add milk and bread."]


def test_a_sentence_that_sounds_unfinished_is_waited_for_though_the_recogniser_is_slow(room: Room) -> None:
    room.executor.later = True
    room.ear.says = 0.1
    room.hears(1, "Set a timer")
    room.hears(0.9)
    room.ear.says = 0.9
    room.hears(1, "Set a timer for ten minutes.")
    assert room.partner.log == ["take"]
    room.hears(0.9)
    assert room.partner.log == ["take", "deliver"]
    assert room.ear.asked == 2


def test_when_the_recogniser_is_slow_the_usual_silence_ends_it(room: Room) -> None:
    room.executor.later = True
    room.hears(1, "What time is it?")
    room.hears(0.6)
    assert room.partner.log == ["take"]
    room.hears(0.2)
    assert room.partner.log == ["take", "deliver"]
    room.executor.catch_up()
    assert room.texts == ["What time is it?"]


def test_words_during_a_reply_hold_it_and_then_take_the_floor(room: Room) -> None:
    room.partner.doing = Reply.AUDIBLE
    room.hears(0.12, "What about")
    assert room.partner.log == ["hold"]
    room.hears(0.3, "What about Berlin?")
    assert room.partner.log == ["hold", "take"]
    room.hears(1)
    assert room.partner.log == ["hold", "take", "deliver"]
    assert room.texts == ["What about Berlin?"]


def test_a_cough_during_a_reply_lets_it_go_on(room: Room) -> None:
    room.partner.doing = Reply.AUDIBLE
    room.hears(0.2, NOTHING)
    room.hears(0.12)
    assert room.partner.log == ["hold", "go on"]
    room.hears(2)
    assert room.partner.log == ["hold", "go on"]
    assert room.partner.delivered == []


def test_a_listening_sound_lets_it_go_on_but_words_after_it_stop_it(room: Room) -> None:
    room.partner.doing = Reply.AUDIBLE
    room.hears(0.3, "Yeah.")
    room.hears(0.12)
    assert room.partner.log == ["hold", "go on"]
    room.hears(0.6, "Yeah, but what about Berlin?")
    room.hears(1)
    assert room.partner.log == ["hold", "go on", "take", "deliver"]


def test_our_own_echo_lets_it_go_on(room: Room) -> None:
    room.partner.doing, room.partner.echo = Reply.AUDIBLE, "The capital of France is Paris."
    room.hears(0.8, "capital of France")
    room.hears(1)
    assert room.partner.log == ["hold", "go on"]


def test_a_question_right_after_a_reply_has_nothing_of_our_echo_before_it(room: Room) -> None:
    room.partner.doing, room.partner.echo = Reply.AUDIBLE, "The capital of France is Paris."
    room.hears(0.8, "capital of France")
    room.hears(0.2)
    room.partner.doing = Reply.NONE
    room.hears(0.2)
    room.hears(1, "What time is it?")
    room.hears(1)
    assert room.partner.log == ["hold", "go on", "take", "deliver"]
    (utterance, _, _), texts = room.partner.delivered[0], room.texts
    assert texts == ["What time is it?"]
    assert len(utterance.samples) == pytest.approx((0.2 + 1 + 0.3) * SAMPLE_RATE, abs=1600)


def test_what_goes_on_while_the_reply_does_is_one_utterance(room: Room) -> None:
    room.partner.doing = Reply.AUDIBLE
    room.hears(0.4, "Okay.")
    room.hears(0.2)
    room.hears(1, "Okay, and what time is it?")
    room.hears(1)
    assert room.partner.log == ["hold", "go on", "take", "deliver"]
    assert len(room.partner.delivered[0][0].samples) > (0.4 + 0.2 + 1) * SAMPLE_RATE


def test_lasting_noise_without_words_is_no_interruption(room: Room) -> None:
    room.partner.doing = Reply.AUDIBLE
    room.hears(3, NOTHING)
    assert room.partner.log == ["hold", "go on"]


def test_when_the_reply_ends_while_it_is_contended_the_words_are_a_turn(room: Room) -> None:
    room.partner.doing = Reply.AUDIBLE
    room.executor.later = True
    room.hears(0.4, "Thank you very much.")
    room.partner.doing = Reply.NONE
    room.executor.later = False
    room.executor.catch_up()
    room.hears(1)
    assert room.partner.log == ["hold", "take", "deliver"]


def test_speech_before_the_reply_is_heard_goes_on_with_the_utterance(room: Room) -> None:
    room.hears(1, "Set a timer.")
    room.hears(1.5)
    assert room.partner.log == ["take", "deliver"]
    room.partner.doing = Reply.THINKING
    room.hears(1, "Set a timer for ten minutes.")
    room.hears(1)
    assert room.partner.log == ["take", "deliver", "hold", "continue", "deliver"]
    whole = room.partner.delivered[1][0]
    assert len(whole.samples) == pytest.approx((1 + 1.5 + 1 + 0.3) * SAMPLE_RATE, abs=1600)


def test_speech_long_after_an_utterance_is_one_of_its_own(room: Room) -> None:
    room.hears(1, "Tell me a joke.")
    room.hears(4)
    room.partner.doing = Reply.THINKING
    room.hears(1, "No, sing.")
    room.hears(1)
    assert room.partner.log == ["take", "deliver", "hold", "take", "deliver"]


def test_given_up_nothing_is_delivered_and_a_held_reply_goes_on(room: Room) -> None:
    room.hears(1, "What time")
    room.floor.give_up()
    room.hears(1)
    assert room.partner.log == ["take"]
    room.partner.doing = Reply.AUDIBLE
    room.hears(0.2, "Wh")
    room.floor.give_up()
    assert room.partner.log == ["take", "hold", "go on"]


def test_an_utterance_that_never_ends_is_delivered_at_the_longest_allowed(room: Room) -> None:
    room.hears(21, "And so on and")
    assert "deliver" in room.partner.log
    assert len(room.partner.delivered[0][0].samples) <= 20 * SAMPLE_RATE + 1024


def test_a_failing_guess_is_tried_again_at_the_end(room: Room) -> None:
    room.transcriber.enqueue(RuntimeError("once"))
    room.transcriber.enqueue(transcript("What time is it?"))
    room.ring.write(np.full(SAMPLE_RATE, 0.2, np.float32))
    room.ring.write(np.zeros(SAMPLE_RATE, np.float32))
    room.floor.tick()
    assert room.texts == ["What time is it?"]


def test_the_machine_may_sleep_for_longer_than_the_ring_lasts(room: Room) -> None:
    room.hears(0.5, "Hello")
    room.ring.write(np.zeros(70 * SAMPLE_RATE, np.float32))
    room.hears(0.1)
    states = [event.state for event in room.events if isinstance(event, StateChanged)]
    assert states == [State.LISTENING, State.IDLE]
    assert room.floor.turn == 0
    room.hears(1, "What time is it?")
    room.hears(1)
    assert room.texts == ["What time is it?"]


def test_asleep_while_a_reply_is_held_it_goes_on(room: Room) -> None:
    room.partner.doing = Reply.AUDIBLE
    room.hears(0.12, "Wh")
    room.ring.write(np.zeros(70 * SAMPLE_RATE, np.float32))
    room.hears(0.1)
    assert room.partner.log == ["hold", "go on"]


def test_a_late_guess_at_an_utterance_given_up_says_nothing_of_the_next(room: Room) -> None:
    room.executor.later = True
    room.hears(0.5, "Never mind")
    room.hears(0.12)
    late = room.executor.start_one()
    room.floor.give_up()
    room.hears(0.3, "What time is it?")
    late()
    room.hears(0.01)
    assert not [event for event in room.events if isinstance(event, PartialTranscript)]
