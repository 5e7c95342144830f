"""Keeps free speech away from the conversation until the wake word was said. The listening thread owns it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop import events
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.reporting import Reporter
from desktop.engine.wake.gate import WakeGate
from desktop.engine.wake.spotter import SPEECH, Found, Spotter
from desktop.settings import WakeSettings

RINGS_ON = int(0.25 * SAMPLE_RATE)
"""How long the word's own last sound may go on behind the place where it was heard."""
YOUNG = int(2.5 * SAMPLE_RATE)
"""Samples of an utterance in which the word is listened for when it counts without it."""
BELONGS = SAMPLE_RATE
"""Speech this soon after the word is recorded from its end on."""


@dataclass(frozen=True, slots=True)
class Conversing:
    """What the conversation is at."""

    busy: Callable[[], bool]
    """Whether a turn is on its way."""
    audible: Callable[[], bool]
    """Whether Sotto speaks."""
    on_heard: Callable[[], None]
    """The wake word was said, and nothing else yet."""


class WakeWatch:
    """Says of each frame of free speech whether it counts."""

    def __init__(self, spotter: Spotter, settings: WakeSettings, conversing: Conversing, report: Reporter) -> None:
        self._spotter, self._conversing, self._report = spotter, conversing, report
        self._gate = WakeGate(int(settings.within_s * SAMPLE_RATE), int(settings.follow_up_s * SAMPLE_RATE))
        self._told: str | None = None
        self._ringing = -1
        self._began = 0
        self._cut = -BELONGS

    def begin(self, position: int) -> None:
        """Listen from `position` on."""
        self._spotter.begin(position)
        self._told, self._ringing, self._began = None, -1, position

    def admit(self, probability: float, stop: int, *, under_way: bool) -> float:
        """What the speech probability of the frame that ends at `stop` counts; `under_way` while an utterance is."""
        model = self._spotter.model
        if model is None:
            self._tell("")
            return probability
        busy, audible = self._conversing.busy(), self._conversing.audible()
        if not under_way:
            self._began = stop
        if not busy and not audible and stop - self._began < YOUNG:
            found = self._spotter.look(probability, stop)
            if found is not None:
                self._heard(found, stop, under_way=under_way)
        counts = under_way or self._gate.is_open(stop, busy=busy, audible=audible)
        self._tell("" if counts else model.phrase)
        return probability if counts and not self._rings(probability, stop, under_way=under_way) else 0.0

    def start(self, first: int, pre_roll: int) -> int:
        """Where an utterance begins whose first speech is at `first`: behind the wake word, if it was just said."""
        return self._cut if 0 <= first - self._cut < BELONGS else first - pre_roll

    def _heard(self, found: Found, stop: int, *, under_way: bool) -> None:
        self._gate.heard(stop)
        self._report.emit(events.WakeWordHeard(**self._report.head(), probability=found.probability))
        if not under_way:
            self._cut, self._ringing = found.end, stop
            self._conversing.on_heard()

    def _rings(self, probability: float, stop: int, *, under_way: bool) -> bool:
        """Whether it may still be the end of the word itself."""
        if self._ringing < 0 or under_way:
            return False
        if probability < SPEECH or stop - self._ringing >= RINGS_ON:
            self._ringing = -1
        return self._ringing >= 0

    def _tell(self, phrase: str) -> None:
        """Say what must be said before speech counts; once for each change."""
        if phrase != self._told:
            self._told = phrase
            self._report.emit(events.WakeWordAwaited(**self._report.head(), phrase=phrase))
