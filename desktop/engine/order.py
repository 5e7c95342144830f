"""Which turn is the newest, and whether it is under way. Any thread may ask and change it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from desktop.engine.floor import Reply
from desktop.engine.turn import Turn


class Order:
    """Counts turns. A newer turn makes all before it stale; `lock` keeps several changes together."""

    def __init__(self, last: int, silence: Callable[[], None], is_audible: Callable[[], bool]) -> None:
        """`last` is the number of the turn before the first; `silence` drops what the loudspeaker holds."""
        self._silence = silence
        self._is_audible = is_audible
        self._under_way: Turn | None = None
        self.current = last
        self.closed = False
        """Whether no turn begins any more."""
        self.lock = threading.RLock()

    def interrupt(self) -> int:
        """Make the newest turn stale and silence it; returns the number of the one that may begin."""
        with self.lock:
            self.current += 1
            self._silence()
            return self.current

    def take_floor(self, goes_on: bool) -> int:
        """The same for a user who spoke up; 0 when closed. With `goes_on` the newest turn's utterance continues."""
        with self.lock:
            if self.closed:
                return 0
            if goes_on and self._under_way is not None:
                self._under_way.goes_on = True
            return self.interrupt()

    def begin(self, turn: Turn) -> None:
        """A turn is on its way to a reply."""
        self._under_way = turn

    def finish(self, turn: Turn) -> None:
        """A turn has ended."""
        if self._under_way is turn:
            self._under_way = None

    @property
    def busy(self) -> bool:
        """Whether a turn is on its way to the end of its reply."""
        return self._under_way is not None

    def is_stale(self, turn: Turn) -> bool:
        """Whether a newer turn came."""
        return turn.number != self.current

    def is_over(self, number: int) -> bool:
        """Whether a turn of that number is stale."""
        return number != self.current

    def reply(self) -> Reply:
        """What Sotto is doing for the newest turn."""
        turn = self._under_way
        if turn is None or self.is_stale(turn):
            return Reply.NONE
        return Reply.AUDIBLE if self._is_audible() else Reply.THINKING
