"""The listening thread's loop: key commands and microphone in, finished utterances out."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass

from desktop import events
from desktop.engine.audio import SAMPLE_RATE, RingBuffer, loudness
from desktop.engine.listening import Listener, Utterance
from desktop.engine.protocols import Microphone
from desktop.engine.reporting import Reporter
from desktop.engine.transcription import Sound
from desktop.engine.turn import Turn
from desktop.errors import DeviceError
from desktop.events import Outcome, Source, Stage, State

TICK_S = 0.02
LATENCY_LIMIT_S = 0.2


@dataclass(frozen=True, slots=True)
class Press:
    """The key went down when `position` samples had been recorded."""

    turn: int
    position: int


@dataclass(frozen=True, slots=True)
class Release:
    """The key went up at `position`, at monotonic time `at` in seconds."""

    position: int
    at: float


@dataclass(frozen=True, slots=True)
class Discard:
    """Forget the utterance."""


@dataclass(frozen=True, slots=True)
class MicrophoneLost:
    """The device is gone."""

    reason: str


@dataclass(frozen=True, slots=True)
class Close:
    """End the loop."""


Command = Press | Release | Discard | MicrophoneLost | Close


class Ears:
    """Owns the listener and the microphone's lifecycle. `run` is the listening thread."""

    def __init__(
        self,
        microphone: Microphone | None,
        ring: RingBuffer,
        listener: Listener,
        reporter: Reporter,
        *,
        release: Callable[[], None],
        on_turn: Callable[[Turn], None],
    ) -> None:
        self._microphone = microphone
        self._ring = ring
        self._listener = listener
        self._reporter = reporter
        self._release = release
        self._on_turn = on_turn
        self._open = False
        self.inbox: queue.SimpleQueue[Command] = queue.SimpleQueue()

    def run(self) -> None:
        """Obey commands until Close; take in samples in between."""
        while True:
            try:
                command = self.inbox.get(timeout=TICK_S)
            except queue.Empty:
                command = None
            if isinstance(command, Close):
                self._close_microphone()
                return
            try:
                self._step(command)
            except Exception as error:  # noqa: BLE001 - the thread's boundary: reported and logged with its traceback
                self._fail(error)

    def open_microphone(self) -> None:
        """Start recording; a missing microphone is reported and the engine goes on without it."""
        if self._microphone is None or self._open:
            return
        try:
            self._microphone.open(self._ring.write, lambda why: self.inbox.put(MicrophoneLost(why)))
            self._open = True
        except DeviceError as error:
            self._reporter.failure(0, Stage.MICROPHONE, error)

    def _step(self, command: Press | Release | Discard | MicrophoneLost | None) -> None:
        match command:
            case None:
                self._listener.tick()
                if self._listener.too_long:
                    self._release()
            case Press(turn=turn, position=position):
                self._begin(turn, position)
            case Release(position=position, at=at):
                self._end(position, at)
            case Discard():
                self._listener.discard()
            case MicrophoneLost(reason=reason):
                self._lose(reason)

    def _begin(self, turn: int, position: int) -> None:
        self._listener.begin(turn, position)
        self.open_microphone()
        self._reporter.emit(events.SpeechStarted(**self._reporter.head(turn)))
        self._reporter.state(turn, State.LISTENING)

    def _end(self, position: int, at: float) -> None:
        if not self._listener.turn:
            return
        utterance = self._listener.end(self._await_latency(position, at))
        head = self._reporter.head(utterance.turn)
        self._reporter.emit(events.SpeechEnded(**head, audio_s=utterance.recorded_s))
        sound = Sound(utterance.speech_share, loudness(utterance.samples))
        turn = Turn(utterance.turn, Source.VOICE, at, samples=utterance.samples, sound=sound)
        turn.audio_s = len(utterance.samples) / SAMPLE_RATE
        if len(utterance.samples):
            self._reporter.state(turn.number, State.THINKING)
        else:
            self._ignore(turn, utterance)
        self._on_turn(turn)

    def _await_latency(self, position: int, at: float) -> int:
        """Position that holds what was said when the key went up; waits for the blocks still on their way."""
        latency = min(self._microphone.latency_s, LATENCY_LIMIT_S) if self._microphone and self._open else 0.0
        wanted = position + int(latency * SAMPLE_RATE)
        while self._ring.written < wanted and self._reporter.clock.monotonic() < at + LATENCY_LIMIT_S:
            time.sleep(0.002)
        return wanted

    def _ignore(self, turn: Turn, utterance: Utterance) -> None:
        turn.outcome = Outcome.IGNORED
        turn.error = "no speech was heard" if self._open else "there is no microphone"
        turn.audio_s, turn.samples = utterance.recorded_s, None
        head = self._reporter.head(turn.number)
        self._reporter.emit(events.UtteranceIgnored(**head, reason=turn.error, text=""))

    def _lose(self, reason: str) -> None:
        """What was said so far still becomes a turn."""
        self._close_microphone()
        advice = "plug it in again or choose another one, then hold the key again"
        self._reporter.failure(self._listener.turn, Stage.MICROPHONE, DeviceError(reason, advice=advice))
        self._release()

    def _close_microphone(self) -> None:
        if self._microphone is not None:
            self._microphone.close()
        self._open = False

    def _fail(self, error: Exception) -> None:
        """Report a failure; an utterance under way ends as a failed turn."""
        number = self._listener.turn
        self._reporter.failure(number, Stage.MICROPHONE, error)
        self._release()
        if number:
            self._listener.discard()
            turn = Turn(number, Source.VOICE, self._reporter.clock.monotonic())
            turn.fail(str(error))
            self._on_turn(turn)
