"""Measures the window under load, in a process of its own: `python -m desktop.ui.metrics.panel_measure SECONDS`.

Prints one JSON object a line: milliseconds from an event to its paint, processor time of the main thread.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop.events import (
    EngineEvent,
    Head,
    LevelMeasured,
    ReplyAudible,
    ReplyDelta,
    ReplyHeard,
    SpeechEnded,
    Transcribed,
    TurnFinished,
    head,
)
from desktop.observability.metrics import Metrics
from desktop.observability.observer import Observer
from desktop.terms import ModelNames, Outcome, Source, State, Timings
from desktop.ui.bridge import EventBridge
from desktop.ui.look.theme import Theme
from desktop.ui.main_window import MainWindow
from desktop.ui.talk.live_turns import LiveTurns

A_SECOND = 1000
_DELTAS = 40
_WIDTH, _HEIGHT = 1440, 900
_SETTLE_S = 2.0
_MODELS = ModelNames(stt="stt", llm="llm", tts="tts")
_TIMINGS = Timings(stt=80, llm_first_token=60, llm=500, tts_first_audio=90, turn=400)


def turn(number: int) -> Iterator[EngineEvent]:
    """The events of one second of conversation, `A_SECOND` of them."""
    about = head("a" * 32, number, time.monotonic())
    yield SpeechEnded(**about, audio_s=1.5)
    yield Transcribed(**about, text="what is it", language="en", confidence=1, ms=80)
    rest, reply, heard = A_SECOND - _DELTAS - 4, "", ""
    for place in range(rest):
        if place % (rest // _DELTAS) == 0 and place // (rest // _DELTAS) < _DELTAS:
            heard, reply = reply, f"{reply}word {place} "
            yield ReplyDelta(**about, text=f"word {place} ")
        yield _frequent(about, place, heard)  # the voice is a piece behind the text
    yield ReplyAudible(**about, ms=380 + number % 40)
    yield TurnFinished(
        **about, outcome=Outcome.COMPLETED, source=Source.VOICE, transcript="what is it", language="en",
        confidence=1.0, generated="so it is", spoken="so it is", heard="so it is", audio_s=1.5, timings=_TIMINGS,
        models=_MODELS, prompt_tokens=300, reply_tokens=30 + number % 9, prompt_ms=40.0,
    )  # fmt: skip


def _frequent(about: Head, place: int, heard: str) -> EngineEvent:
    if place % 2:
        return ReplyHeard(**about, heard=heard)
    now = head(about["session"], about["turn"], time.monotonic())
    return LevelMeasured(**now, rms=0.1, peak=place % 100 / 100)


class _Feeder(threading.Thread):
    """The engine's part: hands over an event each millisecond, until told to stop."""

    def __init__(self, take: Callable[[EngineEvent], None]) -> None:
        super().__init__(name="feeder", daemon=True)
        self._take = take
        self.over = threading.Event()

    def run(self) -> None:
        number, due = 0, time.perf_counter()
        while not self.over.is_set():
            number += 1
            for event in turn(number):
                due += 1 / A_SECOND
                if (left := due - time.perf_counter()) > 0:
                    time.sleep(left)
                self._take(event)
                if self.over.is_set():
                    return


class _Watch(QObject):
    """Notes when a piece of a reply was handed over, and when it was painted."""

    def __init__(self, window: MainWindow, bridge: EventBridge) -> None:
        super().__init__(window)
        self._posted: deque[float] = deque()
        self._taken: list[float] = []
        self._paints: list[tuple[float, list[float]]] = []
        bridge.arrived.connect(self._arrived)
        window.live.after_paint = self._painted

    def posting(self, event: EngineEvent) -> None:
        """Called on the thread that hands over, just before it does."""
        if isinstance(event, ReplyDelta):
            self._posted.append(time.perf_counter())

    def forget(self) -> None:
        """Begin again."""
        self._paints.clear()
        self._taken.clear()

    @property
    def times(self) -> list[float]:
        """Milliseconds from handing over to paint, of each piece."""
        return [(now - posted) * 1000 for now, taken in self._paints for posted in taken]

    def _arrived(self, event: EngineEvent) -> None:
        if isinstance(event, ReplyDelta):
            self._taken.append(self._posted.popleft())

    def _painted(self) -> None:
        """A paint shows all that was taken before."""
        if self._taken:
            self._paints.append((time.perf_counter(), self._taken))
            self._taken = []


def measure(seconds: float) -> Iterator[dict[str, float | str]]:
    """Yield what was measured in four arms of so many seconds each: metrics shown, hidden, hidden, shown."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    window, metrics = MainWindow(Theme()), Metrics()
    window.resize(_WIDTH, _HEIGHT)
    bridge, observer = EventBridge(window), Observer(metrics)
    live = LiveTurns(window, lambda _failure: None)
    bridge.arrived.connect(live.consume)
    watch = _Watch(window, bridge)
    window.show()
    window.show_state(State.IDLE)
    _prepare(window, metrics)

    def take(event: EngineEvent) -> None:
        watch.posting(event)
        observer.put(event)
        bridge.post(event)

    feeder = _Feeder(take)
    feeder.start()
    try:
        _run_for(_SETTLE_S)
        for arm in ("shown", "hidden", "hidden", "shown"):
            yield from _arm(window, watch, arm, seconds)
    finally:
        feeder.over.set()
        feeder.join()
        observer.close()


def _prepare(window: MainWindow, metrics: Metrics) -> None:
    """Loading the curves is measured by nobody here."""
    from desktop.ui.metrics.trend_chart import TrendChart

    window.metrics.attach(metrics)
    window.metrics.trends.draw_with(TrendChart)


def _arm(window: MainWindow, watch: _Watch, arm: str, seconds: float) -> Iterator[dict[str, float | str]]:
    window.metrics.setVisible(arm == "shown")
    window.live_page.clear()
    window.show_live()
    _run_for(0.5)
    watch.forget()
    begun, used = time.perf_counter(), time.thread_time()
    _run_for(seconds)
    share = (time.thread_time() - used) / (time.perf_counter() - begun)
    yield {"what": "processor", "arm": arm, "share": share}
    for ms in watch.times:
        yield {"what": "painted", "arm": arm, "ms": ms}


def _run_for(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def main(arguments: list[str]) -> None:
    """`SECONDS`, of each arm."""
    for each in measure(float(arguments[0])):
        sys.stdout.write(json.dumps(each) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
