"""A question from before, to be changed and asked again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.ui.look.key_words import key_words
from desktop.ui.look.naming import named
from desktop.wording import tr


class EditQuestion(QDialog):
    """The question in a field; Ctrl+Return asks it."""

    asked = Signal(str)

    def __init__(self, question: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Ask again"))
        self.field = named(QPlainTextEdit(question), "question")
        self.field.setAccessibleName(tr("Question"))
        self.field.setTabChangesFocus(True)
        self.field.selectAll()
        self.ask = named(QPushButton(tr("Ask")), "main")
        self.ask.setToolTip(tr("Ask ({keys})").format(keys=key_words("Ctrl+Return")))
        self.ask.clicked.connect(self._ask)
        self.field.textChanged.connect(lambda: self.ask.setEnabled(bool(self._text())))
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.ask.click)
        leave = QPushButton(tr("Cancel"))
        leave.clicked.connect(self.reject)
        explained = named(QLabel(tr("A branch goes on from here; the conversation as it was stays.")), "secondary")
        explained.setWordWrap(True)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(leave)
        row.addWidget(self.ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(named(QLabel(tr("Ask again")), "heading"))
        column.addWidget(explained)
        column.addWidget(self.field, 1)
        column.addLayout(row)
        self.resize(460, 280)

    def _text(self) -> str:
        return self.field.toPlainText().strip()

    def _ask(self) -> None:
        self.asked.emit(self._text())
        self.accept()
