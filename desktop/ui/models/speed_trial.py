"""How fast this machine is, measured once: in the background, and only while nobody talks."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.models.machine_speed import MachineSpeed, known_speed, machine_speed
from desktop.models.stopping import Stop
from desktop.paths import Paths
from desktop.terms import State
from desktop.ui.models.model_import import Do

_RESTING = (State.IDLE, State.CLOSED)


class SpeedTrial(QObject):
    """Waits for a rest, and breaks off when one ends; then it waits for the next."""

    measured = Signal()
    """The speed is known from now on."""

    def __init__(self, paths: Paths, do: Do, parent: QObject) -> None:
        super().__init__(parent)
        self._paths, self._do = paths, do
        self._stop: Stop | None = None
        self._wanted = self._rests = False

    def want(self) -> None:
        """Have the speed measured soon, if it is not known."""
        self._wanted = known_speed(self._paths) is None
        self._begin()

    def follow(self, state: State) -> None:
        """The assistant does something else now."""
        self._rests = state in _RESTING
        if not self._rests and self._stop is not None:
            self._stop.ask()
        self._begin()

    def _begin(self) -> None:
        if self._wanted and self._rests and self._stop is None:
            self._stop = Stop()
            self._do(partial(machine_speed, self._paths, self._stop), self._end)

    def _end(self, result: object) -> None:
        self._stop = None
        if isinstance(result, MachineSpeed):
            self._wanted = False
            self.measured.emit()
        else:
            self._begin()
