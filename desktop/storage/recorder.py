"""The writer thread: takes turns out of the stream of events and stores them while they happen, come what may."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from desktop import log
from desktop.errors import ShutdownError
from desktop.events import EngineEvent, TurnFinished
from desktop.settings.in_use import InUse
from desktop.storage.database import Database
from desktop.storage.drafts import WANTED, Drafts, utc
from desktop.storage.happenings import KEPT, record_of
from desktop.storage.recordings import AudioRecord
from desktop.storage.records import SessionRecord
from desktop.storage.safekeeping import Rescue, Safekeeping
from desktop.storage.states import EndReason

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Flush:
    done: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class _Close:
    reason: EndReason


@dataclass(frozen=True, slots=True)
class _End:
    session: str
    reason: EndReason


@dataclass(frozen=True, slots=True)
class _Work:
    run: Callable[[Safekeeping], None]
    done: Future[Any]


@dataclass(frozen=True, slots=True)
class _Sound:
    record: AudioRecord
    stored: Callable[[], None]


_WANTED = WANTED | KEPT
FLUSH_S = 5.0
"""How long whoever reads or changes the record waits for what happened so far."""
_SAVE_EVERY_S = 0.3
"""How much of a reply under way a crash may cost."""


class Recorder:
    """Stores every turn, at each of its stages, without ever making its caller wait for the disk.

    What is said is stored when its turn begins, when it became text, when a tool is called and has answered, when the
    reply is first heard and when all has ended; a reply that grows, every so often in between.
    """

    def __init__(
        self,
        path: Path,
        on_problem: Callable[[str, str], None],
        *,
        rescue: Rescue | None = None,
        capacity: int = 10_000,
        busy_ms: int = 2000,
        retry_s: float = 5.0,
        url: str = "",
        under: Callable[[], InUse] | None = None,
    ) -> None:
        """Start the thread, which opens the database at `path` and takes in what an earlier journal kept.

        With `url` the database is the one on that server, and only the journal lies beside `path`.

        `on_problem(message, advice)` is called on that thread, once for each time the database stops working;
        it must not raise. `rescue` examines what earlier processes left, before anything is stored. `capacity`
        bounds the waiting events. `busy_ms` is how long a lock is waited for, `retry_s` how long a database that
        failed is left alone; its turns wait in the journal. `under` gives the settings that act, on that thread.
        """
        self._queue: queue.Queue[_WANTED | _Sound | _Work | _Flush | _End | _Close] = queue.Queue(capacity)
        self._keeping = Safekeeping(path, on_problem, capacity=capacity, busy_ms=busy_ms, retry_s=retry_s, url=url)
        self._rescue = rescue
        self._overflowed = 0
        self._closed = False
        self._told = 0
        self._on_problem = on_problem
        self._drafts = Drafts(under)
        self._saved_at = 0.0
        self._thread = threading.Thread(target=self._run, name="storage", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Turns lost so far: the queue full, the recorder closed, neither database nor journal writable."""
        return self._overflowed + self._keeping.lost

    @property
    def waiting(self) -> int:
        """What was put and not yet looked at."""
        return self._queue.qsize()

    def put(self, event: EngineEvent) -> None:
        """Note an event. Returns at once, from any thread."""
        if not isinstance(event, _WANTED):
            return
        try:
            if self._closed:
                raise queue.Full
            self._queue.put_nowait(event)
        except queue.Full:
            if isinstance(event, TurnFinished):
                self._overflowed += 1
                log.storage.error("turn %d was not recorded", event.turn)

    def put_audio(self, record: AudioRecord, stored: Callable[[], None]) -> None:
        """Note the recording of a turn; `stored` is called on the thread of the recorder once it is in the database.

        Returns at once, from any thread. What does not reach the database is found by the next start.
        """
        try:
            self._queue.put_nowait(_Sound(record, stored))
        except queue.Full:
            log.storage.error("a recording of turn %d waits for the next start", record.turn)

    def run(self, work: Callable[[Database], T]) -> Future[T]:
        """Have `work` done on the recorder's thread with its database, after all that was put.

        For what changes the record: two connections that write make each other wait. The future has what it returns
        or raises, DatabaseError where there is no database, ShutdownError when the recorder takes nothing more.
        """
        done: Future[T] = Future()
        try:
            if self._closed:
                raise queue.Full
            self._queue.put_nowait(_Work(lambda keeping: done.set_result(keeping.use(work)), done))
        except queue.Full:
            done.set_exception(ShutdownError("the recorder takes nothing more"))
        return done

    def open_database(self) -> Database:
        """Open once more what it writes to, for reading. Raises DatabaseError."""
        return self._keeping.open_database()

    @property
    def rescued(self) -> Sequence[SessionRecord]:
        """The sessions that `rescue` found to have broken off; ask after `flush`."""
        return self._keeping.rescued

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

    def end(self, session: str, reason: EndReason) -> None:
        """End a session before the others, after all that was put. Returns at once."""
        try:
            self._queue.put_nowait(_End(session, reason))
        except queue.Full:
            log.storage.error("the session %s stays open until Sotto is closed", session)

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
        self._keeping.start(self._rescue)
        while True:
            try:
                item = self._queue.get(timeout=self._pause())
            except queue.Empty:
                self._catch_up()
                continue
            match item:
                case _Flush(done=done):
                    self._save()
                    self._keeping.settle()
                    done.set()
                case _End(session=session, reason=reason):
                    self._save()
                    self._keeping.end(session, reason)
                case _Work(run=run, done=done):
                    if not done.set_running_or_notify_cancel():
                        continue
                    try:
                        run(self._keeping)
                    except Exception as error:  # noqa: BLE001  whoever asked is told, and this thread goes on
                        done.set_exception(error)
                case _Sound(record=record, stored=stored):
                    self._keeping.keep_audio(record, stored)
                case _Close(reason=reason):
                    self._keeping.keep(self._drafts.give_up())
                    self._keeping.finish(reason)
                    return
                case _:
                    self._note(item)
                    self._catch_up()

    def _note(self, event: _WANTED) -> None:
        if isinstance(event, KEPT):
            self._keeping.keep_event(record_of(event, utc(event.at)))
        else:
            self._keeping.keep(self._drafts.take(event))

    def _pause(self) -> float | None:
        """Seconds until something is due; None while nothing is."""
        due = [self._keeping.retry_in()]
        if self._drafts.dirty:
            due.append(max(0.0, self._saved_at + _SAVE_EVERY_S - time.monotonic()))
        return min((seconds for seconds in due if seconds is not None), default=None)

    def _catch_up(self) -> None:
        """Do what is due: turns that grow are stored every so often, a database that failed is tried again."""
        if self._drafts.dirty and time.monotonic() >= self._saved_at + _SAVE_EVERY_S:
            self._save()
        if self._keeping.retry_in() == 0:
            self._keeping.retry()
        missed, self._told = self._overflowed - self._told, self._overflowed
        if missed:
            self._on_problem(
                f"{missed} turns came faster than they could be recorded", "close what keeps the disk busy"
            )

    def _save(self) -> None:
        self._keeping.keep(self._drafts.unsaved())
        self._saved_at = time.monotonic()
