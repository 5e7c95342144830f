"""`sotto bench`: figures and ratios, side by side in one run."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.conversation import JsonOption

if TYPE_CHECKING:
    from desktop.benchmarks.rows import Row
    from desktop.benchmarks.run import Plan


def bench(
    name: Annotated[str, typer.Argument(help="What to measure, or all; a wrong name lists what there is.")],
    count: Annotated[
        int | None, typer.Option("--count", "--turns", min=2, help="Measurements of each side and case.")
    ] = None,
    starter_only: Annotated[bool, typer.Option("--starter-only", help="Leave the models of real size out.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of the report; of one benchmark, its part there is replaced.")
    ] = None,
    json_: JsonOption = False,
) -> None:
    """Measure Sotto beside the libraries at their defaults, in one run; one line or JSON object a figure."""
    from desktop.benchmarks.run import Plan
    from desktop.benchmarks.table import BENCHMARKS, find_benchmark
    from desktop.paths import Paths

    paths = Paths.from_environment()

    def plan_for(usual: int) -> Plan:
        return Plan(count or usual, real_size=not starter_only, paths=paths)

    def show(row: Row) -> None:
        print(json.dumps(row.as_json(), ensure_ascii=False) if json_ else row.as_line(), flush=True)

    if name == "all":
        _report(list(BENCHMARKS), plan_for, show, out or paths.home / "bench")
        return
    benchmark = find_benchmark(name)
    if out is not None:
        _report([name], plan_for, show, out)
        return
    for row in benchmark.measure(plan_for(benchmark.count)):
        show(row)


def _report(names: Sequence[str], plan_for: Callable[[int], Plan], show: Callable[[Row], None], folder: Path) -> None:
    """Measure one after the other, and write the report after each, so that a run cut short leaves one."""
    from desktop.benchmarks.report import run_all, write_into

    for outcome in run_all(plan_for, show, names):
        files = write_into(outcome, folder)
        if outcome.error:
            print(f"sotto: bench {outcome.name}: {outcome.error}", file=sys.stderr)
    print(f"report: {files[0]}", file=sys.stderr)
