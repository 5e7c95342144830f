"""Everything that looks on at a turn, for the benchmark `cost`: opened for some turns, and what it took itself."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from desktop.errors import SottoError
from desktop.events import EngineEvent
from desktop.observability.collector import FiguresCollector
from desktop.observability.endpoint import Endpoint
from desktop.observability.event_log import EventLog
from desktop.observability.lines import Lines
from desktop.observability.metrics import Metrics
from desktop.observability.monitor.access import token
from desktop.observability.monitor.server import Monitor
from desktop.observability.observer import Observer
from desktop.observability.prices import Prices
from desktop.observability.telling import UNTOLD

_MANY = 1 << 30
"""Events that the subscriber waits for: all there will ever be."""


class Lookers:
    """All that can look on, or nobody. `put` is called on the engine's threads."""

    def __init__(self) -> None:
        self._all: _All | None = None

    def put(self, event: EngineEvent) -> None:
        """Hand an event to all of them while they are open."""
        if self._all is not None:
            self._all.put(event)

    @property
    def own_ms(self) -> float:
        """Processor time of their own threads, and the time of handing over, so far; 0 where there is nobody."""
        return self._all.own_ms if self._all is not None else 0.0

    @contextmanager
    def open(self, folder: Path) -> Iterator[None]:
        """Have everything look on. Raises SottoError."""
        with _opened(folder) as self._all:
            try:
                yield
            finally:
                self._all = None


class _All:
    def __init__(self, log: EventLog, observer: Observer, monitor: Monitor, threads: set[threading.Thread]) -> None:
        self._takers = (observer.put, log.put, monitor.put)
        self._threads = threads
        self._handed_s = 0.0

    def put(self, event: EngineEvent) -> None:
        time.thread_time()  # after a pause the clock itself takes longer than what it is to measure
        start = time.thread_time()
        if type(event) not in UNTOLD:  # as `desktop.gauges` does it
            for take in self._takers:
                take(event)
        self._handed_s += time.thread_time() - start

    @property
    def own_ms(self) -> float:
        return (self._handed_s + sum(map(_processor_s, self._threads))) * 1000


def _processor_s(thread: threading.Thread) -> float:
    """Processor time of a thread; 0 where the system does not tell."""
    if sys.platform == "linux" and thread.ident is not None and thread.is_alive():
        return time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
    return 0.0


@contextmanager
def _opened(folder: Path) -> Iterator[_All]:
    """Everything on, with a subscriber of the monitor in a process of its own."""
    metrics, lines, key, before = Metrics(), Lines(), folder / "key", set(threading.enumerate())
    with ExitStack() as last_first:
        log = EventLog(folder / "events.jsonl", lambda _message, _advice: None, lines=lines)
        last_first.callback(log.close)
        observer = Observer(metrics)
        last_first.callback(observer.close)
        endpoint = Endpoint(FiguresCollector(metrics, Prices()), 0, folder / "metrics.json")
        last_first.callback(endpoint.close)
        monitor = Monitor(metrics, 0, folder / "monitor.json", key, lines=lines)
        last_first.callback(monitor.close)
        program = [sys.executable, "-m", "desktop.benchmarks.monitor_crowd", monitor.url, token(key), "1", str(_MANY)]
        crowd = last_first.enter_context(subprocess.Popen(program, stdout=subprocess.PIPE, text=True))
        last_first.callback(crowd.kill)
        if crowd.stdout is None or crowd.stdout.readline().strip() != "ready":
            raise SottoError("the subscriber could not connect")
        yield _All(log, observer, monitor, set(threading.enumerate()) - before)
