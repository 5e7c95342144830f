"""The time and the date, where the user is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from desktop.engine.tools.registry import Arguments, JsonObject, Tool
from desktop.wording import marked


def clock_tool(now: Callable[[], datetime]) -> Tool:
    """The `clock` tool over a source of local time."""

    def run(_: Arguments) -> JsonObject:
        moment = now()
        return {"time": f"{moment:%H:%M}", "date": f"{moment:%A} {moment.day} {moment:%B}"}

    return Tool(
        "clock",
        "Tell the time and the date.",
        Arguments,
        run,
        title=marked("Looked at the clock"),
        failed="Could not look at the clock",
    )
