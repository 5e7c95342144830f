"""The page of the first start: one step at a time, and the ways back, on and out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.first.step import INSET, Step
from desktop.ui.look.flow import Flow
from desktop.ui.look.naming import named
from desktop.ui.trouble.work_strip import WorkStrip
from desktop.wording import tr

_WIDEST, _HIGHEST = 620, 640
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FirstPage(QWidget):
    """Return presses the button that has the focus, and goes on elsewhere; the way on is always open."""

    moved = Signal(object)
    """The `Step` that came on show."""
    ended = Signal()
    """The last step was passed, or all that is left was skipped."""

    def __init__(self, steps: Sequence[Step]) -> None:
        super().__init__()
        self.steps = steps
        self.where = named(QLabel(), "small")
        self.back, self.skip = named(QPushButton(tr("Back")), "quiet"), named(QPushButton(), "quiet")
        self.on = named(QPushButton(), "main")
        self.skip.setToolTip(tr("Esc does the same"))
        self._stack, self._work = QStackedWidget(), QWidget()
        self._strip: WorkStrip | None = None
        for step in steps:
            self._stack.addWidget(step)
            step.passed.connect(self.go_on)
            step.settled.connect(self.on.setFocus)
        self.back.clicked.connect(lambda: self.show_step(self._stack.currentIndex() - 1))
        self.on.clicked.connect(self.go_on)
        self.skip.clicked.connect(self.ended)
        self._arrange()
        for widget in self.findChildren(QWidget):
            widget.installEventFilter(self)

    def _arrange(self) -> None:
        inside = named(QWidget(), "content")
        inside_column = QVBoxLayout(inside)
        inside_column.setContentsMargins(0, 0, 0, 0)
        inside_column.addWidget(self._stack)
        room = named(QScrollArea(widgetResizable=True), "page")
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        room.setWidget(inside)
        ways = QHBoxLayout()
        ways.addWidget(self.back, 1, Qt.AlignmentFlag.AlignLeading)
        ways.addLayout(Flow(self.skip, self.on, flush_end=True))
        middle = QWidget()
        middle.setMaximumSize(_WIDEST, _HIGHEST)
        column = QVBoxLayout(middle)
        column.setContentsMargins(28, 26, 28, 24)
        column.setSpacing(12)
        welcome = named(QLabel(tr("Welcome to Sotto")), "wordmark")
        for label in (welcome, self.where):
            label.setContentsMargins(INSET, 0, INSET, 0)
            column.addWidget(label)
        column.addWidget(room, 1)
        QVBoxLayout(self._work).setContentsMargins(0, 0, 0, 0)
        self._work.hide()
        column.addWidget(self._work)
        column.addLayout(ways)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(middle, 1, 1)
        for across in (0, 2):
            grid.setColumnStretch(across, 1)
            grid.setRowStretch(across, 1)
        grid.setColumnStretch(1, 100)
        grid.setRowStretch(1, 100)

    def take(self, strip: WorkStrip) -> None:
        """Have a place for the work in progress, which the page covers in the window; until it is taken back."""
        self._strip = strip
        layout = self._work.layout()
        assert layout is not None
        layout.addWidget(strip)
        strip.changed.connect(self.make_room)
        self.make_room()

    def make_room(self) -> None:
        """Show the work in progress, unless there is none or the step tells of it."""
        shown = self._strip is not None and not self._strip.isHidden() and not self.step.tells_of_work
        self._work.setVisible(shown)

    @property
    def step(self) -> Step:
        """The one on show."""
        return self.steps[self._stack.currentIndex()]

    def show_step(self, number: int) -> None:
        """Show a step, from 0; its control takes the focus."""
        self._stack.setCurrentIndex(number)
        for step in self.steps:  # the room is that of the step on show, not of the tallest
            policy = QSizePolicy.Policy.Preferred if step is self.step else QSizePolicy.Policy.Ignored
            step.setSizePolicy(policy, policy)
        step, count = self.step, len(self.steps)
        last = number == count - 1
        words = tr("Step {number} of {count}").format(number=number + 1, count=count)
        self.where.setText(words)
        self.setAccessibleName(f"{words}: {step.title}")
        self.back.setEnabled(number > 0)
        self.on.setText(tr("Start talking") if last else tr("Continue"))
        self.skip.setText(tr("Skip the rest"))
        self.skip.setVisible(not last)
        self.make_room()
        self.focus()
        self.moved.emit(step)

    def focus(self) -> None:
        """Put the focus where the step wants it, or on the way on."""
        entry = self.step.entry
        (entry if entry is not None and entry.isEnabled() else self.on).setFocus()

    def go_on(self) -> None:
        """Show the next step, or end after the last."""
        if self._stack.currentIndex() + 1 < len(self.steps):
            self.show_step(self._stack.currentIndex() + 1)
        else:
            self.ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Return presses the buttons of the work in progress, too."""
        pressed = self.focusWidget()
        if event.key() in _RETURN and isinstance(pressed, QPushButton) and not event.isAutoRepeat():
            pressed.click()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Return presses the button that has the focus; elsewhere it goes on."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.key() not in _RETURN:
            return False
        if isinstance(watched, QPushButton):
            if not event.isAutoRepeat():
                watched.click()
            return True
        if watched is self.step.entry and not event.isAutoRepeat():
            self.go_on()
            return True
        return False
