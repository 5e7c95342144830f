"""Figures beside each other: of two periods, of several settings or machines. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.observability.insights.facts import FEWEST_TURNS, Figures

_SHARES = {"failed": "failed", "interrupted": "interrupted", "ignored": "ignored", "reuse": "read from memory"}
"""What they are called, by the names of the figures."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of both periods."""

    name: str
    unit: str
    """`ms` or `share`."""
    before: float
    after: float

    @property
    def ratio(self) -> float | None:
        """After over before: below 1 it became less; None where there was nothing."""
        return self.after / self.before if self.before else None


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of all that are compared."""

    name: str
    unit: str
    """`ms`, `share` or `turns`."""
    values: tuple[float | None, ...]
    """None where there is none."""


def compare(before: Figures, after: Figures) -> Sequence[Change]:
    """Return the figures that both periods have; none where one has too few turns to go by."""
    if min(before.turns, after.turns) < FEWEST_TURNS:
        return []
    lines = [line for line in side_by_side([before, after]) if line.unit != "turns"]
    return [Change(line.name, line.unit, a, b) for line in lines for a, b in _known(line)]


def _known(line: Line) -> Iterator[tuple[float, float]]:
    before, after = line.values
    if before is not None and after is not None:
        yield before, after


def side_by_side(columns: Sequence[Figures]) -> Sequence[Line]:
    """Return each figure that at least one has."""
    lines = [Line("turns", "turns", tuple(float(one.turns) for one in columns))]
    for share in ("p50", "p95"):
        stages = dict.fromkeys(stage for one in columns for stage in getattr(one, share))
        lines += [
            Line(f"{stage} {share}", "ms", tuple(getattr(one, share).get(stage) for one in columns))
            for stage in stages
        ]
    lines += [Line(title, "share", tuple(getattr(one, name) for one in columns)) for name, title in _SHARES.items()]
    return [line for line in lines if any(value is not None for value in line.values)]


def as_text(value: float | None, unit: str) -> str:
    """Return a figure for people."""
    if value is None:
        return "-"
    return {"ms": f"{value:,.0f} ms", "share": f"{value:.1%}"}.get(unit, f"{value:,.0f}")
