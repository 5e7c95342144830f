"""The user's yes to what a tool is about to do: reading is free, what writes or leaves the machine is asked for.

Speech never consents: what the microphone hears may be a television, or Sotto itself.
"""

from __future__ import annotations

import itertools
import queue
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from desktop import events
from desktop.engine.protocols import StaleCheck
from desktop.engine.reporting import Reporter
from desktop.engine.tools.registry import Tool
from desktop.errors import Cancelled
from desktop.terms import Answer

ANYBODY = "*"
_LOOK_S = 0.05
"""How often the wait for an answer looks whether the turn is still wanted."""

NOT_ALLOWED = "the user did not allow it"
NO_ANSWER = "the user did not answer whether it is allowed, so it was not done"
TOO_MANY = "no further tools may be used for this answer"


@dataclass(frozen=True, slots=True)
class Budget:
    """What tools may take for one answer."""

    calls: int = 8
    seconds: float = 20.0
    """Time that they run, without the time that the user takes to answer."""


class Consent:
    """Decides about one call after another on the turn thread; `answer` may come from any thread."""

    def __init__(
        self,
        persona: str,
        allowed: Collection[str],
        *,
        patience_s: float,
        budget: Budget = Budget(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`allowed` are entries like `Sotto:add_note`, or `*:add_note` for every persona."""
        self.adopt(persona, allowed)
        self._patience_s = patience_s
        self._budget = budget
        self._clock = clock
        self._numbers = itertools.count(1)
        self._answers: queue.SimpleQueue[tuple[int, Answer]] = queue.SimpleQueue()
        self._foreign = False

    def adopt(self, persona: str, allowed: Collection[str]) -> None:
        """Decide for another persona, to whom these entries allow tools."""
        self._persona = persona
        entries = (entry.partition(":") for entry in allowed)
        self._allowed = {name for who, _, name in entries if who in (persona, ANYBODY)}

    def begin_session(self) -> None:
        """Nothing from outside stands in the conversation any more."""
        self._foreign = False

    def answer(self, number: int, answer: Answer) -> None:
        """The user's answer to the question of that number; one that nobody waits for is dropped. Any thread."""
        self._answers.put((number, answer))

    def entry(self, tool: str) -> str:
        """What `allowed` holds of a tool that this persona may always use."""
        return f"{self._persona}:{tool}"

    def refusal(
        self,
        tool: Tool,
        arguments: str,
        turn: int,
        report: Reporter,
        stale: StaleCheck,
        *,
        calls: int,
        spent_s: float,
        informed: bool = False,
    ) -> str:
        """Why a call may not be made, as a sentence for the model; empty when it may.

        `arguments` is the JSON object that is shown. `calls` have been made for this answer and took `spent_s`;
        `informed` says that one of them brought something. Waits for the user. Raises Cancelled once `stale()`.
        """
        if calls >= self._budget.calls or spent_s >= self._budget.seconds:
            return TOO_MANY
        # what a tool brought, or what came from outside, may not choose by itself who answers
        trusted = not self._foreign and not (tool.effect == "conversation" and informed)
        if tool.effect == "read" or (trusted and (tool.effect == "conversation" or tool.name in self._allowed)):
            refusal = ""
        else:
            refusal = self._ask(tool, arguments, turn, report, stale)
        if not refusal and (tool.foreign or tool.effect == "external"):
            self._foreign = True
        return refusal

    def _ask(self, tool: Tool, arguments: str, turn: int, report: Reporter, stale: StaleCheck) -> str:
        number = next(self._numbers)
        head = report.head(turn)
        report.emit(
            events.ConsentAsked(
                **head,
                number=number,
                name=tool.name,
                effect=tool.effect,
                arguments=arguments,
                wait_s=self._patience_s,
            )
        )
        answer: Answer | None = None
        try:
            answer = self._wait(number, stale)
        finally:
            report.emit(events.ConsentGiven(**head, number=number, name=tool.name, answer=answer or Answer.NONE))
        if answer is Answer.ALWAYS:
            self._allowed.add(tool.name)
        if answer is None:
            return NO_ANSWER
        return NOT_ALLOWED if answer is Answer.NO else ""

    def _wait(self, number: int, stale: StaleCheck) -> Answer | None:
        end = self._clock() + self._patience_s
        while self._clock() < end:
            if stale():
                raise Cancelled
            try:
                of, answer = self._answers.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if of == number:
                return answer
        return None
