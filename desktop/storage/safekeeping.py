"""Database first, journal else, memory last: where a turn goes when things fail."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from desktop import log
from desktop.errors import DatabaseError
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.happenings import EventRecord
from desktop.storage.journal import Journal, journal_path
from desktop.storage.lease import Leases
from desktop.storage.recordings import AudioRecord
from desktop.storage.records import SessionRecord, TurnRecord
from desktop.storage.states import EndReason, Progress
from desktop.wording import marked

_MOST_EVENTS = 1000
"""Events that wait for the database, or for something to be said in their session; the oldest go first."""
T = TypeVar("T")
Rescue = Callable[[Database, Leases], Sequence[SessionRecord]]
"""Examines what earlier processes left and returns the sessions that had broken off. May raise DatabaseError."""
_MOST_SOUNDS = 1000
"""Recordings whose records wait for the database; what is more stays for the next start, which finds the sound."""


class Safekeeping:
    """Keeps turns for one thread and never raises because of a database or a disk.

    Stored, put by in a journal, or lost: all of it is one account of what became of each record.
    """

    def __init__(
        self,
        path: Path,
        on_problem: Callable[[str, str], None],
        *,
        capacity: int,
        busy_ms: int,
        retry_s: float,
        url: str,
    ) -> None:
        """See `Recorder` for the arguments; `capacity` bounds the turns held in memory."""
        self.lost = 0
        self._path = path
        self._url = url
        self._journal = Journal(journal_path(path))
        self._on_problem = on_problem
        self._capacity, self._busy_ms, self._retry_s = capacity, busy_ms, retry_s
        self._database: Database | None = None
        self._rescue: Rescue | None = None
        self.rescued: Sequence[SessionRecord] = ()
        """What was found to have broken off."""
        self._sessions: set[str] = set()
        """Those that this process has to end."""
        self._open: set[str] = set()
        """Those that are stored as active."""
        self._waiting: dict[tuple[str, int], TurnRecord] = {}
        """The newest that is known of each turn."""
        self._ending: dict[str, EndReason] = {}
        self._sounds: deque[tuple[AudioRecord, Callable[[], None]]] = deque(maxlen=_MOST_SOUNDS)
        self._events: deque[EventRecord] = deque(maxlen=_MOST_EVENTS)
        self._leases = Leases(path)
        self._retry_at = 0.0
        self._reported: set[str] = set()

    @property
    def settled(self) -> bool:
        """Whether every turn is on the disk."""
        return not self._waiting

    def start(self, rescue: Rescue | None) -> None:
        """Open the database, take in the journal, and `rescue` what broke off, now or when the database works."""
        self._rescue = rescue
        self.retry()

    def keep(self, turns: Sequence[TurnRecord]) -> None:
        """Store turns as far as they have come, or put them by until the database works."""
        for turn in turns:
            if turn.progress is not Progress.ENDED:
                self._go_on(turn.session)
            if turn.progress is not Progress.ENDED or turn.session not in self._open:
                self._own(turn.session)
            self._waiting.pop((turn.session, turn.index), None)
            self._waiting[turn.session, turn.index] = turn
        if turns and (time.monotonic() < self._retry_at or not self.retry()):
            self._put_by()

    def keep_event(self, record: EventRecord) -> None:
        """Store an event, now or when the database works."""
        self._events.append(record)
        if time.monotonic() >= self._retry_at:
            self.retry()

    def keep_audio(self, record: AudioRecord, stored: Callable[[], None]) -> None:
        """Store the record of a recording, now or when the database works, and call `stored` then."""
        self._sounds.append((record, stored))
        if time.monotonic() >= self._retry_at:
            self.retry()

    def use(self, work: Callable[[Database], T]) -> T:
        """Let `work` have the database that is written with. Raises DatabaseError and what `work` raises."""
        self.retry()
        if self._database is None:
            self._database = self.open_database()
        return work(self._database)

    def open_database(self) -> Database:
        """Open what is written to. Raises DatabaseError."""
        return Database.open(self._path, busy_ms=self._busy_ms, url=self._url)

    def end(self, session: str, reason: EndReason) -> None:
        """Note that a session is over; a turn that begins in it opens it again."""
        if session in self._sessions:
            self._ending[session] = reason
            if time.monotonic() >= self._retry_at:
                self.retry()

    def _own(self, session: str) -> None:
        """From now on this process has to end the session, and others leave it alone."""
        self._sessions.add(session)
        try:
            self._leases.take(session)
        except OSError as error:  # the database, which lies in the same folder, says so to the user
            log.storage.debug("the session %s is not locked: %s", session, error)

    def _go_on(self, session: str) -> None:
        if session not in self._sessions or self._ending.pop(session, None) is not None:
            self._open.discard(session)

    def retry_in(self) -> float | None:
        """Return the seconds until `retry` is due; None when nothing waits."""
        return max(0.0, self._retry_at - time.monotonic()) if self._retry_at else None

    def settle(self) -> None:
        """Try a database that failed again, now; what it does not take goes to the journal."""
        if self._retry_at:
            self.retry()
            self._put_by()

    def retry(self) -> bool:
        """Bring everything into the database that is not in it; return whether that worked."""
        return self._attempt(self._store)

    def finish(self, reason: EndReason) -> None:
        """Store what waits, end this process's sessions with `reason`, close the database."""
        self._ending |= dict.fromkeys(self._sessions, reason)
        self.retry()
        self._put_by()
        self._lose(len(self._waiting))
        self._leases.release_all()
        self._let_go()

    def _attempt(self, work: Callable[[Conversations], None]) -> bool:
        try:
            if self._database is None:
                self._database = self.open_database()
            work(Conversations(self._database))
        except DatabaseError as error:
            self._fail(error.message, error.advice)
        except OSError as error:
            message = marked("the files beside the database cannot be used: {error}", error=error)
            self._fail(message, marked("mend their permissions"))
        except Exception as error:  # noqa: BLE001  a bug: logged, shown, and the turn goes to the journal
            log.storage.exception("a turn could not be stored")
            message = marked("a turn could not be stored: {error!r}", error=error)
            self._fail(message, marked("report it with the log; the journal keeps the turn"))
        else:
            self._retry_at = 0.0
            self._reported.clear()
            return True
        return False

    def _store(self, conversations: Conversations) -> None:
        self._journal.take_in(conversations.recover)
        if self._rescue is not None:
            assert self._database is not None
            self.rescued = self._rescue(self._database, self._leases)
            self._rescue = None
        for turn in self._waiting.values():
            if turn.session not in self._open:
                conversations.start_session(turn.session, turn.started_at)
                self._open.add(turn.session)
        if self._waiting:
            conversations.add_turns(list(self._waiting.values()))
            self._waiting.clear()
        if self._events:
            waiting = conversations.add_events(list(self._events))
            self._events.clear()
            self._events.extend(waiting)
        while self._sounds:
            record, stored = self._sounds[0]
            if conversations.add_audio(record):
                stored()
            self._sounds.popleft()
        for session, reason in self._ending.items():
            conversations.end_session(session, reason)
            self._leases.release(session)
        self._sessions -= self._ending.keys()
        self._ending.clear()

    def _put_by(self) -> None:
        """Move what waits in memory to the journal; what no disk takes stays, up to a limit."""
        if not self._waiting:
            return
        try:
            self._journal.append(list(self._waiting.values()))
            self._waiting.clear()
        except OSError as error:
            self._report(
                marked("the journal {path} cannot be written: {error}", path=self._journal.path, error=error),
                marked("turns wait in memory: mend it"),
            )
        excess = list(self._waiting)[: -self._capacity]
        for key in excess:
            del self._waiting[key]
        self._lose(len(excess))

    def _lose(self, turns: int) -> None:
        self.lost += turns
        if turns:
            message = marked("{turns} turns could be written nowhere and are lost", turns=turns)
            self._report(message, marked("free some space on the disk"))

    def _fail(self, message: str, advice: str) -> None:
        self._retry_at = time.monotonic() + self._retry_s
        self._let_go()
        self._report(message, advice)

    def _let_go(self) -> None:
        """Close the database: the next attempt opens whatever file lies there by then."""
        if self._database is not None:
            self._database.close()
        self._database = None
        self._open.clear()  # the next file may be another one

    def _report(self, message: str, advice: str) -> None:
        """Once for each time things stop working, not once for each turn."""
        if message not in self._reported:
            self._reported.add(message)
            log.storage.error("%s: %s", message, advice)
            self._on_problem(message, advice)
