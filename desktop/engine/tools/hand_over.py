"""A tool by which one persona lets another one answer. It does nothing itself: the turn reads its result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, create_model

from desktop.engine.tools.registry import Arguments, JsonObject, Tool
from desktop.wording import marked

NAME = "hand_over"


def hand_over_tool(names: Sequence[str]) -> Tool:
    """The tool, for a persona that may hand over to those of these names, of which there is at least one."""
    to: Any = Literal[tuple(names)]  # known only now
    arguments = create_model("HandOver", __base__=Arguments, to=(to, Field(description="Who is to answer.")))
    return Tool(
        NAME,
        "Let somebody else answer, who is better placed to: " + ", ".join(names) + ".",
        arguments,
        _handed_over,
        title="Handed over to {to}",
        failed="Could not hand over",
        asks=marked("hand over the conversation"),
        effect="conversation",
    )


def _handed_over(arguments: Arguments) -> JsonObject:
    return {"handed_over_to": arguments.to}  # type: ignore[attr-defined]  # its type is made above
