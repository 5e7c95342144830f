"""`ui`: the window under 1,000 events a second: from an event to its being painted, and what the metrics cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Any

from desktop.benchmarks.offscreen import measured
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run

MOST_MS, MOST_SHARE = 16.7, 5.0
_ARMS = 4
_MADE = "the real window offscreen in a process of its own, a turn a second, 1,000 events/s"


def measure(plan: Plan) -> Iterator[Row]:
    """Yield rows of painting and of processor time over `plan.count` seconds, metrics shown and hidden A-B-B-A."""
    run = Run("ui", plan)
    seconds = max(1, plan.count // _ARMS)
    found = measured("desktop.ui.metrics.panel_measure", str(seconds))
    for each in found:
        run.keep(**each)
    yield _painted(found, run)
    shown, hidden = (_shares(found, arm) for arm in ("shown", "hidden"))
    cost = max(0.0, fmean(shown) - fmean(hidden))
    notes = [_MADE, f"main thread {fmean(shown):.1f} % with and {fmean(hidden):.1f} % without, {seconds} s an arm",
             "no peer"]  # fmt: skip
    yield _share("ui.metrics", cost, notes, len(shown), run)
    yield _share("ui.window", fmean(hidden), [_MADE, "the main thread, metrics hidden", "no peer"], len(hidden), run)


def _painted(found: Sequence[dict[str, Any]], run: Run) -> Row:
    times = [each["ms"] for each in found if each["what"] == "painted"]
    worst = percentile(times, 99)
    notes = [_MADE, "a piece of the reply handed over to its paint, metrics shown and hidden",
             f"p50 {percentile(times, 50):.1f} ms", f"longest {max(times):.0f} ms", "no peer"]  # fmt: skip
    met = worst <= MOST_MS
    return run.row("ui.painted", [worst], [], target=f"p99 <= {MOST_MS} ms", met=met, notes=notes, n=len(times))


def _shares(found: Sequence[dict[str, Any]], arm: str) -> list[float]:
    return [each["share"] * 100 for each in found if each["what"] == "processor" and each["arm"] == arm]


def _share(name: str, value: float, notes: Sequence[str], count: int, run: Run) -> Row:
    met = value <= MOST_SHARE
    target = f"<= {MOST_SHARE:.0f} % of a core"
    return run.row(name, [value], [], target=target, met=met, notes=notes, unit="% of a core", n=count)
