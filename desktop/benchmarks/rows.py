"""What a benchmark reports: one row a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Row:
    """One figure beside its peer's."""

    name: str
    unit: str
    sotto: float
    """Median of Sotto's arm."""
    peer: float
    """Median of the other arm."""
    p50: float
    """Of Sotto's arm."""
    p95: float
    """Of Sotto's arm."""
    n: int
    """Measurements of Sotto's arm; the peer has as many unless `guard` says so."""
    guard: str
    """The quality that this speed came with, and what else has to be known."""
    noisy: bool
    """Whether others used over 5 % of the processors meanwhile."""
    target: str
    met: bool

    @property
    def ratio(self) -> float:
        """Peer over Sotto: above 1 Sotto takes less; 0 when Sotto takes nothing."""
        return self.peer / self.sotto if self.sotto else 0.0

    def as_json(self) -> dict[str, object]:
        """The row as one flat object, numbers to two decimals."""
        values = asdict(self)
        values["ratio"] = self.ratio
        order = ["name", "unit", "sotto", "peer", "ratio", "p50", "p95", "n", "guard", "noisy", "target", "met"]
        return {key: round(v, 2) if isinstance(v := values[key], float) else v for key in order}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Row:
        """Return the row that `as_json` kept. Raises TypeError for what is none."""
        return cls(**{key: value for key, value in kept.items() if key != "ratio"})

    def as_line(self) -> str:
        """The row for people."""
        verdict = "met" if self.met else "NOT met"
        noisy = ", noisy" if self.noisy else ""
        figures = f"sotto {self.sotto:.0f} {self.unit} (p95 {self.p95:.0f}), peer {self.peer:.0f} {self.unit}"
        ratio = f"{self.ratio:.2f}" if self.sotto else "-"
        verdicts = f"ratio {ratio}, n {self.n}{noisy}; target {self.target}: {verdict}"
        return f"{self.name:14} {figures}, {verdicts}\n{'':14} {self.guard}"


def percentile(values: Sequence[float], share: float) -> float:
    """Percentile by linear interpolation, `share` from 0 to 100; 0 for no values."""
    return float(np.percentile(values, share)) if len(values) else 0.0
