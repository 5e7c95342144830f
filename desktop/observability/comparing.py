"""Two periods beside each other. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.observability.insights import FEWEST_TURNS, Facts


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


def compare(before: Facts, after: Facts) -> Sequence[Change]:
    """Return the figures that both periods have; none where one has too few turns to go by."""
    if min(before.turns, after.turns) < FEWEST_TURNS:
        return []
    stages = [
        Change(f"{stage} {name}", "ms", earlier[stage], later[stage])
        for name, earlier, later in (("p50", before.p50, after.p50), ("p95", before.p95, after.p95))
        for stage in earlier
        if stage in later
    ]
    shares = {
        "failed": (before.failed, after.failed),
        "interrupted": (before.interrupted, after.interrupted),
        "ignored": (before.ignored, after.ignored),
        "read from memory": (before.reuse, after.reuse),
    }
    known = [Change(name, "share", *both) for name, (a, b) in shares.items() if (both := _both(a, b))]
    return [*stages, *known]


def _both(before: float | None, after: float | None) -> tuple[float, float] | None:
    return None if before is None or after is None else (before, after)
