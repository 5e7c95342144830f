"""Gives the sound of an utterance to the tape while it is spoken. Starts no thread."""

from __future__ import annotations

from collections.abc import Callable

from desktop.engine.audio import SAMPLE_RATE, OverrunError, RingBuffer
from desktop.engine.protocols import Samples
from desktop.engine.tape import Tape

BLOCK = SAMPLE_RATE // 10
"""Samples that are handed on at a time: what a crash may cost."""


class Taping:
    """Follows the utterance under way through the ring buffer. One owner thread."""

    def __init__(self, tape: Tape | None, ring: RingBuffer, session_of: Callable[[int], str]) -> None:
        """Without a `tape` nothing is kept. `session_of` tells the session of a turn."""
        self._tape = tape
        self._ring = ring
        self._session_of = session_of
        self._turn = 0
        self._at = 0
        self._samples = 0

    def follow(self, turn: int, start: int) -> None:
        """Hand on what was recorded of a turn's utterance, which begins at position `start`.

        0 is for no turn. A turn before that was not ended is dropped: its utterance was discarded.
        """
        if turn != self._turn:
            self._end(0)
            self._turn, self._at, self._samples = turn, start, 0
        if turn and self._ring.written - self._at >= BLOCK:
            self._hand_on()

    def end(self, turn: int, samples: Samples) -> None:
        """A turn's utterance is complete; of one too short to be followed, `samples` is what there is."""
        if self._turn == turn:
            self._hand_on()
        else:
            self.follow(turn, self._ring.written)
            self._write(samples)
        self._end(self._samples)

    def _hand_on(self) -> None:
        try:
            samples = self._ring.read(max(self._at, self._ring.oldest), self._ring.written)
        except OverrunError:  # overtaken just now: the next time takes what is left
            return
        self._at = self._ring.written
        self._write(samples)

    def _write(self, samples: Samples) -> None:
        self._samples += len(samples)
        if self._tape is not None and len(samples):
            self._tape.write("user", self._session_of(self._turn), self._turn, samples, SAMPLE_RATE)

    def _end(self, samples: int) -> None:
        turn, self._turn = self._turn, 0
        if self._tape is not None and turn:
            self._tape.end("user", self._session_of(turn), turn, samples)
