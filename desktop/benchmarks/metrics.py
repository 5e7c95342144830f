"""`metrics`: what it costs to count a value, to ask for all windows, to hand an event to who counts or writes it."""

from __future__ import annotations

import json
import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from logging.handlers import RotatingFileHandler
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run, abba
from desktop.events import SpeechEnded
from desktop.observability.event_log import EventLog
from desktop.observability.metrics import Metrics
from desktop.observability.observer import Observer
from desktop.observability.rolling import ERROR, Rolling
from desktop.observability.series import WINDOWS_S

VALUES = 10_000
MOST_RECORD_US, MOST_QUERY_MS, MOST_EVENT_US = 1.0, 1.0, 5.0
_PAUSE_S = 0.001


class _All:
    """The peer: every value is kept, and sorted when somebody asks."""

    def __init__(self) -> None:
        self._values: deque[tuple[float, float]] = deque(maxlen=VALUES)

    def record(self, value: float, at: float) -> None:
        self._values.append((at, value))

    def query(self, now: float) -> None:
        for window in WINDOWS_S:
            kept = [value for at, value in self._values if at > now - window]
            if kept:
                np.percentile(kept, (50, 95, 99))


def measure(plan: Plan) -> Iterator[Row]:
    """Yield rows of recording, of asking, and of the caller's cost of an event that is counted, or logged."""
    run = Run("metrics", plan)
    rng = random.Random(7)
    values = [rng.lognormvariate(5, 1) for _ in range(VALUES)]
    yield from _recording(values, plan, run)
    yield _event(plan, run)
    with TemporaryDirectory() as folder:
        yield _logged(plan, run, Path(folder))


def _recording(values: Sequence[float], plan: Plan, run: Run) -> Iterator[Row]:
    record: dict[str, list[float]] = {"sotto": [], "peer": []}
    query: dict[str, list[float]] = {"sotto": [], "peer": []}
    for _, arm in abba(("sotto", "peer"), plan.count):
        per_value, ms = _sotto(values) if arm == "sotto" else _peer(values)
        record[arm].append(per_value)
        query[arm].append(ms)
        run.keep(arm=arm, record_us=per_value, query_ms=ms)
    notes = [f"mean of {VALUES:,} values within a minute, with sorting them into windows",
             f"percentiles within {ERROR:.1%}", "peer appends to a list", "processor time"]  # fmt: skip
    met = percentile(record["sotto"], 50) <= MOST_RECORD_US
    target = f"p50 <= {MOST_RECORD_US:.0f} us"
    yield run.row("metrics.record", record["sotto"], record["peer"], target=target, met=met, notes=notes, unit="us")
    notes = [f"count, sum, p50, p95, p99 of 1, 5, 15 and 60 minutes, {VALUES:,} values", "peer sorts what it kept",
             "processor time"]  # fmt: skip
    met = percentile(query["sotto"], 95) <= MOST_QUERY_MS
    target = f"p95 <= {MOST_QUERY_MS:.0f} ms"
    yield run.row("metrics.query", query["sotto"], query["peer"], target=target, met=met, notes=notes)


def _sotto(values: Sequence[float]) -> tuple[float, float]:
    rolling = Rolling(0.0)
    per_value = _each(rolling.record, values)
    return per_value, _ms(lambda: [rolling.summary(window, 60.0) for window in WINDOWS_S])


def _peer(values: Sequence[float]) -> tuple[float, float]:
    everything = _All()
    per_value = _each(everything.record, values)
    return per_value, _ms(lambda: everything.query(60.0))


def _each(record: Callable[[float, float], None], values: Sequence[float]) -> float:
    """Microseconds a value, evenly over a minute."""
    apart = 60 / len(values)
    start = time.thread_time()  # neither arm ever waits
    for number, value in enumerate(values):
        record(value, number * apart)
    return (time.thread_time() - start) / len(values) * 1e6


def _ms(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return (time.thread_time() - start) * 1000


def _event(plan: Plan, run: Run) -> Row:
    """What the engine's thread pays; the counting goes on beside it."""
    observer = Observer(Metrics())
    pause = threading.Event()
    times: list[float] = []
    try:
        for number in range(100 * plan.count):
            event = SpeechEnded(session="a" * 32, turn=number + 1, at=time.monotonic(), audio_s=1.0)
            start = time.perf_counter()
            observer.put(event)
            times.append((time.perf_counter() - start) * 1e6)
            if number % 10 == 9:
                pause.wait(_PAUSE_S)
    finally:
        observer.close()
    run.keep(arm="event", us=times)
    met = percentile(times, 50) <= MOST_EVENT_US and not observer.dropped
    notes = [f"longest {max(times) / 1000:.2f} ms", f"{observer.dropped} dropped", "no peer"]
    return run.row(
        "metrics.event", times, [], target=f"p50 <= {MOST_EVENT_US:.0f} us", met=met, notes=notes, unit="us"
    )


def _logged(plan: Plan, run: Run, folder: Path) -> Row:
    """What the engine's thread pays for a line of the event log; the writing goes on beside it."""
    log = EventLog(folder / "events.jsonl", lambda message, _advice: run.keep(arm="log", problem=message))
    peer = RotatingFileHandler(folder / "peer.jsonl", maxBytes=4_000_000, backupCount=4, encoding="utf-8")
    pause = threading.Event()
    times: dict[str, list[float]] = {"sotto": [], "peer": []}
    try:
        for number in range(100 * plan.count):
            event = SpeechEnded(session="a" * 32, turn=number + 1, at=time.monotonic(), audio_s=1.0)
            start = time.perf_counter()
            log.put(event)
            between = time.perf_counter()
            peer.emit(logging.makeLogRecord({"msg": json.dumps(asdict(event))}))
            times["sotto"].append((between - start) * 1e6)
            times["peer"].append((time.perf_counter() - between) * 1e6)
            if number % 10 == 9:
                pause.wait(_PAUSE_S)
    finally:
        log.close()
        peer.close()
    run.keep(arm="log", us=times)
    met = percentile(times["sotto"], 50) <= MOST_EVENT_US and not log.dropped
    notes = [f"{log.dropped} dropped", "peer writes with logging's rotating file on the engine's thread"]
    target = f"p50 <= {MOST_EVENT_US:.0f} us"
    return run.row("metrics.log", times["sotto"], times["peer"], target=target, met=met, notes=notes, unit="us")
