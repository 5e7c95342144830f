"""The tool calls of a turn: told, permitted, made, and kept with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from desktop import events
from desktop.engine.company import Company
from desktop.engine.consent import REFUSALS, Consent
from desktop.engine.excuses import excuse, not_done
from desktop.engine.protocols import CallForm, Message, StaleCheck, ToolCall
from desktop.engine.reporting import Reporter
from desktop.engine.tools.parsing import spelled
from desktop.engine.tools.registry import Registry, Tool, ToolRun
from desktop.engine.turn import StageError, Turn
from desktop.errors import Cancelled
from desktop.terms import Stage


@dataclass(frozen=True, slots=True)
class Made:
    """What came of the calls of one pass of the model."""

    successor: str = ""
    """Name of the persona that goes on; empty for the same."""
    excuse: str = ""
    """What is to be said in place of an answer, since a tool is at fault; empty when none is."""
    say: str = ""
    """What the last tool has said to the letter, unless the model goes on to call another; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Makes them, one after another."""

    tools: Registry
    consent: Consent
    report: Reporter
    company: Company | None

    def run(self, turn: Turn, calls: Sequence[str], form: CallForm, stale: StaleCheck) -> Made:
        """Run calls in order, until one hands over, its tool is at fault, or there were too many.

        `form` is that of the model. Raises Cancelled, StageError.
        """
        last, said, waiting = None, turn.text, list(calls[: self._left(turn)])
        while waiting:
            last = self._run_one(turn, waiting.pop(0), form, stale, said)
            if last.fault is not None:
                return Made(excuse=excuse(last.name, last.fault, last.effect, turn.language))
            if last.effect in ("write", "external") and any(why in last.result for why in REFUSALS):
                return Made(excuse=not_done(turn.language))
            if successor := Company.successor(last):
                return Made(successor)
            if last.then and self._left(turn) > 1:
                waiting, said = [json.dumps({"name": last.then, "arguments": {}})], ""  # it was said before
        return Made(say=last.say if last is not None else "")

    def _run_one(self, turn: Turn, call: str, form: CallForm, stale: StaleCheck, said: str) -> ToolRun:
        """Run a call, for which the user said something, tell of it, and keep it with the turn."""
        name, arguments = self.tools.described(call)
        self.report.emit(events.ToolStarted(**self.report.head(turn.number), name=name, arguments=arguments))
        run = self._call(turn, call, stale, said)
        turn.tools, turn.tools_ms = (*turn.tools, run.name), turn.tools_ms + run.ms
        meant = ToolCall(run.name or "unknown", run.arguments if run.name else "{}")
        turn.tool_messages = (
            *turn.tool_messages,
            Message("assistant", spelled(form, call), meant),
            Message("tool", run.result, meant),
        )
        self.report.emit(
            events.ToolRan(
                **self.report.head(turn.number),
                name=run.name,
                title=run.title,
                arguments=run.arguments,
                result=run.result,
                ms=run.ms,
            )
        )
        if run.cause is not None:
            self.report.failure(turn.number, Stage.TOOL, run.cause)
        return run

    def _left(self, turn: Turn) -> int:
        """How many more may be looked at: those that are allowed, and one that is told that it is too many."""
        return max(1, self.consent.most_calls + 1 - len(turn.tools))

    def _call(self, turn: Turn, call: str, stale: StaleCheck, said: str) -> ToolRun:
        """Make a call, if it may be made. Raises Cancelled, StageError."""

        def permit(tool: Tool, arguments: str) -> str:
            calls, spent_s = len(turn.tools), turn.tools_ms / 1000
            if tool.effect == "conversation" and self.company is not None:
                objection = self.company.objection(turn, arguments)
                if objection:
                    return objection
            return self.consent.refusal(
                tool,
                arguments,
                turn.number,
                self.report,
                stale,
                calls=calls,
                spent_s=spent_s,
                informed=calls > len(turn.shares),
                said=turn.text,
            )

        try:
            return self.tools.call(call, stale, permit, said)
        except Cancelled:
            raise
        except Exception as error:
            raise StageError(Stage.TOOL, error) from error
