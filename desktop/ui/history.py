"""The past conversations, beside the current one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QPushButton, QVBoxLayout, QWidget

from desktop.ui.naming import named
from desktop.ui.session_list import SessionDelegate, SessionList
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.ui.assistant_like import SessionLike


class HistoryPanel(QFrame):
    """A list of sessions; a click or Return opens one."""

    opened = Signal(str)
    """Id of the session to open."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self._model = SessionList(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(SessionDelegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName("Past conversations")
        self.list.clicked.connect(self._open)
        self.list.activated.connect(self._open)
        self._none = named(QLabel("Conversations appear here once you have had one."), "secondary")
        self._none.setWordWrap(True)
        self._none.setContentsMargins(20, 4, 20, 0)
        heading = named(QLabel("Conversations"), "heading")
        self.hide_button = named(QPushButton("Hide"), "quiet")
        self.hide_button.setAccessibleName("Hide past conversations")
        top = QHBoxLayout()
        top.setContentsMargins(20, 14, 12, 10)
        top.addWidget(heading, 1)
        top.addWidget(self.hide_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._none)
        column.addWidget(self.list, 1)
        theme.changed.connect(self.list.viewport().update)

    @property
    def count(self) -> int:
        """How many sessions are listed."""
        return self._model.rowCount()

    def show_sessions(self, sessions: Sequence[SessionLike], current: str) -> None:
        """List `sessions` and mark the one with id `current`."""
        self._model.show_sessions(sessions)
        self._none.setVisible(not sessions)
        self.mark(current)

    def mark(self, session: str) -> None:
        """Mark the row of `session`, if it is listed."""
        row = self._model.row_of(session)
        if row < 0:
            self.list.clearSelection()
        else:
            self.list.setCurrentIndex(self._model.index(row))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.session(index.row()).id)
