"""What came of scenarios, as plain records that go through JSON unharmed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Check(_Record):
    """One expectation and whether it was met."""

    name: str
    met: bool
    wanted: str
    got: str


class Call(_Record):
    """A tool that ran."""

    name: str
    arguments: str
    result: str


class TurnResult(_Record):
    """What came of a turn of a scenario."""

    number: int
    asked: str
    """What the user's part was, in words."""
    words: str = ""
    """What was understood."""
    reply: str = ""
    heard: str = ""
    outcome: str
    error: str = ""
    tools: tuple[Call, ...] = ()
    timings_ms: dict[str, float | None] = {}
    events: tuple[tuple[float, str], ...] = ()
    """Seconds from the beginning of the turn, and the event's name."""
    checks: tuple[Check, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all was as expected."""
        return all(check.met for check in self.checks)


class Verdict(StrEnum):
    """What is to be said of a scenario."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    """It could not be run to its end."""
    NOT_RUN = "not run"
    """The run ended before it, or in the middle of it."""


class ScenarioResult(_Record):
    """What came of a scenario."""

    name: str
    title: str
    file: str
    verdict: Verdict
    turns: tuple[TurnResult, ...] = ()
    error: str = ""
    advice: str = ""
    seconds: float = 0.0
    """That running it took."""
    sound_s: float = 0.0
    """That passed in the conversation."""

    @property
    def failures(self) -> list[tuple[TurnResult, Check]]:
        """The expectations that were not met."""
        return [(turn, check) for turn in self.turns for check in turn.checks if not check.met]


class SuiteResult(_Record):
    """What came of a run."""

    form: Literal["sotto.scenario-results/1"] = "sotto.scenario-results/1"
    began: datetime
    realtime: bool
    models: dict[str, str]
    host: str = ""
    version: str = ""
    complete: bool = False
    """Whether it came to its end."""
    scenarios: tuple[ScenarioResult, ...] = ()

    def count(self, verdict: Verdict) -> int:
        """How many scenarios have that verdict."""
        return sum(one.verdict is verdict for one in self.scenarios)

    @property
    def passed(self) -> bool:
        """Whether all of them did."""
        return self.complete and all(one.verdict is Verdict.PASSED for one in self.scenarios)

    def figures(self) -> dict[str, Any]:
        """How many of each verdict, and how long it took."""
        counts = {verdict.value.replace(" ", "_"): self.count(verdict) for verdict in Verdict}
        return counts | {"seconds": round(sum(one.seconds for one in self.scenarios), 2)}
