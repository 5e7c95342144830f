"""A group of settings in the dialog: those that people change, and behind a button the rest."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.settings.fields import SettingGroup
from desktop.ui.look.naming import named
from desktop.ui.look.theme import Theme
from desktop.ui.settings.setting_row import SettingRow
from desktop.wording import marked, tr

MORE, FEWER = marked("Advanced…"), marked("Fewer")


class SettingsSection(QWidget):
    """A title, a sentence, and a row a setting."""

    def __init__(self, group: SettingGroup, theme: Theme) -> None:
        super().__init__()
        self.group = group
        self.rows = [SettingRow(field, theme) for field in group.fields]
        self.more = named(QPushButton(tr(MORE)), "quiet")
        self.more.setCheckable(True)
        self.more.setAutoDefault(False)
        self.more.setAccessibleName(tr("Advanced settings: {title}").format(title=group.title))
        self.more.toggled.connect(lambda _on: self.filter(""))
        about = named(QLabel(group.description), "secondary")
        about.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 26)
        column.setSpacing(0)
        column.addWidget(named(QLabel(group.title), "heading"))
        column.addSpacing(2)
        column.addWidget(about)
        for row in sorted(self.rows, key=lambda row: row.field.advanced):
            row.setContentsMargins(0, 16, 0, 0)
            column.addWidget(row)
        column.addSpacing(12)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.filter("")

    def filter(self, words: str) -> bool:
        """Show the rows that speak of these words; of no words, the usual ones. Return whether any is shown."""
        whole = bool(words) and words.casefold() in self.group.title.casefold()
        for row in self.rows:
            found = row.speaks_of(words) or whole
            row.setVisible(found if words else self.more.isChecked() or not row.field.advanced)
        folded = any(row.field.advanced for row in self.rows) and not all(row.field.advanced for row in self.rows)
        self.more.setVisible(folded and not words)
        self.more.setText(tr(FEWER if self.more.isChecked() else MORE))
        return any(not row.isHidden() for row in self.rows)
