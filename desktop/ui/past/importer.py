"""Takes conversations from a file that the user chooses, while the window goes on."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.ui.past.history import HistoryPanel
from desktop.ui.past.past_like import ImportedLike, PastLike
from desktop.ui.trouble.banner import Banner
from desktop.ui.trouble.work_strip import LongWork
from desktop.wording import ntr, tr


class Importer(QObject):
    """Asks which file, has it read as long work, and says what it came to."""

    stored = Signal()
    """There are more conversations than before."""

    def __init__(self, panel: HistoryPanel, banner: Banner, work: LongWork) -> None:
        super().__init__(panel)
        self._panel, self._banner, self._work = panel, banner, work
        self._past: PastLike | None = None
        panel.import_wanted.connect(self._ask)

    def attach(self, past: PastLike | None) -> None:
        """Take the record; None ends it."""
        self._past = past

    def _ask(self) -> None:
        chooser = QFileDialog(self._panel.window(), tr("Import conversations"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilter(tr("Everything (JSON)") + " (*.json)")
        chooser.fileSelected.connect(self._read)
        chooser.open()

    def _read(self, name: str) -> None:
        if self._past is not None:
            work = partial(self._past.take_in, Path(name))
            self._work.run("import", tr("Importing conversations"), work, self._tell)

    def _tell(self, done: ImportedLike) -> None:
        count, there = len(done.sessions), len(done.skipped)
        words = ntr("{count} conversation imported", "{count} conversations imported", count).format(count=count)
        more = ntr("{count} was there already", "{count} were there already", there).format(count=there)
        self._banner.show_notice(words, more if there else "")
        if count:
            self.stored.emit()
