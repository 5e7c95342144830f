"""The question while it is said: its words stand in the conversation as they are understood."""

from __future__ import annotations

from desktop.terms import State
from desktop.ui.talk.live_page import LivePage


class GrowingQuestion:
    """Shows what was understood so far in its turn's place, and takes it away if the utterance is discarded."""

    def __init__(self, page: LivePage) -> None:
        self._page = page
        self._turn = 0
        self._listening = False

    def follow(self, state: State) -> None:
        """Nothing grows but while Sotto listens; what was said stays until it is understood, or dropped."""
        self._listening = state is State.LISTENING
        if state is State.IDLE:
            self.drop()

    def begin(self) -> None:
        """Another utterance begins: one of which nothing came is forgotten."""
        self.drop()
        self._page.begin_turn()

    def grow(self, turn: int, text: str) -> bool:
        """Show the words of a turn so far, which replace those before; tell whether that was possible."""
        if not self._listening:
            return False
        if turn != self._turn:
            self.drop()
            self._turn = turn
        self._page.view.turn(turn).partial = text
        return True

    def settle(self, turn: int) -> None:
        """A turn's words are known."""
        if turn == self._turn:
            self._turn = 0

    def drop(self) -> None:
        """Take away what was never understood."""
        if self._turn:
            self._page.view.remove(self._turn)
        self._turn = 0
