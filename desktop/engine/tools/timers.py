"""Timers that ring, kept on disk so that a restart does not lose them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import Field

from desktop import log
from desktop.engine.tools.registry import Arguments, JsonObject, Tool, ToolError
from desktop.engine.tools.store import JsonList
from desktop.wording import marked


@dataclass(frozen=True, slots=True)
class Timer:
    """One timer."""

    due: float
    """Unix time in seconds."""
    label: str


class Timers:
    """The pending timers, those that another process set among them. Any thread.

    Each method but `late_s` raises ListError when the list cannot be read.
    """

    def __init__(self, store: JsonList[Timer], now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._lock = threading.Lock()
        self._rung: set[Timer] = set()
        """Timers that rang but could not be removed from the disk."""

    def set(self, seconds: float, label: str) -> None:
        """Ring in `seconds`."""
        with self._lock:
            self._store.replace([*self._pending(), Timer(self._now() + seconds, label)])

    def cancel(self) -> int:
        """Forget all timers; return how many there were."""
        with self._lock:
            count = len(self._pending())
            self._store.replace([])
            return count

    def next_in(self) -> float | None:
        """Seconds to the next one, 0 if it is due; None when there is none."""
        with self._lock:
            pending = self._pending()
            return max(0.0, pending[0].due - self._now()) if pending else None

    def late_s(self, timer: Timer) -> float:
        """Seconds since a timer was due."""
        return max(0.0, self._now() - timer.due)

    def take_due(self) -> list[Timer]:
        """Remove and return the timers that are due. They ring even if the disk refuses the new list."""
        with self._lock:
            now, pending = self._now(), self._pending()
            due = [t for t in pending if t.due <= now]
            if due:
                self._remove(due, pending[len(due) :])
            return due

    def _remove(self, due: list[Timer], rest: list[Timer]) -> None:
        try:
            self._store.replace(rest)
        except OSError as error:
            self._rung.update(due)
            log.engine.warning("the timers could not be saved: %s", error)

    def _pending(self) -> list[Timer]:
        """Those that did not ring yet, the next one first."""
        return sorted((t for t in self._store.items if t not in self._rung), key=lambda t: t.due)


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

    set_words = ("Set a timer", "Could not set a timer", marked("set a timer"))
    left_words = ("Looked at the timer", "Could not look at the timer")
    return [
        Tool("set_timer", "Ring after some time.", TimerRequest, start, *set_words, effect="write", own_words=True),
        Tool(
            "cancel_timer",
            "Cancel the timers.",
            Arguments,
            cancel,
            "Cancelled the timers",
            "Could not cancel it",
            marked("cancel the timers"),
            effect="write",
        ),
        Tool("timer_left", "Say how long the next timer has left.", Arguments, left, *left_words),
    ]
