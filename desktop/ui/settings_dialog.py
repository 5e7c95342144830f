"""All settings, made from their records: groups on the left, the chosen one on the right, a search over all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.setting_fields import Kind, SettingField, Value, setting_groups
from desktop.settings import Settings
from desktop.ui.naming import named
from desktop.ui.search_field import SearchField
from desktop.ui.setting_editors import DeviceEditor
from desktop.ui.setting_row import SettingRow
from desktop.ui.settings_section import SettingsSection
from desktop.ui.theme import Theme

SIDE_BY_SIDE = 560
"""From this width on, in pixels, the groups are listed beside the settings; below, all stand in one column."""
_GROUPS = 168


class SettingsDialog(QDialog):
    """Emits what the user chooses; whoever takes it over answers with `take` or `refuse`."""

    chosen = Signal(object, object)
    """A `SettingField` and its new `Value`."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.sections = [SettingsSection(group, theme) for group in setting_groups()]
        self._rows = {row.field.path: row for section in self.sections for row in section.rows}
        self.search = SearchField()
        self.search.setPlaceholderText("Search settings (Ctrl+F)")
        self.search.setAccessibleName("Search settings")
        self.groups = named(QListWidget(), "groups")
        self.groups.setAccessibleName("Groups of settings")
        self.groups.setFixedWidth(_GROUPS)
        self.groups.addItems([section.group.title for section in self.sections])
        self.nothing = named(QLabel("No setting speaks of that."), "secondary")
        self._page = QScrollArea()
        self._arrange()
        self._connect()
        self.groups.setCurrentRow(0)
        self.search.setFocus()
        room = parent.window().size()
        self.resize(min(760, max(380, room.width() - 40)), min(680, max(460, room.height() - 40)))
        self.setMinimumSize(360, 400)

    def _arrange(self) -> None:
        content = named(QWidget(), "content")
        column = QVBoxLayout(content)
        column.setContentsMargins(6, 0, 14, 0)
        column.setSpacing(0)
        column.addWidget(self.nothing)
        for section in self.sections:
            column.addWidget(section)
        column.addStretch()
        self._page.setWidget(content)
        self._page.setWidgetResizable(True)
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self._page.setObjectName("page")
        self._page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        middle = QHBoxLayout()
        middle.setSpacing(22)
        middle.addWidget(self.groups)
        middle.addWidget(self._page, 1)
        close = QPushButton("Close")
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 20, 22, 18)
        whole.setSpacing(16)
        whole.addWidget(self.search)
        whole.addLayout(middle, 1)
        whole.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _connect(self) -> None:
        for row in self._rows.values():
            row.chosen.connect(self.chosen)
        self.search.textChanged.connect(lambda _text: self._filter())
        self.search.left.connect(self._go_on)
        self.groups.currentRowChanged.connect(lambda _row: self._filter())
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(self.search.setFocus)

    def row(self, path: str) -> SettingRow:
        """Return the row of a setting, such as `audio.microphone`."""
        return self._rows[path]

    def show_group(self, name: str) -> None:
        """Turn to the settings of a record."""
        self.search.clear()
        self.groups.setCurrentRow([section.group.name for section in self.sections].index(name))

    def show_settings(self, settings: Settings) -> None:
        """Show what was chosen so far; `offer` adds to the lists of devices what there is besides."""
        for row in self._rows.values():
            row.show_value(row.field.value_in(settings))

    def offer(self, microphones: Sequence[str], speakers: Sequence[str]) -> None:
        """Fill the lists of devices."""
        there = {Kind.MICROPHONE: microphones, Kind.SPEAKER: speakers}
        for row in self._rows.values():
            if isinstance(row.editor, DeviceEditor):
                row.editor.offer(there[row.field.kind])

    def take(self, field: SettingField, value: Value) -> None:
        """A value was taken over."""
        self._rows[field.path].take(value)

    def refuse(self, field: SettingField, reason: str) -> None:
        """A value was not taken over; say why, where it stands."""
        self._rows[field.path].refuse(reason)

    def done(self, result: int) -> None:
        """Take over what was typed last, and close."""
        for row in self._rows.values():
            row.editor.commit()
        super().done(result)

    def _filter(self) -> None:
        words = self.search.text().strip()
        one = not words and self._wide
        for number, section in enumerate(self.sections):
            found = section.filter(words)
            section.setVisible(number == self.groups.currentRow() if one else found)
        self.nothing.setVisible(all(section.isHidden() for section in self.sections))
        self.groups.setVisible(self._wide)
        self.groups.setEnabled(not words)
        self._page.verticalScrollBar().setValue(0)

    @property
    def _wide(self) -> bool:
        return self.width() >= SIDE_BY_SIDE

    def _go_on(self) -> None:
        """Go from the search to the first setting that was found."""
        shown = (row for section in self.sections if not section.isHidden() for row in section.rows)
        first = next((row for row in shown if not row.isHidden()), None)
        if first is not None:
            first.editor.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """List the groups beside the settings, or not."""
        super().resizeEvent(event)
        if self.groups.isHidden() == self._wide:
            self._filter()
