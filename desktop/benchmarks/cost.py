"""`cost`: the same turn with event log, metrics endpoint and live monitor, and with nothing looking on.

Turns come in blocks, A-B-B-A: in one arm all lookers are open, in the other there is none of their threads. A block
begins with a turn that does not count, and each turn ends with a rest, so that what it left to be written is paid for
in its own time. A turn is compared with the one of the same question and place in the block next to it.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path

from desktop.benchmarks.cost_lookers import Lookers
from desktop.benchmarks.device import SampleClockDevice
from desktop.benchmarks.questions import Question, speak
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import ModelSet, Plan, Run, abba, model_sets
from desktop.benchmarks.sotto import SottoArm
from desktop.settings import Settings

MOST = 0.01
SHORT = ("Good morning.", "Thank you.", "What is your name?")
"""Their answers are short, so that many turns fit into a few minutes."""
_BLOCK = 5
"""Turns."""
_REST_S = 0.6
"""The event log gathers for half a second."""


@dataclass(frozen=True, slots=True)
class _Turn:
    looked_at: bool
    latency_ms: float | None
    processor_ms: float
    """Processor time of the whole process, from the key's going down to the end of the rest."""
    own_ms: float
    """What of it the lookers took themselves."""


def measure(plan: Plan) -> Iterator[Row]:
    """Yield three rows a set of models, of `plan.count` turns of each arm. Raises ModelError, SottoError."""
    run, questions = Run("cost", plan), None
    for models in model_sets(plan):
        questions = questions or speak(models.files.tts, SHORT)
        turns = _take(models, questions, plan.count, run)
        yield from _rows(run, models.llm, turns)


def _take(models: ModelSet, questions: Sequence[Question], count: int, run: Run) -> list[_Turn]:
    device, turns, lookers = SampleClockDevice(), [], Lookers()
    device.start()
    with ExitStack() as last_first:
        last_first.callback(device.stop)
        folder = Path(last_first.enter_context(tempfile.TemporaryDirectory(prefix="sotto-bench-")))
        arm = SottoArm(models.files, Settings(), folder / "data", device, also=lookers.put)
        last_first.callback(arm.close)
        for on in (True, False):  # the first turn of each pays for first touches
            _block(arm, lookers, questions[:1], folder, on=on)
        run.quiet_from_here()
        for number, on in abba((True, False), math.ceil(count / _BLOCK)):
            asked = [questions[place % len(questions)] for place in range(number * _BLOCK, (number + 1) * _BLOCK)]
            for turn in _block(arm, lookers, asked[: count - number * _BLOCK], folder, on=on):
                turns.append(turn)
                run.keep(models=models.llm, looked_at=on, latency_ms=turn.latency_ms,
                         processor_ms=turn.processor_ms, own_ms=turn.own_ms)  # fmt: skip
    return turns


def _block(arm: SottoArm, lookers: Lookers, asked: Sequence[Question], folder: Path, *, on: bool) -> Sequence[_Turn]:
    with lookers.open(folder) if on else nullcontext():
        return [_ask(arm, lookers, question, on=on) for question in (asked[0], *asked)][1:]


def _ask(arm: SottoArm, lookers: Lookers, question: Question, *, on: bool) -> _Turn:
    own, start = lookers.own_ms, time.process_time()
    measured = arm.ask(question)
    time.sleep(_REST_S)
    return _Turn(on, measured.latency_ms, (time.process_time() - start) * 1000, lookers.own_ms - own)


def _rows(run: Run, models: str, turns: Sequence[_Turn]) -> Iterator[Row]:
    with_, without = ([turn for turn in turns if turn.looked_at is on] for on in (True, False))
    heard = [(a.latency_ms, b.latency_ms) for a, b in zip(with_, without, strict=True)]
    latencies = [(a, b) for a, b in heard if a is not None and b is not None]
    yield _row(run, f"cost.{models}.latency", latencies, "last speech sample in to first reply sample out")
    processor = [(a.processor_ms, b.processor_ms) for a, b in zip(with_, without, strict=True)]
    yield _row(
        run, f"cost.{models}.processor", processor, "processor time from key to the end of a rest after the turn"
    )
    yield _own(run, f"cost.{models}.own", [turn.own_ms for turn in with_], [turn.processor_ms for turn in without])


def _row(run: Run, name: str, pairs: Sequence[tuple[float, float]], what: str) -> Row:
    sotto, peer = [a for a, _ in pairs], [b for _, b in pairs]
    usual = max(1e-9, percentile(peer, 50))
    differences = [a - b for a, b in pairs]
    share = percentile(differences, 50) / usual
    low, high = (bound / usual for bound in median_bounds(differences))
    settled = "which settles it" if not low <= MOST < high else "which does not settle it: take more turns"
    notes = [what, f"median of the differences of pairs {share:+.2%}, with 95 % certainty {low:+.2%} to {high:+.2%}",
             settled, "event log, counting, metrics endpoint, monitor with one subscriber in a process of its own",
             "peer: none of them is there"]  # fmt: skip
    return run.row(name, sotto, peer, target=f"<= {MOST:.0%} more", met=share <= MOST, notes=notes)


def _own(run: Run, name: str, own: Sequence[float], whole: Sequence[float]) -> Row:
    """Without a difference of two large figures, and so without their noise; what they disturb is not in it."""
    share = percentile(own, 50) / max(1e-9, percentile(whole, 50))
    notes = ["processor time of the lookers' own threads and of handing events over", f"{share:.2%} of the peer's",
             "peer: processor time of the turns without them"]  # fmt: skip
    return run.row(name, own, whole, target=f"<= {MOST:.0%} of the peer", met=0 < share <= MOST, notes=notes)


def median_bounds(values: Sequence[float]) -> tuple[float, float]:
    """Return between which of the values the median lies with 95 % certainty; the extremes where there are few."""
    ordered, n = sorted(values), len(values)
    if not n:
        return 0.0, 0.0
    # how many of n lie below the median is binomial: n / 2 and 1.96 times half the root of n
    place = max(0, math.floor(n / 2 - 0.98 * math.sqrt(n)))
    return ordered[place], ordered[n - 1 - place]
