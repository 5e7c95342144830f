"""What this process takes of the machine."""

from __future__ import annotations

import time

import psutil


class Process:
    """Memory and processor time. One thread at a time."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._before = time.process_time(), time.monotonic()

    def memory(self) -> float:
        """Resident set in MiB."""
        return float(self._process.memory_info().rss) / 2**20

    def processor(self) -> float:
        """Processor time since the last call, in per cent of one core: above 100 when several are busy."""
        (used, at), now = self._before, (time.process_time(), time.monotonic())
        self._before = now
        return 100 * (now[0] - used) / (now[1] - at) if now[1] > at else 0.0
