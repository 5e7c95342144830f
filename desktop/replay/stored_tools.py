"""Tools of a replay: nothing is run. A call that was made then gets the result that it got then."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.engine.protocols import StaleCheck
from desktop.engine.tools.registry import Permit, Registry, Tool, ToolRun, freely, never
from desktop.storage.records import ToolRunRecord

NOT_RUN = "this tool is not run again, and what it would answer is not known"


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call, as it was made then or would be made now."""

    name: str
    arguments: str
    """JSON object, as the model wrote it."""
    result: str
    """JSON object."""
    known: bool = True
    """Whether it was made then with the same arguments, so that its result is known."""

    def is_like(self, other: Call) -> bool:
        """Whether both ask for the same."""
        return self.name == other.name and _meaning(self.arguments) == _meaning(other.arguments)


class StoredTools(Registry):
    """Answers calls of one turn from what is stored of it. One thread."""

    def __init__(self, tools: Iterable[Tool], runs: Sequence[ToolRunRecord]) -> None:
        super().__init__(tools)
        self._left = [run for run in runs if run.result]  # without one it was cut short
        self.made: list[Call] = []
        """The calls, in order."""

    def call(
        self,
        request: str,
        stale: StaleCheck = never,  # noqa: ARG002  nothing is run
        permit: Permit = freely,  # noqa: ARG002  nobody is asked
        said: str | None = None,  # noqa: ARG002
    ) -> ToolRun:
        """Return the stored run of the same request, or one that failed."""
        asked_for, _, arguments = self._asked_for(request)
        name = asked_for or ""
        wanted = Call(name, arguments, "")
        run = next((one for one in self._left if wanted.is_like(Call(one.name, one.arguments, ""))), None)
        if run is None:
            answer = ToolRun(name, NOT_RUN, arguments, json.dumps({"error": NOT_RUN}), 0.0)
        else:
            self._left.remove(run)
            answer = self._noted(ToolRun(run.name, run.title, run.arguments, run.result, run.ms))
        self.made.append(Call(answer.name, answer.arguments, answer.result, run is not None))
        return answer


def calls_of(runs: Sequence[ToolRunRecord]) -> tuple[Call, ...]:
    """The calls that were made then."""
    return tuple(Call(run.name, run.arguments, run.result) for run in runs)


def _meaning(arguments: str) -> Any:
    try:
        return json.loads(arguments)
    except (ValueError, RecursionError):
        return arguments
