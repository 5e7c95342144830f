"""A message across the window: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.errors import Remedy
from desktop.ui.look.flow import Flow
from desktop.ui.look.naming import named
from desktop.ui.talk.plain_text import visible
from desktop.ui.trouble.remedies import Act, Trouble, possible
from desktop.ui.trouble.trouble_bar import TroubleBar
from desktop.wording import tr

_SHARE = 0.5
"""Of the width, that the buttons may take beside the words."""


class Banner(QFrame):
    """Hidden until there is something to say; stays until dismissed or replaced."""

    changed = Signal()
    """It takes more or less room than before."""
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
        words.addStretch()
        self.dismiss = named(QPushButton(tr("Dismiss")), "quiet")
        self.dismiss.setAccessibleName(tr("Dismiss the message"))
        self.dismiss.clicked.connect(self.hide)
        self.accept = QPushButton()
        self.accept.setAccessibleName(tr("Accept the offer"))
        self.accept.clicked.connect(self.hide)
        self.accept.clicked.connect(self.accepted)
        self.trouble = TroubleBar()
        self.trouble.taken.connect(self.hide)
        self._buttons = Flow(self.accept, self.trouble.copy, self.dismiss, flush_end=True)
        self._row, whole = QBoxLayout(QBoxLayout.Direction.LeftToRight), QVBoxLayout(self)
        self._row.addLayout(words, 1)
        self._row.addLayout(self._buttons)
        whole.setContentsMargins(18, 10, 10, 10)
        whole.setSpacing(6)
        whole.addLayout(self._row)
        whole.addWidget(self.trouble)
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
        """Show what went wrong and what mends it, which no button can."""
        self.show_trouble(Trouble(message, advice), {})

    def show_trouble(self, trouble: Trouble, acts: Mapping[Remedy, Act]) -> None:
        """Show what went wrong, with a button for each of its remedies that is among `acts`."""
        self._show("error", trouble.message, trouble.advice)
        self.trouble.offer(possible(trouble.remedies, acts), trouble.to_copy())
        self._make_room()
        self.changed.emit()

    def show_notice(self, message: str, detail: str = "") -> None:
        """Show something that is not an error."""
        self._show("notice", message, detail)

    def show_offer(self, message: str, detail: str, label: str) -> None:
        """Show a notice with a button named `label`; pressing it emits `accepted`."""
        self._show("notice", message, detail, label)

    def _show(self, kind: str, message: str, advice: str, label: str = "") -> None:
        self.trouble.offer((), "")
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
        self.changed.emit()
        (self.warned if kind == "error" else self.told).emit(self.accessibleName())

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Give the room back."""
        super().hideEvent(event)
        self.changed.emit()


def sentence(text: str) -> str:
    """Return words for people, in their language, as a sentence: a capital first, a stop last. Empty stays empty."""
    text = visible(tr(text)).strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")
