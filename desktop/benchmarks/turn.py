"""`turn`: from the last speech sample in to the first reply sample out, beside the libraries at their defaults."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop.benchmarks.device import SampleClockDevice
from desktop.benchmarks.noise import MOST_OF_OTHERS, NoiseMeter
from desktop.benchmarks.questions import Question, speak_questions
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.turns import Arm, Measured, take_turns
from desktop.benchmarks.wer import word_errors
from desktop.catalog import ModelFiles, find_models
from desktop.formats import gguf_metadata
from desktop.paths import Paths
from desktop.settings import Settings

LEAST_RATIO = 5.0
LONGEST_TURN_MS = 450.0
MOST_OVERHEAD = 0.05


@dataclass(frozen=True, slots=True)
class Run:
    """All turns with one set of models."""

    models: str
    turns: Sequence[Measured]
    others: float | None
    """Share of the processors that other processes used."""
    worst_delay_s: float
    """How late the sample clock's thread was at worst."""

    def of(self, arm: str) -> list[Measured]:
        """The turns of one arm."""
        return [turn for turn in self.turns if turn.arm == arm]


def measure_turn(*, turns: int = 30, real_size: bool = True, paths: Paths | None = None) -> Iterator[Row]:
    """Yield the rows as they are known, with `turns` turns of each arm and set of models.

    Raw turns are kept in `paths.cache/bench`. `real_size` adds models of real shape with random weights, built at the
    first time. Raises ModelError, and UserFacingError when what builds those models is not installed.
    """
    paths = paths or Paths.from_environment()
    starter = find_models(Settings(), paths)
    questions = speak_questions(starter.tts)
    raw = paths.cache / "bench" / f"turn-{time.strftime('%Y%m%dT%H%M%S')}.jsonl"
    run = _measure("starter", starter, questions, turns, raw)
    yield _starter_row(run)
    if real_size:
        from desktop.benchmarks.real_size import build_models

        run = _measure("0.5b", build_models(paths.cache / "bench-models"), questions, turns, raw)
        yield _real_size_row(run)
    yield _overhead_row(run)


def _measure(models: str, files: ModelFiles, questions: Sequence[Question], turns: int, raw: Path) -> Run:
    from desktop.benchmarks.peer import PeerArm
    from desktop.benchmarks.sotto import SottoArm

    settings, device = Settings(), SampleClockDevice()
    measured: list[Measured] = []
    device.start()
    with tempfile.TemporaryDirectory(prefix="sotto-bench-") as data:
        arms: list[Arm] = []
        try:
            arms.append(SottoArm(files, settings, Path(data), device))
            arms.append(PeerArm(files, settings, _context(files, settings), device))
            take_turns(arms, questions[:1], 1, lambda _turn: None)  # the first turn of each pays for first touches
            meter, device.worst_delay_s = (
                NoiseMeter(),
                0.0,
            )  # loading holds the GIL; what counts is the delay from here
            take_turns(arms, questions, turns, lambda turn: _keep(turn, models, measured, raw))
            others = meter.others()
        finally:
            for arm in arms:
                arm.close()
            device.stop()
    return Run(models, measured, others, device.worst_delay_s)


def _context(files: ModelFiles, settings: Settings) -> int:
    metadata = gguf_metadata(files.llm)
    trained = metadata.get(f"{metadata.get('general.architecture')}.context_length", settings.language_model.context)
    return min(settings.language_model.context, int(trained))


def _keep(turn: Measured, models: str, measured: list[Measured], raw: Path) -> None:
    measured.append(turn)
    raw.parent.mkdir(parents=True, exist_ok=True)
    with raw.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"models": models, **asdict(turn)}, ensure_ascii=False) + "\n")


def _starter_row(run: Run) -> Row:
    sotto, peer = _latencies(run, "sotto"), _latencies(run, "peer")
    met = 0 < LEAST_RATIO * percentile(sotto, 50) <= percentile(peer, 50)
    return _row("turn.starter", run, sotto, peer, f"ratio >= {LEAST_RATIO:.0f}", met)


def _real_size_row(run: Run) -> Row:
    sotto, peer = _latencies(run, "sotto"), _latencies(run, "peer")
    met = 0 < percentile(sotto, 50) <= LONGEST_TURN_MS
    return _row("turn.0.5b", run, sotto, peer, f"p50 <= {LONGEST_TURN_MS:.0f} ms", met)


def _overhead_row(run: Run) -> Row:
    """Here the peer is the sum of the model calls that the first sound waited for, in the same turns.

    Silence that the voice itself began with is no overhead and left out of the turn.
    """
    turns = [turn for turn in run.of("sotto") if turn.latency_ms is not None]
    sotto = [(turn.latency_ms or 0.0) - turn.lead_in_ms for turn in turns]
    models = [turn.models_ms for turn in turns]
    met = 0 < percentile(sotto, 50) <= (1 + MOST_OVERHEAD) * percentile(models, 50)
    return _row("turn.overhead", run, sotto, models, f"<= {MOST_OVERHEAD:.0%} over the model calls", met)


def _row(name: str, run: Run, sotto: Sequence[float], peer: Sequence[float], target: str, met: bool) -> Row:
    return Row(
        name=name,
        unit="ms",
        sotto=percentile(sotto, 50),
        peer=percentile(peer, 50),
        p50=percentile(sotto, 50),
        p95=percentile(sotto, 95),
        n=len(sotto),
        guard=_guard(run),
        noisy=run.others is None or run.others > MOST_OF_OTHERS,
        target=target,
        met=met,
    )


def _latencies(run: Run, arm: str) -> list[float]:
    return [turn.latency_ms for turn in run.of(arm) if turn.latency_ms is not None]


def _guard(run: Run) -> str:
    others = "unknown" if run.others is None else f"{run.others:.0%}"
    notes = [
        f"models {run.models}",
        *(_quality(run, arm) for arm in ("sotto", "peer")),
        "the peer's language model is given the right text",
        f"recogniser retries of the peer {sum(turn.retries for turn in run.of('peer'))}",
        f"other processes {others}",
        f"clock late {run.worst_delay_s * 1000:.0f} ms at worst",
    ]
    if run.models != "starter":
        notes.append("random weights that write one planted text, the same for every question")
    return "; ".join(notes)


def _quality(run: Run, arm: str) -> str:
    turns = run.of(arm)
    silent = sum(turn.latency_ms is None for turn in turns)
    lead_in = percentile([turn.lead_in_ms for turn in turns], 50)
    text = f"{arm}: {silent} of {len(turns)} without reply, {sum(turn.underruns for turn in turns)} underruns"
    text += f", {lead_in:.0f} ms of silence at the reply's start"
    if run.models == "starter":
        errors = [word_errors(turn.said, turn.transcript) for turn in turns]
        text += f", WER {sum(wrong for wrong, _ in errors) / max(1, sum(words for _, words in errors)):.0%}"
    return text
