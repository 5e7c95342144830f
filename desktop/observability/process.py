"""What this process takes of the machine."""

from __future__ import annotations

import psutil


class Process:
    """Memory and processor time. One thread at a time."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._process.cpu_percent()  # the first call only begins to measure

    def memory(self) -> float:
        """Resident set in MiB."""
        return float(self._process.memory_info().rss) / 2**20

    def processor(self) -> float:
        """Processor time since the last call, in per cent of one core: above 100 when several are busy."""
        return float(self._process.cpu_percent())
