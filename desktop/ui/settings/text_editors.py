"""Settings that are written: a line, a path, a text, several lines."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QPushButton

from desktop.settings.fields import Kind, SettingField, Value
from desktop.ui.settings.setting_editor import Editor
from desktop.wording import tr

_TYPED_MS = 700
"""Text of several lines is taken over when nothing was typed for so long."""


class LineEditor(Editor):
    """A line of text; Return or leaving it takes it over."""

    def __init__(self, field: SettingField) -> None:
        self.line = QLineEdit()
        super().__init__(field, self.line)
        self.line.editingFinished.connect(self.commit)

    def commit(self) -> None:
        """Take over what was typed and not yet taken over."""
        if self.line.isModified():
            self._choose(self.line.text().strip())

    def _fill(self, value: Value) -> None:
        self.line.setText(str(value))


class PathEditor(LineEditor):
    """A file or a folder, written or looked for."""

    def __init__(self, field: SettingField) -> None:
        super().__init__(field)
        self.line.setPlaceholderText(tr("The one that came with Sotto"))
        self.line.setToolTip(self.line.placeholderText())  # there may be no room for all of it
        self.browse = QPushButton(tr("Browse…"))
        self.browse.setAutoDefault(False)
        self.browse.setAccessibleName(tr("Browse for {title}").format(title=field.title))
        self.browse.clicked.connect(self._browse)
        self.row.addWidget(self.browse)

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.field.title)
        folder = self.field.kind is Kind.FOLDER
        dialog.setFileMode(QFileDialog.FileMode.Directory if folder else QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._found)
        dialog.open()

    def _found(self, path: str) -> None:
        self.line.setText(path)
        self._choose(path)


class TextEditor(Editor):
    """Some lines of text, taken over when typing pauses and when they are left."""

    def __init__(self, field: SettingField) -> None:
        self.text = _Text()
        super().__init__(field, self.text)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * 4 + 34)
        self._pause = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._pause.timeout.connect(self.commit)
        self.text.textChanged.connect(self._pause.start)
        self.text.left.connect(self.commit)

    def commit(self) -> None:
        """Take over what was typed and not yet taken over."""
        self._pause.stop()
        if self.text.document().isModified():
            self._choose(self._typed())

    def _typed(self) -> Value:
        return self.text.toPlainText()

    def _fill(self, value: Value) -> None:
        self.text.setPlainText(self._written(value))
        self._pause.stop()

    def _written(self, value: Value) -> str:
        return str(value)


class LinesEditor(TextEditor):
    """A text a line."""

    def _typed(self) -> Value:
        return tuple(line.strip() for line in self.text.toPlainText().splitlines() if line.strip())

    def _written(self, value: Value) -> str:
        return "\n".join(value) if isinstance(value, tuple) else str(value)


class _Text(QPlainTextEdit):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self.left.emit()
