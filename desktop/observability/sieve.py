"""What of the engine's events there is anything to tell of."""

from __future__ import annotations

from desktop.events import EngineEvent, ReplyDelta
from desktop.observability.telling import UNTOLD


class Sieve:
    """Lets an event through unless `Telling` says nothing of it. One after the other."""

    def __init__(self) -> None:
        self._replying: tuple[str, int] | None = None

    def passes(self, event: EngineEvent) -> bool:
        """Whether it is worth a place in a queue."""
        return not isinstance(event, UNTOLD) and not self._goes_on(event)

    def _goes_on(self, event: EngineEvent) -> bool:
        """Whether it is one more piece of a reply, of which only the first is told."""
        if not isinstance(event, ReplyDelta):
            return False
        turn = (event.session, event.turn)
        before, self._replying = self._replying, turn
        return before == turn
