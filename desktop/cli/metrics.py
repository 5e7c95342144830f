"""`sotto metrics`: the figures, for people and for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.errors import UsageError

if TYPE_CHECKING:
    from prometheus_client.core import Metric


def metrics(
    json_: JsonOption = False,
    prometheus: Annotated[bool, typer.Option("--prometheus", help="Print them as Prometheus reads them.")] = False,
) -> None:
    """Counts, rates, percentiles and costs: of the running Sotto if it may be asked, or else of the record."""
    from desktop.metering import RUNNING, read_metrics
    from desktop.observability.families import as_json
    from desktop.paths import Paths
    from desktop.settings import load_settings

    if json_ and prometheus:
        raise UsageError("only one form can be printed", advice="give --json or --prometheus")
    paths = Paths.from_environment()
    found = read_metrics(load_settings(paths.settings), paths)
    if json_:
        print(json.dumps({"source": found.source, "note": found.note, "metrics": as_json(found.families)}))
        return
    if found.source != RUNNING:
        print(f"sotto: {found.note}", file=sys.stderr)
    if prometheus:
        print(found.text, end="")
        return
    for line in _table(found.families):
        print(line)


def _table(families: Iterable[Metric]) -> Iterator[str]:
    """One line for each value, under a line for each family that has any."""
    for family in families:
        if family.samples:
            yield family.documentation
        for sample in family.samples:
            labels = ", ".join(f"{name} {value}" for name, value in sample.labels.items() if value)
            yield f"  {sample.name.removeprefix('sotto_'):34} {labels:44} {_shown(sample.value):>14}"


def _shown(value: float) -> str:
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.1f}"
