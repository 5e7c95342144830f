"""All benchmarks one after the other, and what they found: a text for people, JSON for programs, plots."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import desktop
from desktop.benchmarks.outcome import Outcome, read_outcomes, replaced
from desktop.benchmarks.report_text import markdown
from desktop.benchmarks.rows import Row
from desktop.benchmarks.run import Plan
from desktop.benchmarks.table import BENCHMARKS
from desktop.errors import UserFacingError

TEXT, DATA = "bench-report.md", "bench-report.json"


def run_all(
    plan_for: Callable[[int], Plan], on_row: Callable[[Row], None], names: Sequence[str] = tuple(BENCHMARKS)
) -> Iterator[Outcome]:
    """Run one after the other; `plan_for` makes a plan of a benchmark's usual count. One that fails is noted."""
    for name in names:
        benchmark, rows, error = BENCHMARKS[name], [], ""
        start = time.monotonic()
        try:
            for row in benchmark.measure(plan_for(benchmark.count)):
                rows.append(row)
                on_row(row)
        except UserFacingError as failure:
            error = f"{failure}; {failure.advice}"
        yield Outcome(name, rows, time.monotonic() - start, error)


def write_into(outcome: Outcome, folder: Path) -> list[Path]:
    """Put one outcome into the report in `folder`, in the place of what was there of it; returns the files.

    Raises UsageError when the folder holds another file of the report's name.
    """
    return write_report(replaced(read_outcomes(folder / DATA), outcome, list(BENCHMARKS)), folder)


def write_report(outcomes: Sequence[Outcome], folder: Path) -> list[Path]:
    """Write `bench-report.md`, `bench-report.json` and one SVG a benchmark and unit; returns the files.

    Without the package pygal there are no plots and the text says so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plots = _draw(outcomes, folder)
    machine = describe_machine()
    text, data = folder / TEXT, folder / DATA
    text.write_text(markdown(outcomes, machine, plots), "utf-8")
    shown = [each.as_json() for each in outcomes]
    data.write_text(
        json.dumps({"machine": machine, "benchmarks": shown}, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
    return [text, data, *(path for paths in (plots or {}).values() for path in paths)]


def describe_machine() -> dict[str, str]:
    """What the figures were taken on."""
    return {
        "sotto": desktop.__version__,
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8", "replace").splitlines() if info.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")


def _draw(outcomes: Sequence[Outcome], folder: Path) -> Mapping[str, Sequence[Path]] | None:
    try:
        from desktop.benchmarks.plots import draw
    except ModuleNotFoundError:
        return None
    plots: dict[str, list[Path]] = {}
    for each in outcomes:
        for unit in dict.fromkeys(row.unit for row in each.rows):
            rows = [row for row in each.rows if row.unit == unit]
            path = folder / f"bench-{each.name}{_suffix(unit)}.svg"
            draw(f"{each.name}: {BENCHMARKS[each.name].about}", rows, path)
            plots.setdefault(each.name, []).append(path)
    return plots


def _suffix(unit: str) -> str:
    """What a plot's name ends in, so that each unit has one of its own."""
    words = "".join(c if c.isalnum() else "-" for c in unit.replace("%", "share"))
    return "" if unit == "ms" else f"-{words or 'count'}"
