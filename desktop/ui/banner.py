"""A message across the window: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.errors import Remedy
from desktop.ui.naming import named
from desktop.ui.plain_text import visible
from desktop.ui.remedies import Act, Trouble, possible
from desktop.ui.trouble_bar import TroubleBar
from desktop.wording import tr


class Banner(QFrame):
    """Hidden until there is something to say; stays until dismissed or replaced."""

    changed = Signal()
    """It takes more or less room than before."""
    accepted = Signal()
    """The user takes up what was offered."""

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
        whole, row, side = QVBoxLayout(self), QHBoxLayout(), QVBoxLayout()
        whole.setContentsMargins(18, 10, 10, 10)
        whole.setSpacing(0)
        whole.addLayout(row)
        whole.addWidget(self.trouble)
        side.setSpacing(0)
        side.addWidget(self.dismiss)
        side.addWidget(self.trouble.copy)
        side.addStretch()
        row.addLayout(words, 1)
        row.addWidget(self.accept, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(side)
        self.hide()

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
        self.show()
        self.changed.emit()

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
