"""The writer thread: takes finished turns out of the stream of events and stores them, come what may."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop import log
from desktop.errors import ShutdownError
from desktop.events import EngineEvent, SpeechStarted, ToolRan, Transcribed, TurnFinished
from desktop.storage.records import ToolRunRecord, TurnRecord
from desktop.storage.safekeeping import Safekeeping
from desktop.storage.states import EndReason


@dataclass(frozen=True, slots=True)
class _Flush:
    done: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class _Close:
    reason: EndReason


_Wanted = TurnFinished | SpeechStarted | Transcribed | ToolRan
_UNFINISHED = 64
"""Turns under way that are kept in mind; those that never finish leave when newer ones come."""


class Recorder:
    """Stores every finished turn, with its tool runs, without ever making its caller wait for the disk."""

    def __init__(
        self,
        path: Path,
        on_problem: Callable[[str, str], None],
        *,
        recover: bool = False,
        capacity: int = 10_000,
        busy_ms: int = 2000,
        retry_s: float = 5.0,
    ) -> None:
        """Start the thread, which opens the database at `path` and takes in what an earlier journal kept.

        `on_problem(message, advice)` is called on that thread, once for each time the database stops working;
        it must not raise. With `recover`, sessions that a crash left open are closed first: only for the one
        long-lived process of a home: it would close those of another. `capacity` bounds the waiting events.
        `busy_ms` is how long a lock is waited for, `retry_s` how long a database that failed is left alone;
        its turns wait in the journal.
        """
        self._queue: queue.Queue[_Wanted | _Flush | _Close] = queue.Queue(capacity)
        self._keeping = Safekeeping(path, on_problem, capacity=capacity, busy_ms=busy_ms, retry_s=retry_s)
        self._recover = recover
        self._overflowed = 0
        self._closed = False
        self._began: dict[tuple[str, int], float] = {}
        self._runs: dict[tuple[str, int], list[ToolRunRecord]] = {}
        self._thread = threading.Thread(target=self._run, name="storage", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Turns lost so far: the queue full, the recorder closed, neither database nor journal writable."""
        return self._overflowed + self._keeping.lost

    def put(self, event: EngineEvent) -> None:
        """Note an event. Returns at once, from any thread."""
        if not isinstance(event, _Wanted):
            return
        try:
            if self._closed:
                raise queue.Full
            self._queue.put_nowait(event)
        except queue.Full:
            if isinstance(event, TurnFinished):
                self._overflowed += 1
                log.storage.error("turn %d was not recorded", event.turn)

    def flush(self, timeout: float) -> bool:
        """Return whether all that was put is on the disk, in database or journal, within `timeout` seconds.

        A database that failed is tried again first.
        """
        marker = _Flush()
        deadline = time.monotonic() + timeout
        try:
            self._queue.put(marker, timeout=timeout)
        except queue.Full:
            return False
        return marker.done.wait(max(0.0, deadline - time.monotonic())) and self._keeping.settled

    def close(self, reason: EndReason = EndReason.APPLICATION_CLOSED, timeout: float = 10.0) -> None:
        """Store what was put, end the sessions with `reason`, stop the thread. Harmless when closed.

        Raises ShutdownError when the thread needs longer than `timeout` seconds.
        """
        if not self._closed:
            self._closed = True
            with contextlib.suppress(queue.Full):  # then the thread is stuck, which the join finds out
                self._queue.put(_Close(reason), timeout=timeout)
        self._thread.join(timeout)
        if self._thread.is_alive():
            raise ShutdownError("the storage thread did not end in time")

    def _run(self) -> None:
        self._keeping.start(recover=self._recover)
        while True:
            try:
                item = self._queue.get(timeout=self._keeping.retry_in())
            except queue.Empty:
                self._keeping.retry()
                continue
            match item:
                case TurnFinished():
                    self._keeping.keep(self._record(item))
                case SpeechStarted() | Transcribed():
                    self._note_beginning(item)
                case ToolRan():
                    self._note_run(item)
                case _Flush(done=done):
                    self._keeping.settle()
                    done.set()
                case _Close(reason=reason):
                    self._keeping.finish(reason)
                    return

    def _note_beginning(self, event: SpeechStarted | Transcribed) -> None:
        self._began.setdefault((event.session, event.turn), event.at)
        if len(self._began) > _UNFINISHED:
            del self._began[next(iter(self._began))]

    def _note_run(self, event: ToolRan) -> None:
        run = ToolRunRecord(
            name=event.name,
            title=event.title,
            arguments=event.arguments,
            result=event.result,
            ms=event.ms,
            at=_utc(event.at),
        )
        self._runs.setdefault((event.session, event.turn), []).append(run)
        if len(self._runs) > _UNFINISHED:
            del self._runs[next(iter(self._runs))]

    def _record(self, event: TurnFinished) -> TurnRecord:
        began = self._began.pop((event.session, event.turn), event.at)
        return TurnRecord(
            session=event.session,
            index=event.turn,
            started_at=_utc(began),
            source=event.source,
            outcome=event.outcome,
            transcript=event.transcript,
            language=event.language,
            confidence=event.confidence,
            generated=event.generated,
            spoken=event.spoken,
            heard=event.heard,
            audio_s=event.audio_s,
            timings=event.timings,
            models=event.models,
            error=event.error,
            tools=event.tools,
            runs=tuple(self._runs.pop((event.session, event.turn), ())),
        )


def _utc(monotonic: float) -> datetime:
    """When the monotonic clock stood at that many seconds."""
    return datetime.now(UTC) - timedelta(seconds=time.monotonic() - monotonic)
