"""Packs and tool servers: what is on, what they bring, and a new server."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.ui.look.naming import named
from desktop.ui.look.scrolled import Scrolled
from desktop.ui.look.theme import Theme
from desktop.ui.tools.source_section import SourceSection
from desktop.ui.tools.sources import Kind, Source
from desktop.wording import marked, tr

ABOUT_SERVERS = marked(
    "Programs whose tools Sotto may use. Each is a program of its own: switch on only what you trust. "
    "Sotto asks before each call that is not known to only read."
)
WHERE = marked("Command or https address")


class ToolsDialog(QDialog):
    """A section for each source; emits what the user wants, and is told what became of it."""

    switched = Signal(object, bool)
    tool_switched = Signal(str, str, bool)
    forgotten = Signal(str)
    cancelled = Signal(str)
    """Name of the server that is being asked for its tools, and is no longer to be."""
    added = Signal(str, str)
    """Name and command or address of a new server."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Tools"))
        self._theme = theme
        self.sections: dict[tuple[Kind, str], SourceSection] = {}
        self.name, self.where = QLineEdit(), QLineEdit()
        self.add, self.leave = QPushButton(tr("Add")), QPushButton(tr("Close"))
        self.problem = named(QLabel(), "problem")
        self._columns = {kind: QVBoxLayout() for kind in Kind}
        self._arrange()
        self._connect()
        room = parent.window().size()
        self.resize(min(660, max(380, room.width() - 40)), min(640, max(460, room.height() - 40)))
        self.setMinimumSize(360, 400)

    def _arrange(self) -> None:
        content = QWidget()
        page = QVBoxLayout(content)
        page.setContentsMargins(12, 10, 18, 10)  # room for the focus around it
        about = named(QLabel(tr(ABOUT_SERVERS)), "small")
        for label in (about, self.problem):
            label.setWordWrap(True)
        page.addWidget(named(QLabel(tr("Packs")), "section"))
        page.addLayout(self._columns[Kind.PACK])
        page.addSpacing(14)
        page.addWidget(named(QLabel(tr("Tool servers")), "section"))
        page.addWidget(about)
        page.addLayout(self._columns[Kind.SERVER])
        page.addLayout(self._entry())
        page.addWidget(self.problem)
        page.addStretch()
        self.problem.hide()
        end = QHBoxLayout()
        end.addStretch()
        end.addWidget(self.leave)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 20, 22, 18)
        whole.setSpacing(12)
        whole.addWidget(named(QLabel(tr("Tools")), "heading"))
        whole.addWidget(Scrolled(content), 1)
        whole.addLayout(end)

    def _entry(self) -> QVBoxLayout:
        """Where a new server is written down."""
        for line, words in ((self.name, tr("Name")), (self.where, tr(WHERE))):
            line.setPlaceholderText(words)
            line.setAccessibleName(tr("New tool server: {what}").format(what=words))
            line.setMinimumWidth(60)
        row, column = QHBoxLayout(), QVBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.add)
        column.setContentsMargins(0, 10, 0, 0)
        column.addWidget(self.where)
        column.addLayout(row)
        return column

    def _connect(self) -> None:
        for button in (self.add, self.leave):
            button.setAutoDefault(False)
        self.leave.clicked.connect(self.accept)
        self.add.clicked.connect(self._add)
        for line in (self.name, self.where):
            line.returnPressed.connect(self._add)
            line.textChanged.connect(self._look)
        self._look()

    def show_sources(self, sources: Sequence[Source]) -> None:
        """Show what there is by now; what stays keeps its place and the keyboard."""
        for key in self.sections.keys() - {(source.kind, source.name) for source in sources}:
            self.sections.pop(key).deleteLater()
        for source in sources:
            key = (source.kind, source.name)
            if key in self.sections:
                self.sections[key].show_source(source)
            else:
                self._make(source)

    def _make(self, source: Source) -> None:
        section = self.sections[source.kind, source.name] = SourceSection(source, self._theme)
        section.switched.connect(self.switched)
        section.tool_switched.connect(self.tool_switched)
        section.forgotten.connect(self.forgotten)
        section.cancelled.connect(self.cancelled)
        self._columns[source.kind].addWidget(section)

    def tell(self, kind: Kind, name: str, words: str, problem: str = "", *, asking: bool = False) -> None:
        """Say beside a source what becomes of a change; of a new one where it was written down."""
        section = self.sections.get((kind, name))
        if section is not None:
            section.tell(words, problem, asking=asking)
        else:
            self.problem.setText(problem)
            self.problem.setVisible(bool(problem))

    def take(self) -> None:
        """The new server is noted down."""
        for line in (self.where, self.name):
            line.clear()
        self.problem.hide()

    def _add(self) -> None:
        if self.add.isEnabled():
            self.added.emit(self.name.text(), self.where.text())

    def _look(self) -> None:
        self.add.setEnabled(bool(self.name.text().strip() and self.where.text().strip()))
