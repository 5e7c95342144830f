"""Writes conversations to a file that the user chooses, while the window goes on."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt

from desktop.storage.exported import Exported, Format, Scope
from desktop.ui.look.theme import Theme
from desktop.ui.past.export_dialog import ExportDialog
from desktop.ui.past.history import HistoryPanel
from desktop.ui.past.past_like import PastLike
from desktop.ui.trouble.banner import Banner
from desktop.ui.trouble.work_strip import LongWork
from desktop.wording import ntr, tr


class Exporter(QObject):
    """Asks what and where to, has it written as long work, and says what it came to."""

    def __init__(self, theme: Theme, panel: HistoryPanel, banner: Banner, work: LongWork) -> None:
        super().__init__(panel)
        self._theme, self._panel, self._banner, self._work = theme, panel, banner, work
        self._past: PastLike | None = None
        panel.exported.connect(self._ask)

    def attach(self, past: PastLike | None) -> None:
        """Take the record; None ends it."""
        self._past = past

    def _ask(self, session: str, title: str) -> None:
        query = self._panel.search.text().strip()
        dialog = ExportDialog(self._theme, session, title, query, self._panel.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._write)
        dialog.open()

    def _write(self, scope: Scope, form: Format, bom: bool, file: Path) -> None:
        past = self._past
        if past is not None:
            work = partial(past.export, scope, form, file, bom=bom)
            self._work.run("export", tr("Exporting conversations"), work, partial(self._tell, file))

    def _tell(self, file: Path, done: Exported) -> None:
        sessions = ntr("{count} conversation", "{count} conversations", done.sessions).format(count=done.sessions)
        turns = ntr("{count} turn", "{count} turns", done.turns).format(count=done.turns)
        words = tr("{sessions} with {turns}: {file}")
        self._banner.show_notice(words.format(sessions=sessions, turns=turns, file=file))
