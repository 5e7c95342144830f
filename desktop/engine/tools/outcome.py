"""What came of a call, whatever the tool gave back: plain JSON of a bounded size, or what is wrong with it. Pure."""

from __future__ import annotations

import enum
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_RESULT = 4000
"""Characters of a result that the model is shown; what is longer would crowd out the conversation."""
MOST = 200_000
"""Characters beyond which a result is a flood, of which not even the beginning is looked at."""
_DEEPEST = 32
_LARGEST = 10**300
_SAYS_IT_FAILED = ("ok", "success")


class Fault(enum.StrEnum):
    """What is wrong with a tool itself; that something cannot be done is none."""

    SLOW = "slow"
    BUSY = "busy"
    """With a call that was given up."""
    BROKEN = "broken"
    UNSAVED = "unsaved"
    """Its data could not be written."""
    UNREAD = "unread"
    """Its data could not be read."""
    GONE = "gone"
    """It cannot be reached."""
    NONSENSE = "nonsense"
    FLOOD = "flood"


ERRORS: Mapping[Fault, str] = {
    Fault.SLOW: "that took too long",
    Fault.BUSY: "that is still busy with the last request",
    Fault.BROKEN: "the tool broke down",
    Fault.UNSAVED: "the tool could not save its data",
    Fault.UNREAD: "the tool could not read its data",
    Fault.GONE: "the tool cannot be reached",
    Fault.NONSENSE: "the tool gave an answer that makes no sense",
    Fault.FLOOD: "the tool gave back far too much",
}
"""As the model is told of them."""


class ToolError(Exception):
    """A tool could not do what was asked; the sentence is for the model to pass on."""


class ToolFault(ToolError):  # noqa: N818 - a kind of ToolError
    """The tool itself is at fault."""

    def __init__(self, fault: Fault, sentence: str = "") -> None:
        super().__init__(sentence or ERRORS[fault])
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call."""

    result: str
    """JSON object; has the key `error` when the call failed."""
    failed: bool = False
    fault: Fault | None = None
    cause: Exception | None = None
    """What the tool raised that no tool may raise."""


def failure(error: ToolError, cause: Exception | None = None) -> Outcome:
    """The outcome of a call that raised."""
    return Outcome(_text({"error": str(error)}), True, error.fault if isinstance(error, ToolFault) else None, cause)


def outcome_of(returned: object) -> Outcome:
    """The outcome of a call that returned. Raises ToolFault for what is no plain JSON object, or a flood."""
    if not isinstance(returned, Mapping):
        raise ToolFault(Fault.NONSENSE)
    _measure(returned, MOST, 0)
    error = returned.get("error")
    if not error and any(returned.get(key) is False for key in _SAYS_IT_FAILED):
        error = "the tool says that it did not work"
    if error:  # and nothing else of it: a model would pick what sounds like success
        return Outcome(_text({"error": error if isinstance(error, str) else json.dumps(error)}), failed=True)
    return Outcome(_text({key: value for key, value in returned.items() if key != "error"}))


def _measure(value: Any, room: int, depth: int) -> int:
    """What is left of `room` characters after a value. Raises ToolFault."""
    if depth > _DEEPEST:
        raise ToolFault(Fault.NONSENSE)
    match value:
        case Mapping():
            for name, each in value.items():
                room = _measure(each, _measure(_named(name), room, depth), depth + 1)
        case list() | tuple():
            for each in value:
                room = _measure(each, room - 2, depth + 1)
        case str():
            room -= len(value) + 2
        case _:
            room -= _width(value)
    if room < 0:
        raise ToolFault(Fault.FLOOD)
    return room


def _named(name: object) -> str:
    if not isinstance(name, str):
        raise ToolFault(Fault.NONSENSE)
    return name


def _width(value: object) -> int:
    """About how many characters a number or the like takes. Raises ToolFault for anything else."""
    fits = value is None or (isinstance(value, int) and abs(value) < _LARGEST)
    if not fits and not (isinstance(value, float) and math.isfinite(value)):
        raise ToolFault(Fault.NONSENSE)
    return 8


def _text(result: Mapping[str, Any]) -> str:
    text = json.dumps(result, ensure_ascii=False, default=dict)  # a mapping that is no dict
    if len(text) <= LONGEST_RESULT:
        return text
    note = f"only the beginning: the whole result has {len(text)} characters"
    cut = {"error" if "error" in result else "beginning": text[: LONGEST_RESULT // 2]}
    return json.dumps({"note": note, **cut}, ensure_ascii=False)
