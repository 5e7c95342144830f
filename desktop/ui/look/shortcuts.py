"""The list of keys, shown by F1."""

from __future__ import annotations

from collections.abc import Generator
from itertools import islice

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.look.flow import Flow
from desktop.ui.look.key_words import key_words
from desktop.ui.look.naming import named
from desktop.ui.look.scrolled import Scrolled
from desktop.ui.look.steps import Steps
from desktop.ui.trouble.consent_bar import ALLOW_KEYS, ALWAYS_KEYS, REFUSE_KEYS
from desktop.wording import marked, tr

_SIDE_BY_SIDE, _ANY = 520, 16_777_215
"""From this width on, in pixels, what keys do stands beside them."""
_AT_ONCE = 4
"""Rows that are made between two other things of the window."""
HANDS_FREE_KEYS, SETTINGS_KEYS, FACTS_KEYS, LIST_KEYS = "Ctrl+Shift+M", "Ctrl+,", "Ctrl+R", "F1"
FROM_ANYWHERE = marked("In any program: talk, as with Space here")
NOT_NOW = marked("In any program: talk; it does not work now, and the settings say why")
SHORTCUTS = (
    (
        "Space",
        marked("Hold to talk, during a reply to interrupt it; tap twice to talk without holding, once more to send"),
    ),
    (HANDS_FREE_KEYS, marked("Hands-free on or off: listen without a key")),
    ("Esc", marked("Discard what you are saying, or stop the reply")),
    (
        f"{ALLOW_KEYS}, {ALWAYS_KEYS}, {REFUSE_KEYS}",
        marked("What a tool is about to do: allow it, allow it from now on, or not"),
    ),
    ("Ctrl+L", marked("Go to the text box")),
    ("Ctrl+N", marked("New conversation")),
    ("Ctrl+H", marked("Show or hide the past conversations")),
    ("Ctrl+I", marked("Show or hide the metrics: where the time goes, percentiles, memory, processor")),
    ("Ctrl+M", marked("Models: what is here, and what can be had")),
    (FACTS_KEYS, marked("What Sotto remembers; there F2 changes the marked one, Del forgets it")),
    ("Ctrl+F", marked("Search in all conversations; Down goes on to what was found")),
    ("F2, Ctrl+D, Del", marked("In the list of conversations: rename, pin, put into the bin")),
    ("Ctrl+Z", marked("Take out of the bin again what went there last")),
    ("Alt+Up, Alt+Down", marked("The turn before or after, in this conversation or a past one")),
    (
        "Ctrl+P, Ctrl+Shift+C, Ctrl+E, Ctrl+B",
        marked("Play that turn, copy its reply, edit its question and ask again, go on from it in a branch"),
    ),
    (
        "Ctrl+Shift+H, Ctrl+Shift+I",
        marked("Why that turn was so slow: what happened in it, and when; what the model saw for it"),
    ),
    (
        "Ctrl+Shift+E, Ctrl+Shift+O, Ctrl+Shift+S",
        marked("In the list of conversations: export, import, statistics"),
    ),
    ("Return", marked("Press the button that has the focus, open a conversation, send text")),
    (SETTINGS_KEYS, marked("Settings")),
    ("Ctrl+Q", marked("Quit, also where closing the window leaves Sotto in the tray")),
    (LIST_KEYS, marked("This list")),
)


class ShortcutsDialog(QDialog):
    """Keys on the left, what they do on the right. It is there at once; the rows come a few at a time."""

    def __init__(self, parent: QWidget, far_keys: str = "", *, far_works: bool = True) -> None:
        """`far_keys` are those that talk from any program; empty for none."""
        super().__init__(parent)
        self.setWindowTitle(tr("Shortcuts"))
        page = QWidget()
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(14, 12, 20, 12)  # room for the focus around it
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        far = ((far_keys, FROM_ANYWHERE if far_works else NOT_NOW),) if far_keys else ()
        self._coming = iter((SHORTCUTS[0], *far, *SHORTCUTS[1:]))
        self._rows: list[tuple[QWidget, QLabel]] = []
        self._beside = True
        self._steps = Steps(self._make(), self)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(20)
        column.addWidget(named(QLabel(tr("Shortcuts")), "heading"))
        column.addWidget(Scrolled(page), 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        room = parent.window().size()
        self.resize(min(620, max(380, room.width() - 40)), min(760, max(460, room.height() - 40)))
        self._steps.begin()

    @property
    def complete(self) -> bool:
        """Whether all rows are there."""
        return self._steps.over

    @property
    def rows(self) -> list[tuple[QWidget, QLabel]]:
        """All rows: the chips of the keys, and what they do."""
        self._steps.finish()
        return self._rows

    def _make(self) -> Generator[None, None, None]:
        while made := [_row(keys, meaning) for keys, meaning in islice(self._coming, _AT_ONCE)]:
            for row in made:
                self._put(len(self._rows), row)
                self._rows.append(row)
            self._align()
            yield

    def _put(self, number: int, row: tuple[QWidget, QLabel]) -> None:
        """Put what keys do beside them, or below."""
        span = 1 if self._beside else 2
        top = Qt.AlignmentFlag.AlignTop if self._beside else Qt.AlignmentFlag(0)
        keys, meaning = row
        self._grid.addWidget(keys, 2 * number, 0, 1, span, top)
        self._grid.addWidget(meaning, 2 * number + (not self._beside), 2 - span, 1, span)
        self._grid.setRowMinimumHeight(2 * number + 1, 6)

    def _align(self) -> None:
        """Give all keys the width of the widest, as they are dressed by now: several stand in several lines."""
        widest = max((keys.minimumSizeHint().width() for keys, _meaning in self._rows), default=_ANY)
        for keys, _meaning in self._rows:
            keys.setMaximumWidth(widest if self._beside else _ANY)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put what keys do below them where it is narrow."""
        super().resizeEvent(event)
        beside = self.width() >= _SIDE_BY_SIDE
        if beside is self._beside:
            return
        self._beside = beside
        for number, row in enumerate(self._rows):
            self._put(number, row)
        self._align()


def _row(keys: str, meaning: str) -> tuple[QWidget, QLabel]:
    """Return a chip for each of the keys, and what they do."""
    chips, text = QWidget(), QLabel(tr(meaning))
    chips.setLayout(Flow(*(named(QLabel(key_words(key)), "key") for key in keys.split(", ")), spacing=6))
    text.setWordWrap(True)
    return chips, text
