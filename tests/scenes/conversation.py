"""A room on the sample clock with a real engine in it: people speak, Sotto answers, the microphone hears both."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from desktop.benchmarks.device import BLOCK, SampleClockDevice
from desktop.catalog import find_models
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.assemble import load_parts
from desktop.engine.protocols import Samples
from desktop.engine.worker import Engine
from desktop.events import EngineEvent, Event, LevelMeasured, ReplyAudible, ReplyDelta, ReplyHeard, TurnFinished
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.terms import WENT_ON, Outcome

E = TypeVar("E", bound=Event)

WAIT_S = 30.0
AUDIBLE = 0.003
KEPT = SAMPLE_RATE
"""Samples of the past that an echo may still come from, delay and drift of half an hour included."""


class Air:
    """From the loudspeaker to the microphone: a delay, a room, a clock that drifts, noise."""

    def __init__(
        self,
        *,
        echo_db: float | None,
        noise_dbfs: float = -70,
        delay_ms: float = 60,
        drift_ppm: float = 0,
        seed: int = 0,
    ) -> None:
        """`echo_db` is the echo against what is played; None is headphones."""
        rng = np.random.default_rng(seed)
        tail = np.exp(-6.9 * np.arange(4800) / 4800) * rng.standard_normal(4800)
        tail *= 10 ** (-3 / 20) / np.sqrt(np.sum(np.square(tail)))
        tail[0] = 1
        gain = 0.0 if echo_db is None else 10 ** (echo_db / 20)
        self._response = gain * tail / np.sqrt(np.sum(np.square(tail)))
        self._rest = np.zeros(len(tail) - 1)
        self._noise = 10 ** (noise_dbfs / 20)
        self._rng = rng
        self._delay = delay_ms * SAMPLE_RATE / 1000
        self._speed = 1 + drift_ppm * 1e-6
        self.drift_ppm = drift_ppm
        self._heard = np.zeros(KEPT, np.float32)
        self._played = self._at = 0

    def __call__(self, played: Samples) -> Samples:
        """What the microphone picks up next, in a block of its own clock."""
        self._heard = np.concatenate([self._heard, played])[-KEPT:]
        self._played += len(played)
        moments = (self._at + np.arange(BLOCK)) * self._speed - self._delay
        self._at += BLOCK
        first = self._played - len(self._heard)
        dry = np.interp(moments - first, np.arange(len(self._heard)), self._heard, left=0, right=0)
        wet = np.convolve(dry, self._response)
        wet[: len(self._rest)] += self._rest
        self._rest = wet[BLOCK:]
        noise = self._rng.standard_normal(BLOCK) * self._noise
        return (wet[:BLOCK] + noise).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Stamped:
    """An event and the sample index at which it came."""

    event: EngineEvent
    at: int


class Scene:
    """A running engine without a key, and the room it is in."""

    def __init__(self, home: Path, air: Air, settings: Settings | None = None) -> None:
        self.device = SampleClockDevice(drift_ppm=air.drift_ppm)
        self.device.air = air
        self.log: list[Stamped] = []
        self._new: queue.SimpleQueue[Stamped] = queue.SimpleQueue()
        settings = settings or Settings()
        files = find_models(settings, Paths(home))
        self.parts = load_parts(files, settings, home, self.device.microphone, self.device.speaker)
        self.engine = Engine(self.parts, settings, self._note, session="a" * 32)
        self.device.start()
        self.engine.start()
        self.engine.set_hands_free(True)

    def close(self) -> None:
        """End it."""
        self.engine.close()
        self.device.stop()

    def say(self, speech: Samples, *, wait: bool = True) -> int:
        """Speak into the room from now on; returns the index after the last sample, which is waited for."""
        last = self.device.feed(speech, lambda: None)
        if wait:
            assert self.device.wait_until(last, WAIT_S)
        return last

    def sleep(self, seconds: float) -> None:
        """Let the clock run on."""
        assert self.device.wait_until(self.device.position + int(seconds * SAMPLE_RATE), WAIT_S + seconds)

    def wait_for(self, kind: type[E], where: Callable[[E], bool] = lambda _: True) -> tuple[E, int]:
        """The next event of a kind, and its index. Events that came before it are passed over."""
        deadline = time.monotonic() + WAIT_S
        while True:
            try:
                stamped = self._new.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"{kind.__name__} did not come; {self._last_events()}") from None
            if isinstance(stamped.event, kind) and where(stamped.event):
                return stamped.event, stamped.at

    def _last_events(self) -> str:
        last = [entry for entry in self.log if not isinstance(entry.event, ReplyDelta | ReplyHeard)][-30:]
        shown = [f"{entry.at / SAMPLE_RATE:.2f} s {entry.event!r}" for entry in last]
        return "\n".join([f"it is {self.device.position / SAMPLE_RATE:.2f} s, there were", *shown])

    def wait_for_reply(self) -> int | None:
        """The index at which the next reply becomes audible; None when the utterance was ignored instead."""
        event, at = self.wait_for(
            Event,
            lambda event: (
                isinstance(event, ReplyAudible)
                or (isinstance(event, TurnFinished) and event.outcome is Outcome.IGNORED and event.error != WENT_ON)
            ),
        )
        return at if isinstance(event, ReplyAudible) else None

    def forget(self) -> None:
        """Pass over the events that nobody waited for."""
        while not self._new.empty():
            self._new.get()

    def of(self, kind: type[E]) -> list[tuple[E, int]]:
        """All events of a kind so far, with their indices."""
        return [(entry.event, entry.at) for entry in list(self.log) if isinstance(entry.event, kind)]

    def silent_between(self, start: int, stop: int) -> bool:
        """Whether nothing was audible between two indices."""
        played = self.device.past.between(start, stop)
        return not len(played) or float(np.abs(played).max()) < AUDIBLE

    def _note(self, event: EngineEvent) -> None:
        if isinstance(event, LevelMeasured):
            return
        stamped = Stamped(event, self.device.position)
        self.log.append(stamped)
        self._new.put(stamped)
