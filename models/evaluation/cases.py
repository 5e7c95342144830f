"""The requests that measure the language model: what is said, what a right reply contains, what has to be done."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from models.evaluation.rules import obeys

DATA = Path(__file__).parents[2] / "tests" / "data"
PHRASINGS, FOLLOW_UPS, WHOLE_TURNS = "phrasings.json", "follow_ups.json", "whole_turns.json"

CHANGES_SOMETHING = frozenset(
    {
        "set_timer",
        "cancel_timer",
        "add_note",
        "remove_note",
        "clear_notes",
        "book_appointment",
        "cancel_appointment",
        "reschedule_appointment",
    }
)
"""Tools that must not run unless the request asks for them."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that ran, or that has to run: with these arguments at least.

    Of a call that has to run, texts are patterns of the whole argument, in any case.
    """

    name: str
    arguments: Mapping[str, Any]

    def asked_by(self, wanted: ToolCall) -> bool:
        """Whether this call is the one that was wanted."""
        got = self.arguments
        return self.name == wanted.name and all(
            key in got and _same(value, got[key]) for key, value in wanted.arguments.items()
        )


@dataclass(frozen=True, slots=True)
class Case:
    """One request."""

    text: str
    """As it arrives: mostly without punctuation, sometimes misheard."""
    reply: str
    """Rule of the reply, see `models.evaluation.rules`."""
    kind: str = ""
    said: str = ""
    """As it was meant, where `text` is misheard."""
    before: tuple[str, ...] | None = None
    """Requests made beforehand in a session of their own, on an assistant without any notes, timers or history."""
    tools: tuple[ToolCall, ...] = ()
    """Every one of them has to run. None of `CHANGES_SOMETHING` may run beyond these names and those of `may`."""
    may: frozenset[str] = frozenset()
    """Names of tools that may run as well: a timer that is made longer may be cancelled first."""
    control: str = ""
    """The control word that it is; obeyed, it is right whatever was said."""

    @property
    def meant(self) -> str:
        """The request without slips."""
        return self.said or self.text

    def is_right(self, reply: str, calls: Sequence[ToolCall], now: datetime, control: str = "") -> bool:
        """Whether reply and tool calls are what was asked for, or the control word was obeyed."""
        if self.control and control == self.control:
            return True
        named = {tool.name for tool in self.tools} | self.may
        return (
            obeys(self.reply, reply, now)
            and all(any(call.asked_by(tool) for call in calls) for tool in self.tools)
            and not any(call.name in CHANGES_SOMETHING - named for call in calls)
        )


def load_cases(name: str, folder: Path = DATA) -> tuple[Case, ...]:
    """All requests of a file. Raises OSError, ValueError."""
    return tuple(_case(entry) for entry in json.loads((folder / name).read_text("utf-8")))


def load_conversations(name: str = FOLLOW_UPS, folder: Path = DATA) -> tuple[tuple[Case, ...], ...]:
    """All conversations, each of two to four turns. Raises OSError, ValueError."""
    entries = json.loads((folder / name).read_text("utf-8"))
    return tuple(tuple(_case(turn) for turn in entry["turns"]) for entry in entries)


def _case(entry: Mapping[str, Any]) -> Case:
    tool = entry.get("tool", [])
    before = entry.get("before")
    return Case(
        text=entry["text"],
        reply=entry["reply"],
        kind=entry.get("kind", ""),
        said=entry.get("said", ""),
        before=None if before is None else tuple(before),
        may=frozenset(entry.get("may", ())),
        control=entry.get("control", ""),
        tools=tuple(
            ToolCall(one["name"], one.get("arguments", {})) for one in (tool if isinstance(tool, list) else [tool])
        ),
    )


def _same(wanted: object, got: object) -> bool:
    if isinstance(wanted, int | float):
        return isinstance(got, int | float) and abs(float(wanted) - float(got)) < 1e-6
    return re.fullmatch(str(wanted), str(got).strip(" ."), re.IGNORECASE) is not None
