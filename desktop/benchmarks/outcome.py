"""What became of one benchmark, and the JSON that keeps it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.benchmarks.rows import Row
from desktop.errors import UsageError


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one benchmark."""

    name: str
    rows: Sequence[Row]
    took_s: float
    error: str = ""
    """Why it ended early."""
    date: str = field(default_factory=_now)

    def as_json(self) -> dict[str, object]:
        """The outcome as one object; `from_json` reads it."""
        rows = [row.as_json() for row in self.rows]
        took = round(self.took_s, 1)
        return {"benchmark": self.name, "date": self.date, "took_s": took, "error": self.error, "rows": rows}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Outcome:
        """Return the outcome that was kept. Raises KeyError and TypeError for what is none."""
        rows = [Row.from_json(row) for row in kept["rows"]]
        return cls(kept["benchmark"], rows, kept["took_s"], kept["error"], kept["date"])


def read_outcomes(path: Path) -> list[Outcome]:
    """Return what a report's JSON file holds; none where there is no file. Raises UsageError for another file."""
    if not path.exists():
        return []
    try:
        return [Outcome.from_json(each) for each in json.loads(path.read_text("utf-8"))["benchmarks"]]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{path} is no report of `sotto bench`", advice="choose another folder with --out"
        ) from error


def replaced(outcomes: Sequence[Outcome], new: Outcome, order: Sequence[str]) -> list[Outcome]:
    """Return outcomes with `new` in the place of that of its name, in this order of names."""
    others = [each for each in outcomes if each.name != new.name and each.name in order]
    return sorted([*others, new], key=lambda each: order.index(each.name))
