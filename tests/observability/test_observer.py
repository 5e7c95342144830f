"""The thread that counts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from desktop.events import LevelMeasured
from desktop.observability.metrics import Metrics
from desktop.observability.observer import Load, Observer
from desktop.observability.series import Series
from tests.observability.test_metrics import finished
from tests.storage.samples import SESSION


def _looks(metrics: Metrics) -> int:
    return metrics.snapshot(60).totals[Series.MEMORY].count


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    pause = threading.Event()
    while not holds():
        assert time.monotonic() < deadline
        pause.wait(0.002)


def test_what_was_put_is_counted_when_it_closes() -> None:
    metrics = Metrics()
    observer = Observer(metrics)
    for turn in range(100):
        observer.put(finished(turn, at=time.monotonic()))
    observer.close()
    observer.close()
    assert metrics.snapshot(60).totals[Series.TURNS].count == 100
    assert observer.dropped == 0


def test_memory_processor_queues_and_losses_are_looked_at() -> None:
    metrics, lost = Metrics(), [0]
    load = {Series.QUEUE_THINKING: 3}
    observer = Observer(metrics, lambda: Load(load, {Series.UNDERRUNS: lost[0]}), period_s=0.01)
    until(lambda: _looks(metrics) > 2)
    lost[0] = 4
    until(lambda: metrics.snapshot(60).totals[Series.UNDERRUNS].total == 4)
    seen = _looks(metrics)
    until(lambda: _looks(metrics) > seen + 2)
    observer.close()
    found = metrics.snapshot(60)
    assert found.totals[Series.UNDERRUNS].total == 4
    assert 5 < found.latest[Series.MEMORY] < 10_000
    assert found.latest[Series.PROCESSOR] >= 0
    assert found.latest[Series.QUEUE_THINKING] == 3


def test_a_full_queue_drops_and_says_so() -> None:
    go_on, looking = threading.Event(), threading.Event()

    def look() -> Load:
        looking.set()
        assert go_on.wait(10)
        return Load()

    metrics = Metrics()
    observer = Observer(metrics, look, capacity=5, period_s=0.01)
    assert looking.wait(10)
    for turn in range(8):
        observer.put(finished(turn, at=time.monotonic()))
    assert observer.dropped == 3
    go_on.set()
    until(lambda: metrics.snapshot(60).totals[Series.DROPPED].total == 3)
    observer.close()
    assert metrics.snapshot(60).totals[Series.TURNS].count == 5


def test_what_nothing_is_counted_of_takes_no_place() -> None:
    metrics = Metrics()
    observer = Observer(metrics, capacity=0)
    observer.put(LevelMeasured(session=SESSION, turn=0, at=1.0, rms=0, peak=0))
    observer.close()
    assert observer.dropped == 0
