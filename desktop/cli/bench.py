"""`sotto bench`: figures and ratios, side by side in one run."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from desktop.cli.conversation import JsonOption


def bench(
    name: Annotated[str, typer.Argument(help="What to measure; a wrong name lists them.")],
    count: Annotated[
        int | None, typer.Option("--count", "--turns", min=2, help="Measurements of each side and case.")
    ] = None,
    starter_only: Annotated[bool, typer.Option("--starter-only", help="Leave the models of real size out.")] = False,
    json_: JsonOption = False,
) -> None:
    """Measure Sotto beside the libraries at their defaults, in one run."""
    from desktop.benchmarks.run import Plan
    from desktop.benchmarks.table import find_benchmark

    benchmark = find_benchmark(name)
    for row in benchmark.measure(Plan(count or benchmark.count, real_size=not starter_only)):
        if json_:
            print(json.dumps(row.as_json()), flush=True)
        else:
            print(row.as_line(), flush=True)
