"""All benchmarks one after the other, and what they found: a text for people, JSON for programs, plots."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import desktop
from desktop.benchmarks.pipecat_extra import WITHOUT_PIPECAT, pipecat_installed
from desktop.benchmarks.rows import Row
from desktop.benchmarks.run import Plan
from desktop.benchmarks.table import BENCHMARKS
from desktop.errors import UserFacingError

_RULES = (
    "Times are differences of sample indices of one clock, or of a monotonic clock around a single stage. "
    "The peer is the same libraries at their defaults on the same models and inputs, in the same run, "
    "A-B-B-A, unless a row says otherwise. Less is better in every row. A row is noisy when other processes took "
    "over 5 % of the processors meanwhile. Rows of `0.5b`, `base` and `medium` are of random weights in real shapes: "
    "their speed is real, their words are planted."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one benchmark."""

    name: str
    rows: Sequence[Row]
    took_s: float
    error: str = ""
    """Why it ended early."""


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


def write_report(outcomes: Sequence[Outcome], folder: Path) -> list[Path]:
    """Write `bench-report.md`, `bench-report.json` and one SVG a benchmark and unit; returns the files.

    Without the package pygal there are no plots and the text says so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plots = _draw(outcomes, folder)
    machine = describe_machine()
    text, data = folder / "bench-report.md", folder / "bench-report.json"
    text.write_text(_markdown(outcomes, machine, plots), "utf-8")
    shown = [
        {
            "benchmark": each.name,
            "took_s": round(each.took_s, 1),
            "error": each.error,
            "rows": [row.as_json() for row in each.rows],
        }
        for each in outcomes
    ]
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


def _markdown(
    outcomes: Sequence[Outcome], machine: Mapping[str, str], plots: Mapping[str, Sequence[Path]] | None
) -> str:
    rows = [row for each in outcomes for row in each.rows]
    lines = ["# Benchmarks", "", _RULES, ""]
    lines += [f"- {key}: {value}" for key, value in machine.items()]
    lines += [
        f"- targets met: {sum(row.met for row in rows)} of {len(rows)}; noisy: {sum(row.noisy for row in rows)}"
    ]
    if plots is None:
        lines.append("- no plots: the package pygal is not installed (`make setup` has it)")
    if not pipecat_installed():
        lines.append(f"- {WITHOUT_PIPECAT}")
    for each in outcomes:
        lines += ["", f"## {each.name}", "", BENCHMARKS[each.name].about.capitalize() + ".", ""]
        lines += _table(each.rows)
        lines += [f"![{each.name}]({path.name})\n" for path in (plots or {}).get(each.name, ())]
        lines += [f"- `{row.name}`: {row.guard}" for row in each.rows]
        if each.error:
            lines.append(f"- ended early: {each.error}")
    return "\n".join(lines) + "\n"


def _table(rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    head = "| | Sotto | peer | ratio | p95 | n | target | met |"
    lines = [head, "|---|---:|---:|---:|---:|---:|---|---|"]
    for row in rows:
        ratio = f"{row.ratio:.2f}" if row.sotto else "-"
        figures = f"{_figure(row.sotto)} {row.unit} | {_figure(row.peer)} {row.unit} | {ratio} | {_figure(row.p95)}"
        verdict = ("yes" if row.met else "**no**") + (" (noisy)" if row.noisy else "")
        lines.append(f"| `{row.name}` | {figures} | {row.n} | {row.target} | {verdict} |")
    return [*lines, ""]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
