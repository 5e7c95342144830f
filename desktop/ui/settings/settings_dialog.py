"""All settings, made from their records: pages listed on the left, the chosen one on the right, a search over all."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
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

from desktop.settings import Settings
from desktop.settings.fields import Kind, SettingField, SettingGroup, Value
from desktop.ui.look.flow import Flow
from desktop.ui.look.key_words import key_words
from desktop.ui.look.naming import named
from desktop.ui.look.steps import Steps
from desktop.ui.look.theme import Theme
from desktop.ui.past.search_field import SearchField
from desktop.ui.settings.chapters import chapters
from desktop.ui.settings.setting_editors import DeviceEditor
from desktop.ui.settings.setting_row import SettingRow
from desktop.ui.settings.settings_section import SettingsSection
from desktop.ui.settings.waiting_strip import WaitingStrip
from desktop.wording import tr

SIDE_BY_SIDE = 560
"""From this width on, in pixels, the pages are listed beside the settings; below, all stand in one column."""
_GROUPS, _BAR = 168, 18
"""The least width of their list, and room for its scroll bar."""


class SettingsDialog(QDialog):
    """Emits what the user chooses; whoever takes it over answers with `take` or `refuse`.

    The groups are made one after another, so that the window never waits for all of them. A method for each thing
    that may come from outside (settings, devices, a refusal) and for what is searched, made and shown.
    """

    chosen = Signal(object, object)
    """A `SettingField` and its new `Value`."""
    first_start_wanted = Signal()
    personas_wanted = Signal()
    tools_wanted = Signal()
    anew_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self._theme, self._chapters = theme, chapters()
        self._groups = [group for chapter in self._chapters for group in chapter.groups]
        self._made: list[SettingsSection] = []
        self._rows: dict[str, SettingRow] = {}
        self._settings = Settings()
        self._devices: dict[Kind, Sequence[str]] = {}
        self._words: dict[str, str] = {}
        self.search = SearchField()
        self.search.setPlaceholderText(tr("Search settings ({keys})").format(keys=key_words("Ctrl+F")))
        self.search.setAccessibleName(tr("Search settings"))
        self.groups = named(QListWidget(), "groups")
        self.groups.setAccessibleName(tr("Groups of settings"))
        self.groups.addItems([chapter.title for chapter in self._chapters])
        self.nothing = named(QLabel(tr("No setting speaks of that.")), "secondary")
        self.first_start = _leading_to(tr("First start…"), tr("Show the first start again"))
        self.first_start.setAccessibleName(tr("Show the first start again"))
        self.personas = _leading_to(tr("Personas…"), tr("Who Sotto can be"))
        self.tools = _leading_to(tr("Tools…"), tr("Packs and tool servers"))
        self.waiting = WaitingStrip()
        self._page, self._close, self._column = QScrollArea(), QPushButton(tr("Close")), QVBoxLayout()
        self._steps = Steps(self._make(), self)
        self._arrange()
        self._connect()
        self.groups.ensurePolished()  # or the list does not know yet how wide its words are
        self.groups.setFixedWidth(
            max(_GROUPS, self.groups.sizeHintForColumn(0) + 2 * self.groups.frameWidth() + _BAR)
        )
        with QSignalBlocker(self.groups):  # the dialog comes first, then what is in it
            self.groups.setCurrentRow(0)
        self.search.setFocus()
        room = parent.window().size()
        self.resize(min(760, max(380, room.width() - 40)), min(680, max(460, room.height() - 40)))
        self.setMinimumSize(360, 400)
        self._steps.begin()

    def _arrange(self) -> None:
        content = named(QWidget(), "content")
        content.setLayout(self._column)
        self._column.setContentsMargins(6, 0, 14, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.nothing)
        self.nothing.hide()
        self._column.addStretch()
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
        self._close.setAutoDefault(False)
        self._close.clicked.connect(self.accept)
        self.first_start.clicked.connect(self.accept)
        self.first_start.clicked.connect(self.first_start_wanted)
        self.personas.clicked.connect(self.personas_wanted)
        self.tools.clicked.connect(self.tools_wanted)
        self.waiting.button.clicked.connect(self.accept)
        self.waiting.button.clicked.connect(self.anew_wanted)
        bottom = QHBoxLayout()
        bottom.addLayout(Flow(self.personas, self.tools, self.first_start), 1)
        bottom.addWidget(self._close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 20, 22, 18)
        whole.setSpacing(16)
        whole.addWidget(self.search)
        whole.addLayout(middle, 1)
        whole.addWidget(self.waiting)
        whole.addLayout(bottom)

    def _make(self) -> Generator[None, None, None]:
        """Make one group after the other, each in two steps, of which none holds the window up for long."""
        for number, group in enumerate(self._groups):
            section = SettingsSection(group, self._theme)
            section.hide()  # or it would be laid out and painted in the same step
            self._add(section)
            yield
            self._look(section, number)
            yield
        self._tell_nothing(all_made=True)

    def _add(self, section: SettingsSection) -> None:
        """Put a group below the others, with what was chosen in it."""
        self._made.append(section)
        self._column.insertWidget(len(self._made), section)
        QWidget.setTabOrder(section.more, self.waiting.button)  # the newest comes last, before these
        QWidget.setTabOrder(self.waiting.button, self.personas)
        QWidget.setTabOrder(self.personas, self.tools)
        QWidget.setTabOrder(self.tools, self.first_start)
        QWidget.setTabOrder(self.first_start, self._close)
        for row in section.rows:
            self._rows[row.field.path] = row
            row.chosen.connect(self.chosen)
            row.show_value(row.field.value_in(self._settings))
            self._fill(row)

    def _fill(self, row: SettingRow) -> None:
        """Show in a row what came meanwhile."""
        if isinstance(row.editor, DeviceEditor) and row.field.kind in self._devices:
            row.editor.offer(self._devices[row.field.kind])
        if row.field.path in self._words:
            row.tell(self._words[row.field.path])

    @property
    def sections(self) -> list[SettingsSection]:
        """All groups."""
        self._steps.finish()
        return self._made

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._filter())
        self.search.left.connect(self._go_on)
        self.groups.currentRowChanged.connect(lambda _row: self._filter())
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(self.search.setFocus)

    def row(self, path: str) -> SettingRow:
        """Return the row of a setting, such as `audio.microphone`."""
        return next(row for section in self.sections for row in section.rows if row.field.path == path)

    def show_group(self, name: str) -> None:
        """Turn to the page with the settings of a record."""
        self.search.clear()
        (row,) = (row for row, chapter in enumerate(self._chapters) if name in [one.name for one in chapter.groups])
        self.groups.setCurrentRow(row)

    def show_row(self, path: str) -> None:
        """Turn to one setting, with the keyboard in it, once the dialog is laid out."""
        row = self.row(path)
        self.show_group(row.field.record)

        def turn() -> None:
            row.editor.setFocus()
            self._page.ensureWidgetVisible(row)

        QTimer.singleShot(0, self, turn)

    def show_settings(self, settings: Settings) -> None:
        """Show what was chosen so far; `offer` adds to the lists of devices what there is besides."""
        self._settings = settings
        for row in self._rows.values():
            row.show_value(row.field.value_in(settings))

    def offer(self, microphones: Sequence[str], speakers: Sequence[str]) -> None:
        """Fill the lists of devices."""
        self._devices = {Kind.MICROPHONE: microphones, Kind.SPEAKER: speakers}
        for row in self._rows.values():
            self._fill(row)

    def tell(self, path: str, words: str) -> None:
        """Say beside a setting what has become of it."""
        self._words[path] = words
        if path in self._rows:
            self._fill(self._rows[path])

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
        last = self._groups.index(self._chapter[-1])
        while not words and len(self._made) <= last and self._steps.go_on():
            pass  # nobody waits for the others first
        for number, section in enumerate(self._made):  # those to come are looked through when they are made
            self._look(section, number)
        self._tell_nothing(all_made=self._steps.over)
        self.groups.setVisible(self._wide)
        self.groups.setEnabled(not words)
        self._page.verticalScrollBar().setValue(0)

    def _look(self, section: SettingsSection, number: int) -> None:
        """Show a group, or what of it is searched for."""
        words = self.search.text().strip()
        found = section.filter(words)
        section.setVisible(found if words else self._is_shown(number))

    def _tell_nothing(self, *, all_made: bool) -> None:
        """Say that no group has what is searched for, once all were looked through."""
        searched = all_made and bool(self.search.text().strip())
        self.nothing.setVisible(searched and all(section.isHidden() for section in self._made))

    def _is_shown(self, number: int) -> bool:
        """Whether a group is on show while nothing is searched."""
        return self._groups[number] in self._chapter or not self._wide

    @property
    def _chapter(self) -> tuple[SettingGroup, ...]:
        return self._chapters[max(0, self.groups.currentRow())].groups

    @property
    def _wide(self) -> bool:
        return self.width() >= SIDE_BY_SIDE

    def _go_on(self) -> None:
        """Go from the search to the first setting that was found."""
        shown = (row for section in self._made if not section.isHidden() for row in section.rows)
        first = next((row for row in shown if not row.isHidden()), None)
        if first is not None:
            first.editor.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """List the groups beside the settings, or not."""
        super().resizeEvent(event)
        if self.groups.isHidden() == self._wide:
            self._filter()


def _leading_to(words: str, what: str) -> QPushButton:
    """A button that leads to another page."""
    button = named(QPushButton(words), "quiet")
    button.setToolTip(what)
    button.setAutoDefault(False)
    return button
