"""The models page: what is here and what can be had, with a search and a filter by kind and language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.look.flow import Flow
from desktop.ui.look.key_words import key_words
from desktop.ui.look.language_names import language_name
from desktop.ui.look.naming import named
from desktop.ui.look.pauses import BETWEEN_MS
from desktop.ui.models.model_card import KIND_TITLES, ModelCard
from desktop.ui.models.model_filter import ModelFilter
from desktop.ui.models.model_row import ModelRow
from desktop.ui.past.search_field import SearchField
from desktop.ui.trouble.banner import Banner
from desktop.wording import tr

_AT_ONCE = 2
"""Rows made in one go: some milliseconds."""


class ModelsDialog(QDialog):
    """Shows cards and passes on what the user wants of them."""

    wanted = Signal(str)
    """Each of the first five carries a model's id."""
    paused = Signal(str)
    cancelled = Signal(str)
    chosen = Signal(str)
    deleted = Signal(str)
    imported = Signal(object)
    """Path of a file on this machine."""

    filled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._cards: Sequence[ModelCard] = ()
        self._rest = QTimer(self, singleShot=True, interval=BETWEEN_MS)
        self._rest.timeout.connect(self._fill)
        self.setWindowTitle(tr("Models"))
        self.rows: dict[str, ModelRow] = {}
        self.search = SearchField()
        self.search.setPlaceholderText(tr("Search models ({keys})").format(keys=key_words("Ctrl+F")))
        self.search.setAccessibleName(tr("Search models"))
        self.kind, self.language, self.only_here = QComboBox(), QComboBox(), QComboBox()
        self.banner, self.import_ = Banner(), QPushButton(tr("Import…"))
        self.none = named(QLabel(tr("No model fits.")), "secondary")
        self._list = QVBoxLayout()
        self._headings: dict[str, QLabel] = {}
        self._arrange()
        self._fill_filters()
        self.import_.setToolTip(tr("A GGUF file, a voice, or a recogniser's model.bin on this machine"))
        self.import_.clicked.connect(self._choose_file)
        room = parent.window().size()
        self.resize(min(720, max(380, room.width() - 40)), min(640, max(460, room.height() - 40)))

    def _arrange(self) -> None:
        top = Flow(self.kind, self.language, self.only_here)
        inside = QWidget()
        inside.setObjectName("content")
        inside.setLayout(self._list)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(0)
        self._list.addWidget(self.none)
        self._list.addStretch()
        self.scroller = QScrollArea(widgetResizable=True)
        self.scroller.setFrameShape(QFrame.Shape.NoFrame)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setObjectName("models")
        self.scroller.setWidget(inside)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        bottom = QHBoxLayout()
        bottom.addWidget(self.import_)
        bottom.addStretch()
        bottom.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(14)
        column.addWidget(named(QLabel(tr("Models")), "heading"))
        column.addWidget(self.search)
        column.addLayout(top)
        column.addWidget(self.banner)
        column.addWidget(self.scroller, 1)
        column.addLayout(bottom)

    def _fill_filters(self) -> None:
        self.kind.addItem(tr("All kinds"), "")
        for kind, title in KIND_TITLES.items():
            self.kind.addItem(tr(title), kind)
        self.language.addItem(tr("All languages"), "")
        for title, here in ((tr("Everywhere"), False), (tr("Only here"), True)):
            self.only_here.addItem(title, here)
        names = (tr("Kind"), tr("Language"), tr("Where models are"))
        for box, name in zip((self.kind, self.language, self.only_here), names, strict=True):
            box.setAccessibleName(name)
            box.currentIndexChanged.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        self.search.left.connect(self._go_on)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(self._search)
        self.search.setFocus()

    def show_cards(self, cards: Sequence[ModelCard]) -> None:
        """Show these models; rows that stay keep their place and what they show of a download.

        New ones come a few at a time, so that the window never stands still; `filled` tells of the last.
        """
        self._cards = cards
        for gone in self.rows.keys() - {card.id for card in cards}:
            row = self.rows.pop(gone)
            self._list.removeWidget(row)
            row.deleteLater()
        for card in cards:
            if card.id in self.rows:
                self.rows[card.id].show_card(card)
        self._offer_languages(cards)
        self._rest.start()

    def _fill(self) -> None:
        """Make the next rows that are not there yet, and put each in its place."""
        new = [card for card in self._cards if card.id not in self.rows]
        for card in new[:_AT_ONCE]:
            self._make_row(card)
        here = [card for card in self._cards if card.id in self.rows]
        order = list[QWidget]()
        for kind, title in KIND_TITLES.items():
            order += [self._heading(kind, title), *(self.rows[card.id] for card in here if card.kind == kind)]
        for place, widget in enumerate(order):
            if self._list.indexOf(widget) != place:
                self._list.insertWidget(place, widget)
        self._filter()
        if len(new) > _AT_ONCE:
            self._rest.start()
        else:
            self.filled.emit()

    def _heading(self, kind: str, title: str) -> QLabel:
        if kind not in self._headings:
            self._headings[kind] = named(QLabel(tr(title)), "heading")
            self._headings[kind].setContentsMargins(4, 14, 0, 2)
        return self._headings[kind]

    def _make_row(self, card: ModelCard) -> None:
        row = self.rows[card.id] = ModelRow(card)
        for theirs, ours in (
            (row.wanted, self.wanted),
            (row.paused, self.paused),
            (row.cancelled, self.cancelled),
            (row.chosen, self.chosen),
            (row.deleted, self.deleted),
        ):
            theirs.connect(ours)

    def _offer_languages(self, cards: Sequence[ModelCard]) -> None:
        known = {self.language.itemData(index) for index in range(self.language.count())}
        new = {code for card in cards if len(card.languages) <= 4 for code in card.languages} - known
        for name, code in sorted((language_name(code), code) for code in new):
            self.language.addItem(name, code)

    def _filter(self) -> None:
        wanted = ModelFilter(
            self.kind.currentData(), self.language.currentData(), self.only_here.currentData(), self.search.text()
        )
        shown = {card.id: card for card in (row.card for row in self.rows.values()) if wanted.fits(card)}
        for model_id, row in self.rows.items():
            row.setVisible(model_id in shown)
        for kind, heading in self._headings.items():
            heading.setVisible(any(card.kind == kind for card in shown.values()))
        self.none.setVisible(not shown)

    def _search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _go_on(self) -> None:
        """Go to the first thing that can be done with what was found."""
        rows = sorted((row for row in self.rows.values() if row.isVisibleTo(self)), key=self._list.indexOf)
        button = next((one for row in rows for one in row.buttons if one.isVisibleTo(row)), None)
        if button is not None:
            button.setFocus()
            self.scroller.ensureWidgetVisible(button)

    def _choose_file(self) -> None:
        chooser = QFileDialog(self, tr("Import a model"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([tr("Models (*.gguf *.onnx model.bin)"), tr("All files (*)")])
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda name: self.imported.emit(Path(name)))
        chooser.open()
