"""Listens for the wake word in what was recorded, as long as somebody speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from desktop.engine.audio import SAMPLE_RATE, RingBuffer
from desktop.engine.bay import Bay
from desktop.engine.protocols import Samples

SPEECH = 0.35
"""Speech probability of a frame from which it is listened to."""
AFTER = int(0.3 * SAMPLE_RATE)
"""Samples behind the last speech that are looked at still: the network hears the word whole a little later."""
_STEPS = 4
"""Places a hop that are tried for where the word ended."""


class WakeWord(Protocol):
    """Hears whether the wake word was just said. One owner thread."""

    @property
    def name(self) -> str:
        """File name of the model."""

    @property
    def phrase(self) -> str:
        """The wake word, as people write it."""

    @property
    def window(self) -> int:
        """Samples at 16 kHz that it looks at."""

    @property
    def hop(self) -> int:
        """Samples from one look to the next."""

    @property
    def threshold(self) -> float:
        """Probability from which it was said."""

    def probability(self, samples: Samples) -> float:
        """Probability, 0 to 1, that the word ended shortly before the end of these samples."""


@dataclass(frozen=True, slots=True)
class Found:
    """The wake word."""

    probability: float
    """The highest that was seen, 0 to 1."""
    end: int
    """Position, in samples, where it ended."""


class Spotter:
    """Looks at a window of the stream each hop, but only around speech. One owner thread."""

    def __init__(self, bay: Bay[WakeWord], ring: RingBuffer) -> None:
        self._bay = bay
        self._ring = ring
        self._spoken = self._next = self._from = 0

    @property
    def model(self) -> WakeWord | None:
        """What it listens with; None when there is no wake word."""
        return self._bay.model

    def begin(self, position: int) -> None:
        """Know nothing of what came before `position`."""
        self._spoken = self._next = self._from = position

    def look(self, probability: float, stop: int) -> Found | None:
        """Take in the frame that ends at position `stop` and its speech probability."""
        model = self._bay.model
        if probability >= SPEECH:
            self._spoken = stop
        if model is None or stop < self._next or not self._from < self._spoken or stop - self._spoken > AFTER:
            return None
        self._next = stop + model.hop
        found = self._probability(model, stop)
        if found < model.threshold:
            return None
        end = self._end(model, stop)
        self._from = stop  # said once, it is heard once
        return Found(found, end)

    def _probability(self, model: WakeWord, stop: int) -> float:
        return model.probability(self._ring.read(max(stop - model.window, self._from, self._ring.oldest), stop))

    def _end(self, model: WakeWord, stop: int) -> int:
        """The first place in the last hops at which it was there."""
        step = max(1, model.hop // _STEPS)
        while stop - step > self._from and self._probability(model, stop - step) >= model.threshold:
            stop -= step
        return stop
