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

_QUANTILE = "quantile"


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
    """A line for each family that has values, and one below for those that differ only in their quantile."""
    for family in families:
        if family.samples:
            yield family.documentation
        rows: dict[tuple[str, str], list[str]] = {}
        for sample in family.samples:
            labels = ", ".join(f"{name} {each}" for name, each in sample.labels.items() if each and name != _QUANTILE)
            row = rows.setdefault((sample.name.removeprefix("sotto_"), labels), [])
            row.append(_title(sample.labels.get(_QUANTILE)) + _shown(sample.value))
        for (name, labels), values in rows.items():
            yield f"  {name:30} {labels:38} {'  '.join(values)}"


def _title(quantile: str | None) -> str:
    return "" if quantile is None else f"p{float(quantile) * 100:.0f} "


def _shown(value: float) -> str:
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.1f}"
