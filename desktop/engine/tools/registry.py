"""A small typed registry: pydantic arguments in, plain JSON out, errors as data the model can speak about."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from desktop import log

JsonObject = Mapping[str, Any]


class Arguments(BaseModel):
    """Base of every tool's arguments; also the arguments of a tool that takes none."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ToolError(Exception):
    """A tool could not do what was asked; the sentence is for the model to pass on."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing the model can do."""

    name: str
    description: str
    arguments: type[Arguments]
    run: Callable[[Any], JsonObject]
    """Takes an instance of `arguments`; raises ToolError."""


@dataclass(frozen=True, slots=True)
class ToolRun:
    """One call and what came of it."""

    name: str
    arguments: str
    """JSON object, as the model wrote it."""
    result: str
    """JSON object; has the key `error` when the call failed."""
    ms: float


class Registry:
    """The tools a conversation may use."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._tools = {tool.name: tool for tool in tools}

    def schemas(self) -> list[dict[str, Any]]:
        """JSON schemas in the form chat templates expect."""
        return [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": tool.arguments.model_json_schema(),
                },
            }
            for tool in self._tools.values()
        ]

    def call(self, request: str) -> ToolRun:
        """Run a request of the form `{"name": …, "arguments": {…}}`. Never raises for what the model got wrong."""
        start = time.perf_counter()
        name, arguments, result = self._attempt(request)
        return ToolRun(name, arguments, json.dumps(result), (time.perf_counter() - start) * 1000)

    def _attempt(self, request: str) -> tuple[str, str, JsonObject]:
        try:
            parsed = json.loads(request)
            name, raw = str(parsed["name"]), parsed.get("arguments") or {}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return "", request, {"error": "the call was not valid"}
        arguments = json.dumps(raw)
        tool = self._tools.get(name)
        if tool is None:
            return name, arguments, {"error": f"there is no tool called {name}"}
        try:
            return name, arguments, tool.run(tool.arguments.model_validate(raw))
        except ValidationError as error:
            return name, arguments, {"error": error.errors()[0]["msg"]}
        except ToolError as error:
            return name, arguments, {"error": str(error)}
        except OSError as error:
            log.engine.warning("tool %s failed: %s", name, error)
            return name, arguments, {"error": "the tool could not save its data"}
