"""Between the engine's events and those who watch. Lives on the loop's thread."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from websockets.asyncio.server import broadcast

from desktop.events import EngineEvent
from desktop.observability.lines import Lines
from desktop.observability.log_entry import Entry, EventType, line_of, utc_of
from desktop.observability.monitor.picture import Picture
from desktop.observability.monitor.subscriber import MOST_AT_ONCE, Subscriber
from desktop.observability.monitor.wanted import Wanted
from desktop.observability.telling import Telling
from desktop.terms import Stage

RECENT = 300
"""Lines of the past that one who just came is given at most."""
_TICK_S = 2.0
_FINISH_S, _FINISH_LOOKS = 0.5, 25
_LONGEST_LINE = 32_768
"""Characters; one that is longer is told without words."""
_CHOICE = {"kinds": sorted({one.partition(".")[0] for one in EventType}), "stages": list(Stage)}
"""What a filter can name."""
_ENCODER = json.JSONEncoder(separators=(",", ":"))


class Hub:
    """Makes each event a line once, and hands it to all who want it."""

    def __init__(
        self,
        picture: Picture,
        tools: Callable[[], frozenset[str]],
        catch_up: Callable[[], None],
        lines: Lines,
        *,
        words: bool,
    ) -> None:
        """`catch_up` has `take` called with what waits."""
        self._picture, self._words, self._catch_up = picture, words, catch_up
        self._telling, self._lines = Telling(tools), lines
        self._recent: deque[tuple[Entry, str]] = deque(maxlen=4 * RECENT)
        self._subscribers: set[Subscriber] = set()
        self._by_wish: dict[Wanted, set[Subscriber]] = {}
        """The same ones: those that want the same are sent the same."""
        self._watched = asyncio.Event()
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def watching(self) -> int:
        """How many watch."""
        return len(self._subscribers)

    def take(self, events: Iterable[EngineEvent], dropped: int) -> None:
        """Tell of events, and of how many are missing before them."""
        told: list[tuple[Entry, str]] = []
        for event in events:
            self._picture.take(event)
            told += [
                (entry, _bounded(entry, line))
                for entry, line in self._lines.of(event, self._telling, words=self._words)
            ]
        # the lines are all that is kept, and hold words only if those travel
        self._recent += [(replace(entry, words={}) if entry.words else entry, line) for entry, line in told]
        missing = [_message("missed", {"events": dropped})] if dropped else []
        for wanted, alike in self._by_wish.items():
            if lines := missing + [line for entry, line in told if wanted.passes(entry)]:
                _send(alike, lines)

    def welcome(self, subscriber: Subscriber) -> None:
        """Give it how things stand and the newest of what it wants; from now on, all that it wants."""
        self._catch_up()
        wanted = subscriber.wanted
        recent = [line for entry, line in self._recent if wanted.passes(entry)][-RECENT:]
        known = {"words": self._words, "filter": wanted.model_dump(mode="json"), "recent": len(recent)} | _CHOICE
        subscriber.offer([_message("snapshot", self._picture.whole() | known), *recent], time.monotonic())
        self.forget(subscriber)  # it may have wanted something else before
        self._subscribers.add(subscriber)
        self._watched.set()
        self._by_wish.setdefault(wanted, set()).add(subscriber)

    def forget(self, subscriber: Subscriber) -> None:
        """It is gone."""
        self._subscribers.discard(subscriber)
        for alike in self._by_wish.values():
            alike.discard(subscriber)
        self._by_wish = {wanted: alike for wanted, alike in self._by_wish.items() if alike}

    async def tick(self) -> None:
        """Every two seconds: figures for those who want them, an end for those who do not keep up."""
        while True:
            await self._watched.wait()
            await asyncio.sleep(_TICK_S)
            if self._subscribers:
                self._look(time.monotonic())
            else:
                self._watched.clear()

    async def finish(self) -> None:
        """Wait a little until all have what was told last: the end of the session, that is."""
        for _ in range(_FINISH_LOOKS):
            if not any(one.waits for one in self._subscribers):
                return
            await asyncio.sleep(_FINISH_S / _FINISH_LOOKS)

    def _look(self, now: float) -> None:
        figures = {"monotonic": round(now, 6), "metrics": self._picture.news()}
        line = _message("metrics", self._picture.standing() | figures)
        # one that lags can do without: it is events that it missed
        _send([one for one in self._subscribers if one.wanted.metrics and one.keeps_up], [line])
        for one in self._subscribers:
            if one.is_lost(now) and not one.leaving:
                task = asyncio.get_running_loop().create_task(one.send_away())
                self._leaving.add(task)  # or it might be collected half-way
                task.add_done_callback(self._leaving.discard)


def _bounded(entry: Entry, line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else line_of(entry, utc_of(entry.at), words=False)


def _send(alike: Iterable[Subscriber], lines: list[str]) -> None:
    """Send the same to all: at once to those that keep up, which costs least, or else through their queues."""
    at_once, now = [], time.monotonic()
    for one in alike:
        if one.keeps_up and len(lines) <= MOST_AT_ONCE:
            at_once.append(one.connection)
        else:
            one.offer(lines, now)
    broadcast(at_once, "\n".join(lines))


def _message(kind: str, told: dict[str, Any]) -> str:
    return _ENCODER.encode({"type": f"monitor.{kind}"} | told)


def refusal(reason: str) -> str:
    """The line that tells a client why its message was not obeyed."""
    return _message("refused", {"reason": reason})
