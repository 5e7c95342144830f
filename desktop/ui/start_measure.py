"""Measures a start of the window, in a process of its own: `python -m desktop.ui.start_measure BEGUN`.

BEGUN is `time.monotonic()` just before the process was started. Prints one JSON object: milliseconds to the first
paint and until Sotto listens, MiB of resident memory at rest and at most, after a spoken turn.
"""

from __future__ import annotations

import json
import queue
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import typer  # noqa: F401 - the command line is part of every start
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from desktop.events import EngineEvent, TurnFinished
from desktop.job import Job
from desktop.paths import Paths, assets
from desktop.settings import load_settings
from desktop.ui.application import run_application
from desktop.ui.assistant_like import AssistantLike
from desktop.ui.start import prepare

_REST_S, _TURN_S = 1.0, 30.0


class _FirstPaint(QObject):
    """Notes when the window is first painted."""

    at: float | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Leave every event to who gets it."""
        if self.at is None and event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
            self.at = time.monotonic()
        return False


def measure(begun: float) -> dict[str, float]:
    """Start the window as `sotto run` does, wait until it listens, ask one question, and close it."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    painted, found = _FirstPaint(), dict[str, float]()
    app.installEventFilter(painted)
    turns: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
    spoken: list[Callable[[], None]] = []

    def make(listener: Callable[[EngineEvent], None], job: Job) -> AssistantLike:
        from desktop.assistant import Assistant
        from desktop.engine.backends.wavfile import WavMicrophone, WavSpeaker

        def both(event: EngineEvent) -> None:
            if isinstance(event, TurnFinished):
                turns.put(event)
            listener(event)

        microphone = WavMicrophone(assets() / "demo" / "question.wav")
        spoken.append(microphone.speak)
        paths = Paths.from_environment()
        settings = load_settings(paths.settings)
        speaker = WavSpeaker(None, 22_050)
        return Assistant(settings, paths, both, microphone=microphone, speaker=speaker, resident=True, job=job)

    def use(assistant: AssistantLike) -> None:
        found["ready_ms"] = (time.monotonic() - begun) * 1000
        time.sleep(_REST_S)
        found["idle_mib"] = _status("VmRSS")
        assistant.press()
        spoken[0]()
        assistant.release()
        turns.get(timeout=_TURN_S)
        found["peak_mib"] = _status("VmHWM")
        QTimer.singleShot(0, app, app.closeAllWindows)

    run_application(make, script=use, prepare=partial(prepare, Paths.from_environment()))
    assert painted.at is not None, "the window was never painted"
    return {"paint_ms": (painted.at - begun) * 1000, **found}


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(float(sys.argv[1]))) + "\n")
