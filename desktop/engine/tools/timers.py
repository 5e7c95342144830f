"""Timers that ring, kept on disk so that a restart does not lose them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import Field

from desktop import log
from desktop.engine.tools.registry import Arguments, JsonObject, Tool, ToolError
from desktop.engine.tools.store import JsonList


@dataclass(frozen=True, slots=True)
class Timer:
    """One timer."""

    due: float
    """Unix time in seconds."""
    label: str


class Timers:
    """The pending timers. Any thread."""

    def __init__(self, store: JsonList[Timer], now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._lock = threading.Lock()
        self._timers = sorted(store.items, key=lambda t: t.due)

    def set(self, seconds: float, label: str) -> None:
        """Ring in `seconds`."""
        with self._lock:
            self._keep([*self._timers, Timer(self._now() + seconds, label)])

    def cancel(self) -> int:
        """Forget all timers; return how many there were."""
        with self._lock:
            count = len(self._timers)
            self._keep([])
            return count

    def next_in(self) -> float | None:
        """Seconds to the next one, 0 if it is due; None when there is none."""
        with self._lock:
            return max(0.0, self._timers[0].due - self._now()) if self._timers else None

    def take_due(self) -> list[Timer]:
        """Remove and return the timers that are due. They ring even if the disk refuses the new list."""
        with self._lock:
            now = self._now()
            due = [t for t in self._timers if t.due <= now]
            if due:
                self._timers = [t for t in self._timers if t.due > now]
                self._save()
            return due

    def _save(self) -> None:
        try:
            self._store.replace(self._timers)
        except OSError as error:
            log.engine.warning("the timers could not be saved: %s", error)

    def _keep(self, timers: list[Timer]) -> None:
        timers.sort(key=lambda t: t.due)
        self._store.replace(timers)
        self._timers = timers


class TimerRequest(Arguments):
    """When to ring, and what for."""

    seconds: float = Field(gt=0, le=7 * 24 * 3600, description="From now until it rings.")
    label: str = Field("", max_length=200, description="What it is for, if the user said so.")


def timer_tools(timers: Timers) -> list[Tool]:
    """`set_timer`, `cancel_timer` and `timer_left`."""

    def start(arguments: TimerRequest) -> JsonObject:
        timers.set(arguments.seconds, arguments.label)
        return {"ok": True}

    def cancel(_: Arguments) -> JsonObject:
        if not timers.cancel():
            raise ToolError("no timer is running")
        return {"ok": True}

    def left(_: Arguments) -> JsonObject:
        seconds = timers.next_in()
        if seconds is None:
            raise ToolError("no timer is running")
        return {"left": f"{int(seconds) // 60}:{int(seconds) % 60:02d}"}

    left_words = ("Looked at the timer", "Could not look at the timer")
    return [
        Tool("set_timer", "Ring after some time.", TimerRequest, start, "Set a timer", "Could not set a timer"),
        Tool(
            "cancel_timer",
            "Cancel the timers.",
            Arguments,
            cancel,
            "Cancelled the timers",
            "Could not cancel it",
        ),
        Tool("timer_left", "Say how long the next timer has left.", Arguments, left, *left_words),
    ]
