"""A small typed registry: pydantic arguments in, plain JSON out, errors as data the model can speak about."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from desktop import log
from desktop.engine.protocols import StaleCheck
from desktop.engine.tools.asking import begun_name, complaint, parse, short, untitled
from desktop.engine.tools.deadline import CrashedError, LimitedRun
from desktop.engine.tools.outcome import Fault, Outcome, ToolFault, failure, outcome_of
from desktop.engine.tools.outcome import ToolError as ToolError
from desktop.errors import ListError, ShutdownError
from desktop.wording import Sentence

JsonObject = Mapping[str, Any]
Meant = tuple[str, JsonObject]
"""Name of the tool that a call is for, and the arguments."""
T = TypeVar("T")

DEADLINE_S = 5.0
_NETWORK = (ConnectionError, TimeoutError, socket.gaierror)
_CLOSE_S = 2.0


Effect = Literal["read", "write", "external", "conversation"]
"""What a tool does: looks something up on this machine, changes something here, reaches beyond it, lets somebody else
answer."""


Quotes = Literal["nobody", "user", "others"]


class Arguments(BaseModel):
    """Base of every tool's arguments; also the arguments of a tool that takes none."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing the model can do."""

    name: str
    description: str
    arguments: type[Arguments]
    run: Callable[[Any], JsonObject]
    """Takes an instance of `arguments`; raises ToolError. Runs on a thread of its own."""
    title: str
    """What people read once it was done, with the arguments' fields in braces: `Worked out {expression}`."""
    failed: str
    """What they read when it was not: `Could not work it out`."""
    asks: str = ""
    """What the user is asked about before it is done: `clear the whole list`. Empty where its name has to do."""
    deadline_s: float = DEADLINE_S
    effect: Effect = "read"
    foreign: bool = False
    """Whether it belongs to another program: what it is asked with leaves Sotto, and others wrote what it returns."""
    own_words: bool = False
    """Whether it may be used without a question only with words that the user has just said."""
    quotes: Quotes = "nobody"
    """Whose words may stand in what it returns, besides its own."""
    settle: Callable[[Any], Arguments] | None = None
    """Makes of what was asked for, such as "tomorrow at ten", the arguments that `run` takes, before anybody is asked
    whether it may: those are shown. Takes an instance of `arguments`, only looks up, raises ToolError."""
    ground: Callable[[JsonObject, str], Meant] | None = None
    """Makes of the arguments that a model wrote, and of what the user just said, what is meant, before the arguments
    are checked: a small model copies badly, and what the user said counts. Only looks up, raises ToolError."""
    spoken: Callable[[JsonObject], str] | None = None
    """Makes of its result, which has the key `error` when it failed, what is said to the user to the letter, in place
    of a model's words; empty for those. Pure."""
    leads: bool = False
    """Whether the tool that its result names in `then` is called at once, without arguments."""
    told: bool = True
    """Whether a model is told of it: each takes room in its context. One that it is not told of, rules call."""

    def schema(self) -> dict[str, Any]:
        """Name, description and arguments, as JSON schema."""
        parameters = untitled(self.arguments.model_json_schema())
        return {"name": self.name, "description": self.description, "parameters": parameters}


Permit = Callable[[Tool, str], str]
"""Says why a call with these arguments, as JSON, may not be made; empty when it may. May wait for the user."""


def freely(_tool: Tool, _arguments: str) -> str:
    """Allow every call."""
    return ""


@dataclass(frozen=True, slots=True)
class ToolRun:
    """One call and what came of it."""

    name: str
    title: str
    """What was done, in words for people."""
    arguments: str
    """JSON object, as the model wrote it."""
    result: str
    """JSON object; has the key `error` when the call failed."""
    ms: float
    fault: Fault | None = None
    """What is wrong with the tool itself."""
    effect: Effect = "read"
    cause: Exception | None = None
    """What it raised that no tool may raise: to be reported."""
    say: str = ""
    """What is said to the letter, in place of a model's words; empty for those."""
    then: str = ""
    """Name of the tool that is called at once after it; empty for none."""


def never() -> bool:
    """The stale check of a call that nobody interrupts."""
    return False


