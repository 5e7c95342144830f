"""How fast this machine reads memory and computes: measured once, and kept with its date."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from desktop import log
from desktop.models.stopping import Stop
from desktop.paths import Paths

_BLOCK, _TIMES = 48 << 20, 8
"""Bytes that are copied, more than a processor keeps close to itself, and how often."""
_SIDE, _PRODUCTS, _ROUNDS = 64, 200, 10
"""Matrices so small that one core multiplies them and keeps them close, products in a round, and rounds."""
_LASTS = timedelta(days=30)
"""Then it is measured again: memory was added, or the machine was busy the last time."""


class MachineSpeed(BaseModel):
    """What one core of a machine does in a second."""

    model_config = ConfigDict(frozen=True)

    measured: AwareDatetime
    processor: str
    """Of which machine: its kind and its cores."""
    bytes_per_s: float = Field(gt=0)
    """Read and written."""
    operations_per_s: float = Field(gt=0)
    """Additions and multiplications of 32-bit floating-point numbers."""
    cores: int = Field(gt=0)


def known_speed(paths: Paths) -> MachineSpeed | None:
    """What was measured of this machine; None when nothing was, long ago, or on another one."""
    try:
        kept = MachineSpeed.model_validate_json(_file(paths).read_bytes())
    except (OSError, ValidationError):  # measured again, which costs a tenth of a second
        return None
    fresh = abs(datetime.now(UTC) - kept.measured) < _LASTS
    return kept if fresh and kept.processor == _processor() else None


def machine_speed(paths: Paths, stop: Stop | None = None) -> MachineSpeed:
    """What is known of this machine; measured and kept if nothing is. Raises Cancelled after `stop`.

    Measuring takes about a tenth of a second of one core: not on a thread that somebody waits for, nor in a turn.
    """
    known = known_speed(paths)
    if known is not None:
        return known
    found = _measured(stop or Stop())
    _keep(found, paths)
    return found


def _measured(stop: Stop) -> MachineSpeed:
    # loaded here: what only reads the figure does without it
    import numpy as np

    source, target = np.ones(_BLOCK, np.uint8), np.empty(_BLOCK, np.uint8)
    moved = _best_s(lambda: np.copyto(target, source), _TIMES, stop)
    matrix = np.full((_SIDE, _SIDE), 0.5, np.float32)
    product = np.empty_like(matrix)

    def multiply() -> None:
        for _ in range(_PRODUCTS):
            np.matmul(matrix, matrix, product)

    computed = _best_s(multiply, _ROUNDS, stop)
    return MachineSpeed(
        measured=datetime.now(UTC).replace(microsecond=0),
        processor=_processor(),
        bytes_per_s=2 * _BLOCK / moved,
        operations_per_s=2 * _SIDE**3 * _PRODUCTS / computed,
        cores=os.cpu_count() or 1,
    )


def _best_s(work: Callable[[], object], times: int, stop: Stop) -> float:
    """Seconds of the fastest of several goes: the others shared the machine."""
    best = float("inf")
    for _ in range(times):
        stop.check()
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def _keep(found: MachineSpeed, paths: Paths) -> None:
    path = _file(paths)
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(found.model_dump_json(indent=2) + "\n", "utf-8")
        part.replace(path)
    except OSError as error:  # it is known for now, and measured again another time
        log.models.info("the speed of this machine cannot be kept: %s", error)


def _file(paths: Paths) -> Path:
    return paths.cache / "machine-speed.json"


def _processor() -> str:
    return f"{platform.machine()}, {os.cpu_count() or 1} cores"
