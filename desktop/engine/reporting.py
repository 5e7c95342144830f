"""How the engine's threads tell the outside world what happened. Any thread."""

from __future__ import annotations

from collections.abc import Callable

from desktop import events, log
from desktop.engine.protocols import Clock
from desktop.errors import UserFacingError
from desktop.events import EngineEvent, Stage, State

FAULT_ADVICE = "this is a fault in Sotto; please report it with the log"


class Reporter:
    """Stamps events with session and time and hands them to the engine's one listener."""

    def __init__(self, session: str, emit: Callable[[EngineEvent], None], clock: Clock) -> None:
        self.session = session
        self.emit = emit
        self.clock = clock

    def head(self, turn: int = 0) -> events.Head:
        """The fields that every event carries."""
        return events.head(self.session, turn, self.clock.monotonic())

    def state(self, turn: int, state: State) -> None:
        """Report a change of state."""
        self.emit(events.StateChanged(**self.head(turn), state=state))

    def failure(self, turn: int, stage: Stage, error: Exception) -> None:
        """Report and log a failure; anything but a UserFacingError is a bug and logged with its traceback."""
        if isinstance(error, UserFacingError):
            log.engine.warning("%s failed: %s", stage, error)
            message, advice = str(error), error.advice
        else:
            log.engine.error("%s failed", stage, exc_info=error)
            message, advice = f"{type(error).__name__}: {error}", FAULT_ADVICE
        self.emit(events.StageFailed(**self.head(turn), stage=stage, message=message, advice=advice))
