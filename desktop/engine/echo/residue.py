"""What a canceller leaves of an echo is still speech to a detector, however faint. Here it is told from a user."""

from __future__ import annotations

import numpy as np

from desktop.engine.audio import HOP
from desktop.engine.protocols import Samples

USER_DB = 17.0
"""A user who speaks is not taken away: the canceller lowers a block with him in it by less than this."""
RESIDUE_DB = 23.0
"""A block lowered by more held nothing but echo."""
LEAST_GAIN = 0.03
_SMOOTHING = 0.5
"""Share of the past in the power of each 10 ms: speech is no steady sound."""
_FALL = 0.92
"""The gain falls to at least this share of itself in 10 ms, and rises within them: a beginning is not lost."""


class ResidueGate:
    """Lowers what the canceller has already lowered by much. One owner thread."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._before = self._after = 1e-12
        self._gain = 1.0

    def pass_on(self, near: Samples, out: Samples) -> Samples:
        """`out` as the canceller made it of `near`, equal lengths, a multiple of 10 ms, less what is only residue."""
        powers = (np.square(block.reshape(-1, HOP), dtype=np.float64).mean(axis=1) for block in (near, out))
        gains = [self._gain, *(self._next(before, after) for before, after in zip(*powers, strict=True))]
        if min(gains) == 1.0:
            return out
        at = np.arange(len(out), dtype=np.float32) / HOP
        return np.asarray(out * np.interp(at, np.arange(len(gains)), gains), np.float32)

    def _next(self, before: float, after: float) -> float:
        self._before = _SMOOTHING * self._before + (1 - _SMOOTHING) * before
        self._after = _SMOOTHING * self._after + (1 - _SMOOTHING) * after
        lowered = 10 * np.log10((self._before + 1e-12) / (self._after + 1e-12))
        share = np.clip((RESIDUE_DB - lowered) / (RESIDUE_DB - USER_DB), 0, 1)
        wanted = LEAST_GAIN + (1 - LEAST_GAIN) * float(share)
        self._gain = max(wanted, self._gain * _FALL)
        return self._gain
