"""Which conversations are written to a file, and as what."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.storage.exported import Format, Scope
from desktop.ui.look.naming import named
from desktop.ui.look.switch import Switch
from desktop.ui.look.theme import Theme
from desktop.ui.talk.plain_text import visible
from desktop.wording import marked, tr

FORMS = {
    Format.CSV: (marked("Table (CSV)"), marked("A row a turn, with times, texts and what was heard."), "csv"),
    Format.JSON: (marked("Everything (JSON)"), marked("All that is known but the sound, to import again."), "json"),
    Format.MARKDOWN: (marked("Text (Markdown)"), marked("To read and to pass on."), "md"),
    Format.SRT: (marked("Subtitles (SRT)"), marked("What was said, with times."), "srt"),
    Format.VTT: (marked("Subtitles (WebVTT)"), marked("What was said, with times, for the web."), "vtt"),
}
"""Of each form its name, what it is good for, and how such files end."""


class ExportDialog(QDialog):
    """A choice of conversations and of a form; then a file is asked for."""

    chosen = Signal(object, object, bool, object)
    """The Scope, the Format, whether a byte order mark goes in front, and the Path; it may be replaced."""

    def __init__(self, theme: Theme, session: str, title: str, query: str, parent: QWidget) -> None:
        """`query` is what is being searched for; empty for nothing. `session` may be empty too."""
        super().__init__(parent)
        self.setWindowTitle(tr("Export conversations"))
        self.scope, self.form = QComboBox(), QComboBox()
        self.scope.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        if session:
            self.scope.addItem(visible(title) or tr("This conversation"), Scope(session=session))
        if query:
            self.scope.addItem(tr("All with “{words}”").format(words=visible(query)), Scope(query=query))
        self.scope.addItem(tr("All conversations"), Scope())
        for form, (name, _good_for, _suffix) in FORMS.items():
            self.form.addItem(tr(name), form)
        self.bom = Switch(theme, tr("With a byte order mark"))
        self._good_for = named(QLabel(), "secondary")
        self._good_for.setWordWrap(True)
        self.save, self.cancel = named(QPushButton(tr("Choose a file…")), "main"), QPushButton(tr("Cancel"))
        self._arrange()
        self.form.currentIndexChanged.connect(self._explain)
        self.save.clicked.connect(self._ask_for_file)
        self.cancel.clicked.connect(self.reject)
        self._explain()

    def _arrange(self) -> None:
        rows = QFormLayout()
        rows.setVerticalSpacing(10)
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        rows.addRow(tr("What"), self.scope)
        rows.addRow(tr("As"), self.form)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        self.save.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        heading = named(QLabel(tr("Export conversations")), "heading")
        heading.setWordWrap(True)
        column.addWidget(heading)
        column.addLayout(rows)
        column.addWidget(self._good_for)
        column.addWidget(self.bom)
        column.addStretch()
        column.addLayout(buttons)
        self.scope.setAccessibleName(tr("Which conversations"))
        self.form.setAccessibleName(tr("Form of the file"))
        self.setMinimumWidth(380)

    @property
    def _form(self) -> Format:
        return Format(self.form.currentData())  # Qt hands a plain string back

    def _explain(self) -> None:
        form = self._form
        _name, good_for, _suffix = FORMS[form]
        self._good_for.setText(tr(good_for))
        self.bom.setVisible(form is Format.CSV)

    def _ask_for_file(self) -> None:
        name, _good_for, suffix = FORMS[self._form]
        chooser = QFileDialog(self, tr("Export conversations"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(f"{tr(name)} (*.{suffix})")
        chooser.setDefaultSuffix(suffix)
        chooser.selectFile(f"sotto.{suffix}")
        chooser.fileSelected.connect(self._take)
        chooser.open()

    def _take(self, name: str) -> None:
        form = self._form
        self.chosen.emit(self.scope.currentData(), form, form is Format.CSV and self.bom.isChecked(), Path(name))
        self.accept()
