"""Between the page of packs and tool servers, and the settings that keep them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.errors import Cancelled, UserFacingError
from desktop.job import Job
from desktop.paths import Paths
from desktop.ui.assistant_like import AssistantLike
from desktop.ui.background import Background
from desktop.ui.look.theme import Theme
from desktop.ui.settings.setting_row import SAVED
from desktop.ui.tools.changes import Change, adding, attempt, forgetting, switching, switching_tool
from desktop.ui.tools.sources import Kind, Source, sources
from desktop.ui.tools.tools_dialog import ToolsDialog
from desktop.ui.trouble.banner import sentence
from desktop.wording import marked, tr

_NEW = ""
"""Stands for a server that has no place on the page yet."""
BUSY = marked("Asking it for its tools; that can take 20 seconds…")
STOPPED = marked("Cancelled: it stays switched off.")


class ToolsDesk(QObject):
    """Opens the page, and makes each change in the background, one after another."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dialog: ToolsDialog | None = None
        self._executor: ThreadPoolExecutor | None = None
        self._jobs: dict[str, Job] = {}
        """By the name of the server that is being asked."""

    def open(self, assistant: AssistantLike, over: QWidget) -> None:
        """Show what there is over a window or dialog."""
        if self._dialog is not None:
            return
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="sotto-tools")  # a server may take its time
        self._background, self._assistant = Background(self._executor, self), assistant
        dialog = self._dialog = ToolsDialog(self._theme, over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.switched.connect(self._switch)
        dialog.tool_switched.connect(
            lambda server, tool, on: self._make(Kind.SERVER, server, switching_tool(server, tool, on=on))
        )
        dialog.added.connect(lambda name, where: self._make(Kind.SERVER, _NEW, adding(name, where)))
        dialog.cancelled.connect(self._stop)
        dialog.forgotten.connect(lambda name: self._make(Kind.SERVER, name, forgetting(name)))
        dialog.finished.connect(self._closed)
        dialog.open()
        self._read()

    def _switch(self, source: Source, on: bool) -> None:
        job = Job()
        if on and source.kind is Kind.SERVER and self._dialog is not None:
            self._jobs[source.name] = job
            self._dialog.tell(source.kind, source.name, tr(BUSY), asking=True)
        self._make(source.kind, source.name, switching(source.kind, source.name, on=on, job=job))

    def _stop(self, server: str) -> None:
        if server in self._jobs:
            self._jobs[server].stop()

    def _make(self, kind: Kind, name: str, change: Change) -> None:
        work = partial(attempt, change, self._assistant, Paths.from_environment())
        self._background.run(work, partial(self._made, kind, name))

    def _made(self, kind: Kind, name: str, result: str | UserFacingError | Cancelled) -> None:
        self._jobs.pop(name, None)
        dialog = self._dialog
        if dialog is None or not isValid(dialog):
            return
        if isinstance(result, Cancelled):
            dialog.tell(kind, name, tr(STOPPED))
        elif isinstance(result, UserFacingError):
            dialog.tell(kind, name, "", f"{sentence(tr(result.message))} {sentence(tr(result.advice))}")
        else:
            if name == _NEW:
                dialog.take()
            dialog.tell(kind, name, " ".join(filter(None, (tr(SAVED), result))))
        self._read()

    def _read(self) -> None:
        settings = self._assistant.settings
        self._background.run(lambda: sources(settings, Paths.from_environment()), self._show)

    def _show(self, found: Sequence[Source]) -> None:
        if self._dialog is not None and isValid(self._dialog):
            self._dialog.show_sources(found)

    def _closed(self) -> None:
        self._dialog = None
        self.close()

    def close(self) -> None:
        """Begin nothing more; what has begun ends soon, and nobody is told."""
        for job in self._jobs.values():
            job.stop()
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._background.deleteLater()
            self._executor = None
