"""What the evaluation reports: measures beside their targets, as a table, Markdown, and JSON with the raw rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. Shares and error rates are in percent."""

    name: str
    figure: float
    unit: str = "%"
    at_least: float | None = None
    """The target, where more is better."""
    at_most: float | None = None
    """The target, where less is better."""
    n: int = 0
    """How many sentences, clips or replies it was measured on."""

    @property
    def target(self) -> str:
        """The target for people; empty where there is none."""
        if self.at_least is not None:
            return f">= {self.at_least:g} {self.unit}".rstrip()
        return f"<= {self.at_most:g} {self.unit}".rstrip() if self.at_most is not None else ""

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        if self.at_least is not None:
            return self.figure >= self.at_least
        return self.figure <= self.at_most if self.at_most is not None else None

    def cells(self) -> tuple[str, str, str, str, str]:
        """Measure, figure, target, met, n."""
        met = {True: "yes", False: "NO", None: ""}[self.met]
        return self.name, f"{self.figure:.4g} {self.unit}".rstrip(), self.target, met, str(self.n)


@dataclass(frozen=True, slots=True)
class Section:
    """The measures of one part, and what they were computed from."""

    name: str
    measures: Sequence[Measure]
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    """Raw rows by the set that they belong to."""
    notes: Sequence[str] = ()
    """What was left out and why."""


_HEAD = ("measure", "figure", "target", "met", "n")


def as_table(section: Section) -> str:
    """The measures in aligned columns."""
    lines = [_HEAD, *(measure.cells() for measure in section.measures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    table = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    ]
    return "\n".join([section.name, *table, *section.notes])


def as_markdown(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """The report for people, from what `as_json` made of each part."""
    lines = ["# What the starter models are worth", ""]
    lines += [
        "Measured by `make starter-eval` on data that no training saw; raw rows are in the JSON file beside it."
    ]
    for name, part in parts.items():
        lines += ["", f"## {name}", "", f"Measured on {part['measured']}; {part['models']}.", ""]
        lines += ["| " + " | ".join(_HEAD) + " |", "|---" * len(_HEAD) + "|"]
        lines += ["| " + " | ".join(str(cell) for cell in measure["cells"]) + " |" for measure in part["measures"]]
        lines += ["", *part["notes"]] if part["notes"] else []
    return "\n".join(lines) + "\n"


def as_json(section: Section, measured: str, models: str) -> dict[str, Any]:
    """A part as plain data; `measured` is the day, `models` says which files."""
    return {
        "measured": measured,
        "models": models,
        "measures": [
            {
                "name": one.name,
                "figure": one.figure,
                "unit": one.unit,
                "target": one.target,
                "met": one.met,
                "n": one.n,
            }
            | {"cells": one.cells()}
            for one in section.measures
        ],
        "notes": list(section.notes),
        "rows": {name: list(rows) for name, rows in section.rows.items()},
    }


def write_report(path: Path, parts: Mapping[str, Mapping[str, Any]]) -> None:
    """Write `path` with the suffixes .md and .json; parts measured earlier and not now stay in it. Raises OSError."""
    data = path.with_suffix(".json")
    earlier = json.loads(data.read_text("utf-8")) if data.exists() else {}
    merged = {**earlier, **parts}
    data.parent.mkdir(parents=True, exist_ok=True)
    data.write_text(json.dumps(merged, indent=1, ensure_ascii=False) + "\n", "utf-8")
    path.with_suffix(".md").write_text(as_markdown(merged), "utf-8")
