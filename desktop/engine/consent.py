"""The user's yes to what a tool is about to do: reading is free, what writes or leaves the machine is asked for.

Speech never consents: what the microphone hears may be a television, or Sotto itself.
"""

from __future__ import annotations

import itertools
import json
import queue
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from desktop import events
from desktop.engine.phrases import plain
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
TOO_LONG = "what it was to be done with is too long to be shown to the user, so it was not done"
REFUSALS = (NOT_ALLOWED, NO_ANSWER, TOO_LONG)
"""After which nothing was done, whatever a model would say."""
LONGEST_SHOWN = 4000
"""Characters of arguments that somebody may be expected to read before a yes."""
MOST_REFUSALS = 2
"""For one answer: who has said no so often is not asked once more."""


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
        self._foreign = False
        """Whether something that others wrote stands in the conversation."""
        self.adopt(persona, allowed)
        self._patience_s = patience_s
        self._budget = budget
        self._clock = clock
        self._numbers = itertools.count(1)
        self._answers: queue.SimpleQueue[tuple[int, Answer]] = queue.SimpleQueue()
        self._quoted_in = -1
        """Number of the answer for which the user's own words were looked up last."""
        self._refused: tuple[int, tuple[str, ...]] = (-1, ())
        """Number of an answer, and the tools that were not allowed for it."""

    @property
    def most_calls(self) -> int:
        """How many there may be for one answer."""
        return self._budget.calls

    def adopt(self, persona: str, allowed: Collection[str], *, quotes: bool = False) -> None:
        """Decide for another persona, to whom these entries allow tools.

        `quotes` says that words of others stand in what it is told about itself, such as a customer's name.
        """
        self._persona, self._told_others_words = persona, quotes
        self._foreign = quotes or self._foreign
        entries = (entry.partition(":") for entry in allowed)
        self._allowed = {name for who, _, name in entries if who in (persona, ANYBODY)}

    def begin_session(self, *, continued: bool = False) -> None:
        """Nothing from outside stands in the conversation any more, unless it is `continued`: who knows what does."""
        self._foreign = continued or self._told_others_words

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
        said: str = "",
    ) -> str:
        """Why a call may not be made, as a sentence for the model; empty when it may.

        `arguments` is the JSON object that is shown. `calls` have been made for this answer and took `spent_s`;
        `informed` says that one of them brought something; `said` is the question. Waits for the user. Raises
        Cancelled once `stale()`.
        """
        if calls >= self._budget.calls or spent_s >= self._budget.seconds:
            return TOO_MANY
        refusal = (
            ""
            if self._is_free(tool, arguments, turn, informed, said)
            else self._ask(tool, arguments, turn, report, stale)
        )
        if not refusal:
            self._note(tool, turn)
        return refusal

    def _is_free(self, tool: Tool, arguments: str, turn: int, informed: bool, said: str) -> bool:
        """Whether a tool may be used without a question."""
        if tool.effect == "read":  # what belongs to others is told its arguments, and these may be secrets
            return not (tool.foreign and self._foreign)
        if self._foreign:
            return False
        if tool.effect == "conversation":  # what a tool brought may not choose by itself who answers
            return not informed
        allowed = tool.name in self._allowed and self._quoted_in != turn
        return allowed and (not tool.own_words or _was_said(arguments, said))

    def _note(self, tool: Tool, turn: int) -> None:
        """What it returns will stand in the conversation."""
        self._foreign = self._foreign or tool.foreign or tool.effect == "external" or tool.quotes == "others"
        if tool.quotes == "user":
            self._quoted_in = turn

    def _ask(self, tool: Tool, arguments: str, turn: int, report: Reporter, stale: StaleCheck) -> str:
        """Ask, unless that was answered or cannot be; why not, or empty after a yes."""
        if len(arguments) > LONGEST_SHOWN:
            return TOO_LONG
        refused = self._refused[1] if self._refused[0] == turn else ()
        if tool.name in refused or len(refused) >= MOST_REFUSALS:
            return NOT_ALLOWED
        refusal = self._question(tool, arguments, turn, report, stale)
        if refusal:
            self._refused = (turn, (*refused, tool.name))
        return refusal

    def _question(self, tool: Tool, arguments: str, turn: int, report: Reporter, stale: StaleCheck) -> str:
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
                asks=tool.asks,
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


def _was_said(arguments: str, said: str) -> bool:
    """Whether all words in the arguments, a JSON object, are among those of the question."""
    texts = [value for value in json.loads(arguments).values() if isinstance(value, str)]
    return set(plain(" ".join(texts)).split()) <= set(plain(said).split())
