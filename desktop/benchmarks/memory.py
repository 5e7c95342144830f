"""`memory`: resident memory of the whole application at rest and at most, with the starter pack."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run
from desktop.benchmarks.start import begin

MOST_MB = 350.0
_MIB = 1024 * 1024 / 1e6
_MADE = "window and engine in one process, offscreen, the starter pack"


def measure(plan: Plan) -> Iterator[Row]:
    """Yield rows of `plan.count` starts, each with a spoken turn. Raises UserFacingError."""
    run = Run("memory", plan)
    starts = begin(run, plan.count)
    for name, key, what in (("memory.idle", "idle_mib", "a second after it is ready"),
                            ("memory.peak", "peak_mib", "the most until the end of a spoken turn")):  # fmt: skip
        sizes = [start[key] * _MIB for start in starts]
        yield run.row(name, sizes, [], unit="MB", target=f"<= {MOST_MB:.0f} MB",
                      met=percentile(sizes, 50) <= MOST_MB, notes=[what, _MADE, "no peer"])  # fmt: skip
