"""The past conversations, beside the current one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.ui.look.elided_label import ElidedLabel
from desktop.ui.look.flow import Flow
from desktop.ui.look.naming import named
from desktop.ui.look.theme import Theme
from desktop.ui.past.filter_menu import FilterButton
from desktop.ui.past.long_list import LongList
from desktop.ui.past.search_field import SearchField
from desktop.ui.past.session_delegate import SessionDelegate
from desktop.ui.past.session_list import Row, SessionList
from desktop.wording import tr

EXPORT_KEYS, IMPORT_KEYS = "Ctrl+Shift+E", "Ctrl+Shift+O"
_AHEAD = 40
"""Rows below those in sight when the next page is read: it is there before its place is."""


class HistoryPanel(QFrame):
    """A field to search in, filters, and the list; a click or Return opens what a row shows.

    A method of a few lines for each thing that can be done with a row; what comes of it is the Finder's.
    """

    opened = Signal(str, int)
    """Id of the session to open, and the turn to show; 0 for the end."""
    pinned = Signal(str, bool)
    deleted = Signal(str, str)
    """Id and title of the session that is to go to the bin."""
    restored = Signal(str)
    exported = Signal(str, str)
    """Id and title of the session that is marked, both empty for none: conversations are to be written to a file."""
    import_wanted = Signal()
    """Conversations are to be taken from a file."""
    measured = Signal(str, str)
    """Id and title of the session whose statistics are wanted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self.model = SessionList(self)
        self.search = SearchField()
        self.filter = FilterButton()
        self.list = self._make_list(theme)
        self._none = named(QLabel(), "secondary")
        self._none.setWordWrap(True)
        self._none.setContentsMargins(20, 4, 20, 0)
        self.hide_button = named(QPushButton(tr("Hide")), "quiet")
        self.hide_button.setAccessibleName(tr("Hide past conversations"))
        self.export_button = named(QPushButton(tr("Export…")), "quiet")
        self.export_button.setAccessibleName(tr("Export conversations"))
        self.import_button = named(QPushButton(tr("Import…")), "quiet")
        self.import_button.setAccessibleName(tr("Import conversations"))
        self.facts_button = named(QPushButton(tr("Remembered…")), "quiet")
        self.facts_button.setAccessibleName(tr("What Sotto remembers"))
        self._arrange()
        self._add_actions()
        self.export_button.clicked.connect(self._export.trigger)
        self.import_button.clicked.connect(self.import_wanted)
        theme.changed.connect(self.list.viewport().update)

    def _make_list(self, theme: Theme) -> LongList:
        made = LongList(SessionDelegate(theme))
        made.setModel(self.model)
        made.setMouseTracking(True)
        made.setEditTriggers(LongList.EditTrigger.EditKeyPressed)
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.setAccessibleName(tr("Past conversations"))
        made.clicked.connect(self._open)
        made.activated.connect(self._open)
        made.customContextMenuRequested.connect(self._show_menu)
        made.scrolled.connect(self._read_ahead)
        return made

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(20, 14, 12, 6)
        title = named(ElidedLabel(), "heading")
        title.setText(tr("Conversations"))
        top.addWidget(title, 1)
        top.addWidget(self.hide_button)
        find = QHBoxLayout()
        find.setContentsMargins(12, 2, 12, 6)
        find.setSpacing(4)
        find.addWidget(self.search, 1)
        find.addWidget(self.filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(find)
        column.addWidget(self._none)
        column.addWidget(self.list, 1)
        bottom = QVBoxLayout()
        bottom.setContentsMargins(15, 4, 12, 0)
        bottom.setSpacing(0)
        for button in (self.facts_button, self.import_button, self.export_button):
            button.setProperty("tight", True)
        bottom.addWidget(named(QFrame(), "rule"))
        bottom.addSpacing(4)
        bottom.addWidget(self.facts_button, 0, Qt.AlignmentFlag.AlignLeading)
        bottom.addLayout(Flow(self.import_button, self.export_button, spacing=6))
        column.addLayout(bottom)

    def _add_actions(self) -> None:
        self._rename = self._action(tr("Rename"), "F2", self._edit)
        self._pin = self._action(tr("Pin"), "Ctrl+D", lambda row: self.pinned.emit(row.session, not row.pinned))
        self._delete = self._action(tr("Delete"), "Del", self._remove)
        self._export = self._of_panel(tr("Export…"), EXPORT_KEYS)
        self._export.triggered.connect(self._write)
        self._of_panel(tr("Import…"), IMPORT_KEYS).triggered.connect(self.import_wanted)
        self._measure = self._action(
            tr("Statistics…"), "Ctrl+Shift+S", lambda row: self.measured.emit(row.session, row.title)
        )

    def _of_panel(self, words: str, keys: str) -> QAction:
        action = QAction(words, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(action)
        return action

    def _action(self, words: str, keys: str, act: object) -> QAction:
        action = QAction(words, self.list)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: self._act(act))
        self.list.addAction(action)
        return action

    @property
    def count(self) -> int:
        """How many sessions or turns are listed."""
        return len(self.model.sessions)

    @property
    def in_bin(self) -> bool:
        """Whether what is listed lies in the bin."""
        return self.filter.filters.deleted

    def say_empty(self, words: str) -> None:
        """Say why nothing is listed; with empty `words` nothing."""
        self._none.setText(words)
        self._none.setVisible(bool(words))

    def title_of(self, session: str) -> str:
        """Return the title of a session that is listed."""
        row = self.model.row_of(session)
        return self.model.row(row).title if row >= 0 else ""

    @property
    def marked(self) -> str:
        """The session of the marked row; empty for none."""
        row = self._current()
        return row.session if row is not None else ""

    def mark(self, session: str) -> None:
        """Mark the row of `session`, if it is listed."""
        row = self.model.row_of(session)
        if row < 0:
            self.list.clearSelection()
        else:
            self.list.setCurrentIndex(self.model.index(row))

    def enter_list(self) -> None:
        """Go from the search to what was found."""
        row = self.model.first()
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
            self.list.setFocus()

    def _current(self) -> Row | None:
        index = self.list.currentIndex()
        row = self.model.row(index.row()) if index.isValid() else None
        return row if row is not None and row.session else None

    def _act(self, act: object) -> None:
        row = self._current()
        if row is not None and callable(act):
            act(row)

    def _edit(self, row: Row) -> None:
        if not row.turn:
            self.list.edit(self.list.currentIndex())

    def _remove(self, row: Row) -> None:
        if self.in_bin:
            self.restored.emit(row.session)
        else:
            self.deleted.emit(row.session, row.title)

    def _write(self) -> None:
        row = self._current()
        self.exported.emit(*((row.session, row.title) if row else ("", "")))

    def _open(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row.session:
            self.opened.emit(row.session, row.turn)

    def make_menu(self, row: Row) -> QMenu:
        """Return what can be done with a row."""
        menu = QMenu(self.list)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Open"), lambda: self.opened.emit(row.session, row.turn))
        if not row.turn:
            self._pin.setText(tr("Unpin") if row.pinned else tr("Pin"))
            menu.addActions([self._rename, self._pin])
        menu.addActions([self._export, self._measure])
        self._delete.setText(tr("Take out of the bin") if self.in_bin else tr("Delete"))
        menu.addAction(self._delete)
        return menu

    def _read_ahead(self) -> None:
        left = self.model.rowCount() - self.list.last_in_sight
        if left < _AHEAD and self.model.canFetchMore(QModelIndex()):
            self.model.fetchMore(QModelIndex())

    def _show_menu(self, place: QPoint) -> None:
        index = self.list.indexAt(place)
        row = self.model.row(index.row()) if index.isValid() else self._current()
        if row is not None and row.session:
            if index.isValid():
                self.list.setCurrentIndex(index)
            self.make_menu(row).popup(self.list.viewport().mapToGlobal(place))
