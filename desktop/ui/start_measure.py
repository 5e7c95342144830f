"""Measures a start of the window: milliseconds to the first paint and until Sotto listens, MiB of memory."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from desktop.events import EngineEvent, TurnFinished
from desktop.job import Job
from desktop.paths import Paths, assets
from desktop.ui.application import run_application
from desktop.ui.assistant_like import AssistantLike
from desktop.ui.look.looks import glance
from desktop.ui.start import prepare

if TYPE_CHECKING:
    from desktop.engine.backends.wavfile import WavMicrophone

_REST_S, _TURN_S = 1.0, 30.0


class _FirstPaint(QObject):
    """Notes when the window is first painted. Asks for the window once events are handled: it is made before that."""

    at: float | None = None

    def find(self) -> None:
        """Watch no other widget: thousands of events that are told to Python would be part of what is measured."""
        window = next(window for window in QApplication.topLevelWidgets() if isinstance(window, QMainWindow))
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Leave every event to who gets it."""
        if self.at is None and event.type() == QEvent.Type.Paint:
            self.at = time.monotonic()
            watched.removeEventFilter(self)
        return False


class _Start:
    """One start with a recorded microphone, and what is measured of it."""

    def __init__(self, begun: float) -> None:
        self._begun, self._paths = begun, Paths.from_environment()
        self._microphone: WavMicrophone | None = None
        self._turns: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
        self.found = dict[str, float]()

    def make(self, listener: Callable[[EngineEvent], None], job: Job) -> AssistantLike:
        """As `start.make_assistant` does, but for the devices."""
        from desktop.assistant import Assistant
        from desktop.engine.backends.wavfile import WavMicrophone, WavSpeaker
        from desktop.settings import load_settings

        def both(event: EngineEvent) -> None:
            if isinstance(event, TurnFinished):
                self._turns.put(event)
            listener(event)

        self._microphone = WavMicrophone(assets() / "demo" / "question.wav")
        speaker = WavSpeaker(None, 22_050)
        settings = load_settings(self._paths.settings)
        heard = self._microphone
        return Assistant(settings, self._paths, both, microphone=heard, speaker=speaker, resident=True, job=job)

    def use(self, assistant: AssistantLike) -> None:
        """Ask one question, once it is ready, and close the window."""
        self.found["ready_ms"] = (time.monotonic() - self._begun) * 1000
        time.sleep(_REST_S)
        self.found["idle_mib"] = _status("VmRSS")
        assert self._microphone is not None
        assistant.press()
        self._microphone.speak()
        assistant.release()
        self._turns.get(timeout=_TURN_S)
        self.found["peak_mib"] = _status("VmHWM")
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        QTimer.singleShot(0, app, app.closeAllWindows)


def measure(begun: float) -> dict[str, float]:
    """Start the window as `sotto run` does, wait until it listens, ask one question, and close it.

    `begun` is `time.monotonic()` just before the process was started. Returns `paint_ms` and `ready_ms`, and resident
    memory at rest and at most, after a spoken turn: `idle_mib` and `peak_mib`.
    """
    app = QApplication.instance() or QApplication([])
    painted, start, paths = _FirstPaint(), _Start(begun), Paths.from_environment()
    QTimer.singleShot(0, app, painted.find)
    run_application(start.make, script=start.use, prepare=partial(prepare, paths), looks=glance(paths.settings).looks)
    assert painted.at is not None, "the window was never painted"
    return {"paint_ms": (painted.at - begun) * 1000, **start.found}


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024
