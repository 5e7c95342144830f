"""Fills the list of past conversations, while the user types, and changes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from desktop.storage.filters import Filters
from desktop.ui.background import Background
from desktop.ui.look.key_words import key_words
from desktop.ui.past.history import HistoryPanel
from desktop.ui.past.past_like import HitLike, PastLike, SessionLike, StatisticsLike
from desktop.ui.past.session_list import Row, hit_row, session_rows
from desktop.ui.past.statistics_dialog import StatisticsDialog
from desktop.ui.trouble.banner import Banner
from desktop.wording import marked, tr

T = TypeVar("T")

PAGE = 50
"""Sessions, or turns that were found, that are read at once."""
FIRST_HITS = 20
"""Turns that are read while the user types: what the window has room for."""
_MOST_KEPT = 2000
"""Rows up to which a list that is read again is as long as it was."""
UNDO = marked("Undo")


@dataclass(frozen=True, slots=True)
class _Found:
    """A page that was read, and its rows made ready where it was read: the window only has to take them in."""

    rows: Sequence[tuple[str, Row]]
    last: SessionLike | HitLike | None
    """What the next page follows."""
    more: bool


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the list is to show."""

    query: str
    filters: Filters
    number: int
    """Goes up with each; what was read for an earlier one is dropped."""


