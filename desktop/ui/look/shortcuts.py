"""The list of keys, shown by F1."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.look.flow import Flow
from desktop.ui.look.key_words import key_words
from desktop.ui.look.naming import named
from desktop.ui.look.scrolled import Scrolled
from desktop.ui.trouble.consent_bar import ALLOW_KEYS, ALWAYS_KEYS, REFUSE_KEYS
from desktop.wording import marked, tr

_SIDE_BY_SIDE, _ANY = 520, 16_777_215
"""From this width on, in pixels, what keys do stands beside them."""
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
    """Keys on the left, what they do on the right."""

    def __init__(self, parent: QWidget, far_keys: str = "", *, far_works: bool = True) -> None:
        """`far_keys` are those that talk from any program; empty for none."""
        super().__init__(parent)
        self.setWindowTitle(tr("Shortcuts"))
        page = QWidget()
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(14, 12, 20, 12)  # room for the focus around it
        self._grid.setHorizontalSpacing(20)
        self._grid.setColumnStretch(1, 1)
        far = ((far_keys, FROM_ANYWHERE if far_works else NOT_NOW),) if far_keys else ()
        self._rows = [_row(keys, meaning) for keys, meaning in (SHORTCUTS[0], *far, *SHORTCUTS[1:])]
        self._beside: bool | None = None
        self._place(beside=True)
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

    def _place(self, *, beside: bool) -> None:
        """Put what keys do beside them, or below."""
        widest = max(
            keys.minimumSizeHint().width() for keys, _meaning in self._rows
        )  # several stand in several lines
        for keys, _meaning in self._rows:
            keys.setMaximumWidth(widest if beside else _ANY)
        if beside is self._beside:
            return
        self._beside = beside
        for number, (keys, meaning) in enumerate(self._rows):
            span = 1 if beside else 2
            top = Qt.AlignmentFlag.AlignTop if beside else Qt.AlignmentFlag(0)
            self._grid.addWidget(keys, 2 * number, 0, 1, span, top)
            self._grid.addWidget(meaning, 2 * number + (not beside), 2 - span, 1, span)
            self._grid.setRowMinimumHeight(2 * number + 1, 6)
        self._grid.setVerticalSpacing(4)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Measure the keys as they are dressed by now."""
        super().showEvent(event)
        self._place(beside=self.width() >= _SIDE_BY_SIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put what keys do below them where it is narrow."""
        super().resizeEvent(event)
        self._place(beside=self.width() >= _SIDE_BY_SIDE)


def _row(keys: str, meaning: str) -> tuple[QWidget, QLabel]:
    """Return a chip for each of the keys, and what they do."""
    chips, text = QWidget(), QLabel(tr(meaning))
    chips.setLayout(Flow(*(named(QLabel(key_words(key)), "key") for key in keys.split(", ")), spacing=6))
    text.setWordWrap(True)
    return chips, text
