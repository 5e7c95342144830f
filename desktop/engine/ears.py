"""The listening thread's loop: key commands and microphone in, finished utterances out."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from desktop import events
from desktop.engine.audio import SAMPLE_RATE, loudness
from desktop.engine.echo.near_end import NearEnd
from desktop.engine.floor import Floor
from desktop.engine.key_commands import Discard, HandsFree, Key, MicrophoneLost, Press, Release
from desktop.engine.listening import Listener, Utterance
from desktop.engine.protocols import Microphone
from desktop.engine.recognising import Guess, Guesses, Recognition
from desktop.engine.reporting import Reporter
from desktop.engine.taping import Taping
from desktop.engine.transcription import Sound
from desktop.engine.turn import Turn
from desktop.errors import DeviceError, words_of
from desktop.terms import Endpoint, Outcome, Source, Stage, State
from desktop.wording import marked

TICK_S = 0.02
FREE_TICK_S = 0.01
"""The same without a key, while somebody speaks or is about to: as long as a block of sound."""
LATENCY_LIMIT_S = 0.2
DEAD_SILENCE_S = 0.8
"""Zeros alone for so long mean a microphone that is muted or dead."""


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Take in what was recorded so far now, not at the next tick, and say so."""

    done: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Close:
    """End the loop."""


Command = Key | Release | MicrophoneLost | Guess | CatchUp | Close


