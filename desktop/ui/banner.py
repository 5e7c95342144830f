"""A message across the window: what happened, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.flow import Flow
from desktop.ui.naming import named
from desktop.ui.plain_text import visible
from desktop.wording import tr

_SHARE = 0.5
"""Of the width, that the buttons may take beside the words."""


class Banner(QFrame):
    """Hidden until there is something to say; stays until dismissed or replaced."""

    accepted = Signal()
    """The user takes up what was offered."""

    told = Signal(str)
    """A notice, as it is shown."""
    warned = Signal(str)
    """An error, as it is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._message, self._advice = named(QLabel(), "message"), named(QLabel(), "advice")
        words = QVBoxLayout()
        words.setSpacing(3)
        for label in (self._message, self._advice):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.addWidget(label)
        self.dismiss = named(QPushButton(tr("Dismiss")), "quiet")
        self.dismiss.setAccessibleName(tr("Dismiss the message"))
        self.dismiss.clicked.connect(self.hide)
        self.accept = QPushButton()
        self.accept.setAccessibleName(tr("Accept the offer"))
        self.accept.clicked.connect(self.hide)
        self.accept.clicked.connect(self.accepted)
        self._buttons = Flow(self.accept, self.dismiss, flush_end=True)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(18, 12, 10, 12)
        self._row.addLayout(words, 1)
        self._row.addLayout(self._buttons)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the buttons beside the words, or below them."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        beside = self._buttons.sizeHint().width() < _SHARE * self.width()
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != direction:
            self._row.setDirection(direction)

    @property
    def text(self) -> tuple[str, str]:
        """The message and the advice on show."""
        return self._message.text(), self._advice.text()

    def says(self, message: str) -> bool:
        """Whether this message is on show."""
        return self.isVisible() and self._message.text() == sentence(message)

    def show_error(self, message: str, advice: str) -> None:
        """Show what went wrong and what mends it."""
        self._show("error", message, advice)

    def show_notice(self, message: str, detail: str = "") -> None:
        """Show something that is not an error."""
        self._show("notice", message, detail)

    def show_offer(self, message: str, detail: str, label: str) -> None:
        """Show a notice with a button named `label`; pressing it emits `accepted`."""
        self._show("notice", message, detail, label)

    def _show(self, kind: str, message: str, advice: str, label: str = "") -> None:
        self.accept.setText(tr(label))
        self.accept.setVisible(bool(label))
        self.setProperty("kind", kind)
        for widget in (
            self,
            self._message,
            self._advice,
        ):  # the labels follow the kind, too
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self._message.setText(sentence(message))
        self._advice.setText(sentence(advice))
        self._advice.setVisible(bool(advice))
        self.setAccessibleName(f"{sentence(message)} {sentence(advice)}".strip())
        self._make_room()
        self.show()
        (self.warned if kind == "error" else self.told).emit(self.accessibleName())


def sentence(text: str) -> str:
    """Return words for people, in their language, as a sentence: a capital first, a stop last. Empty stays empty."""
    text = visible(tr(text)).strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")
