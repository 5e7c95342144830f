"""Sends each question the way that is chosen for it, where there is a larger model. One owner: the turn thread."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop.engine.adapting import Adapting
from desktop.engine.forethought import Forethought
from desktop.engine.knowledge.source import Source
from desktop.engine.prompting import Conversation
from desktop.engine.protocols import LanguageModel, StaleCheck
from desktop.engine.routing import ByRule, Choice, Routing, choose
from desktop.engine.rule_answers import answer
from desktop.engine.turn import StageError, Turn
from desktop.errors import Cancelled
from desktop.terms import Route, RouteReason, Stage

if TYPE_CHECKING:
    from desktop.engine.turn_runner import TurnRunner

WATCHED = 12
"""Tokens of the small model's reply by which it is known whether it is sure."""


class DoubtError(Exception):
    """The model is not sure of what it begins to say; nothing of it was shown."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """Holds the beginning of a reply back until it is known whether the model is sure of it."""

    least: float

    def sift(self, deltas: Iterator[str], model: LanguageModel) -> Iterator[str]:
        """The pieces of a reply. Raises DoubtError before the first one."""
        held: list[str] = []
        for delta in deltas:
            held.append(delta)
            if len(held) >= WATCHED:
                break
        if model.sureness is not None and model.sureness < self.least:
            close = getattr(deltas, "close", None)  # the model is free again now, not when it is collected
            if close is not None:
                close()
            raise DoubtError
        yield from held
        yield from deltas


class Router:
    """The small model and the larger one, and which of them answers."""

    def __init__(
        self,
        small: Forethought,
        larger: Forethought,
        routing: Callable[[], Routing | None],
        on_use: Callable[[], None],
        sources: Sequence[Source] = (),
    ) -> None:
        """`routing` gives None where one model answers everything; `on_use` is told when the larger one is needed.

        `sources` are asked before any model, with or without a larger one.
        """
        self.small, self.larger, self._sources = small, larger, sources
        self._routing, self._on_use = routing, on_use

    def choice(self, text: str, language: str) -> Choice | None:
        """The way of a question; None where there is no choice."""
        if any(source.knows(text, language) for source in self._sources):
            return Choice(Route.RULES, RouteReason.NONE)
        routing = self._routing()
        return choose(text, language, routing.bounds) if routing is not None else None

    def answer(self, runner: TurnRunner, turn: Turn, conversation: Conversation, stale: StaleCheck) -> None:
        """Have a turn answered, and note in it by what and why. Raises as `TurnRunner.think` does."""
        routing = self._routing()
        for source in self._sources:
            reason = source.answer(runner, turn, stale)
            if reason is not None:
                turn.route, turn.route_reason = Route.RULES, reason
                return
        if routing is None:
            if self.small.present:
                self.small.model.watch(0)
            self._think(runner, turn, conversation, stale)
            return
        choice = choose(turn.text, turn.language, routing.bounds)
        if choice.rule is not None:
            choice = self._by_rule(runner, turn, choice.rule, stale)
        turn.route, turn.route_reason = choice.route, choice.reason
        if choice.route is Route.SMALL and not self._is_sure(runner, turn, conversation, routing, stale):
            turn.route, turn.route_reason = Route.LARGER, RouteReason.DOUBT
        if turn.route is Route.LARGER:
            self._by_larger(runner, turn, conversation, stale)

    def _by_rule(self, runner: TurnRunner, turn: Turn, rule: ByRule, stale: StaleCheck) -> Choice:
        """Answer by a rule; what its tool cannot do, or may not, the small model is left to tell."""
        result: dict[str, Any] = {}
        if rule.tool:
            if not runner.tools.offers(rule.tool):
                return Choice(Route.SMALL, RouteReason.USUAL)
            excuse = runner.call(turn, json.dumps({"name": rule.tool, "arguments": rule.arguments}), stale)
            if excuse:
                runner.speak(turn, excuse)
                return Choice(Route.RULES, rule.reason)
            result = json.loads(turn.tool_messages[-1].content)
        said = answer(rule, result, turn.language)
        if not said:
            return Choice(Route.SMALL, RouteReason.USUAL)
        runner.speak(turn, said)
        return Choice(Route.RULES, rule.reason)

    def _is_sure(
        self, runner: TurnRunner, turn: Turn, conversation: Conversation, routing: Routing, stale: StaleCheck
    ) -> bool:
        """Let the small model answer, unless it is not sure of how it begins."""
        self.small.ready(stale)
        self.small.model.watch(WATCHED)
        try:
            self._think(replace(runner, doubts=Doubts(routing.least_sure)), turn, conversation, stale)
        except DoubtError:
            return False
        return True

    def _by_larger(self, runner: TurnRunner, turn: Turn, conversation: Conversation, stale: StaleCheck) -> None:
        self._on_use()
        try:
            self.larger.ready(stale)
            self.larger.model.tell(runner.tools.schemas())
        except Cancelled:
            raise
        except Exception as error:  # noqa: BLE001 - told; the small model answers
            runner.report.failure(turn.number, Stage.LARGER_MODEL, error)
            turn.route, turn.route_reason = Route.SMALL, RouteReason.MISSING
            self._think(runner, turn, conversation, stale)
            return
        turn.model = self.larger.model.name
        larger = replace(runner, thoughts=self.larger, adapting=Adapting(None, runner.report))
        self._think(larger, turn, conversation, stale)
        self._on_use()

    def _think(self, runner: TurnRunner, turn: Turn, conversation: Conversation, stale: StaleCheck) -> None:
        """Have a model reply, which is shown what the sources know of it if it can read that."""
        if self._sources and not turn.tool_messages:
            try:
                runner.thoughts.ready(stale)
            except Cancelled:
                raise
            except Exception as error:
                raise StageError(Stage.LANGUAGE_MODEL, error) from error
            if runner.thoughts.model.takes_tools:
                for source in self._sources:
                    source.inform(runner, turn, conversation, stale)
        runner.think(turn, conversation, stale)