class Finder(QObject):
    """Reads in the background what the search field and the filters ask for; what comes too late is dropped."""

    listed = Signal()
    """The list shows what is wanted now."""

    def __init__(self, panel: HistoryPanel, banner: Banner, background: Background) -> None:
        super().__init__(panel)
        self._panel, self._banner, self._background = panel, banner, background
        self._past: PastLike | None = None
        self._wanted = _Wanted("", Filters(), 0)
        self._last: SessionLike | HitLike | None = None
        self._binned = ""
        panel.search.textChanged.connect(self.refresh)
        panel.search.left.connect(panel.enter_list)
        panel.filter.changed.connect(self.refresh)
        panel.model.more_wanted.connect(self._read_more)
        panel.model.renamed.connect(self._rename)
        panel.pinned.connect(self._pin)
        panel.deleted.connect(self._delete)
        panel.restored.connect(self._restore)
        panel.measured.connect(self._measure)

    def attach(self, past: PastLike) -> None:
        """Take the record, and show it."""
        self._past = past
        self.refresh()
        self._background.run(past.choices, lambda names: self._panel.filter.show_choices(*names))

    def detach(self) -> None:
        """Ask nothing more."""
        self._past = None
        self._wanted = replace(self._wanted, number=self._wanted.number + 1)

    def refresh(self) -> None:
        """Read again what the list is to show."""
        if self._past is None:
            return
        query, filters = self._panel.search.text().strip(), self._panel.filter.filters
        same = (query, filters) == (self._wanted.query, self._wanted.filters)
        self._wanted = wanted = _Wanted(query, filters, self._wanted.number + 1)
        length = min(_MOST_KEPT, self._panel.count) if same else 0
        read = self._hits if query else self._sessions
        self._background.run(lambda: read(wanted, length), partial(self._show, wanted, same))

    def undo(self) -> None:
        """Take back out of the bin what went there last."""
        session, self._binned = self._binned, ""
        if session:
            self._restore(session)

    def _sessions(self, wanted: _Wanted, length: int) -> _Found:
        """Read the pinned sessions and the first page of the others; called in the background."""
        past, filters = self._past, wanted.filters
        if past is None or self._is_late(wanted):
            return _NOTHING
        size = max(PAGE, length)
        if filters.pinned is not None or filters.deleted:
            return _listed(past.browse(filters, size), size)
        pinned = past.browse(replace(filters, pinned=True), size)
        return _listed(past.browse(replace(filters, pinned=False), size), size, pinned)

    def _hits(self, wanted: _Wanted, length: int) -> _Found:
        past, size = self._past, max(FIRST_HITS, length)
        if past is None or self._is_late(wanted):
            return _NOTHING
        stale = partial(self._is_late, wanted)
        return _hits(past.find(wanted.query, wanted.filters, size, before=None, stale=stale), size)

    def _read_more(self) -> None:
        if self._past is None or self._last is None:
            return
        wanted, last = self._wanted, self._last
        self._background.run(partial(self._page, self._past, wanted, last), partial(self._add, wanted))

    def _page(self, past: PastLike, wanted: _Wanted, last: SessionLike | HitLike) -> _Found:
        """Read the page after `last`; called in the background."""
        filters = wanted.filters
        if wanted.query:
            before, stale = getattr(last, "position", None), partial(self._is_late, wanted)
            return _hits(past.find(wanted.query, filters, PAGE, before=before, stale=stale), PAGE)
        if filters.pinned is None and not filters.deleted:
            filters = replace(filters, pinned=False)
        return _listed(past.browse(filters, PAGE, last), PAGE)

    def _is_late(self, wanted: _Wanted) -> bool:
        return wanted.number != self._wanted.number

    def _show(self, wanted: _Wanted, same: bool, found: _Found) -> None:
        if self._is_late(wanted):
            return
        bar, marked = self._panel.list.verticalScrollBar(), self._panel.marked
        place = bar.value() if same else 0
        self._last = found.last
        self._panel.model.show_rows(found.rows, more=found.more)
        self._panel.say_empty("" if found.rows else _why_empty(wanted))
        self._panel.mark(marked)
        bar.setValue(place)
        self.listed.emit()

    def _add(self, wanted: _Wanted, found: _Found) -> None:
        if not self._is_late(wanted):
            self._last = found.last or self._last
            self._panel.model.add_rows(found.rows, more=found.more)

    def _change(self, change: Callable[[PastLike], None], done: Callable[[], None] = lambda: None) -> None:
        past = self._past
        if past is None:
            return

        def changed(_: None) -> None:
            done()
            self.refresh()

        self._background.run(lambda: change(past), changed)

    def _rename(self, session: str, title: str) -> None:
        self._change(lambda past: past.rename(session, title))

    def _pin(self, session: str, pinned: bool) -> None:
        self._change(lambda past: past.pin(session, pinned=pinned))

    def _restore(self, session: str) -> None:
        self._change(lambda past: past.restore(session))

    def _measure(self, session: str, title: str) -> None:
        """Show the statistics of a conversation, or of what the user chooses then."""
        dialog = StatisticsDialog(session, title, self._panel.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def read(session: str | None, period: timedelta | None) -> None:
            past, place = self._past, dialog.scope.currentIndex()
            since = datetime.now(UTC) - period if period is not None else None

            def show(numbers: StatisticsLike) -> None:
                if isValid(dialog) and dialog.scope.currentIndex() == place:
                    dialog.show_numbers(numbers)

            if past is not None:
                self._background.run(lambda: past.statistics(session, since), show)

        dialog.chosen.connect(read)
        dialog.open()
        dialog.ask()

    def _delete(self, session: str, title: str) -> None:
        def offer() -> None:
            self._binned = session
            detail = tr("it stays there for 30 days: Filter, Bin. {keys} takes it out again")
            detail = detail.format(keys=key_words("Ctrl+Z"))
            self._banner.show_offer(tr("“{title}” is in the bin").format(title=title), detail, UNDO)

        self._change(lambda past: past.delete(session), offer)


_NOTHING = _Found((), None, more=False)


def _listed(sessions: Sequence[SessionLike], size: int, pinned: Sequence[SessionLike] = ()) -> _Found:
    everyone = [*pinned, *sessions]
    return _Found(session_rows(everyone), everyone[-1] if everyone else None, more=len(sessions) >= size)


def _hits(hits: Sequence[HitLike], size: int) -> _Found:
    return _Found([hit_row(hit) for hit in hits], hits[-1] if hits else None, more=len(hits) >= size)


def _why_empty(wanted: _Wanted) -> str:
    if wanted.query:
        return tr("Nothing that was said has these words.")
    if wanted.filters.deleted:
        return tr("The bin is empty.")
    if wanted.filters != Filters():
        return tr("No conversation passes the filters.")
    return tr("Conversations appear here once you have had one.")
