"""One setting in the dialog: its title, what chooses it, and the sentence about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.settings.fields import SettingField, Value
from desktop.ui.look.naming import named
from desktop.ui.look.theme import Theme
from desktop.ui.settings.setting_editor import Editor
from desktop.ui.settings.setting_editors import SwitchEditor, make_editor
from desktop.ui.trouble.banner import sentence
from desktop.wording import marked, tr

LATER = marked("Acts from the next start.")
SAVED = marked("Saved. It acts from the next start.")
_BESIDE_SWITCH = 52
"""Where the name of a switch begins."""


class SettingRow(QWidget):
    """A value that is refused stays on show with the reason under it, until another one is taken."""

    chosen = Signal(object, object)
    """The `SettingField` and its new `Value`."""

    def __init__(self, field: SettingField, theme: Theme) -> None:
        super().__init__()
        self.field = field
        self._value = field.default
        self.editor: Editor = make_editor(field, theme)
        self.reset = named(QPushButton(tr("Reset")), "choice")
        self.reset.setAutoDefault(False)
        self.reset.setAccessibleName(tr("Reset {title}").format(title=field.title))
        self.reset.setToolTip(tr("Back to what it was when Sotto was new"))
        self.meaning, self.problem = named(QLabel(), "small"), named(QLabel(), "problem")
        self._arrange()
        self._describe("" if field.live else tr(LATER))
        self.editor.chosen.connect(lambda value: self.chosen.emit(field, value))
        self.reset.clicked.connect(self._reset)
        self.show_value(field.default)

    def _arrange(self) -> None:
        is_switch = isinstance(self.editor, SwitchEditor)
        top = QHBoxLayout()
        top.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(top)
        if not is_switch:
            title = QLabel(self.field.title)
            title.setBuddy(self.editor.control)
            title.setWordWrap(True)
            top.addWidget(title, 1)
        if is_switch or not self.editor.wide:
            top.addWidget(self.editor, 1 if is_switch else 0)
        else:
            column.addWidget(self.editor)
        for label in (self.problem, self.meaning):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setContentsMargins(_BESIDE_SWITCH if is_switch else 0, 0, 0, 0)
        bottom = QHBoxLayout()
        bottom.setSpacing(10)
        bottom.addWidget(self.meaning, 1)
        bottom.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.problem)
        column.addLayout(bottom)
        self.problem.hide()

    def show_value(self, value: Value) -> None:
        """Show what is chosen."""
        self._value = value
        self.editor.show_value(value)
        self._settle()

    def take(self, value: Value) -> None:
        """The value was taken over."""
        self._value = value
        if not self.field.live:
            self._describe(tr(SAVED))
        self._settle()

    def refuse(self, reason: str) -> None:
        """Say why the value on show is not taken."""
        self.problem.setText(sentence(reason))
        self.problem.show()
        self.reset.show()
        self.editor.control.setAccessibleDescription(f"{self.problem.text()} {self.meaning.text()}")

    def tell(self, words: str) -> None:
        """Say what has become of the setting, beside its meaning."""
        self._describe(words)

    def speaks_of(self, words: str) -> bool:
        """Whether all of these words are in what it is called and what is said of it."""
        text = f"{self.field.title} {self.field.description}".casefold()
        return all(word in text for word in words.casefold().split())

    def _describe(self, more: str) -> None:
        self.meaning.setText(" ".join(part for part in (self.field.description, more) if part))
        self.editor.control.setAccessibleDescription(self.meaning.text())

    def _settle(self) -> None:
        self.problem.hide()
        self.editor.control.setAccessibleDescription(self.meaning.text())
        held = self.reset.hasFocus()
        self.reset.setVisible(self._value != self.field.default)
        if held and self.reset.isHidden():
            self.editor.control.setFocus()

    def _reset(self) -> None:
        self.editor.show_value(self.field.default)
        if self._value == self.field.default:
            self._settle()  # what was refused is gone, and nothing is to be saved
        else:
            self.chosen.emit(self.field, self.field.default)
