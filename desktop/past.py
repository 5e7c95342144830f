"""The past conversations of a running Sotto: found, changed and heard again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desktop.engine.controls import control_word
from desktop.engine.prompting import Exchange
from desktop.engine.tools import history
from desktop.errors import AudioFileError
from desktop.job import Job
from desktop.paths import Paths
from desktop.settings import load_settings
from desktop.storage.audio import Audio
from desktop.storage.browsing import Browsing
from desktop.storage.contexts import ContextRecord
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from desktop.storage.exported import Exported, Format, Scope
from desktop.storage.filters import Filters
from desktop.storage.recorder import FLUSH_S, Recorder
from desktop.storage.recordings import Recordings
from desktop.storage.records import SessionRecord, TurnRecord
from desktop.storage.search import Hit, Search
from desktop.storage.statistics import Statistics, statistics
from desktop.terms import MessageType, Outcome
from desktop.wording import marked, ntr

if TYPE_CHECKING:
    from desktop.engine.protocols import Samples
    from desktop.storage.importing import Imported

T = TypeVar("T")

_MOST_TITLES = 5
"""Found by their title, in front of the turns."""
_SHORTEST = 2
"""Letters from which on titles are searched too: nearly all have some word that begins with any one letter."""
_PAUSE_S = 0.4
"""Between the question and its answer."""


class Past:
    """What a window asks of the record. Every method waits for the disk: not for a thread that paints.

    All raise DatabaseError. What changes the record is done by the recorder, which alone writes it, and raises
    UsageError when there is no such session and ShutdownError at the end.
    """

    def __init__(self, paths: Paths, recorder: Recorder) -> None:
        self._paths = paths
        self._recorder = recorder
        self._lock = threading.Lock()
        self._opened: Database | None = None

    def browse(self, filters: Filters, limit: int, before: SessionRecord | None = None) -> Sequence[SessionRecord]:
        """Return up to `limit` sessions that pass, the most recently active first; the page after `before`."""
        if before is None:
            self._recorder.flush(FLUSH_S)
        return Browsing(self._database()).sessions(filters, limit, before)

    def find(
        self, query: str, filters: Filters, limit: int, *, before: int | None, stale: Callable[[], bool]
    ) -> Sequence[Hit]:
        """Return up to `limit` turns that hold the words and pass, newest first; `before` is a hit's `position`.

        In front of the first page stand the newest sessions of which only the title holds them, with turn 0. Once
        `stale()` is true it returns what it has found until then.
        """
        search = Search(self._database())
        turns = search.turns(query, limit, before=before, filters=filters, stale=stale)
        if before is not None or len(query.strip()) < _SHORTEST or stale():
            return turns
        titles = search.titles(query, _MOST_TITLES, filters=filters)
        return [*(one for one in titles if one.session not in {hit.session for hit in turns}), *turns]

    def found(self, query: str, limit: int, *, besides: str) -> list[history.Found]:
        """Return what the tool that looks up past turns shows of them; of the session `besides` none."""
        self._recorder.flush(FLUSH_S)
        turns = Conversations(self._database()).search(query, limit, session=besides, tool=history.NAME)
        return [history.Found(turn.started_at, turn.transcript, exchange_of(turn).reply) for turn in turns]

    def choices(self) -> tuple[Sequence[str], Sequence[str]]:
        """Return the personas and the language models that can be filtered by."""
        browsing = Browsing(self._database())
        return browsing.personas(), browsing.models()

    def statistics(self, session: str | None, since: datetime | None) -> Statistics:
        """Return the numbers of a session, or of all turns outside of the bin since an aware time, None for ever."""
        self._recorder.flush(FLUSH_S)
        return statistics(self._database(), session, since=since)

    def context(self, session: str, turn: int) -> ContextRecord | None:
        """Return what the model was shown for a turn; None where it was not asked, or that is no longer known."""
        self._recorder.flush(FLUSH_S)
        return Conversations(self._database()).context(session, turn)

    def read(self, query: Callable[[Database, Recordings], T]) -> T:
        """Return what `query` reads from database and recordings, which it neither changes nor keeps."""
        self._recorder.flush(FLUSH_S)
        return query(self._database(), Recordings(self._paths.recordings))

    def export(self, scope: Scope, form: Format, file: Path, job: Job, *, bom: bool = False) -> Exported:
        """Write conversations to a file, which may be replaced and is there whole or as it was.

        Raises UsageError when nothing holds the words of `scope` or the file cannot be written, and Cancelled.
        """
        from desktop.storage.export import Export, holding

        self._recorder.flush(FLUSH_S)

        def told(done: int, total: int) -> None:
            job.tell(marked("Exporting"), done / total if total else None)

        with self._recorder.open_database() as database:  # of its own: it lasts, and others go on to search
            ids = [scope.session] if scope.session else None
            if scope.query:
                ids = holding(database, scope.query)
            return Export(database, form, ids, bom=bom, progress=told).to_file(file, replace=True)

    def take_in(self, file: Path, job: Job) -> Imported:
        """Store the conversations that an exported file holds, all of them or none; those that are there stay.

        Raises UsageError, or another UserFacingError for a file that cannot be trusted, DatabaseError and Cancelled.
        """
        from desktop.storage.importing import Import

        self._recorder.flush(FLUSH_S)

        def told(turns: int) -> None:
            job.tell(ntr("{count} turn", "{count} turns", turns).format(count=turns), None)

        with self._recorder.open_database() as database:
            return Import(database, progress=told, cancelled=lambda: job.stopped).from_file(file)

    def rename(self, session: str, title: str) -> None:
        """Give a session another title. Raises UsageError for one that is empty or too long."""
        self._change(lambda editing: editing.rename(session, title))

    def pin(self, session: str, *, pinned: bool) -> None:
        """Keep a session at the top, or no longer."""
        self._change(lambda editing: editing.pin(session, pinned=pinned))

    def delete(self, session: str) -> None:
        """Put a session into the bin."""
        self._change(lambda editing: editing.delete(session))

    def restore(self, session: str) -> None:
        """Take a session out of the bin."""
        self._change(lambda editing: editing.restore(session))

    def branch(self, session: str, through: int) -> str:
        """Copy a session up to a turn, and return its id. Raises UsageError when there is no such turn."""
        return self._change(lambda editing: editing.branch(session, through))

    def sound(self, session: str, turn: int) -> tuple[Samples, int]:
        """Return what was recorded of a turn, first the question, then the answer: mono samples and their rate in Hz.

        Raises AudioFileError when nothing was, or it cannot be read.
        """
        import numpy as np

        from desktop.engine.audio import resample

        self._recorder.flush(FLUSH_S)
        recordings = Recordings(self._paths.recordings)
        parts = [recordings.read(record) for record in Audio(self._database(), recordings).of(session, turn)]
        if not parts:
            raise AudioFileError(
                marked("nothing was recorded of this turn"), advice=marked("recording is a choice in the settings")
            )
        rate = parts[-1][1]
        pieces = [resample(samples, its_rate, rate) for samples, its_rate in parts]
        pause = np.zeros(int(_PAUSE_S * rate), np.float32)
        return np.concatenate([piece for each in pieces for piece in (each, pause)]), rate

    def close(self) -> None:
        """Close the database. Harmless when closed."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
            self._opened = None

    def _database(self) -> Database:
        """Kept open: opening takes longer than a search may."""
        with self._lock:
            if self._opened is None:
                self._opened = self._recorder.open_database()
            return self._opened

    def _change(self, change: Callable[[Editing], T]) -> T:
        return self._recorder.run(lambda database: change(Editing(database))).result(FLUSH_S)


def is_memorable(turn: TurnRecord) -> bool:
    """Whether the model is given a stored turn back: not what was ignored or was a control word."""
    said = bool(turn.transcript) and turn.outcome is not Outcome.IGNORED
    said = said and turn.message_type != MessageType.CONTROL
    return said and control_word(turn.transcript, turn.language) is None


def exchange_of(turn: TurnRecord) -> Exchange:
    """What the model remembers of a stored turn: what was heard of a reply that was cut short."""
    cut_short = turn.outcome in (Outcome.INTERRUPTED, Outcome.UNFINISHED)
    reply = turn.heard if cut_short else turn.generated
    return Exchange(turn.transcript, reply.strip(), turn=turn.index, pinned=turn.pinned, persona=turn.persona)


def read_history(paths: Paths, query: Callable[[Conversations], T]) -> T:
    """Run one query over the stored conversations. Raises DatabaseError, UsageError, SettingsError."""
    with Database.open(paths.database, url=load_settings(paths.settings).record.database_url) as database:
        return query(Conversations(database))
