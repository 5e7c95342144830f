"""The voice of a replay: clauses to sound, as soon as all of them are there."""

from __future__ import annotations

import numpy as np

from desktop.engine.audio import amplified
from desktop.engine.controls import Delivery
from desktop.engine.protocols import Clock, Samples, Voice
from desktop.engine.sentences import speakable


class Aloud:
    """One reply on its way to sound. One thread."""

    def __init__(self, voice: Voice, clock: Clock, *, whole: bool) -> None:
        """The voice is lent. Unless `whole`, no more of the reply is spoken than its first block."""
        self._voice, self._clock, self._whole = voice, clock, whole
        self._clauses: list[str] = []
        self._first_clause_at: float | None = None
        self.first_ms: float | None = None
        """First clause to its first samples, in milliseconds; None until there are any."""
        self.samples: Samples = np.zeros(0, np.float32)
        """The sound, mono."""
        self.rate = voice.sample_rate
        """Hz."""

    def say(self, clause: str) -> None:
        """Take the next clause."""
        if self._first_clause_at is None and speakable(clause):
            self._first_clause_at = self._clock.monotonic()
        self._clauses.append(clause)

    def speak(self, delivery: Delivery) -> None:
        """Make the clauses sound."""
        blocks: list[Samples] = []
        begun = self._clock.monotonic()
        for text in filter(None, map(speakable, self._clauses)):
            for block in self._voice.synthesize(text, bool, slowness=delivery.slowness):
                if self.first_ms is None:
                    self.first_ms = (self._clock.monotonic() - begun) * 1000
                blocks.append(amplified(block, delivery.gain))
                if not self._whole:
                    break
            if not self._whole:
                break
        self.samples = np.concatenate(blocks) if blocks else self.samples

    @property
    def spoken(self) -> str:
        """The reply as it is read aloud."""
        return " ".join(filter(None, map(speakable, self._clauses)))

    def waited_ms(self, since: float) -> float | None:
        """Milliseconds from `since`, in seconds of the clock, to the first sample; None where nothing is spoken."""
        if self._first_clause_at is None or self.first_ms is None:
            return None
        return (self._first_clause_at - since) * 1000 + self.first_ms
