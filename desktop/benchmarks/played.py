"""What the sample-clock device played, and when. Any thread."""

from __future__ import annotations

import threading

import numpy as np

from desktop.engine.protocols import Samples

SILENT = 0.003
"""Output up to this amplitude, -50 dBFS, does not count as the reply."""


class Played:
    """Blocks that held something of the queue, by the index of their first sample, since `forget`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks: list[tuple[int, Samples]] = []
        self._fell_silent: list[int] = []
        self._sounding = False

    def add(self, position: int, block: Samples, filled: int) -> None:
        """A block was played from index `position` on, of which the first `filled` samples came from the queue."""
        with self._lock:
            if self._sounding and not filled:
                self._fell_silent.append(position)
            self._sounding = bool(filled)
            if filled:
                self._blocks.append((position, block))

    def forget(self) -> None:
        """Start anew."""
        with self._lock:
            self._blocks, self._fell_silent = [], []

    @property
    def nothing(self) -> bool:
        """Whether nothing was played."""
        return not self._blocks

    def first_sound(self) -> int | None:
        """Index of the first sample that is not silent."""
        with self._lock:
            return self._first_sound()

    def fell_silent(self, since: int) -> int | None:
        """Index from `since` on at which the loudspeaker ran out or was held; None if it went on."""
        with self._lock:
            return next((position for position in self._fell_silent if position >= since), None)

    def lead_in(self) -> int:
        """Silent samples that the reply began with."""
        with self._lock:
            first = self._first_sound()
            return 0 if first is None else first - self._blocks[0][0]

    def between(self, start: int, stop: int) -> Samples:
        """What was played between two indices; silence where nothing was."""
        out = np.zeros(max(0, stop - start), np.float32)
        with self._lock:
            blocks = list(self._blocks)
        for position, block in blocks:
            first, last = max(start, position), min(stop, position + len(block))
            if first < last:
                out[first - start : last - start] = block[first - position : last - position]
        return out

    def _first_sound(self) -> int | None:
        for position, block in self._blocks:
            loud = np.flatnonzero(np.abs(block) > SILENT)
            if len(loud):
                return position + int(loud[0])
        return None
