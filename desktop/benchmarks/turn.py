"""`turn`: from the last speech sample in to the first reply sample out, beside the libraries at their defaults."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop.benchmarks.device import BLOCK, SampleClockDevice
from desktop.benchmarks.peer import PeerArm
from desktop.benchmarks.pipecat_extra import WITHOUT_PIPECAT, pipecat_installed, silence_pipecat
from desktop.benchmarks.questions import QUESTIONS, Question, speak
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import ModelSet, Plan, Run, model_sets, times_faster
from desktop.benchmarks.sotto import SottoArm
from desktop.benchmarks.turns import Arm, Measured, take_turns
from desktop.benchmarks.wer import word_errors
from desktop.engine.audio import SAMPLE_RATE
from desktop.settings import Settings

LEAST_RATIO = 5.0
LONGEST_TURN_MS = 450.0
MOST_OVERHEAD = 0.05
_BLOCKS_MS = 2 * BLOCK / SAMPLE_RATE * 1000
WAITED_MS = 2000.0
"""Pipecat waits three seconds when smart-turn takes a question for unfinished; this much without a model tells."""


@dataclass(frozen=True, slots=True)
class _Turns:
    """All turns with one set of models."""

    models: ModelSet
    run: Run
    turns: Sequence[Measured]
    worst_delay_s: float
    """How late the sample clock's thread was at worst."""

    def of(self, arm: str) -> list[Measured]:
        """The turns of one arm."""
        return [turn for turn in self.turns if turn.arm == arm]

    def latencies(self, arm: str) -> list[float]:
        """Of the turns of one arm that brought a reply."""
        return [turn.latency_ms for turn in self.of(arm) if turn.latency_ms is not None]


def measure(plan: Plan) -> Iterator[Row]:
    """Yield the rows as they are known, with `plan.count` turns of each arm and set of models.

    Raises ModelError, and UserFacingError when what builds the models of real size is not installed.
    """
    run, questions, taken = Run("turn", plan), None, None
    for models in model_sets(plan):
        questions = questions or speak(models.files.tts, QUESTIONS)
        taken = _take(models, questions, plan.count, run)
        yield _real_size_row(taken) if models.random else _starter_row(taken)
        if taken.of("pipecat"):
            yield _pipecat_row(taken)
    if taken is not None:
        yield _overhead_row(taken)


def _take(models: ModelSet, questions: Sequence[Question], turns: int, run: Run) -> _Turns:
    settings, device = Settings(), SampleClockDevice()
    measured: list[Measured] = []

    def keep(turn: Measured) -> None:
        measured.append(turn)
        run.keep(models=models.llm, **asdict(turn))

    device.start()
    with tempfile.TemporaryDirectory(prefix="sotto-bench-") as data:
        arms: list[Arm] = []
        try:
            arms.append(SottoArm(models.files, settings, Path(data), device))
            arms.append(PeerArm(models.files, settings, models.context, device))
            if pipecat_installed():
                arms.append(_pipecat_arm(models, settings, device))
            take_turns(arms, questions[:1], 1, lambda _turn: None)  # the first turn of each pays for first touches
            run.quiet_from_here()
            device.worst_delay_s = 0.0  # loading holds the GIL; what counts is the delay from here
            take_turns(arms, questions, turns, keep)
        finally:
            for arm in arms:
                arm.close()
            device.stop()
    return _Turns(models, run, measured, device.worst_delay_s)


def _pipecat_arm(models: ModelSet, settings: Settings, device: SampleClockDevice) -> Arm:
    silence_pipecat()
    from desktop.benchmarks.pipecat_arm import PipecatArm

    return PipecatArm(models.files, settings, models.context, device)


def _starter_row(taken: _Turns) -> Row:
    sotto, peer = taken.latencies("sotto"), taken.latencies("peer")
    met = times_faster(sotto, peer, LEAST_RATIO)
    target = f"ratio >= {LEAST_RATIO:.0f}"
    return taken.run.row("turn.starter", sotto, peer, target=target, met=met, notes=_notes(taken))


