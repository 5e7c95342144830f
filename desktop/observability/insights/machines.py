"""Several machines side by side, by what each exported. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desktop.observability.comparing import side_by_side
from desktop.observability.insights.exported import Exported
from desktop.observability.insights.report import Heading, Part, Table, Text, table_of

_BYTES = "_bytes"
_MB = 2**20


def machines(columns: Mapping[str, Exported]) -> Iterator[Part]:
    """Yield a report of what machines exported, by their names."""
    yield Heading("Several machines", level=1)
    yield Heading("Figures")
    yield table_of(side_by_side([one.figures.figures for one in columns.values()]), list(columns))
    yield Heading("Machines")
    yield Table(["", *columns], [list(row) for row in _about(columns)])
    yield Heading("What each could do better")
    for name, one in columns.items():
        found = "; ".join(f"{insight.what}{_gain(insight.gain_ms)}" for insight in one.insights)
        yield Text(f"{name}: {found or 'nothing that can be told'}")


def machines_json(columns: Mapping[str, Exported]) -> dict[str, Any]:
    """Return the same for programs."""
    lines = side_by_side([one.figures.figures for one in columns.values()])
    return {
        "machines": {name: one.model_dump(mode="json", exclude={"figures"}) for name, one in columns.items()},
        "figures": [
            {"name": line.name, "unit": line.unit, "values": dict(zip(columns, line.values, strict=True))}
            for line in lines
        ],
    }


def _about(columns: Mapping[str, Exported]) -> Iterator[tuple[str, ...]]:
    yield "sotto", *(one.sotto for one in columns.values())
    yield "since", *(f"{one.since:%Y-%m-%d}" for one in columns.values())
    yield "until", *(f"{one.until:%Y-%m-%d}" for one in columns.values())
    for fact in dict.fromkeys(fact for one in columns.values() for fact in one.machine):
        yield fact.removesuffix(_BYTES), *(_told(fact, one.machine.get(fact)) for one in columns.values())


def _told(fact: str, value: str | int | None) -> str:
    if value is None:
        return "-"
    return f"{value / _MB:,.0f} MB" if fact.endswith(_BYTES) and isinstance(value, int) else str(value)


def _gain(ms: float | None) -> str:
    return f" (about {ms:,.0f} ms a turn)" if ms else ""
