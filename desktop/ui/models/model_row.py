"""One model on the models page: what it is, how far its download is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QProgressBar, QPushButton, QVBoxLayout

from desktop.ui.look.breaking import breakable, whole
from desktop.ui.look.flow import Flow
from desktop.ui.look.naming import named
from desktop.ui.models.model_card import ModelCard, Place
from desktop.wording import tr

_FINE = 1000
"""Steps of the bar."""
_SHARE = 0.4
"""Of the width, that the buttons may take beside the words."""


class ModelRow(QFrame):
    """Shows a card; its buttons follow from where the model is."""

    wanted = Signal(str)
    """Get it, or go on getting it. Each signal carries the model's id."""
    paused = Signal(str)
    cancelled = Signal(str)
    """Stop getting it, and delete what has arrived."""
    chosen = Signal(str)
    deleted = Signal(str)

    def __init__(self, card: ModelCard) -> None:
        super().__init__()
        self.setObjectName("modelRow")
        self.card = card
        self._coming = False
        self._title, self._facts = named(QLabel(), "section"), named(QLabel(), "small")
        self._note, self._said = named(QLabel(), "secondary"), named(QLabel(), "small")
        self.bar = QProgressBar(maximum=_FINE, textVisible=False)
        self.bar.setFixedHeight(10)
        self.get, self.pause, self.cancel, self.use, self.delete, self.keep = (QPushButton() for _ in range(6))
        self._arrange()
        self._connect()
        self._tell("")
        self.show_card(card)

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(3)
        for label in (self._title, self._facts, self._note, self._said):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            words.addWidget(label)
        words.insertWidget(3, self.bar)
        self._flow = Flow(*self.buttons, flush_end=True)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(4, 12, 4, 12)
        self._row.setSpacing(8)
        self._row.addLayout(words, 1)
        self._row.addLayout(self._flow)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the buttons beside the words, or below them."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        beside = self._flow.sizeHint().width() < _SHARE * self.width()
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != direction:
            self._row.setDirection(direction)

    def _connect(self) -> None:
        self.get.clicked.connect(lambda: self.wanted.emit(self.card.id))
        self.pause.clicked.connect(lambda: self.paused.emit(self.card.id))
        self.cancel.clicked.connect(lambda: self.cancelled.emit(self.card.id))
        self.use.clicked.connect(lambda: self.chosen.emit(self.card.id))
        self.delete.clicked.connect(self._ask_or_delete)
        self.keep.clicked.connect(lambda: self._ask(False))

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """In their order."""
        return self.get, self.pause, self.cancel, self.use, self.keep, self.delete

    @property
    def said(self) -> str:
        """What is told of its download."""
        return whole(self._said.text()) if self._said.isVisibleTo(self) else ""

    def show_card(self, card: ModelCard) -> None:
        """Show what it is now; a download that is shown goes on being shown."""
        self.card = card
        used = tr("in use")
        title = breakable(card.title)
        self._title.setText(f"{title}   ✓ {used}" if card.in_use else title)
        self._facts.setText(card.facts)
        self._note.setText(card.cost or card.note)
        self._note.setVisible(bool(card.cost or card.note))
        facts = card.facts.replace("\n", " · ")
        self.setAccessibleName(", ".join([card.title, facts, *([used] if card.in_use else [])]))
        if not self._coming:
            self._ask(False)

    def show_progress(self, share: float | None, words: str) -> None:
        """Show how far the download is: from 0 to 1, or None while that is unknown."""
        self._coming = True
        self.bar.setRange(0, 0 if share is None else _FINE)
        if share is not None:
            self.bar.setValue(round(share * _FINE))
        self.bar.setAccessibleName(tr("Download of {title}").format(title=self.card.title))
        self._tell(words)
        self._offer(self.pause, self.cancel)

    def show_rest(self, words: str = "") -> None:
        """Show that nothing goes on, and why it ended if there is something to say."""
        self._coming = False
        self._tell(words)
        self._ask(False)

    def _tell(self, words: str) -> None:
        self.bar.setVisible(self._coming)
        self._said.setText(breakable(words))
        self._said.setVisible(bool(words))

    def _offer(self, *offered: QPushButton) -> None:
        """Show these buttons; the focus stays in the row when its button goes."""
        held = any(button.hasFocus() for button in self.buttons)
        names = {
            self.get: tr("Go on") if self.card.place is Place.BEGUN else tr("Get"),
            self.pause: tr("Pause"),
            self.cancel: tr("Discard") if self.card.place is Place.BEGUN and not self._coming else tr("Cancel"),
            self.use: tr("Use"),
            self.keep: tr("Keep"),
            self.delete: tr("Delete for good") if self.keep in offered else tr("Delete"),
        }
        for button, name in names.items():
            button.setText(name)
            button.setAccessibleName(f"{name}: {self.card.title}")
            button.setVisible(button in offered)
        self._make_room()
        if held and offered:
            offered[0].setFocus()

    def _ask(self, sure: bool) -> None:
        match self.card.place:
            case Place.OFFERED:
                self._offer(self.get)
            case Place.BEGUN:
                self._offer(self.get, self.cancel)
            case Place.HERE if sure:
                self._offer(self.keep, self.delete)
            case _ if self.card.in_use:
                self._offer()
            case Place.HERE:
                self._offer(self.use, self.delete)
            case Place.SHIPPED:
                self._offer(self.use)

    def _ask_or_delete(self) -> None:
        if self.keep.isVisibleTo(self):
            self.deleted.emit(self.card.id)
        else:
            self._ask(True)
