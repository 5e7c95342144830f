"""One piece of work in progress: what it is, how far it is, and a button that cancels it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QProgressBar, QPushButton

from desktop.ui.look.elided_label import ElidedLabel
from desktop.ui.look.naming import named
from desktop.wording import tr

_FINE = 1000
"""Steps of the bar."""
_HEIGHT = 8
_ROOM_FOR_WORDS = 420


class WorkRow(QFrame):
    """Says when the work has lasted for a while: shown only then, nothing flickers."""

    cancelled = Signal()
    ripe = Signal()
    """It has lasted long enough to be shown."""

    def __init__(self, title: str, *, can_cancel: bool, after_ms: int) -> None:
        super().__init__()
        self.setObjectName("work")
        self._title, self._words = named(ElidedLabel(), "section"), named(ElidedLabel(), "small")
        self._title.setText(title)
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.bar = QProgressBar(maximum=_FINE, textVisible=False)
        self.bar.setFixedHeight(_HEIGHT)
        self.bar.setAccessibleName(title)
        self.cancel = named(QPushButton(tr("Cancel")), "quiet")
        self.cancel.setAccessibleName(tr("Cancel: {title}").format(title=title))
        if (
            not can_cancel
        ):  # never shown by a call here: without a parent yet it would be a window, and take the keyboard
            self.cancel.hide()
        self.cancel.clicked.connect(self._cancel)
        self._arrange()
        self.tell("", None)
        self.hide()
        self._later = QTimer(self, singleShot=True, interval=after_ms)
        self._later.timeout.connect(self.ripe)
        self._later.start()

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(18, 8, 10, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._words, 0, 1)
        grid.addWidget(self.bar, 1, 0, 1, 2)
        grid.addWidget(self.cancel, 0, 2, 2, 1)
        grid.setColumnStretch(0, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave out how far it is in words where only the title has room."""
        super().resizeEvent(event)
        self._words.setVisible(event.size().width() >= _ROOM_FOR_WORDS)

    def tell(self, words: str, share: float | None) -> None:
        """Show how far it is; `share` is 0 to 1, or None while it is unknown."""
        self.bar.setRange(0, 0 if share is None else _FINE)
        if share is not None:
            self.bar.setValue(round(share * _FINE))
        self._words.setText(tr(words))
        self.setAccessibleName(f"{self._title.text()} {tr(words)}".strip())

    @property
    def text(self) -> tuple[str, str]:
        """What it is and how far it is."""
        return self._title.text(), self._words.text()

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self._words.setText(tr("Stopping…"))
        self.cancelled.emit()
