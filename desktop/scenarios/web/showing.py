"""What the browser is told, as Markdown. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.events import TurnFinished
from desktop.scenarios.form import Turn
from desktop.scenarios.judging import asked
from desktop.scenarios.reading import Script
from desktop.scenarios.result import TurnResult

_MARKS = re.compile(r"([\\`*_\[\]<>|#~$!])")


def plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKS.sub(r"\\\1", text).replace("\n", " ")


def outline(script: Script) -> str:
    """A scenario and its turns."""
    scenario = script.scenario
    lines = [f"**{plain(scenario.title)}**", plain(scenario.description), ""]
    lines += [f"{number}. The user {plain(_step(turn))}" for number, turn in enumerate(scenario.turns, 1)]
    return "\n".join(line for line in lines if line or not lines)


def _step(turn: Turn) -> str:
    said = asked(turn)
    if turn.consent is not None:
        said += f" (answers {turn.consent} when a tool asks)"
    if turn.interrupt_after_s is not None:
        said += f" (cuts in after {turn.interrupt_after_s:g} s of the reply)"
    return said


def verdict(results: Sequence[TurnResult]) -> str:
    """What came of a scenario, as a table of its expectations."""
    failed = [check for turn in results for check in turn.checks if not check.met]
    head = "**passed**" if not failed else f"**failed**: {len(failed)} of the expectations"
    rows = ["| turn | expectation | | wanted | got |", "|---|---|---|---|---|"]
    rows += [
        f"| {turn.number} | {plain(check.name)} | {'met' if check.met else '**not met**'} "
        f"| {plain(check.wanted) or '-'} | {plain(check.got) or '-'} |"
        for turn in results
        for check in turn.checks
    ]
    return "\n".join([head, "", *rows])


def figures(turn: TurnFinished) -> str:
    """How a turn ended, and how long its stages took."""
    times = turn.timings
    stages = {"recognised": times.stt, "first token": times.llm_first_token, "waited": times.turn}
    told = [turn.outcome.value, *(f"{name} {ms:.0f} ms" for name, ms in stages.items() if ms is not None)]
    return ", ".join([*told, plain(turn.error)] if turn.error else told)
