"""What every widget that chooses a setting has in common."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.settings.fields import SettingField, Value


class Editor(QWidget):
    """Shows a value and says when the user chose another one; the keyboard's focus goes to its `control`."""

    chosen = Signal(object)
    """A `Value`."""
    wide = True
    """Whether it wants a line to itself."""

    def __init__(self, field: SettingField, control: QWidget) -> None:
        super().__init__()
        self.field, self.control = field, control
        self._shown: Value = field.default
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)
        self.row.addWidget(control, 1)
        self.setFocusProxy(control)
        control.setAccessibleName(field.title)

    def show_value(self, value: Value) -> None:
        """Show a value."""
        self._shown = value
        self._fill(value)

    def commit(self) -> None:
        """Take over what was typed and not yet taken over."""

    def _fill(self, value: Value) -> None:
        raise NotImplementedError

    def _choose(self, value: Value) -> None:
        if value != self._shown:
            self._shown = value
            self.chosen.emit(value)
