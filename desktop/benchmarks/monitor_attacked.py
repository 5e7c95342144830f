"""`monitor.attacked`: a turn's latency while hostile clients do their worst, beside the same turn left in peace."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

from desktop.benchmarks.device import SampleClockDevice
from desktop.benchmarks.questions import Question, speak
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run, abba
from desktop.benchmarks.sotto import SottoArm
from desktop.catalog import find_models
from desktop.errors import SottoError
from desktop.observability.metrics import Metrics
from desktop.observability.monitor.access import token
from desktop.observability.monitor.server import Monitor
from desktop.settings import Settings

MOST_SLOWER = 1.5
_SHORT = ("Bye.", "Thanks.", "Good night.")
_ROUNDS = 2
_END_S = 60.0


def measure_attacked(plan: Plan, run: Run) -> Row:
    """Return the row of `plan.count` turns of each arm, with the starter's models. Raises ModelError, SottoError."""
    made: list[int] = []
    times: dict[bool, list[float]] = {True: [], False: []}
    files = find_models(Settings(), plan.paths)
    questions, device = speak(files.tts, _SHORT), SampleClockDevice()
    device.start()
    with ExitStack() as last_first:
        last_first.callback(device.stop)
        folder = Path(last_first.enter_context(tempfile.TemporaryDirectory(prefix="sotto-bench-")))
        monitor = Monitor(Metrics(), 0, folder / "address.json", folder / "key")
        last_first.callback(monitor.close)
        arm = SottoArm(files, Settings(), folder / "data", device, also=monitor.put)
        last_first.callback(arm.close)
        for number, attacked in abba((True, False), _ROUNDS):
            turns = plan.count * (number + 1) // _ROUNDS - plan.count * number // _ROUNDS
            with _attackers(monitor.port, token(folder / "key"), made) if attacked else nullcontext():
                for latency in _ask(arm, questions, turns):
                    times[attacked].append(latency)
                    run.keep(arm="attacked" if attacked else "in peace", latency_ms=latency)
    return _row(run, times, made)


def _row(run: Run, times: dict[bool, list[float]], made: Sequence[int]) -> Row:
    attacked, peace = times[True], times[False]
    notes = [
        f"{sum(made):,} connections: wrong hosts, origins and keys, giant frames, malformed filters, floods of "
        "messages and pings, silence, and some that never read; in a process of their own, at low priority",
        "peer: the same turns in peace; last speech sample in to first reply sample out",
    ]
    met = bool(peace) and percentile(attacked, 50) <= MOST_SLOWER * percentile(peace, 50)
    target = f"p50 <= {MOST_SLOWER:g} times the peer"
    return run.row("monitor.attacked", attacked, peace, target=target, met=met, notes=notes)


def _ask(arm: SottoArm, questions: Sequence[Question], turns: int) -> Iterator[float]:
    arm.ask(questions[0])  # what comes first after a change does not count
    for number in range(turns):
        latency = arm.ask(questions[number % len(questions)]).latency_ms
        if latency is not None:
            yield latency


@contextmanager
def _attackers(port: int, key: str, made: list[int]) -> Iterator[None]:
    """Hostile clients until the end, whose connections are counted."""
    program = [sys.executable, "-m", "desktop.benchmarks.monitor_attackers", str(port), key]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as attack:
        if attack.stdout is None or attack.stdout.readline() != "begun\n":
            raise SottoError("the hostile clients could not begin")
        try:
            yield
            made.append(json.loads(attack.communicate("\n", timeout=_END_S)[0])["made"])
        finally:
            attack.kill()
