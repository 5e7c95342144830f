"""Reads the user's documents as long work as soon as other folders are chosen, and says what it came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject

from desktop.job import Job
from desktop.paths import Paths
from desktop.settings import DocumentSettings, Settings
from desktop.ui.trouble.banner import Banner
from desktop.ui.trouble.work_strip import LongWork
from desktop.wording import Sentence, marked, ntr, tr

UNREADABLE = marked("{name}: {reason}")
AWAY = marked("The folder {folder} is not there; what was read of it is kept")
_MOST_TOLD = 2
"""Files that cannot be read, by name."""


class IndexedLike(Protocol):
    """What reading came to."""

    @property
    def read(self) -> Sequence[str]:
        """Paths of documents that were read."""

    @property
    def failed(self) -> Mapping[str, str]:
        """Why documents cannot be read, by path."""

    @property
    def missing(self) -> Sequence[str]:
        """Folders that are not there."""


class DocumentsDesk(QObject):
    """Follows the settings."""

    def __init__(self, banner: Banner, work: LongWork) -> None:
        super().__init__(banner)
        self._banner, self._work = banner, work
        self._known: DocumentSettings | None = None

    def follow(self, settings: Settings) -> None:
        """Read what is in the folders, unless they are those of before."""
        before, self._known = self._known, settings.documents
        if before is not None and before != settings.documents:
            chosen = settings.documents

            def read(job: Job) -> IndexedLike:
                return _read(chosen, job)

            self._work.run("documents", tr("Reading documents"), read, self._tell)

    def _tell(self, done: IndexedLike) -> None:
        words = ntr("{count} document read", "{count} documents read", len(done.read)).format(count=len(done.read))
        # of those from before only English words are kept; `sotto documents list` has all of them
        found = {path: why for path, why in done.failed.items() if isinstance(why, Sentence)}
        wrong = [tr(UNREADABLE).format(name=Path(path).name, reason=tr(why)) for path, why in found.items()]
        told = [*(tr(AWAY).format(folder=folder) for folder in done.missing), *wrong[:_MOST_TOLD]]
        left = len(wrong) - _MOST_TOLD
        if left > 0:
            told.append(ntr("{count} more cannot be read", "{count} more cannot be read", left).format(count=left))
        self._banner.show_notice(words, ". ".join(told))


def _read(chosen: DocumentSettings, job: Job) -> IndexedLike:
    from desktop.documents.library import Library  # what it brings is not for the first paint

    library = Library(lambda: chosen, Paths.from_environment())
    try:
        return library.refresh(job)
    finally:
        library.close()
