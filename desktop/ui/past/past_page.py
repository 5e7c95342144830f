"""A past conversation, with its title and what can be done with it and its turns."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.look.elided_label import ElidedLabel
from desktop.ui.look.naming import named
from desktop.ui.look.theme import Theme
from desktop.ui.talk.column import in_column
from desktop.ui.talk.conversation import ConversationView
from desktop.ui.talk.plain_text import visible
from desktop.ui.talk.turn_bar import TurnBar
from desktop.ui.talk.turn_text import TurnText
from desktop.wording import tr

_LEAST_TEXT = 40
"""Of the turns in pixels: title and actions take the rest of the smallest window."""


class PastPage(QWidget):
    """Title, the way back and on, the turns, and what can be done with the marked one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.view = ConversationView(theme, tr("Past conversation"))
        self.view.setMinimumHeight(_LEAST_TEXT)
        self.back = named(QPushButton(tr("Back")), "quiet")
        self.back.setAccessibleName(tr("Back to the current conversation"))
        self.resume = named(QPushButton(tr("Continue")), "main")
        self.resume.setAccessibleName(tr("Continue this conversation"))
        self.turns = TurnBar()
        self._title, bar = ElidedLabel(), named(QWidget(), "pastBar")
        row = QHBoxLayout()
        row.addWidget(self._title, 1)
        row.addWidget(self.back)
        row.addWidget(self.resume)
        rows = QVBoxLayout(bar)
        rows.setContentsMargins(16, 8, 8, 6)
        rows.setSpacing(2)
        rows.addLayout(row)
        rows.addWidget(self.turns)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(in_column(bar))
        column.addWidget(self.view, 1)
        self.turns.moved.connect(self.view.mark_turn)
        self.view.pointed_at.connect(self._go_to)

    def show_turns(self, title: str, turns: dict[int, TurnText], current: int) -> None:
        """Show a conversation instead of what was there, and stand at the turn `current`, or at the end for 0."""
        self._title.setText(" ".join(visible(title).split()) or tr("Untitled conversation"))
        self.view.set_turns(turns)
        self.turns.show_turns(turns, current)
        self.view.mark_turn(self.turns.current)

    def _go_to(self, turn: int) -> None:
        self.turns.go_to(turn)
        self.view.mark_turn(turn, scroll=False)
