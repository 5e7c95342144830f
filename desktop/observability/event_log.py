"""The thread that writes the event log: it takes events out of the engine's way and puts them on the disk."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from desktop.errors import ShutdownError
from desktop.events import EngineEvent, StageFailed
from desktop.observability.lines import Lines
from desktop.observability.log_entry import Entry, EventType, Level, line_of, utc_of
from desktop.observability.rotating import RotatingLines
from desktop.observability.sieve import Sieve
from desktop.observability.telling import Telling
from desktop.wording import marked

_CLOSE_S = 5.0
_GATHER_S, _MOST_AT_ONCE = 1.0, 16
"""How long entries are gathered, and how many of them are one write: each on its own would cost a turn more."""
ADVICE = marked("make room on the disk, make the folder writable, or switch the event log off in the settings")


class EventLog:
    """Writes what happens. `put` never waits; what finds the queue full, or no disk, is counted and let go."""

    def __init__(
        self,
        path: Path,
        on_problem: Callable[[str, str], None],
        *,
        words: bool = False,
        most_bytes: int = 20_000_000,
        tools: Callable[[], frozenset[str]] = frozenset,
        capacity: int = 10_000,
        retry_s: float = 5.0,
        lines: Lines | None = None,
    ) -> None:
        """Start the thread. The file is made by the first event.

        `on_problem(message, advice)` is called on that thread, once for each time the disk stops taking what is
        written, and must not raise; after that the disk is left alone for `retry_s` seconds. With `words` what is
        said is written, too. `tools` gives the names of the tools there are. `most_bytes` bounds all files together,
        `capacity` what waits; `lines` are shared with others who tell of the same events.
        """
        self._file = RotatingLines(path, most_bytes)
        self._on_problem, self._words, self._retry_s = on_problem, words, retry_s
        self._telling, self._lines = Telling(tools), lines or Lines()
        self._queue: queue.SimpleQueue[EngineEvent | None] = queue.SimpleQueue()
        self._capacity = capacity
        self._losing = threading.Lock()
        self._dropped, self._told = 0, 0
        self._retry_at = 0.0
        self._failing = False
        self._sieve = Sieve()
        self._hurry, self._closing = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="event log", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """What is missing in the log: events that found the queue full, and entries that found no disk."""
        return self._dropped

    def put(self, event: EngineEvent) -> None:
        """Note an event. Returns at once, from any thread."""
        if not self._sieve.passes(event):
            return
        if self._queue.qsize() < self._capacity:
            self._queue.put(event)
            if isinstance(event, StageFailed):
                self._hurry.set()
        else:
            self._lose(1)

    def close(self) -> None:
        """Write what waits and end the thread. Harmless when closed. Raises ShutdownError when it does not end."""
        self._closing = True
        self._hurry.set()
        self._queue.put(None)
        self._thread.join(_CLOSE_S)
        if self._thread.is_alive():
            raise ShutdownError("the event log's thread did not end in time")

    def _run(self) -> None:
        while (event := self._queue.get()) is not None:
            self._hurry.wait(_GATHER_S)  # what failed is written at once: worse may follow
            if not self._closing:
                self._hurry.clear()
            gathered = [event, *self._waiting()]
            told = [pair for one in gathered for pair in self._lines.of(one, self._telling, words=self._words)]
            for start in range(0, len(told), _MOST_AT_ONCE):
                self._write(told[start : start + _MOST_AT_ONCE])
        self._file.close()

    def _waiting(self) -> Iterator[EngineEvent]:
        """What has come meanwhile; the end, if it came, waits on."""
        for _ in range(self._queue.qsize()):
            event = self._queue.get()
            if event is None:
                self._queue.put(None)
                return
            yield event

    def _write(self, told: Sequence[tuple[Entry, str]]) -> None:
        if time.monotonic() < self._retry_at:
            self._lose(len(told))
            return
        try:
            self._tell_of_lost(told[0][0])
            self._file.write(*(line for _, line in told))
        except OSError as error:
            self._lose(len(told))
            self._fail(error)
        else:
            self._failing = False

    def _tell_of_lost(self, before: Entry) -> None:
        if (lost := self._dropped - self._told) > 0:
            counts = {"dropped": lost}
            entry = Entry(EventType.LOG_DROPPED, before.session, 0, before.at, level=Level.WARNING, counts=counts)
            self._file.write(line_of(entry, utc_of(entry.at), words=False))
            self._told += lost

    def _fail(self, error: OSError) -> None:
        self._retry_at = time.monotonic() + self._retry_s
        if not self._failing:
            self._failing = True
            self._on_problem(
                marked("the event log cannot be written: {reason}", reason=error.strerror or error), ADVICE
            )

    def _lose(self, count: int) -> None:
        with self._losing:
            self._dropped += count
