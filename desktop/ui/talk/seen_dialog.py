"""What the language model was shown when it answered a turn."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.ui.look.naming import named
from desktop.ui.past.past_like import ContextLike
from desktop.ui.talk.plain_text import visible
from desktop.wording import marked, ntr, tr

_ROLES = {"system": marked("Instructions"), "user": marked("You"), "assistant": "Sotto", "tool": marked("Tool")}
_UNKNOWN = marked("It is not known: the model was not asked, or what it saw is no longer kept.")


class SeenDialog(QDialog):
    """The prompt as plain text, from its first word on."""

    def __init__(self, turn: int, seen: ContextLike | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What the model saw"))
        below = QLabel(_about(turn, seen))
        below.setWordWrap(True)
        self.text = QPlainTextEdit(_written(seen) if seen is not None else "")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("What the model saw"))
        self.text.setVisible(seen is not None)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(named(QLabel(tr("What the model saw")), "heading"))
        column.addWidget(named(below, "secondary"))
        column.addWidget(self.text, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(520, 460 if seen is not None else 160)


def _about(turn: int, seen: ContextLike | None) -> str:
    """Which turn it is, and how long what the model saw was."""
    if seen is None:
        return tr(_UNKNOWN)
    number = tr("Turn {number}").format(number=turn)
    if seen.tokens is None:
        return number
    length = ntr("{count:,} token", "{count:,} tokens", seen.tokens).format(count=seen.tokens)
    return f"{number}, {length}"


def _written(seen: ContextLike) -> str:
    return "\n\n".join(f"{tr(_ROLES.get(role, role))}\n{visible(content)}" for role, content in seen.messages)
