"""How the engine's threads tell the outside world what happened. Any thread."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable

from desktop import events, log
from desktop.engine.protocols import Clock
from desktop.errors import FAULT_ADVICE, DeviceError, Remedy, UserFacingError
from desktop.events import EngineEvent
from desktop.terms import Stage, State

_CHOOSE = {Stage.MICROPHONE: Remedy.CHOOSE_MICROPHONE, Stage.SPEAKER: Remedy.CHOOSE_LOUDSPEAKER}


class Reporter:
    """Stamps events with session and time and hands them to the engine's one listener."""

    def __init__(self, session: str, emit: Callable[[EngineEvent], None], clock: Clock) -> None:
        self._sessions = [(0, session)]
        self._states = threading.RLock()
        self._newest = 0
        self.emit = emit
        self.clock = clock

    def begin_session(self, session: str, *, first: int) -> None:
        """Turns from number `first` on belong to another session; what is still on its way of others does not."""
        self._sessions = [*self._sessions, (first, session)]

    def session_of(self, turn: int) -> str:
        """The session of a turn; the current one for 0."""
        sessions = self._sessions
        return next((session for first, session in reversed(sessions) if first <= turn or not turn), sessions[0][1])

    def head(self, turn: int = 0) -> events.Head:
        """The fields that every event carries."""
        return events.head(self.session_of(turn), turn, self.clock.monotonic())

    def state(self, turn: int, state: State) -> None:
        """Report a change of state, unless a newer turn's was reported already. 0 is outside a turn."""
        with self._states:
            if turn and turn < self._newest:
                return
            self._newest = max(self._newest, turn)
            self.emit(events.StateChanged(**self.head(turn), state=state))

    def partial(self, turn: int, text: str) -> None:
        """Report the words of a turn's utterance so far."""
        self.emit(events.PartialTranscript(**self.head(turn), text=text))

    def level(self, rms: float, peak: float) -> None:
        """Report how loud the microphone is, 0 to 1."""
        self.emit(events.LevelMeasured(**self.head(), rms=rms, peak=peak))

    def failure(self, turn: int, stage: Stage, error: Exception) -> None:
        """Report and log a failure; anything but a UserFacingError is a bug and logged with its traceback."""
        if isinstance(error, UserFacingError):
            log.engine.warning("%s failed: %s", stage, error)
            message, advice, remedy, details = error.message, error.advice, error.remedy, ""
        else:
            log.engine.error("%s failed", stage, exc_info=error)
            message, advice, remedy = f"{type(error).__name__}: {error}", FAULT_ADVICE, Remedy.NONE
            details = "".join(traceback.format_exception(error))
        if isinstance(error, DeviceError):
            remedy = _CHOOSE.get(stage, remedy)
        head = self.head(turn)
        self.emit(
            events.StageFailed(**head, stage=stage, message=message, advice=advice, remedy=remedy, details=details)
        )
