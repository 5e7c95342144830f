"""Everything that takes long, in one place of the window: how far it is, and a way to cancel it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop import log
from desktop.errors import Cancelled, UserFacingError
from desktop.job import Job
from desktop.ui.background import Background
from desktop.ui.look.naming import named
from desktop.ui.trouble.work_row import WorkRow
from desktop.ui.trouble.work_rows import WorkRows
from desktop.wording import ntr, tr

T = TypeVar("T")
AFTER_MS = 400
"""Work that is done by then was not long."""
_ROOM_FOR_MORE = 620
"""From this height of the window on, in pixels, there may be several rows."""
_MOST = 3
"""Rows in sight; more are scrolled to."""


class WorkStrip(QWidget):
    """A row for each piece of work. Takes no room while there is none.

    In a low window there is one row, with a button that unfolds the others.
    """

    changed = Signal()
    """It takes room, or no longer."""
    added = Signal(QWidget)
    """A button of a new row, which takes the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, WorkRow] = {}
        self._ripe: list[WorkRow] = []
        self._low = False
        self.more = named(QPushButton(), "choice")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show)
        self._rows = WorkRows()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._rows)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignRight)
        self.hide()

    def begin(
        self, key: str, title: str, cancel: Callable[[], object] | None = None, *, after_ms: int = AFTER_MS
    ) -> WorkRow:
        """Show work under a key of its own; `cancel` is called when the user wants none of it any more."""
        self.end(key)
        before = next(reversed(self.rows.values())).cancel if self.rows else self.more
        row = self.rows[key] = WorkRow(title, can_cancel=cancel is not None, after_ms=after_ms)
        if cancel is not None:
            row.cancelled.connect(cancel)
        row.ripe.connect(lambda: self._ripen(row))
        self._rows.add(row)
        QWidget.setTabOrder(before, row.cancel)
        self.added.emit(row.cancel)
        return row

    def tell(self, key: str, words: str, share: float | None) -> None:
        """Show how far it is; nothing for a key that is not shown."""
        if key in self.rows:
            self.rows[key].tell(words, share)

    def end(self, key: str) -> None:
        """It is over. Harmless for a key that is not shown."""
        row = self.rows.pop(key, None)
        if row is not None:
            self._rows.remove(row)
            self._ripe = [one for one in self._ripe if one is not row]
            row.deleteLater()
            self._show()

    def make_room(self, height: int) -> None:
        """Fold where a window of that height has room for one row only, the oldest."""
        self._low = height < _ROOM_FOR_MORE
        self._show()

    def _ripen(self, row: WorkRow) -> None:
        if row in self.rows.values():  # it may end in the moment in which it becomes long
            self._ripe.append(row)
            self._show()

    def _show(self) -> None:
        left = len(self._ripe) - 1
        foldable = self._low and left > 0
        folded = foldable and not self.more.isChecked()
        for place, row in enumerate(self._ripe):
            row.setVisible(not (folded and place))
        words = ntr("and {count} more", "and {count} more", left).format(count=left) if folded else tr("Show less")
        self.more.setText(words)
        self.more.setAccessibleName(tr("Work in progress: {words}").format(words=words))
        self.more.setVisible(foldable)
        self._rows.fit(min(_MOST, 1 if folded else len(self._ripe)))
        before = not self.isHidden()
        self.setVisible(bool(self._ripe))
        if before != bool(self._ripe):
            self.changed.emit()


class LongWork(QObject):
    """Does long work on an executor, and shows it in a strip of the thread that this lives in."""

    failed = Signal(object)
    """What it raised, other than Cancelled."""
    _told = Signal(str, object, object)

    def __init__(self, strip: WorkStrip, executor: Executor) -> None:
        super().__init__(strip)
        self._strip, self._background = strip, Background(executor, self)
        self._jobs: dict[str, Job] = {}
        self._told.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def run(self, key: str, title: str, work: Callable[[Job], T], done: Callable[[T], None]) -> None:
        """Have `work` done, then `done` with its result here; nothing while work of that key is under way.

        Work that was cancelled raises Cancelled and has no result.
        """
        if key in self._jobs:
            return
        job = self._jobs[key] = self.job(key)
        self._strip.begin(key, title, job.stop)

        def over(result: T | BaseException) -> None:
            self._end(key)
            if isinstance(result, BaseException):
                if not isinstance(result, UserFacingError | Cancelled):
                    log.ui.error("long work failed", exc_info=result)
                if not isinstance(result, Cancelled):
                    self.failed.emit(result)
            else:
                done(result)

        self._background.run(lambda: _tried(work, job), over)

    def job(self, key: str) -> Job:
        """Work that tells of itself in the row of that key."""
        return Job(lambda words, share: self._say(key, words, share))

    def close(self) -> None:
        """Stop everything soon."""
        for job in self._jobs.values():
            job.stop()

    def _say(self, key: str, words: str, share: float | None) -> None:
        if isValid(self):  # a window that is gone wants no word of it
            self._told.emit(key, words, share)

    @Slot(str, object, object)
    def _show(self, key: str, words: str, share: float | None) -> None:
        self._strip.tell(key, words, share)

    def _end(self, key: str) -> None:
        self._jobs.pop(key, None)
        self._strip.end(key)


def _tried(work: Callable[[Job], T], job: Job) -> T | BaseException:
    try:
        return work(job)
    except (Exception, Cancelled) as error:  # noqa: BLE001 - handed to the window, which shows it
        return error
