"""The report of benchmarks as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.benchmarks.limits import limit_of
from desktop.benchmarks.outcome import Outcome
from desktop.benchmarks.pipecat_extra import WITHOUT_PIPECAT
from desktop.benchmarks.rows import Row
from desktop.benchmarks.table import BENCHMARKS

_RULES = (
    "Times are differences of sample indices of one clock, or of a monotonic clock around a single stage. "
    "The peer is the same libraries at their defaults on the same models and inputs, in the same run, "
    "A-B-B-A, unless a row says otherwise. Less is better in every row. A row is noisy when other processes took "
    "over 5 % of the processors meanwhile. Rows of `0.5b`, `base` and `medium` are of random weights in real shapes: "
    "their speed is real, their words are planted."
)

Plots = Mapping[str, Sequence[Path]]
"""Pictures, by benchmark."""


def markdown(outcomes: Sequence[Outcome], machine: Mapping[str, str], plots: Plots | None) -> str:
    """Return the whole report; `plots` is None where nothing can be drawn."""
    rows = [row for each in outcomes for row in each.rows]
    lines = ["# Benchmarks", "", _RULES, ""]
    lines += [f"- {key}: {value}" for key, value in machine.items()]
    lines += [
        f"- targets met: {sum(row.met for row in rows)} of {len(rows)}; noisy: {sum(row.noisy for row in rows)}"
    ]
    if plots is None:
        lines.append("- no plots: the package pygal is not installed (`make setup` has it)")
    if not any(row.name.endswith(".pipecat") for row in rows):
        lines.append(f"- {WITHOUT_PIPECAT}")
    for each in outcomes:
        lines += _section(each, (plots or {}).get(each.name, ()))
    return "\n".join(lines) + "\n"


def _section(outcome: Outcome, pictures: Sequence[Path]) -> list[str]:
    about = BENCHMARKS[outcome.name].about
    lines = ["", f"## {outcome.name}", "", f"{about[0].upper()}{about[1:]}. Taken {outcome.date}.", ""]
    lines += _table(outcome.rows)
    lines += [f"![{outcome.name}]({path.name})\n" for path in pictures]
    for row in outcome.rows:
        lines.append(f"- `{row.name}`: {row.guard}")
        why = "" if row.met else limit_of(row.name)
        lines += [f"  - **Why it falls short:** {why}"] if why else []
    return [*lines, f"- ended early: {outcome.error}"] if outcome.error else lines


def _table(rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    head = "| | Sotto | peer | ratio | p95 | n | target | met |"
    lines = [head, "|---|---:|---:|---:|---:|---:|---|---|"]
    for row in rows:
        ratio = f"{row.ratio:.2f}" if row.sotto else "-"
        figures = f"{_figure(row.sotto)} {row.unit} | {_figure(row.peer)} {row.unit} | {ratio} | {_figure(row.p95)}"
        verdict = ("yes" if row.met else "**no**") + (" (noisy)" if row.noisy else "")
        lines.append(f"| `{row.name}` | {figures} | {row.n} | {row.target} | {verdict} |")
    return [*lines, ""]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
