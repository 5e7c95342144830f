"""Conversations to a file that the user chooses and from one, while the window goes on."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.storage.exported import Exported, Format, Scope
from desktop.ui.look.theme import Theme
from desktop.ui.past.export_dialog import ExportDialog
from desktop.ui.past.history import HistoryPanel
from desktop.ui.past.past_like import ImportedLike, PastLike
from desktop.ui.trouble.banner import Banner
from desktop.ui.trouble.work_strip import LongWork
from desktop.wording import ntr, tr


class PastFiles(QObject):
    """Asks which file, has it written or read as long work, and says what it came to."""

    stored = Signal()
    """There are more conversations than before."""

    def __init__(self, theme: Theme, panel: HistoryPanel, banner: Banner, work: LongWork) -> None:
        super().__init__(panel)
        self._theme, self._panel, self._banner, self._work = theme, panel, banner, work
        self._past: PastLike | None = None
        panel.exported.connect(self._ask_what)
        panel.import_wanted.connect(self._ask_which)

    def attach(self, past: PastLike | None) -> None:
        """Take the record; None ends it."""
        self._past = past

    def _ask_what(self, session: str, title: str) -> None:
        query = self._panel.search.text().strip()
        dialog = ExportDialog(self._theme, session, title, query, self._panel.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._write)
        dialog.open()

    def _write(self, scope: Scope, form: Format, bom: bool, file: Path) -> None:
        past = self._past
        if past is not None:
            work = partial(past.export, scope, form, file, bom=bom)
            self._work.run("export", tr("Exporting conversations"), work, partial(self._tell_written, file))

    def _tell_written(self, file: Path, done: Exported) -> None:
        sessions = ntr("{count} conversation", "{count} conversations", done.sessions).format(count=done.sessions)
        turns = ntr("{count} turn", "{count} turns", done.turns).format(count=done.turns)
        words = tr("{sessions} with {turns}: {file}")
        self._banner.show_notice(words.format(sessions=sessions, turns=turns, file=file))

    def _ask_which(self) -> None:
        chooser = QFileDialog(self._panel.window(), tr("Import conversations"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilter(tr("Everything (JSON)") + " (*.json)")
        chooser.fileSelected.connect(self._read)
        chooser.open()

    def _read(self, name: str) -> None:
        if self._past is not None:
            work = partial(self._past.take_in, Path(name))
            self._work.run("import", tr("Importing conversations"), work, self._tell_read)

    def _tell_read(self, done: ImportedLike) -> None:
        count, there = len(done.sessions), len(done.skipped)
        words = ntr("{count} conversation imported", "{count} conversations imported", count).format(count=count)
        more = ntr("{count} was there already", "{count} were there already", there).format(count=there)
        self._banner.show_notice(words, more if there else "")
        if count:
            self.stored.emit()
