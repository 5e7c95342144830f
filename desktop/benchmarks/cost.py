"""`cost`: the same turn with event log, metrics endpoint and live monitor, and with nothing looking on."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop.benchmarks.device import SampleClockDevice
from desktop.benchmarks.questions import Question, speak
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import ModelSet, Plan, Run, abba, model_sets
from desktop.benchmarks.sotto import SottoArm
from desktop.errors import SottoError
from desktop.events import EngineEvent
from desktop.observability.collector import FiguresCollector
from desktop.observability.endpoint import Endpoint
from desktop.observability.event_log import EventLog
from desktop.observability.metrics import Metrics
from desktop.observability.monitor.access import token
from desktop.observability.monitor.server import Monitor
from desktop.observability.observer import Observer
from desktop.observability.prices import Prices
from desktop.settings import Settings

MOST = 0.01
SHORT = ("Good morning.", "Thank you.", "What is your name?")
"""Their answers are short, so that many turns fit into a few minutes."""
_MANY = 1 << 30
"""Events that the subscriber waits for: all there will ever be."""


@dataclass(frozen=True, slots=True)
class _Turn:
    looked_at: bool
    latency_ms: float | None
    processor_ms: float
    """Processor time of the whole process, from the key's going down to the end of the reply."""


class _Lookers:
    """All that can look on, or nobody."""

    def __init__(self, log: EventLog, observer: Observer, monitor: Monitor) -> None:
        self._takers = (observer.put, log.put, monitor.put)
        self.on = False

    def put(self, event: EngineEvent) -> None:
        """Hand an event to all of them while they are on."""
        if self.on:
            for take in self._takers:
                take(event)


def measure(plan: Plan) -> Iterator[Row]:
    """Yield two rows a set of models, of `plan.count` turns of each arm. Raises ModelError, SottoError."""
    run, questions = Run("cost", plan), None
    for models in model_sets(plan):
        questions = questions or speak(models.files.tts, SHORT)
        turns = _take(models, questions, plan.count, run)
        yield from _rows(run, models.llm, turns)


def _take(models: ModelSet, questions: Sequence[Question], count: int, run: Run) -> list[_Turn]:
    device, turns = SampleClockDevice(), []
    device.start()
    with ExitStack() as last_first:
        last_first.callback(device.stop)
        folder = Path(last_first.enter_context(tempfile.TemporaryDirectory(prefix="sotto-bench-")))
        lookers = last_first.enter_context(_looking(folder))
        arm = SottoArm(models.files, Settings(), folder / "data", device, also=lookers.put)
        last_first.callback(arm.close)
        for on in (True, False):  # the first turn of each pays for first touches
            _ask(arm, lookers, questions[0], on=on)
        run.quiet_from_here()
        for number, on in abba((True, False), count):
            turn = _ask(arm, lookers, questions[number % len(questions)], on=on)
            turns.append(turn)
            run.keep(models=models.llm, looked_at=on, latency_ms=turn.latency_ms, processor_ms=turn.processor_ms)
    return turns


def _ask(arm: SottoArm, lookers: _Lookers, question: Question, *, on: bool) -> _Turn:
    lookers.on = on
    start = time.process_time()
    measured = arm.ask(question)
    return _Turn(on, measured.latency_ms, (time.process_time() - start) * 1000)


@contextmanager
def _looking(folder: Path) -> Iterator[_Lookers]:
    """Everything on, with a subscriber of the monitor in a process of its own. Raises SottoError."""
    metrics, key = Metrics(), folder / "key"
    with ExitStack() as last_first:
        log = EventLog(folder / "events.jsonl", lambda _message, _advice: None)
        last_first.callback(log.close)
        observer = Observer(metrics)
        last_first.callback(observer.close)
        endpoint = Endpoint(FiguresCollector(metrics, Prices()), 0, folder / "metrics.json")
        last_first.callback(endpoint.close)
        monitor = Monitor(metrics, 0, folder / "monitor.json", key)
        last_first.callback(monitor.close)
        program = [sys.executable, "-m", "desktop.benchmarks.monitor_crowd", monitor.url, token(key), "1", str(_MANY)]
        crowd = last_first.enter_context(subprocess.Popen(program, stdout=subprocess.PIPE, text=True))
        last_first.callback(crowd.kill)
        if crowd.stdout is None or crowd.stdout.readline().strip() != "ready":
            raise SottoError("the subscriber could not connect")
        yield _Lookers(log, observer, monitor)


def _rows(run: Run, models: str, turns: Sequence[_Turn]) -> Iterator[Row]:
    """A turn beside the one of the same question right before or after it, which no drift can part."""
    with_, without = ([turn for turn in turns if turn.looked_at is on] for on in (True, False))
    heard = [(a.latency_ms, b.latency_ms) for a, b in zip(with_, without, strict=True)]
    latencies = [(a, b) for a, b in heard if a is not None and b is not None]
    yield _row(run, f"cost.{models}.latency", latencies, "last speech sample in to first reply sample out")
    processor = [(a.processor_ms, b.processor_ms) for a, b in zip(with_, without, strict=True)]
    yield _row(run, f"cost.{models}.processor", processor, "processor time from key to end of reply")


def _row(run: Run, name: str, pairs: Sequence[tuple[float, float]], what: str) -> Row:
    sotto, peer = [a for a, _ in pairs], [b for _, b in pairs]
    more = percentile([a - b for a, b in pairs], 50)
    share = more / max(1e-9, percentile(peer, 50))
    notes = [what, f"median of the differences of pairs {more:+.2f} ms, {share:+.1%}",
             "event log, counting, metrics endpoint, monitor with one subscriber in a process of its own",
             "peer: none of them is told of the turn"]  # fmt: skip
    return run.row(name, sotto, peer, target=f"<= {MOST:.0%} more", met=share <= MOST, notes=notes)
