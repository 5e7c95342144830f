"""The current conversation, and what can be done with one of its turns."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.terms import Outcome
from desktop.ui.look.theme import Theme
from desktop.ui.talk.column import in_column
from desktop.ui.talk.conversation import ConversationView
from desktop.ui.talk.turn_bar import TurnBar
from desktop.ui.talk.turn_text import TurnText
from desktop.wording import tr

_LEAST_TEXT = 30
"""Of the conversation in pixels: messages and questions take the rest of the smallest window."""

_LEAST_BESIDE = 80
"""Pixels of text below which the row is left out."""


class LivePage(QWidget):
    """The turns, and below them a row that stands at the newest finished one until the user marks another.

    The row keeps its place while it has nothing to offer, and is not touched while a reply is written.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.view = ConversationView(theme, tr("Conversation"), actions=True)
        self.view.setMinimumHeight(_LEAST_TEXT)
        self.bar = TurnBar(brief=True)
        self._marked, self._roomy = 0, False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.view, 1)
        column.addLayout(in_column(self.bar))
        self.bar.moved.connect(self._mark)
        self.view.pointed_at.connect(lambda turn: self._mark(turn, scroll=False))
        self.refresh()

    def clear(self) -> None:
        """Show nothing."""
        self.show_turns({})

    def show_turns(self, turns: dict[int, TurnText]) -> None:
        """Show `turns`, by index, instead of what was there."""
        self._marked = 0
        self.view.set_turns(turns)
        self.refresh()

    def begin_turn(self) -> None:
        """Bring the end into sight: the user has begun to say something; what was marked is so no longer."""
        self.view.show_end()
        if self._marked:
            self._marked = 0
            self.view.mark_turn(0)
            self.refresh()

    def refresh(self) -> None:
        """Offer the turns that are finished by now."""
        finished = _finished(self.view.turns)
        self._marked = self._marked if self._marked in finished else 0
        self.bar.show_turns(finished, self._marked or _default(finished))
        self._make_room()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least of the text: the row comes where there is room for it."""
        return QSize(self.bar.minimumSizeHint().width(), self.view.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the row out where the text needs its place."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        roomy = self.height() >= self.bar.minimumHeight() + _LEAST_BESIDE
        if roomy is not self._roomy:
            self._roomy = roomy
            policy = self.bar.sizePolicy()
            policy.setRetainSizeWhenHidden(roomy)
            self.bar.setSizePolicy(policy)
        self.bar.setVisible(roomy and self.bar.current > 0)

    def _mark(self, turn: int, *, scroll: bool = True) -> None:
        """Stand at a turn from now on; the one at which the row stands anyway needs no line around it."""
        finished = _finished(self.view.turns)
        if turn not in finished:
            return
        self.bar.go_to(turn)
        self._marked = turn if turn != _default(finished) else 0
        self.view.mark_turn(turn, scroll=scroll)
        if not self._marked:
            self.view.mark_turn(0, scroll=False)


def _finished(turns: Mapping[int, TurnText]) -> dict[int, TurnText]:
    """Those that are over and have something to show."""
    return {
        index: turn
        for index, turn in turns.items()
        if turn.outcome is not None and (turn.transcript or turn.reply or turn.error)
    }


def _default(turns: Mapping[int, TurnText]) -> int:
    """The newest that was not ignored, a cough after a reply does not take its place; or the newest."""
    answered = (index for index, turn in turns.items() if turn.outcome is not Outcome.IGNORED)
    return max(answered, default=max(turns, default=0))
