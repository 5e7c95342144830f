"""Writes a scenario whose expectations are what came of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import tomli_w

from desktop.errors import UsageError
from desktop.replay.script import SCHEMA
from desktop.scenarios.form import Scenario
from desktop.scenarios.reading import Script
from desktop.scenarios.result import ScenarioResult, TurnResult, Verdict
from desktop.storage.new_file import write_new


def spoken(path: Path, texts: Sequence[str]) -> Script:
    """A scenario in which these texts are said one after another. Raises UsageError for one that is no text."""
    if not all(text.strip() and len(text) <= 1000 for text in texts):
        raise UsageError(
            "nothing is said in a turn, or too much", advice="give --say a text of up to 1,000 characters"
        )
    turns = [{"say": text} for text in texts]
    return Script(path, Scenario.model_validate({"schema": SCHEMA, "title": texts[0][:200], "turns": turns}))


def at_its_time(script: Script, now: datetime) -> Script:
    """The scenario with a clock that says the minute of `now` when it begins, unless a turn of it sets the clock.

    What it then says of the time is what it says in every later run, too.
    """
    turns = script.scenario.turns
    if any(turn.now is not None for turn in turns):
        return script
    first = turns[0].model_copy(update={"now": now.replace(second=0, microsecond=0)})
    return replace(script, scenario=script.scenario.model_copy(update={"turns": [first, *turns[1:]]}))


def write_recorded(script: Script, result: ScenarioResult, path: Path, *, force: bool) -> None:
    """Write a scenario with what came of it as its expectations. Raises UsageError when that was broken off."""
    if result.verdict in (Verdict.ERROR, Verdict.NOT_RUN):
        raise UsageError(f"the scenario did not come to its end: {result.error}", advice="nothing was written")
    table = script.scenario.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True)
    for turn, entry, came in zip(script.scenario.turns, table["turns"], result.turns, strict=True):
        for sounding, sound in ((turn, entry), *zip(turn.during, entry.get("during", ()), strict=True)):
            if sounding.audio is not None:
                sound["audio"] = os.path.relpath(script.sound_file(sounding).resolve(), path.resolve().parent)
        entry["expect"] = _expected(came)
    write_new(path, [tomli_w.dumps(table)], replace=force)


def _expected(came: TurnResult) -> dict[str, Any]:
    expected: dict[str, Any] = {"outcome": came.outcome}
    if came.words:
        expected["words"] = came.words
    if came.reply:
        expected["reply"] = came.reply
    if came.outcome == "interrupted":
        expected["heard"] = came.heard
    return expected | {"tools": [{"name": call.name, "arguments": call.arguments} for call in came.tools]}
