"""The list of keys, shown by F1."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.consent_bar import ALLOW_KEYS, ALWAYS_KEYS, REFUSE_KEYS
from desktop.ui.key_words import key_words
from desktop.ui.naming import named
from desktop.wording import marked, tr

_TOP_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
HANDS_FREE_KEYS, SETTINGS_KEYS = "Ctrl+Shift+M", "Ctrl+,"
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
    ("Ctrl+F", marked("Search in all conversations; Down goes on to what was found")),
    ("F2, Ctrl+D, Del", marked("In the list of conversations: rename, pin, put into the bin")),
    ("Ctrl+Z", marked("Take out of the bin again what went there last")),
    ("Alt+Up, Alt+Down", marked("In a past conversation: the turn before or after")),
    (
        "Ctrl+P, Ctrl+E, Ctrl+B",
        marked("Play that turn, edit its question and ask again, go on from it in a branch"),
    ),
    ("Ctrl+Shift+H", marked("In a past conversation: what happened in that turn, and when")),
    (
        "Ctrl+Shift+S, Ctrl+Shift+I",
        marked("In the list: statistics; in a past conversation: what the model saw for that turn"),
    ),
    ("Return", marked("Press the button that has the focus, open a conversation, send text")),
    (SETTINGS_KEYS, marked("Settings")),
    ("Ctrl+Q", marked("Quit, also where closing the window leaves Sotto in the tray")),
    ("F1", marked("This list")),
)


class ShortcutsDialog(QDialog):
    """Keys on the left, what they do on the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, (keys, meaning) in enumerate(SHORTCUTS):
            grid.addWidget(named(QLabel(key_words(keys)), "key"), row, 0, _TOP_LEFT)
            text = QLabel(tr(meaning))
            text.setWordWrap(True)
            grid.addWidget(text, row, 1)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(20)
        column.addWidget(named(QLabel(tr("Shortcuts")), "heading"))
        column.addLayout(grid)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(420)
