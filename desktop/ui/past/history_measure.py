"""Measures the list of past conversations: `python -m desktop.ui.past.history_measure`, in a process of its own.

Prints one JSON object a line: milliseconds of opening and of single frames, MiB of memory.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt
from PySide6.QtWidgets import QApplication

from desktop.storage.browsing import Browsing
from desktop.storage.database import Database
from desktop.storage.filters import Filters
from desktop.storage.search import Search
from desktop.ui.background import Background, share_often
from desktop.ui.look.theme import Theme
from desktop.ui.past.finder import Finder
from desktop.ui.past.history import HistoryPanel
from desktop.ui.trouble.banner import Banner

_FRAMES = 300
_STEP = 400
"""Pixels a frame: a fast wheel."""


class _Record:
    """Reads as the window's assistant does, without an engine."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def browse(self, filters: Filters, limit: int, before: Any = None) -> Any:
        return Browsing(self._database).sessions(filters, limit, before)

    def find(self, query: str, filters: Filters, limit: int, *, before: int | None, stale: Callable[[], bool]) -> Any:
        return Search(self._database).turns(query, limit, before=before, filters=filters, stale=stale)

    def choices(self) -> tuple[Any, Any]:
        browsing = Browsing(self._database)
        return browsing.personas(), browsing.models()

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"nothing is changed here: {name}")


def measure(path: Path, count: int, queries: list[str]) -> Iterator[dict[str, float | str]]:
    """Yield what was measured of the database at `path`: `count` openings, frames of scrolling, `queries` typed."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    share_often()
    with Database.open(path) as database, ThreadPoolExecutor(1) as executor:
        idle = _panel(executor)[0]
        idle.show()
        QApplication.processEvents()
        before = _resident_mib()
        for _ in range(count):
            opened, _, ms = _open(executor, database)
            yield {"what": "open", "ms": ms}
            opened.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        panel, finder, _ = _open(executor, database)
        yield from _scroll(panel)
        for query in queries:
            yield {"what": "typed", "query": query, "ms": _type(panel, finder, query)}
        yield {"what": "memory", "mib": _resident_mib() - before}


def _panel(executor: ThreadPoolExecutor) -> tuple[HistoryPanel, Finder]:
    panel = HistoryPanel(Theme())
    panel.resize(270, 900)
    return panel, Finder(panel, Banner(panel), Background(executor, panel))


def _open(executor: ThreadPoolExecutor, database: Database) -> tuple[HistoryPanel, Finder, float]:
    """Until the rows are painted: the panel made, the first page read, all of it drawn."""
    start = time.perf_counter()
    panel, finder = _panel(executor)
    panel.show()
    _until_listed(finder, lambda: finder.attach(_Record(database)))
    panel.grab()
    return panel, finder, (time.perf_counter() - start) * 1000


def _scroll(panel: HistoryPanel) -> Iterator[dict[str, float | str]]:
    """A frame: the bar moves, Qt paints once, as in the window, and the page that came meanwhile is taken in."""
    bar, paints = panel.list.verticalScrollBar(), _Paints(panel)
    panel.list.viewport().installEventFilter(paints)
    for _ in range(_FRAMES):
        before, start = paints.count, time.perf_counter()
        bar.setValue(bar.value() + _STEP)
        QApplication.processEvents()
        # at the end of what is there, the frame lasts until more has come
        while paints.count == before:
            bar.setValue(bar.value() + _STEP)
            QApplication.processEvents()
        yield {"what": "frame", "ms": (time.perf_counter() - start) * 1000}
        # the rest of the frame, in which a page may be read
        time.sleep(0.008)


class _Paints(QObject):
    """Counts how often what it watches is painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002 - Qt's name
        """Count, and leave the event to who gets it."""
        self.count += event.type() == QEvent.Type.Paint
        return False


def _type(panel: HistoryPanel, finder: Finder, query: str) -> float:
    """From the keystroke to the painted rows."""
    start = time.perf_counter()
    _until_listed(finder, lambda: panel.search.setText(query))
    panel.list.viewport().repaint()
    return (time.perf_counter() - start) * 1000


def _until_listed(finder: Finder, begin: Callable[[], object]) -> None:
    """Run the event loop from `begin()` until the list is filled; it sleeps between events, as the window's does."""
    loop = QEventLoop()
    finder.listed.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
    begin()
    loop.exec()
    finder.listed.disconnect(loop.quit)


def _resident_mib() -> float:
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024


def main(arguments: list[str]) -> None:
    """`PATH COUNT QUERY...`."""
    path, count, *queries = arguments
    for each in measure(Path(path), int(count), queries):
        sys.stdout.write(json.dumps(each) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
