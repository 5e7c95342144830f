"""What has to be said of a file before it can be imported: what it is for, or how it is to be called."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.errors import UserFacingError
from desktop.formats import NAMES
from desktop.models.strange_files import UNMARKED, KindNeededError
from desktop.ui.look.breaking import breakable
from desktop.ui.look.flow import Flow
from desktop.ui.look.naming import named
from desktop.ui.models.model_import import Wanted
from desktop.ui.trouble.banner import sentence
from desktop.wording import marked, tr

_KIND = marked("A voice has its .onnx.json beside it; this file has none. What is it?")
_NAME = marked("Give it another name: small letters, digits, dots and dashes, not beginning with “starter”.")


class ImportQuestion(QDialog):
    """Return imports with what was said, Esc does not import."""

    answered = Signal(object)
    """What is `Wanted` now."""

    def __init__(self, wanted: Wanted, why: UserFacingError, parent: QWidget) -> None:
        super().__init__(parent)
        self._wanted = wanted
        self.setWindowTitle(tr("Import a model"))
        of_kind = isinstance(why, KindNeededError)
        self.kind, self.name = QComboBox(), QLineEdit(wanted.name or wanted.path.stem)
        for kind in sorted(UNMARKED, key=lambda one: one == "tts"):  # last: it lacks a file that a voice has
            self.kind.addItem(sentence(tr(NAMES[kind])).rstrip("."), kind)
        self.kind.setAccessibleName(tr("Kind"))
        self.name.setAccessibleName(tr("Name of the model"))
        self.name.selectAll()
        self.go, self.cancel = QPushButton(tr("Import")), QPushButton(tr("Cancel"))
        self.go.setDefault(True)
        self.go.clicked.connect(self._answer)
        self.cancel.clicked.connect(self.reject)
        self._arrange(tr(why.message), tr(_KIND) if of_kind else tr(_NAME))
        self.kind.setVisible(of_kind)
        self.name.setVisible(not of_kind)
        self.name.textChanged.connect(lambda text: self.go.setEnabled(bool(text.strip())))
        (self.kind if of_kind else self.name).setFocus()
        self.setFixedWidth(min(420, max(340, parent.width() - 40)))

    def _arrange(self, what: str, advice: str) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(12)
        heading, about = named(QLabel(breakable(sentence(what))), "section"), named(QLabel(advice), "secondary")
        for label in (heading, about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self.kind)
        column.addWidget(self.name)
        column.addLayout(Flow(self.cancel, self.go, flush_end=True))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Take the height that the words need: of itself Qt gives no more than two thirds of the screen's."""
        super().showEvent(event)
        self.setMinimumHeight(self._column.totalHeightForWidth(self.width()))

    def _answer(self) -> None:
        if self.kind.isVisibleTo(self):
            wanted = replace(self._wanted, kind=self.kind.currentData())
        else:
            wanted = replace(self._wanted, name=self.name.text().strip())
        self.answered.emit(wanted)
        self.accept()
