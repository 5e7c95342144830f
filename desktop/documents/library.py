"""The user's documents: which folders, what is read of them, what is found. Off until a folder is named."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop import log
from desktop.documents.finding import Finder
from desktop.documents.indexing import Indexed, refresh
from desktop.embedder import load_embedder
from desktop.engine.embedding import Embedder
from desktop.errors import DatabaseError
from desktop.job import Job
from desktop.passages import DocumentRecord, Passage
from desktop.paths import Paths
from desktop.settings.operating import DocumentSettings
from desktop.storage.document_index import DocumentIndex
from desktop.storage.health import check_file


@dataclass(frozen=True, slots=True)
class _Opened:
    index: DocumentIndex
    embedder: Embedder
    finder: Finder
    chosen: str
    """What the settings named as the embedder."""

    def close(self) -> None:
        self.index.close()
        self.embedder.close()


class Library:
    """The documents of one home. Any thread; what is used is opened when it is first needed."""

    def __init__(self, settings: Callable[[], DocumentSettings], paths: Paths) -> None:
        """`settings` are asked anew each time."""
        self._settings, self._paths = settings, paths
        self._lock = threading.Lock()
        self._opened: _Opened | None = None

    @property
    def folders(self) -> Sequence[Path]:
        """Those that the user named."""
        return [Path(folder).expanduser() for folder in self._settings().folders]

    @property
    def on(self) -> bool:
        """Whether there is any."""
        return bool(self._settings().folders)

    def documents(self) -> Sequence[DocumentRecord]:
        """What is known of each document. Raises DatabaseError, ModelError."""
        return self._use().index.documents() if self._paths.documents.exists() else ()

    def find(self, question: str, most: int) -> Sequence[Passage]:
        """The passages that bear on a question, the best first. Raises DatabaseError, ModelError."""
        return self._use().finder.find(question, most) if self.on else ()

    def refresh(self, job: Job) -> Indexed:
        """Read what is new or changed. Raises Cancelled, DatabaseError, ModelError."""
        opened, embedder = self._use(), load_embedder(self._settings().embedder, self._paths)
        try:
            return refresh(opened.index, embedder, self.folders, job)  # others search meanwhile
        finally:
            embedder.close()

    def close(self) -> None:
        """Let go of all of it. Harmless the second time."""
        with self._lock:
            self._drop()

    def _use(self) -> _Opened:
        chosen = self._settings().embedder
        with self._lock:
            if self._opened is not None and self._opened.chosen != chosen:
                self._drop()
            if self._opened is None:
                index, embedder = self._open(), load_embedder(chosen, self._paths)
                self._opened = _Opened(index, embedder, Finder(index, embedder), chosen)
            return self._opened

    def _open(self) -> DocumentIndex:
        """The index; one that is damaged is begun anew, for it can be made again from the documents."""
        try:
            return DocumentIndex(self._paths.documents)
        except DatabaseError:
            if not check_file(self._paths.documents).problems:
                raise
        log.storage.info("the index of documents was damaged and is begun anew")
        for ending in ("", "-wal", "-shm"):
            file = self._paths.documents.with_name(self._paths.documents.name + ending)
            if file.exists():
                file.replace(file.with_name(f"{file.name}.damaged"))
        return DocumentIndex(self._paths.documents)

    def _drop(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()
