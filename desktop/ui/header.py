"""The top of the window: name, state, and the buttons for settings and conversations."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.help_button import HelpButton
from desktop.ui.key.state_indicator import StateIndicator
from desktop.ui.look.key_words import key_words
from desktop.ui.look.naming import named
from desktop.ui.look.shortcuts import SETTINGS_KEYS
from desktop.ui.look.theme import Theme
from desktop.wording import tr

_ROOM_FOR_ALL = 480
"""From this width on, in pixels, the name stands beside state and buttons, where their words leave it room."""
_MODEL, _LEAST_WORD = 130, 24
"""Most of it that the name of a model takes, and the least that is left of a button's word."""


class Header(QWidget):
    """Name and state on the left; models, settings, history, a new conversation and help on the right."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history = named(QPushButton(tr("History")), "quiet")
        self.history.setCheckable(True)
        self.history.setToolTip(tr("Past conversations ({keys})").format(keys=key_words("Ctrl+H")))
        self.history.setAccessibleName(tr("Show past conversations"))
        self.new = named(QPushButton(tr("New")), "quiet")
        self.new.setToolTip(tr("New conversation ({keys})").format(keys=key_words("Ctrl+N")))
        self.new.setAccessibleName(tr("New conversation"))
        self.models = named(QPushButton(), "quiet")
        self.settings = named(QPushButton(tr("Settings")), "quiet")
        self.settings.setToolTip(tr("Settings ({keys})").format(keys=key_words(SETTINGS_KEYS)))
        self.settings.setAccessibleName(tr("Settings"))
        self.help = HelpButton()
        self.state = StateIndicator(theme)
        row = self._row = QHBoxLayout(self)
        self._wordmark = named(QLabel("Sotto"), "wordmark")
        self._wordmark.setContentsMargins(0, 0, 8, 0)
        row.addWidget(self._wordmark)
        row.addWidget(self.state)
        row.addStretch()
        row.addWidget(self.models)
        row.addWidget(self.settings)
        row.addWidget(self.history)
        row.addWidget(self.new)
        row.addWidget(self.help)
        self._model, self._names_model = "", False
        self._named = {button: button.text() for button in (self.settings, self.history, self.new)}
        self._room = _ROOM_FOR_ALL
        self.name_model("", loaded=False)

    def name_model(self, name: str, *, loaded: bool) -> None:
        """Show what the button opens, and which language model answers where that is known and has room."""
        self._model = name
        told = tr("{name} answers") if loaded else tr("{name} is not in the memory now")
        words = told.format(name=name) if name else ""
        self.models.setToolTip(
            " · ".join(part for part in (tr("Models ({keys})").format(keys=key_words("Ctrl+M")), words) if part)
        )
        self.models.setAccessibleName(tr("Models, {words}").format(words=words) if words else tr("Models"))
        self.make_room(self._room)

    def _fit(self) -> None:
        words = tr("Models")
        if self._model and self._names_model:
            name = self.models.fontMetrics().elidedText(self._model, Qt.TextElideMode.ElideRight, _MODEL)
            words = tr("Models · {name}").format(name=name)
        self.models.setText(words)

    def make_room(self, width: int) -> None:
        """Where not all has room leave out the model's name, Sotto's, the state's word, then the ends of words."""
        self._room, roomy = width, width >= _ROOM_FOR_ALL
        for model, name, word in (
            (roomy, roomy, True),
            (False, roomy, True),
            (False, False, True),
            (False, False, False),
        ):
            self._names_model = model
            self._arrange(name=name, word=word)
            if self._row.sizeHint().width() <= width:
                return
        self._shorten(self._row.sizeHint().width() - width)

    def _arrange(self, *, name: bool, word: bool) -> None:
        self._wordmark.setVisible(name)
        self.state.show_word(word)
        side = 20 if name else 10
        self._row.setContentsMargins(side, 14, side, 10)
        self._row.setSpacing(8 if name else 2)
        for button, words in self._named.items():
            button.setText(words)
        for button in (self.models, *self._named, self.help):
            button.setProperty("tight", not name)
            button.style().unpolish(button)
            button.style().polish(button)
        self._fit()

    def _shorten(self, excess: int) -> None:
        """Take so many pixels from the words of the buttons, the longest first; their tool tips say all of them."""
        buttons = [self.models, *self._named]
        metrics = self.models.fontMetrics()
        widths = {button: metrics.horizontalAdvance(button.text()) for button in buttons}
        wanted = sum(widths.values()) - excess
        most = max(widths.values())
        while most > _LEAST_WORD and sum(min(most, wide) for wide in widths.values()) > wanted:
            most -= 1
        for button in buttons:
            button.setText(metrics.elidedText(button.text(), Qt.TextElideMode.ElideRight, most))
