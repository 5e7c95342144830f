"""`window`: eight hours of a talkative user in fast time, in the real window. Does anything grow, or hold it up?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from desktop.benchmarks.offscreen import measured
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run
from desktop.errors import UserFacingError

A_TURN_S = 20.0
_EACH_VISIT = 60
"""Turns in which every place of the window is visited."""
MOST_MS = 50.0
GROWTH = {"memory_mb": ("MB", 10.0), "handles": ("", 0.0), "threads": ("", 0.0), "objects": ("", 0.0)}
"""Unit, and by how much the last quarter may lie above the second one."""
_MADE = "the real window offscreen with storage and metrics; the engine at rest, its events said in its place"


def measure(plan: Plan) -> Iterator[Row]:
    """Yield rows of what grew and of the longest stall over `plan.count` turns. Raises UserFacingError."""
    run = Run("window", plan)
    with tempfile.TemporaryDirectory(prefix="sotto-window-", ignore_cleanup_errors=True) as home:
        # a short one first, with each visit, compiles what Python keeps compiled
        measured(
            "desktop.ui.tour.day", str(min(plan.count, _EACH_VISIT)), environment=_environment(Path(home), "before")
        )
        samples = measured("desktop.ui.tour.day", str(plan.count), environment=_environment(Path(home), "day"))
    for sample in samples:
        run.keep(**sample)
    if len(samples) < 4:
        raise UserFacingError("too few turns to tell whether anything grows", advice="ask for at least 40")
    yield from rows_of(run, samples, plan.count)


def _environment(folder: Path, name: str) -> dict[str, str]:
    """A home of its own, and one place for what is compiled."""
    places = {"SOTTO_HOME": str(folder / name / "sotto"), "XDG_CONFIG_HOME": str(folder / name / "config")}
    return places | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def rows_of(run: Run, samples: Sequence[dict[str, Any]], turns: int) -> Iterator[Row]:
    """The last quarter of the samples beside the second, and the longest stall of the main thread."""
    quarter = len(samples) // 4
    second, last = samples[quarter : 2 * quarter], samples[-quarter:]
    hours = f"{turns} turns, {turns * A_TURN_S / 3600:.1f} h of use"
    for name, (unit, most) in GROWTH.items():
        before, after = ([float(each[name]) for each in part] for part in (second, last))
        grown = percentile(after, 50) - percentile(before, 50)
        yield run.row(f"window.{name.removesuffix('_mb')}", after, before, unit=unit, target=f"growth <= {most:.0f}",
                      met=grown <= most, notes=[_MADE, hours, f"grown by {grown:.1f}"])  # fmt: skip
    yield _stalls(run, samples, hours)


def _stalls(run: Run, samples: Sequence[dict[str, Any]], hours: str) -> Row:
    """Not one of all may be noticed. The machine's own are left out where it tells of them, see `Stall`."""
    longest = max(samples, key=_stall_ms)
    ms, work_ms, visited = _stall_ms(longest), longest["work_ms"], longest["visited"]
    notes = [_MADE, hours, "the longest of ten turns and a visit, each first visit to a place among them",
             f"the longest of all {ms:.0f} ms, of which {work_ms:.0f} work: {visited}",
             "waits for a processor that other programs or machines had are left out", "no peer"]  # fmt: skip
    return run.row("window.stall", [_stall_ms(each) for each in samples], [], target=f"longest <= {MOST_MS:.0f} ms",
                   met=ms <= MOST_MS, notes=notes)  # fmt: skip


def _stall_ms(sample: dict[str, Any]) -> float:
    return float(sample["stall_ms"])
