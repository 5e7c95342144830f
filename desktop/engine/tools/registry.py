"""A small typed registry: pydantic arguments in, plain JSON out, errors as data the model can speak about."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from desktop import log
from desktop.engine.protocols import StaleCheck
from desktop.engine.tools.deadline import CrashedError, LimitedRun
from desktop.engine.tools.outcome import Fault, Outcome, ToolFault, failure, outcome_of
from desktop.engine.tools.outcome import ToolError as ToolError
from desktop.errors import ShutdownError
from desktop.wording import Sentence

JsonObject = Mapping[str, Any]

DEADLINE_S = 5.0
_NETWORK = (ConnectionError, TimeoutError, socket.gaierror)
_LONGEST_REQUEST = 20_000
_LONGEST_WORD = 60
_LONGEST_COMPLAINT = 200
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
    deadline_s: float = DEADLINE_S
    effect: Effect = "read"
    foreign: bool = False
    """Whether it belongs to another program: what it is asked with leaves Sotto, and others wrote what it returns."""
    own_words: bool = False
    """Whether it may be used without a question only with words that the user has just said."""
    quotes: Quotes = "nobody"
    """Whose words may stand in what it returns, besides its own."""
    told: bool = True
    """Whether a model is told of it: each takes room in its context. One that it is not told of, rules call."""

    def schema(self) -> dict[str, Any]:
        """Name, description and arguments, as JSON schema."""
        parameters = _untitled(self.arguments.model_json_schema())
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


def never() -> bool:
    """The stale check of a call that nobody interrupts."""
    return False


class Registry:
    """The tools a conversation may use. One thread calls."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._tools = {tool.name: tool for tool in tools}
        self._only: frozenset[str] | None = None
        self._overdue: dict[str, LimitedRun[Outcome]] = {}

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

    def call(self, request: str, stale: StaleCheck = never, permit: Permit = freely) -> ToolRun:
        """Run a request of the form `{"name": …, "arguments": {…}}`, if `permit` allows it.

        Never raises for what the model or the tool got wrong. Raises Cancelled once `stale()` is true, and what
        `permit` raises.
        """
        name, raw, arguments = _parse(request)
        if name is None:
            title = "Asked for a tool in a way that was not understood"
            return ToolRun("", title, arguments, _refused("the call was not valid").result, 0.0)
        title, outcome, ms = self._attempt(name, raw, stale, permit)
        effect = self._tools[name].effect if name in self._tools else "read"
        return ToolRun(name, title, arguments, outcome.result, ms, outcome.fault, effect, outcome.cause)

    @staticmethod
    def described(request: str) -> tuple[str, str]:
        """Name of the tool that a request asks for, empty when it is not understood, and its arguments as JSON."""
        name, _, arguments = _parse(request)
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
            return "Asked for a tool that is not there", _refused(f"there is no tool called {_short(name)}"), 0.0
        try:
            arguments = tool.arguments.model_validate(raw)
        except ValidationError as error:
            return tool.failed, _refused(_complaint(error)), 0.0
        # what was checked is what is shown and what runs
        refusal = permit(tool, arguments.model_dump_json())
        if refusal:
            return tool.failed, _refused(refusal), 0.0
        start = time.perf_counter()
        outcome = self._run(tool, arguments, stale)
        title = tool.failed if outcome.failed else _title(tool, arguments)
        return title, outcome, (time.perf_counter() - start) * 1000

    def _run(self, tool: Tool, arguments: Arguments, stale: StaleCheck) -> Outcome:
        earlier = self._overdue.pop(tool.name, None)
        if earlier is not None and earlier.alive:
            self._overdue[tool.name] = earlier
            return failure(ToolFault(Fault.BUSY))
        run = LimitedRun(f"tool {tool.name}", lambda: _guarded(tool, arguments))
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


def _guarded(tool: Tool, arguments: Arguments) -> Outcome:
    """Run a tool and look at what it gives back, within its time. Whatever it raises is an outcome, too."""
    try:
        return outcome_of(tool.run(arguments))
    except ToolError as error:
        return failure(error)
    except OSError as error:
        log.engine.warning("tool %s failed: %s", tool.name, error)
        return failure(ToolFault(Fault.GONE if isinstance(error, _NETWORK) else Fault.UNSAVED))
    except Exception as error:  # noqa: BLE001 - the tool's boundary: the caller reports it
        return failure(ToolFault(Fault.BROKEN), error)


def _parse(request: str) -> tuple[str | None, Any, str]:
    """Name (None when there is none), arguments, and the arguments as JSON again."""
    try:
        if len(request) > _LONGEST_REQUEST:
            raise ValueError("too long")
        parsed = json.loads(request)
        raw = parsed.get("arguments") or {}
        arguments = json.dumps(raw, ensure_ascii=False, allow_nan=False)
        return str(parsed["name"]), raw, arguments
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None, None, request


def _refused(sentence: str) -> Outcome:
    return failure(ToolError(sentence))


def _complaint(error: ValidationError) -> str:
    """The first thing wrong with the arguments, as a sentence."""
    first = error.errors()[0]
    if not first["loc"] and first["type"] == "value_error":  # of the arguments together
        return _short(str(first["ctx"]["error"]), _LONGEST_COMPLAINT)
    where = _short(" ".join(str(part) for part in first["loc"]).replace("_", " "))
    match first["type"]:
        case "missing":
            return f"{where} is missing"
        case "extra_forbidden":
            return f"{where} is not something this tool takes"
        case "model_type":
            return "the arguments were not an object"
        case _:
            return f"{where} is wrong: {first['msg'][:1].lower()}{first['msg'][1:]}"


def _short(text: str, most: int = _LONGEST_WORD) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _title(tool: Tool, arguments: Arguments) -> str:
    if isinstance(tool.title, Sentence) and tool.title.values:
        return tool.title  # it is filled in already
    fields = {name: _short(value) if isinstance(value, str) else value for name, value in arguments}
    return Sentence(tool.title, fields)


def _untitled(schema: Any) -> Any:
    """A schema without the titles that pydantic makes of the names: they cost tokens and say nothing."""
    properties = {
        name: {key: value for key, value in field.items() if key != "title"}
        for name, field in schema.get("properties", {}).items()
    }
    kept = {key: value for key, value in schema.items() if key not in ("title", "description")}
    return kept | {"properties": properties}
