"""`cost`: the same turn with event log, metrics endpoint and live monitor, and with nothing looking on.

Turns come in blocks, A-B-B-A: in one arm all lookers are open, in the other there is none of their threads. What
comes first after a change does not count. One turn follows the other without a rest, so that what a turn leaves to
be written is paid for in the next: over a block each turn pays once. A turn is compared with the one of the same
question and place in the other arm.

The target of 1 % is of a turn with models of real size, which is what people have; in the starter pack's, whose
models take a fifth of a second of processor time, the same milliseconds are a larger share. Replies are cut after a
few tokens, so that more turns fit into the time: models and lookers both take time in proportion to a turn's length.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from desktop.benchmarks.cost_lookers import Lookers
from desktop.benchmarks.device import SampleClockDevice
from desktop.benchmarks.questions import Question, speak
from desktop.benchmarks.rows import Row
from desktop.benchmarks.run import ModelSet, Plan, Run, abba, model_sets
from desktop.benchmarks.sotto import SottoArm
from desktop.settings import Settings

MOST = 0.01
SHORT = ("Bye.", "Thanks.", "Good night.")
_TOKENS = 3
"""Of each reply."""
_BLOCK = 10
"""Turns at most."""
_DRAWS, _SEED = 5000, 7
"""Of the bootstrap."""
_Pairs = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Turn:
    looked_at: bool
    latency_ms: float | None
    processor_ms: float
    """Processor time of the whole process, from the key's going down to the end of the reply."""
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
        arm = SottoArm(models.files, _settings(), folder / "data", device, also=lookers.put)
        last_first.callback(arm.close)
        run.quiet_from_here()
        for on, places in _blocks(count):
            with lookers.open(folder) if on else nullcontext():
                _ask(arm, lookers, questions[0], on=on)
                for place in places:
                    turn = _ask(arm, lookers, questions[place % len(questions)], on=on)
                    turns.append(turn)
                    run.keep(models=models.llm, looked_at=on, place=place, latency_ms=turn.latency_ms,
                             processor_ms=turn.processor_ms, own_ms=turn.own_ms)  # fmt: skip
    return turns


def _settings() -> Settings:
    short = Settings().language_model.model_copy(update={"max_tokens": _TOKENS})
    return Settings(language_model=short)


def _blocks(count: int) -> Iterator[tuple[bool, Sequence[int]]]:
    """Whether all look on, and the places of turns; two blocks of one arm that follow each other are one."""
    rounds = max(min(2, count), math.ceil(count / _BLOCK))
    for on, alike in groupby(abba((True, False), rounds), key=lambda each: each[1]):
        parts = (range(count * number // rounds, count * (number + 1) // rounds) for number, _ in alike)
        yield on, [place for part in parts for place in part]


def _ask(arm: SottoArm, lookers: Lookers, question: Question, *, on: bool) -> _Turn:
    own, start = lookers.own_ms, time.process_time()
    measured = arm.ask(question)
    return _Turn(on, measured.latency_ms, (time.process_time() - start) * 1000, lookers.own_ms - own)


def _rows(run: Run, models: str, turns: Sequence[_Turn]) -> Iterator[Row]:
    with_, without = ([turn for turn in turns if turn.looked_at is on] for on in (True, False))
    yield _own(run, f"cost.{models}.own", [turn.own_ms for turn in with_], [turn.processor_ms for turn in without])
    processor = [(a.processor_ms, b.processor_ms) for a, b in zip(with_, without, strict=True)]
    yield _row(run, f"cost.{models}.processor", processor, "processor time of a turn")
    heard = [(a.latency_ms, b.latency_ms) for a, b in zip(with_, without, strict=True)]
    latencies = [(a, b) for a, b in heard if a is not None and b is not None]
    yield _row(run, f"cost.{models}.latency", latencies, "last speech sample in to first reply sample out")


def _row(run: Run, name: str, pairs: _Pairs, what: str) -> Row:
    sotto, peer = [a for a, _ in pairs], [b for _, b in pairs]
    share, low, high = share_with_bounds(pairs)
    settled = "which settles it" if not low <= MOST < high else "which does not settle it: take more turns"
    notes = [what, f"mean of the differences of pairs {share:+.2%}, with 95 % certainty {low:+.2%} to {high:+.2%}",
             settled, "event log, counting, metrics endpoint, monitor with one subscriber in a process of its own",
             f"peer: none of them is there; replies of {_TOKENS} tokens"]  # fmt: skip
    return run.row(name, sotto, peer, target=f"<= {MOST:.0%} more", met=share <= MOST, notes=notes)


def _own(run: Run, name: str, own: Sequence[float], whole: Sequence[float]) -> Row:
    """Without a difference of two large figures, and so without their noise; what they disturb is not in it."""
    share = float(np.mean(own)) / max(1e-9, float(np.mean(whole))) if own and whole else 0.0
    notes = ["processor time of the lookers' own threads and of handing events over", f"{share:.2%} of the peer's",
             "peer: processor time of the turns without them", f"replies of {_TOKENS} tokens"]  # fmt: skip
    return run.row(name, own, whole, target=f"<= {MOST:.0%} of the peer", met=0 < share <= MOST, notes=notes)


def share_with_bounds(pairs: _Pairs) -> tuple[float, float, float]:
    """Return the mean difference of pairs as a share of the second ones' mean, and its bootstrap interval of 95 %."""
    if not pairs:
        return 0.0, 0.0, 0.0
    sotto, peer = np.array(pairs, float).T
    differences, usual = sotto - peer, max(1e-9, float(peer.mean()))
    drawn = np.random.default_rng(_SEED).choice(differences, (_DRAWS, len(differences)))
    low, high = np.percentile(drawn.mean(axis=1), (2.5, 97.5))
    return float(differences.mean()) / usual, float(low) / usual, float(high) / usual
