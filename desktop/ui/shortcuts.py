"""The list of keys, shown by F1."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.consent_bar import ALLOW_KEYS, ALWAYS_KEYS, REFUSE_KEYS
from desktop.ui.naming import named

_TOP_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
HANDS_FREE_KEYS = "Ctrl+Shift+M"
SHORTCUTS = (
    ("Space", "Hold to talk, during a reply to interrupt it; tap twice to talk without holding, once more to send"),
    (HANDS_FREE_KEYS, "Hands-free on or off: listen without a key"),
    ("Esc", "Discard what you are saying, or stop the reply"),
    (
        f"{ALLOW_KEYS}, {REFUSE_KEYS}",
        f"Allow what a tool is about to do, or not; {ALWAYS_KEYS} allows it from now on",
    ),
    ("Ctrl+L", "Go to the text box"),
    ("Ctrl+N", "New conversation"),
    ("Ctrl+H", "Show or hide the past conversations"),
    ("Ctrl+I", "Show or hide the metrics: where the time goes, percentiles, memory, processor"),
    ("Ctrl+M", "Models: what is here, and what can be had"),
    ("Ctrl+F", "Search in all conversations; Down goes on to what was found"),
    ("F2, Ctrl+D, Del", "In the list of conversations: rename, pin, put into the bin"),
    ("Ctrl+Z", "Take out of the bin again what went there last"),
    ("Alt+Up, Alt+Down", "In a past conversation: the turn before or after"),
    ("Ctrl+P, Ctrl+E, Ctrl+B", "Play that turn, edit its question and ask again, go on from it in a branch"),
    (
        "Ctrl+Shift+S, Ctrl+Shift+I",
        "In the list: statistics; in a past conversation: what the model saw for that turn",
    ),
    ("Return", "Press the button that has the focus, open a conversation, send text"),
    ("F1", "This list"),
)


class ShortcutsDialog(QDialog):
    """Keys on the left, what they do on the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Shortcuts")
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, (keys, meaning) in enumerate(SHORTCUTS):
            grid.addWidget(named(QLabel(keys), "key"), row, 0, _TOP_LEFT)
            text = QLabel(meaning)
            text.setWordWrap(True)
            grid.addWidget(text, row, 1)
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(20)
        column.addWidget(named(QLabel("Shortcuts"), "heading"))
        column.addLayout(grid)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(420)