class Ears:
    """Owns the listener and the floor. `run` is the listening thread."""

    def __init__(
        self,
        microphone: Microphone | None,
        near: NearEnd,
        listener: Listener,
        floor: Floor,
        guesses: Guesses,
        reporter: Reporter,
        *,
        hears: Callable[[], bool],
        renew: Callable[[], None],
        release: Callable[[], None],
        is_over: Callable[[int], bool],
        foresee: Callable[[str], None],
        on_turn: Callable[[Turn], None],
        taping: Taping,
    ) -> None:
        """`hears` says whether the microphone is open; `renew` asks for it to be opened anew."""
        self._floor = floor
        self._guesses = guesses
        self._is_over = is_over
        self._foresee = foresee
        self._free = False
        self._microphone = microphone
        self._hears = hears
        self._renew = renew
        self._near = near
        self._listener = listener
        self._reporter = reporter
        self._release = release
        self._on_turn = on_turn
        self._taping = taping
        self._begun_at = 0.0
        self._silent = False
        self._failing = False
        self._told = self._obeyed = 0
        self.inbox: queue.SimpleQueue[Command] = queue.SimpleQueue()

    def tell(self, command: Key) -> None:
        """Have somebody else listened to. Not on two threads at once."""
        self._told += 1
        self.inbox.put(command)

    @property
    def behind(self) -> bool:
        """Whether somebody else is to be listened to, which this thread has yet to learn."""
        return self._told != self._obeyed

    @property
    def hears_speech(self) -> bool:
        """Whether an utterance is under way. Any thread."""
        return bool(self._listener.turn or self._floor.turn)

    def run(self) -> None:
        """Obey commands until Close; take in samples in between."""
        while True:
            try:
                command = self.inbox.get(timeout=FREE_TICK_S if self._free and self._floor.alert else TICK_S)
            except queue.Empty:
                command = None
            if isinstance(command, Close):
                return
            try:
                self._step(command)
            except Exception as error:  # noqa: BLE001 - the thread's boundary: reported and logged with its traceback
                self._fail(error)

    def _step(self, command: Key | Release | MicrophoneLost | Guess | CatchUp | None) -> None:
        self._obeyed += isinstance(command, Key)
        match command:
            case None:
                self._tick()
            case Press(turn=turn, position=position):
                self._begin(turn, position)
            case Release(position=position, at=at):
                self._end(position, at)
            case Discard(position=position):
                self._listener.discard()
                self._listen_freely(position)
            case MicrophoneLost():
                self._release()  # what was said so far becomes a turn
            case HandsFree(on=on, position=position):
                self._free = self._near.cancelling = on
                self._floor.abandon()
                self._listen_freely(position)
            case Guess():
                self._take_guess(command)
            case CatchUp(done=done):
                self._tick()
                done()

    def _tick(self) -> None:
        self._near.pump()
        self._listener.tick()
        if self._listener.turn:
            self._check_silence()
            samples = self._listener.so_far()
            if samples is not None:
                self._guesses.look(self._listener.last_speech, samples)
            if self._listener.too_long:
                self._release()
        elif self._free and not self.behind:
            self._floor.tick()
        self._record()
        self._failing = False

    def _record(self) -> None:
        """Keep the sound of the utterance under way."""
        if self._listener.turn:
            self._taping.follow(self._listener.turn, self._listener.start)
        else:
            self._taping.follow(self._floor.turn, self._floor.start)

    def _listen_freely(self, position: int) -> None:
        """Without a key from `position` on, if that is wanted and no key is held."""
        if not self._listener.turn:
            self._floor.begin(position)

    def _take_guess(self, guess: Guess) -> None:
        transcript = guess.recognition.transcript
        if not self._listener.turn:
            self._floor.guessed(guess)
        elif self._guesses.is_current(guess) and transcript is not None and transcript.text.strip():
            self._foresee(transcript.text.strip())
            self._reporter.partial(self._listener.turn, transcript.text.strip())

    def _begin(self, turn: int, position: int) -> None:
        self._floor.give_up()
        self._listener.begin(turn, position)
        self._begun_at = self._reporter.clock.monotonic()
        if not self._hears():
            self._renew()
        self._reporter.emit(events.SpeechStarted(**self._reporter.head(turn)))
        self._reporter.state(turn, State.LISTENING)

    def _end(self, position: int, at: float) -> None:
        if not self._listener.turn:
            return
        utterance = self._listener.end(self._await_latency(position, at))
        number, samples = utterance.turn, utterance.samples
        if len(samples):
            last = self._listener.last_speech
            recognition = self._guesses.final(last, samples, lambda: self._is_over(number))
            self._hand_on(utterance, recognition, at, at)
        else:
            self._hand_on(utterance, None, at, at)
        self._listen_freely(position)

    def deliver(self, utterance: Utterance, recognition: Recognition, silence_s: float) -> None:
        """Hand on what was said without a key; the user has been silent for so many seconds."""
        now = self._reporter.clock.monotonic()
        self._hand_on(utterance, recognition, now - silence_s, now)

    def _hand_on(
        self, utterance: Utterance, recognition: Recognition | None, ended_at: float, decided_at: float
    ) -> None:
        """Make a turn of an utterance; without a `recognition` nothing was said in it."""
        self._taping.end(utterance.turn, utterance.samples)
        head = self._reporter.head(utterance.turn)
        self._reporter.emit(events.SpeechEnded(**head, audio_s=utterance.recorded_s))
        sound = Sound(utterance.speech_share, loudness(utterance.samples))
        turn = Turn(utterance.turn, Source.VOICE, ended_at, decided_at, recognition, sound)
        turn.audio_s = len(utterance.samples) / SAMPLE_RATE
        turn.endpoint = _endpoint(utterance, recognition, decided_at - ended_at)
        turn.microphone_ms = self._microphone.latency_s * 1000 if self._microphone and self._hears() else None
        if recognition is not None:
            self._reporter.state(turn.number, State.THINKING)
        else:
            self._ignore(turn, utterance)
        self._on_turn(turn)

    def _await_latency(self, position: int, at: float) -> int:
        """Position that holds what was said when the key went up; waits for the blocks still on their way."""
        latency = min(self._microphone.latency_s, LATENCY_LIMIT_S) if self._microphone and self._hears() else 0.0
        wanted = position + int(latency * SAMPLE_RATE)
        while self._near.written < wanted and self._reporter.clock.monotonic() < at + LATENCY_LIMIT_S:
            time.sleep(0.002)
        self._near.pump()
        return wanted

    def _ignore(self, turn: Turn, utterance: Utterance) -> None:
        turn.outcome = Outcome.IGNORED
        turn.error = marked("no speech was heard") if self._hears() else marked("there is no microphone")
        turn.audio_s = utterance.recorded_s
        head = self._reporter.head(turn.number)
        self._reporter.emit(events.UtteranceIgnored(**head, reason=turn.error, text=""))

    def _check_silence(self) -> None:
        """Say when a held key brings nothing but zeros, which no working microphone gives, and when sound comes."""
        now = self._reporter.clock.monotonic()
        if self._listener.only_zeros and not self._silent and now - self._begun_at >= DEAD_SILENCE_S:
            self._silent = True
            advice = marked("unmute it, or choose another one")
            error = DeviceError(marked("the microphone gives no sound at all"), advice=advice)
            self._reporter.failure(0, Stage.MICROPHONE, error)
            self._renew()
        elif self._silent and self._listener.sounded:
            self._silent = False
            head, message = self._reporter.head(), marked("the microphone can be heard again")
            self._reporter.emit(events.DeviceChanged(**head, stage=Stage.MICROPHONE, message=message, detail=""))

    def _fail(self, error: Exception) -> None:
        """Report a failure; an utterance under way ends as a failed turn."""
        number = self._listener.turn or self._floor.turn
        if self._failing and not number:
            return  # it fails at every tick
        self._failing = True
        self._reporter.failure(number, Stage.MICROPHONE, error)
        self._release()
        if number:
            self._taping.end(number, np.zeros(0, np.float32))
            self._listener.discard()
            self._listen_freely(self._near.written)
            turn = Turn(number, Source.VOICE, self._reporter.clock.monotonic())
            turn.fail(words_of(error))
            self._on_turn(turn)


def _endpoint(utterance: Utterance, recognition: Recognition | None, silence_s: float) -> Endpoint:
    stop = utterance.offset + (recognition.samples if recognition is not None else 0)
    return Endpoint(silence_s <= 0, silence_s, utterance.offset, stop, utterance.speech_share)