class Registry:
    """The tools a conversation may use. One thread calls."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._tools = {tool.name: tool for tool in tools}
        self._only: frozenset[str] | None = None
        self._overdue: dict[str, LimitedRun[Any]] = {}

    def restrict(self, names: frozenset[str] | None) -> None:
        """Offer and call only the tools of these names from now on; None for all."""
        self._only = names

    def put(self, tool: Tool) -> None:
        """Have a tool, in place of one of its name. The thread that calls."""
        self._tools[tool.name] = tool

    def remove(self, name: str) -> None:
        """Have no tool of that name. The thread that calls."""
        self._tools.pop(name, None)

    def offers(self, name: str) -> bool:
        """Whether there is a tool of that name, and it may be used."""
        return name in self._tools and (self._only is None or name in self._only)

    @property
    def tools(self) -> Sequence[Tool]:
        """The tools, in the order in which the model is told of them."""
        return tuple(self._tools.values())

    @property
    def names(self) -> frozenset[str]:
        """Names of the tools that there are."""
        return frozenset(self._tools)

    def schemas(self) -> list[dict[str, Any]]:
        """JSON schemas in the form chat templates expect."""
        told = (tool for tool in self._tools.values() if tool.told and self.offers(tool.name))
        return [{"type": "function", "function": tool.schema()} for tool in told]

    def call(
        self, request: str, stale: StaleCheck = never, permit: Permit = freely, said: str | None = None
    ) -> ToolRun:
        """Run a request of the form `{"name": …, "arguments": {…}}`, if `permit` allows it.

        `said` is what the user said for which it is made; None where nobody said anything. Never raises for what the
        model or the tool got wrong. Raises Cancelled once `stale()` is true, and what `permit` raises.
        """
        name, raw, arguments = self._asked_for(request)
        if name is None:
            title = "Asked for a tool in a way that was not understood"
            return ToolRun("", title, arguments, _refused("the call was not valid").result, 0.0)
        grounded = self._grounded(name, raw, stale, said)
        if isinstance(grounded, Outcome):
            tool = self._tools[name]
            return self._noted(
                ToolRun(
                    name, tool.failed, arguments, grounded.result, 0.0, grounded.fault, tool.effect, grounded.cause
                )
            )
        if grounded[0] != name:  # it is told what was done, not what was written
            name, arguments = grounded[0], json.dumps(dict(grounded[1]), ensure_ascii=False)
        title, outcome, ms = self._attempt(name, grounded[1], stale, permit)
        effect = self._tools[name].effect if name in self._tools else "read"
        return self._noted(ToolRun(name, title, arguments, outcome.result, ms, outcome.fault, effect, outcome.cause))

    def _asked_for(self, request: str) -> tuple[str | None, Any, str]:
        """As `parse`; of a call that breaks off its name counts, where what the user said makes up for the rest."""
        name, raw, arguments = parse(request)
        begun = begun_name(request) if name is None else ""
        if begun in self._tools and self._tools[begun].ground is not None:
            return begun, {}, "{}"
        return name, raw, arguments

    def _grounded(self, name: str, raw: Any, stale: StaleCheck, said: str | None) -> Meant | Outcome:
        """What is meant by a call, seen what the user said; an outcome where that cannot be done."""
        tool = self._tools.get(name)
        ground = tool.ground if tool is not None and self.offers(name) else None
        if tool is None or ground is None or said is None or not isinstance(raw, dict):
            return name, raw
        return self._run(tool, partial(ground, raw, said), stale)

    def _noted(self, run: ToolRun) -> ToolRun:
        """A run with what is said and called after it."""
        tool = self._tools.get(run.name)
        if tool is None or run.fault is not None or not (tool.spoken or tool.leads):
            return run
        result = json.loads(run.result)
        say = tool.spoken(result) if tool.spoken is not None else ""
        return replace(run, say=say, then=str(result.get("then", "")) if tool.leads else "")

    @staticmethod
    def described(request: str) -> tuple[str, str]:
        """Name of the tool that a request asks for, empty when it is not understood, and its arguments as JSON."""
        name, _, arguments = parse(request)
        return name or "", arguments

    def close(self) -> None:
        """Wait for tools that were given up. Raises ShutdownError when one still does not end."""
        for name, run in self._overdue.items():
            if not run.join(_CLOSE_S):
                raise ShutdownError(f"the tool {name} did not stop within {_CLOSE_S:.0f} s")
        self._overdue.clear()

    def _attempt(self, name: str, raw: Any, stale: StaleCheck, permit: Permit) -> tuple[str, Outcome, float]:
        """Title, outcome, and milliseconds of the run itself."""
        tool = self._tools.get(name)
        if tool is None or not self.offers(name):
            return "Asked for a tool that is not there", _refused(f"there is no tool called {short(name)}"), 0.0
        try:
            arguments = tool.arguments.model_validate(raw)
        except ValidationError as error:
            return tool.failed, _refused(complaint(error)), 0.0
        if tool.settle is not None:
            settled = self._run(tool, partial(tool.settle, arguments), stale)
            if isinstance(settled, Outcome):
                return tool.failed, settled, 0.0
            arguments = settled
        # what was checked is what is shown and what runs
        refusal = permit(tool, arguments.model_dump_json())
        if refusal:
            return tool.failed, _refused(refusal), 0.0
        start = time.perf_counter()
        outcome = self._run(tool, lambda: outcome_of(tool.run(arguments)), stale)
        title = tool.failed if outcome.failed else _title(tool, arguments)
        return title, outcome, (time.perf_counter() - start) * 1000

    def _run(self, tool: Tool, work: Callable[[], T], stale: StaleCheck) -> T | Outcome:
        earlier = self._overdue.pop(tool.name, None)
        if earlier is not None and earlier.alive:
            self._overdue[tool.name] = earlier
            return failure(ToolFault(Fault.BUSY))
        run = LimitedRun(f"tool {tool.name}", lambda: _guarded(tool.name, work))
        self._overdue[tool.name] = run
        try:
            result = run.result(tool.deadline_s, stale)
        except TimeoutError:
            log.engine.warning("tool %s took longer than %.1f s", tool.name, tool.deadline_s)
            return failure(ToolFault(Fault.SLOW))
        except CrashedError as error:
            result = failure(ToolFault(Fault.BROKEN), error)
        del self._overdue[tool.name]
        return result


def _guarded(name: str, work: Callable[[], T]) -> T | Outcome:
    """Have a tool do its work, within its time. Whatever it raises is an outcome, too."""
    try:
        return work()
    except ToolError as error:
        return failure(error)
    except ListError as error:
        return failure(ToolFault(Fault.UNREAD), error)
    except OSError as error:
        log.engine.warning("tool %s failed: %s", name, error)
        return failure(ToolFault(Fault.GONE if isinstance(error, _NETWORK) else Fault.UNSAVED))
    except Exception as error:  # noqa: BLE001 - the tool's boundary: the caller reports it
        return failure(ToolFault(Fault.BROKEN), error)


def _refused(sentence: str) -> Outcome:
    return failure(ToolError(sentence))


def _title(tool: Tool, arguments: Arguments) -> str:
    if isinstance(tool.title, Sentence) and tool.title.values:
        return tool.title  # it is filled in already
    fields = {name: short(value) if isinstance(value, str) else value for name, value in arguments}
    return Sentence(tool.title, fields)
