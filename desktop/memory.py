"""What the user asked to remember, as a running Sotto and a single command reach it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from desktop.facts import Fact
from desktop.paths import Paths
from desktop.settings import load_settings
from desktop.storage.database import Database
from desktop.storage.facts import Facts
from desktop.storage.recorder import FLUSH_S, Recorder

T = TypeVar("T")


class RecordedFacts:
    """The facts of a running Sotto: what changes them is done by the recorder, which alone writes.

    Any thread; every method waits for the disk and raises DatabaseError, those that change something UsageError too.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._lock = threading.Lock()
        self._opened: Database | None = None
        self._closed = False
        self._known: tuple[tuple[int, int, str], Sequence[Fact]] | None = None
        recorder.run(lambda _database: self.all())  # so that the first turn need not wait for the file

    def all(self) -> Sequence[Fact]:
        """Return them, the newest first. Each turn asks: they are read anew only when something changed."""
        with self._lock:
            if self._closed:
                return ()
            self._opened = self._opened or self._recorder.open_database()
            facts = Facts(self._opened)
            stamp = facts.stamp()
            if self._known is None or self._known[0] != stamp:
                self._known = stamp, facts.all()
            return self._known[1]

    def add(self, text: str, session: str = "", turn: int = 0) -> tuple[Fact, bool]:
        """Keep a fact; returns it and whether it is a new one."""
        return self._change(lambda facts: facts.add(text, session=session, turn=turn))

    def edit(self, fact: int, text: str) -> Fact:
        """Give a fact other words."""
        return self._change(lambda facts: facts.edit(fact, text))

    def forget(self, fact: int) -> Fact:
        """Delete a fact for good."""
        return self._change(lambda facts: facts.forget(fact))

    def close(self) -> None:
        """Let go of the database. Harmless the second time."""
        with self._lock:
            self._closed = True
            if self._opened is not None:
                self._opened.close()
            self._opened = None

    def _change(self, change: Callable[[Facts], T]) -> T:
        return self._recorder.run(lambda database: change(Facts(database))).result(FLUSH_S)


class FactsOfHome:
    """The facts of a home in which perhaps no Sotto runs: the database is opened for each use."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def all(self) -> Sequence[Fact]:
        """Return them, the newest first. Raises DatabaseError, SettingsError."""
        return self._use(lambda facts: facts.all())

    def add(self, text: str, session: str = "", turn: int = 0) -> tuple[Fact, bool]:
        """Keep a fact; returns it and whether it is a new one. Raises UsageError too."""
        return self._use(lambda facts: facts.add(text, session=session, turn=turn))

    def forget(self, fact: int) -> Fact:
        """Delete a fact for good. Raises UsageError too."""
        return self._use(lambda facts: facts.forget(fact))

    def _use(self, use: Callable[[Facts], T]) -> T:
        url = load_settings(self._paths.settings).record.database_url
        with Database.open(self._paths.database, url=url) as database:
            return use(Facts(database))
