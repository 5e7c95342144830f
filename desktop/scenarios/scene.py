"""A running assistant, the room it is in, and what happened there, on one clock of samples."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from desktop.assistant import Assistant
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.protocols import Samples
from desktop.events import (
    ConsentAsked,
    ConsentGiven,
    EngineEvent,
    EngineReady,
    LevelMeasured,
    SpeechStarted,
    StateChanged,
    TurnFinished,
)
from desktop.paths import Paths
from desktop.scenarios.devices import Clock
from desktop.scenarios.form import Room
from desktop.scenarios.sounds import Sounds
from desktop.settings import Settings
from desktop.terms import State

BEFORE_S = 0.5
"""Of the room alone, before anybody speaks in a conversation."""
AUDIBLE = 0.003
_LONG_ANSWER = "What can you do?"
_KNOWN_AFTER_S = 12.0
"""Longest time that Sotto speaks for that."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """An event and the sample index at which it came."""

    event: EngineEvent
    at: int


class Interruption(Exception):  # noqa: N818 - a signal, not an error
    """The run is to end now."""


class Scene:
    """Lets time pass, and keeps what happens. `attach` gives it its assistant; then one thread moves the clock."""

    def __init__(self, home: Path, *, realtime: bool = False, stopped: Callable[[], bool] = bool) -> None:
        """`stopped` is asked at each block; once it says so, `step` raises Interruption."""
        self.clock = Clock(realtime=realtime, is_busy=self._is_busy)
        self._lock, self.stopped = threading.Lock(), stopped
        self._log: list[Stamped] = []
        self._state, self._asking, self._open = State.IDLE, False, set[int]()
        self._assistant: Assistant | None = None
        self._now: tuple[datetime | None, int] = None, 0
        self.home = home
        """Where the assistant keeps its data."""
        self.models: dict[str, str] = {}
        """File names of the models by their stages."""

    @property
    def assistant(self) -> Assistant:
        """Who is talked to."""
        assert self._assistant is not None
        return self._assistant

    def attach(self, assistant: Assistant) -> None:
        """Talk to this assistant, which was made with the clock's devices and tells its events to `note`."""
        self._assistant, self.clock.catch_up = assistant, assistant.catch_up

    def note(self, event: EngineEvent) -> None:
        """Take an event of the assistant. Any thread."""
        if isinstance(event, LevelMeasured):
            return
        with self._lock:
            self._follow(event)
            self._log.append(Stamped(event, self.clock.position))

    def _follow(self, event: EngineEvent) -> None:
        match event:
            case StateChanged(state=state):
                self._state = state
            case EngineReady(models=models):
                self.models = {"stt": models.stt, "llm": models.llm, "tts": models.tts}
            case ConsentAsked():
                self._asking = True
            case ConsentGiven():
                self._asking = False
            case SpeechStarted():
                self._open.add(event.turn)
            case TurnFinished():
                self._open.discard(event.turn)
            case _:
                pass

    def _is_busy(self) -> bool:
        if self._asking:
            return False
        return self._state is State.THINKING or (self._state is State.SPEAKING and self.clock.is_dry)

    @property
    def is_quiet(self) -> bool:
        """Whether nobody speaks, and Sotto neither thinks nor speaks."""
        with self._lock:
            return not self._open and self._state in (State.IDLE, State.CLOSED)

    def since(self, mark: int) -> list[Stamped]:
        """What happened from the `mark`-th event on."""
        with self._lock:
            return self._log[mark:]

    @property
    def mark(self) -> int:
        """How many events there were so far."""
        return len(self._log)

    def now(self) -> datetime:
        """What the clock says in the conversation. Any thread."""
        begun, at = self._now
        if begun is None:
            return datetime.now(UTC)
        return begun + timedelta(seconds=(self.clock.position - at) / SAMPLE_RATE)

    def set_time(self, now: datetime | None) -> None:
        """Have the clock say this from now on, going on from there; None for the time that it is."""
        self._now = now, self.clock.position

    def begin(self, room: Room, *, hands_free: bool) -> None:
        """A conversation of its own, in a room, without what another one left behind."""
        self.set_time(None)
        with self._lock:
            self._open.clear()
        self.clock.set_room(room)
        self.assistant.new_session()
        self.assistant.set_hands_free(hands_free)
        self.clock.forget()
        self.pass_s(BEFORE_S)

    def get_to_know(self, room: Room) -> None:
        """Let Sotto hear itself in a room, as it does in its first minute there. Raises Interruption."""
        self.begin(room, hands_free=True)
        self.assistant.send_text(_LONG_ANSWER)
        self.until(lambda: any(isinstance(each.event, TurnFinished) for each in self.since(0)), _KNOWN_AFTER_S)

    def step(self) -> None:
        """Let a block's time pass. Raises Interruption."""
        if self.stopped():
            raise Interruption
        self.clock.step()

    def pass_s(self, seconds: float) -> None:
        """Let so much time pass. Raises Interruption."""
        end = self.clock.position + seconds * SAMPLE_RATE
        while self.clock.position < end:
            self.step()

    def until(self, holds: Callable[[], bool], limit_s: float) -> bool:
        """Let time pass until something holds; False if it does not within so many seconds. Raises Interruption."""
        end = self.clock.position + limit_s * SAMPLE_RATE
        while not holds():
            if self.clock.position >= end:
                return False
            self.step()
        return True

    def play(self, samples: Samples) -> None:
        """Let the microphone hear something, to its end. Raises Interruption."""
        end = self.clock.feed(samples, lambda: None)
        while self.clock.position < end:
            self.step()

    def is_silent(self, start: int, stop: int) -> bool:
        """Whether the loudspeaker gave no sound between two indices."""
        played = self.clock.past.between(start, stop)
        return not len(played) or float(np.abs(played).max()) < AUDIBLE


@contextmanager
def open_scene(
    settings: Settings,
    *,
    realtime: bool = False,
    stopped: Callable[[], bool] = bool,
    also: Callable[[EngineEvent], None] = lambda _event: None,
) -> Iterator[tuple[Scene, Sounds]]:
    """An assistant in a home of its own that is gone at the end, and the voice of those who talk to it.

    `stopped` is asked at each block; `also` is told each event, on the engine's threads.
    Blocks a second or two. Raises ModelError.
    """
    with tempfile.TemporaryDirectory(prefix="sotto-scenarios-") as folder:
        paths = Paths(Path(folder))
        scene = Scene(paths.home, realtime=realtime, stopped=stopped)
        sounds = Sounds()

        def listen(event: EngineEvent) -> None:
            scene.note(event)
            also(event)

        try:
            clock = scene.clock
            assistant = Assistant(
                settings, paths, listen, microphone=clock.microphone, speaker=clock.speaker, now=scene.now
            )
            try:
                scene.attach(assistant)
                yield scene, sounds
            finally:
                clock.catch_up = None
                assistant.close()
        finally:
            sounds.close()


def forget_lists(home: Path) -> None:
    """Empty the lists that a conversation may have written to: notes and timers."""
    for name in ("notes.json", "timers.json"):
        with suppress(FileNotFoundError):
            (home / name).write_text("[]", "utf-8")
