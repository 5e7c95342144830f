"""What of the engine's events there is anything to tell of."""

from __future__ import annotations

from desktop.events import EngineEvent, ReplyDelta
from desktop.observability.telling import UNTOLD


class Sieve:
    """Lets an event through unless `Telling` says nothing of it. One after the other."""

    def __init__(self) -> None:
        self._session, self._turn = "", -1

    def passes(self, event: EngineEvent) -> bool:
        """Whether it is worth a place in a queue: of a reply, only the first piece is."""
        kind = type(event)
        if kind is not ReplyDelta:
            return kind not in UNTOLD
        if event.turn == self._turn and event.session == self._session:
            return False
        self._session, self._turn = event.session, event.turn
        return True
