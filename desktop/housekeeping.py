"""What Sotto does by itself while it runs for days: ends old conversations, tends the record, reads documents."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from desktop import log
from desktop.documents.library import Library
from desktop.errors import Cancelled, DatabaseError, ShutdownError, UserFacingError
from desktop.events import EngineEvent, SpeechStarted, StateChanged, TurnFinished
from desktop.job import Job
from desktop.paths import Paths
from desktop.settings import DocumentSettings, Settings
from desktop.terms import State
from desktop.upkeep import BACKUP_EVERY, due_at, tend

TICK_S = 15.0
"""How often there is a look at what is due."""
QUIET = timedelta(minutes=1)
"""Nothing is done to the record unless nobody has spoken for so long."""
READ_EVERY = timedelta(minutes=10)
"""How often the user's documents are looked at."""
_DEADLINE_S = 60.0
"""A backup of a million turns takes less."""


class Quiet:
    """How long nothing has been said, from the stream of events. Any thread."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._since: datetime | None = now()
        self.said = False
        """Whether anything was, since the conversation began or was taken up."""

    def begin(self, *, said: bool) -> None:
        """Another conversation is gone on with; `said` tells whether there is anything in it."""
        self.said, self._since = said, self._now()

    def note(self, event: EngineEvent) -> None:
        """Take an event."""
        match event:
            case StateChanged(state=State.IDLE):
                self._since = self._now()
            case StateChanged() | SpeechStarted():
                self._since = None
            case TurnFinished():
                self.said = True
            case _:
                pass  # the others come within a turn, or say nothing of it

    def lasts(self) -> timedelta:
        """Since when; nothing while a turn is under way."""
        since = self._since
        return self._now() - since if since is not None else timedelta()


class Housekeeping:
    """Looks now and then at what is due. A thread of its own, which never does anything during a turn."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        paths: Paths,
        quiet: Quiet,
        end_session: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        """`end_session` ends a conversation in which nothing was said for long. `now` gives aware times."""
        self._settings, self._paths, self._quiet, self._now = settings, paths, quiet, now
        self._end_session = end_session
        self._tend_at: datetime | None = None
        self._read_for: DocumentSettings | None = None
        self._read_at = now()
        self._stop, self._job = threading.Event(), Job()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def step(self) -> None:
        """Do what is due."""
        lasts = self._quiet.lasts()
        if self._quiet.said and lasts >= timedelta(minutes=self._settings().record.stale_minutes):
            self._end_session()
        if lasts >= QUIET:
            self._tend()
            self._read_documents()

    def close(self) -> None:
        """Stop the thread; a backup under way is broken off. Harmless when closed.

        Raises ShutdownError when it does not end within a minute.
        """
        self._stop.set()
        self._job.stop()
        if self._thread.ident is not None:
            self._thread.join(_DEADLINE_S)
            if self._thread.is_alive():
                raise ShutdownError("the housekeeping thread did not end in time")

    def _run(self) -> None:
        while not self._stop.wait(TICK_S):
            self.step()

    def _tend(self) -> None:
        """Once when it is due after the start, and a day after that, whether it worked or not."""
        now = self._now()
        try:
            due = self._tend_at or due_at(self._settings(), self._paths)
            self._tend_at = due if due is not None and due > now else now + BACKUP_EVERY
            if (due is None or due <= now) and self._paths.database.exists():
                tend(self._settings(), self._paths, now, self._job)
        except Cancelled:
            log.storage.info("a backup was broken off: Sotto ends")
        except (DatabaseError, OSError) as error:
            log.storage.warning("the record of conversations was not tended: %s", error)

    def _read_documents(self) -> None:
        """Read what is new in the user's documents, every few minutes; what is unchanged costs little."""
        now, chosen = self._now(), self._settings().documents
        if chosen == self._read_for and (not chosen.folders or now < self._read_at):
            return
        self._read_for, self._read_at = chosen, now + READ_EVERY
        if not chosen.folders and not self._paths.documents.exists():
            return
        library = Library(lambda: self._settings().documents, self._paths)
        try:
            library.refresh(self._job)
        except Cancelled:
            log.storage.info("reading documents was broken off: Sotto ends")
        except UserFacingError as error:
            log.storage.info("documents were not read: %s", error)
        finally:
            library.close()
