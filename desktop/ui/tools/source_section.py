"""One pack or tool server on the page: a switch, what it is, its tools, and what became of the last change."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout

from desktop.ui.look.naming import named
from desktop.ui.look.switch import Switch
from desktop.ui.look.theme import Theme
from desktop.ui.talk.plain_text import visible
from desktop.ui.tools.sources import Kind, OfferedLine, Source
from desktop.wording import tr

_BAR = 8
_BESIDE_SWITCH = 52
"""Where the name of a switch begins."""


class SourceSection(QFrame):
    """Emits what the user wants; shows the source as it is by then with `show_source`."""

    switched = Signal(object, bool)
    """The `Source`, and whether it is to be on."""
    tool_switched = Signal(str, str, bool)
    """Name of the server, of its tool, and whether it is to be offered."""
    forgotten = Signal(str)
    cancelled = Signal(str)
    """Name of the server that is no longer to be asked."""

    def __init__(self, source: Source, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("modelRow")
        self.source, self._theme = source, theme
        self.switch = Switch(theme, visible(source.title))
        self.forget = named(QPushButton(tr("Forget")), "choice")
        self.forget.setAutoDefault(False)
        self.forget.setAccessibleName(tr("Forget {name}").format(name=visible(source.title)))
        self.asking = QProgressBar(maximum=0, textVisible=False)  # how long it takes is known to nobody
        self.asking.setFixedHeight(_BAR)
        self.asking.setAccessibleName(tr("Asking {name}").format(name=visible(source.title)))
        self.cancel = named(QPushButton(tr("Cancel")), "choice")
        self.cancel.setAutoDefault(False)
        self.cancel.setAccessibleName(tr("Cancel: {title}").format(title=self.asking.accessibleName()))
        self.about, self.said, self.problem = (named(QLabel(), name) for name in ("small", "small", "problem"))
        self.tools: list[Switch] = []
        self._arrange()
        self.switch.toggled.connect(lambda on: self.switched.emit(self.source, on))
        self.cancel.clicked.connect(lambda: self.cancelled.emit(self.source.name))
        self.cancel.clicked.connect(lambda: self.cancel.setEnabled(False))
        self.forget.clicked.connect(lambda: self.forgotten.emit(self.source.name))
        self.show_source(source)
        self.tell("")

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.switch)
        top.addStretch(1)
        top.addWidget(self.forget)
        under = QHBoxLayout()
        under.setContentsMargins(_BESIDE_SWITCH, 0, 0, 0)
        under.addWidget(self.asking, 1)
        under.addWidget(self.cancel)
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(_BESIDE_SWITCH - 8, 4, 0, 0)
        self._lines.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 10)
        column.setSpacing(3)
        column.addLayout(top)
        for label in (self.about, self.said, self.problem):
            self._prepare(label)
            label.setContentsMargins(_BESIDE_SWITCH, 0, 0, 0)
            column.addWidget(label)
        column.addLayout(under)
        column.addLayout(self._lines)

    def _prepare(self, label: QLabel) -> None:
        label.setWordWrap(True)

    def show_source(self, source: Source) -> None:
        """Show what it is now."""
        again = source.tools != self.source.tools or not self.tools
        self.source = source
        with QSignalBlocker(self.switch):
            self.switch.setChecked(source.on)
        self.about.setText(visible(source.about).replace("/", "/\u200b"))  # a long path may break there
        self.forget.setVisible(source.kind is Kind.SERVER)
        if again:
            self._show_tools(source.tools)

    def _show_tools(self, tools: tuple[OfferedLine, ...]) -> None:
        held = next((number for number, switch in enumerate(self.tools) if switch.hasFocus()), None)
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.tools = []
        for line in tools:
            switch, words = Switch(self._theme, visible(line.name)), named(QLabel(visible(line.words)), "small")
            self._prepare(words)
            words.setContentsMargins(_BESIDE_SWITCH, 0, 0, 6)
            switch.setChecked(line.on)
            switch.setEnabled(line.usable)
            switch.setAccessibleDescription(visible(line.words))
            switch.toggled.connect(lambda on, name=line.name: self.tool_switched.emit(self.source.name, name, on))
            self._lines.addWidget(switch)
            self._lines.addWidget(words)
            self.tools.append(switch)
        if held is not None and held < len(self.tools):
            self.tools[held].setFocus()

    def tell(self, words: str, problem: str = "", *, asking: bool = False) -> None:
        """Say what became of the last change, or what is being done; while it is `asking`, that can be cancelled."""
        if self.cancel.hasFocus() and not asking:
            self.switch.setFocus()
        self.cancel.setEnabled(True)
        for part in (self.asking, self.cancel):
            part.setVisible(asking)
        for label, text in ((self.said, words), (self.problem, problem)):
            label.setText(visible(text))
            label.setVisible(bool(text))
