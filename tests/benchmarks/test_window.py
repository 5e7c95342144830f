from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.benchmarks.run import Plan, Run
from desktop.benchmarks.table import BENCHMARKS
from desktop.benchmarks.window import measure, rows_of
from desktop.errors import UserFacingError
from desktop.paths import Paths

FLAT = {"memory_mb": 300.0, "handles": 30, "threads": 9, "objects": 600, "stall_ms": 12.0, "work_ms": 8.0}


def sample(number: int, **other: float) -> dict[str, Any]:
    return {"turn": number * 10, "visited": "models", **FLAT, **other}


def rows(tmp_path: Path, samples: list[dict[str, Any]]) -> dict[str, bool]:
    run = Run("window", Plan(80, real_size=False, paths=Paths(tmp_path)))
    return {row.name: row.met for row in rows_of(run, samples, 80)}


def test_a_flat_day_meets_its_targets(tmp_path: Path) -> None:
    found = rows(tmp_path, [sample(number) for number in range(16)])
    assert found == dict.fromkeys(
        ("window.memory", "window.handles", "window.threads", "window.objects", "window.stall"), True
    )


def test_what_grows_after_the_first_quarter_and_a_single_stall_are_told(tmp_path: Path) -> None:
    samples = [sample(number, handles=30 + number, memory_mb=300.0 + number) for number in range(16)]
    samples[6]["stall_ms"] = 51.0
    found = rows(tmp_path, samples)
    assert (found["window.memory"], found["window.handles"], found["window.stall"]) == (True, False, False)


@pytest.mark.long
@pytest.mark.timeout(400)
def test_eight_hours_leave_everything_flat(tmp_path: Path) -> None:
    found = {
        row.name: row for row in BENCHMARKS["window"].measure(Plan(1440, real_size=False, paths=Paths(tmp_path)))
    }
    for row in found.values():
        print(row.as_line())
    assert [name for name, row in found.items() if not row.met] == []


@pytest.mark.long
def test_a_day_too_short_to_tell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="too few turns"):
        list(measure(Plan(10, real_size=False, paths=Paths(tmp_path))))
