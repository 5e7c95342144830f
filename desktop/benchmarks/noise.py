"""Whether others used the processors during a measurement."""

from __future__ import annotations

import os
import sys
from pathlib import Path

MOST_OF_OTHERS = 0.05
"""Share of all processors from which a run counts as noisy."""

_STAT = Path("/proc/stat")
_IDLE, _IO_WAIT, _STEAL_END = 3, 4, 8


class NoiseMeter:
    """Measures from its creation on."""

    def __init__(self) -> None:
        self._total, self._busy = _ticks()
        self._own = _own_ticks()

    def others(self) -> float | None:
        """Share of all processors that other processes used, 0 to 1; None where the system does not tell."""
        total, busy = _ticks()
        if total <= self._total:
            return None
        taken = (busy - self._busy) - (_own_ticks() - self._own)
        return max(0.0, taken / (total - self._total))


def _ticks() -> tuple[float, float]:
    """All ticks of all processors since boot, and those not idle."""
    if not _STAT.exists():
        return 0.0, 0.0
    with _STAT.open() as file:
        counts = [float(field) for field in file.readline().split()[1 : 1 + _STEAL_END]]
    total = sum(counts)
    return total, total - counts[_IDLE] - counts[_IO_WAIT]


def _own_ticks() -> float:
    if sys.platform == "win32" or not _STAT.exists():
        return 0.0
    times = os.times()  # those of children count once they have ended
    own = times.user + times.system + times.children_user + times.children_system
    return own * os.sysconf("SC_CLK_TCK")
