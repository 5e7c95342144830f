"""A machine whose speed is known, so that no test measures the one it runs on."""

from __future__ import annotations

from datetime import UTC, datetime

from desktop.models import machine_speed
from desktop.models.machine_speed import MachineSpeed
from desktop.paths import Paths


def running_at(bytes_per_s: float = 10e9, *, cores: int = 2) -> MachineSpeed:
    """A machine of today."""
    return MachineSpeed(
        measured=datetime.now(UTC),
        processor=machine_speed._processor(),
        bytes_per_s=bytes_per_s,
        operations_per_s=117e9,
        cores=cores,
    )


def keep(paths: Paths) -> None:
    """Have the speed known in this home."""
    machine_speed._keep(running_at(), paths)
