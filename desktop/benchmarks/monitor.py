"""`monitor`: an event to each of a hundred remote subscribers, and what it costs the thread that reports it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from desktop.benchmarks.monitor_attacked import measure_attacked
from desktop.benchmarks.monitor_crowd import Seen
from desktop.benchmarks.monitor_peer import PeerMonitor
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run, abba
from desktop.errors import SottoError
from desktop.events import EngineEvent, SpeechStarted
from desktop.observability.metrics import Metrics
from desktop.observability.monitor.access import token
from desktop.observability.monitor.server import Monitor

SUBSCRIBERS, A_SECOND = 100, 1000
MOST_MS, MOST_EVENT_US = 50.0, 5.0
_PEER_EVENTS = 300
"""It does not keep up with more: what waits would be sent for minutes."""
_ROUNDS = 2
_END_S = 120.0


def measure(plan: Plan) -> Iterator[Row]:
    """Yield delivery, losses and the caller's cost over `plan.count` seconds, and as many attacked turns."""
    run = Run("monitor", plan)
    costs: list[float] = []
    seen: dict[str, list[Seen]] = {"sotto": [], "peer": []}
    dropped = 0
    run.quiet_from_here()
    for _, arm in abba(("sotto", "peer"), _ROUNDS):
        if arm == "sotto":
            found, lost = _sotto(A_SECOND * plan.count // _ROUNDS, costs)
            dropped += lost
        else:
            found = _peer()
        seen[arm].append(found)
        run.keep(arm=arm, **asdict(found))
    yield _delivery(run, seen)
    yield _losses(run, seen, dropped)
    notes = [f"longest {max(costs) / 1000:.2f} ms", f"{dropped} dropped", f"{SUBSCRIBERS} subscribers", "no peer"]
    met = percentile(costs, 50) <= MOST_EVENT_US and not dropped
    yield run.row(
        "monitor.event", costs, [], target=f"p50 <= {MOST_EVENT_US:.0f} us", met=met, notes=notes, unit="us"
    )
    yield measure_attacked(plan, run)


def _delivery(run: Run, seen: dict[str, list[Seen]]) -> Row:
    sotto, peer = ([ms for found in seen[arm] for ms in found.sample_ms] for arm in ("sotto", "peer"))
    p99 = max(found.p99_ms for found in seen["sotto"])
    late = max(found.p99_ms for found in seen["peer"])
    events = sum(found.events for found in seen["sotto"])
    notes = [
        f"{SUBSCRIBERS} subscribers in one process, {A_SECOND:,} events a second to each",
        f"the crowd's process was busy {max(found.busy for found in seen['sotto']):.0%} of the time",
        f"p99 {p99:.1f} ms, longest {max(found.longest_ms for found in seen['sotto']):.0f} ms, of {events:,}",
        f"peer: the library's defaults, a message an event, only {_PEER_EVENTS} events, p99 {late:,.0f} ms",
    ]
    target = f"p99 <= {MOST_MS:.0f} ms"
    return run.row("monitor.delivery", sotto, peer, target=target, met=0 < p99 <= MOST_MS, notes=notes, n=events)


def _losses(run: Run, seen: dict[str, list[Seen]], dropped: int) -> Row:
    lost, peer = (sum(found.lost_untold for found in seen[arm]) for arm in ("sotto", "peer"))
    told = sum(found.missed for found in seen["sotto"])
    expected = sum(found.expected for found in seen["sotto"])
    notes = [f"of {expected:,}", f"{told} told as missed", f"{dropped} never handed over"]
    return run.row("monitor.lost", [float(lost)], [float(peer)], target="0 lost unless told", met=lost == 0,
                   notes=notes, unit="events", n=expected)  # fmt: skip


def _sotto(events: int, costs: list[float]) -> tuple[Seen, int]:
    with TemporaryDirectory(prefix="sotto-bench-") as folder:
        key = Path(folder) / "key"
        monitor = Monitor(Metrics(), 0, Path(folder) / "address.json", key)
        try:
            seen = _among(monitor.url, token(key), events, lambda event: costs.append(_timed(monitor.put, event)))
        finally:
            monitor.close()
        return seen, monitor.dropped


def _peer() -> Seen:
    peer = PeerMonitor()
    try:
        return _among(peer.url, "-", _PEER_EVENTS, peer.put)
    finally:
        peer.close()


def _timed(put: Callable[[EngineEvent], None], event: EngineEvent) -> float:
    start = time.perf_counter()
    put(event)
    return (time.perf_counter() - start) * 1e6


def _among(url: str, key: str, events: int, put: Callable[[EngineEvent], None]) -> Seen:
    """Report so many events at an even rate while a crowd looks on. Raises SottoError when it cannot."""
    program = [sys.executable, "-m", "desktop.benchmarks.monitor_crowd", url, key, str(SUBSCRIBERS), str(events)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as crowd:
        try:
            if crowd.stdout is None or crowd.stdout.readline().strip() != "ready":
                raise SottoError("the subscribers could not connect")
            _report(events, put)
            return _result(crowd, crowd.stdout)
        finally:
            crowd.kill()


def _report(events: int, put: Callable[[EngineEvent], None]) -> None:
    pause, start = threading.Event(), time.monotonic()
    for number in range(events):
        if (early := start + number / A_SECOND - time.monotonic()) > 0:
            pause.wait(early)
        put(SpeechStarted(session="a" * 32, turn=number + 1, at=time.monotonic()))


def _result(crowd: subprocess.Popen[str], output: IO[str]) -> Seen:
    """What the crowd printed last."""
    try:
        text = output.read()
        crowd.wait(_END_S)
        return Seen(**json.loads(text))
    except (ValueError, subprocess.TimeoutExpired) as error:
        raise SottoError("the subscribers did not tell what they saw") from error