def _real_size_row(taken: _Turns) -> Row:
    sotto, peer = taken.latencies("sotto"), taken.latencies("peer")
    target, met = f"p50 <= {LONGEST_TURN_MS:.0f} ms", percentile(sotto, 50) <= LONGEST_TURN_MS
    return taken.run.row(f"turn.{taken.models.llm}", sotto, peer, target=target, met=met, notes=_notes(taken))


def _pipecat_row(taken: _Turns) -> Row:
    """Here the peer is the Pipecat pipeline, which finds the end of the question by itself."""
    sotto, pipecat = taken.latencies("sotto"), taken.latencies("pipecat")
    turns = taken.of("pipecat")
    failed = [turn.errors for turn in turns if turn.errors]
    prompt = [turn.latency_ms for turn in turns if turn.latency_ms and turn.latency_ms - turn.models_ms < WAITED_MS]
    notes = [
        f"models {taken.models.llm}",
        *(_quality(taken, arm) for arm in ("sotto", "pipecat")),
        f"its model calls took {percentile([turn.models_ms for turn in turns], 50):.0f} ms of its time",
        "it has no key and finds the end of the question by smart-turn v3 at its defaults",
        f"in {len(prompt)} of {len(turns)} turns it did not wait for more: {percentile(prompt, 50):.0f} ms there",
        *([f"errors in {len(failed)} turns, the first {failed[0]}"] if failed else []),
    ]
    name, met = f"turn.{taken.models.llm}.pipecat", times_faster(sotto, pipecat, 1.0)
    return taken.run.row(name, sotto, pipecat, target="ratio >= 1", met=met, notes=notes)


def _overhead_row(taken: _Turns) -> Row:
    """Here the peer is the time in model calls between the last speech sample and the first sound, in the same turns.

    Silence that the voice itself began with is no overhead and left out of the turn.
    """
    turns = [turn for turn in taken.of("sotto") if turn.latency_ms is not None]
    sotto = [(turn.latency_ms or 0.0) - turn.lead_in_ms for turn in turns]
    models = [turn.models_ms for turn in turns]
    rest = percentile([whole - part for whole, part in zip(sotto, models, strict=True)], 50)
    met = percentile(sotto, 50) <= (1 + MOST_OVERHEAD) * percentile(models, 50)
    target = f"<= {MOST_OVERHEAD:.0%} over the model calls"
    notes = [
        f"{rest:.0f} ms are no model's, up to {_BLOCKS_MS:.0f} of them the device's blocks in and out",
        *_notes(taken),
    ]
    return taken.run.row("turn.overhead", sotto, models, target=target, met=met, notes=notes)


def _notes(taken: _Turns) -> list[str]:
    notes = [
        f"models {taken.models.llm}",
        *(_quality(taken, arm) for arm in ("sotto", "peer")),
        "the peer's language model is given the right text",
        f"recogniser retries of the peer {sum(turn.retries for turn in taken.of('peer'))}",
        f"clock late {taken.worst_delay_s * 1000:.0f} ms at worst",
    ]
    if not taken.of("pipecat"):
        notes.append(WITHOUT_PIPECAT)
    if taken.models.random:
        notes.append("random weights that write one planted text, the same for every question")
    return notes


def _quality(taken: _Turns, arm: str) -> str:
    turns = taken.of(arm)
    silent = sum(turn.latency_ms is None for turn in turns)
    lead_in = percentile([turn.lead_in_ms for turn in turns], 50)
    text = f"{arm}: {silent} of {len(turns)} without reply, {sum(turn.underruns for turn in turns)} underruns"
    text += f", {lead_in:.0f} ms of silence at the reply's start"
    if not taken.models.random:
        errors = [word_errors(turn.said, turn.transcript) for turn in turns]
        text += f", WER {sum(wrong for wrong, _ in errors) / max(1, sum(words for _, words in errors)):.0%}"
    return text
