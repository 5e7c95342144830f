"""`sotto bench`: figures and ratios, side by side in one run."""

from __future__ import annotations

import enum
import json
from typing import Annotated

import typer

from desktop.cli.conversation import JsonOption


class Benchmark(enum.StrEnum):
    """What can be measured."""

    TURN = "turn"


def bench(
    name: Annotated[  # noqa: ARG001 - the one value is checked by the command line
        Benchmark, typer.Argument(help="What to measure.")
    ],
    turns: Annotated[int, typer.Option("--turns", min=2, help="Turns of each side.")] = 30,
    starter_only: Annotated[bool, typer.Option("--starter-only", help="Leave the models of real size out.")] = False,
    json_: JsonOption = False,
) -> None:
    """Measure from the last speech sample to the first reply sample, against the libraries at their defaults."""
    from desktop.benchmarks.turn import measure_turn

    for row in measure_turn(turns=turns, real_size=not starter_only):
        if json_:
            print(json.dumps(row.as_json()), flush=True)
        else:
            print(row.as_line(), flush=True)
