"""`soak`: many turns in fast time. Does anything grow, slow down or get lost?"""

from __future__ import annotations

import queue
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from desktop.assistant import Assistant
from desktop.benchmarks.questions import QUESTIONS, Question, speak
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run
from desktop.catalog import find_models
from desktop.engine.backends.wavfile import WavMicrophone, WavSpeaker
from desktop.engine.protocols import Samples, StaleCheck
from desktop.errors import UserFacingError
from desktop.events import EngineEvent, TurnFinished
from desktop.paths import Paths
from desktop.settings import Settings

WARM_UP = 0.2
"""Share of the turns after which memory and handles are compared: by then every cache is filled."""
TURN_LIMIT_S = 30.0
A_SESSION = 25
"""Turns until a new conversation begins, as people do."""
_MOST_DRIFT = 1.05
_MOST_GROWTH_MB = 10.0


@dataclass(frozen=True, slots=True)
class Sample:
    """The process after one turn."""

    latency_ms: float
    """End of the utterance to the first sample of the reply."""
    memory_mb: float
    """Resident memory."""
    threads: int
    handles: int
    """Open files and sockets."""


def measure(plan: Plan) -> Iterator[Row]:
    """Talk for `plan.count` turns with the starter pack, then compare end and beginning. Raises ModelError."""
    run = Run("soak", plan)
    with tempfile.TemporaryDirectory(prefix="sotto-soak-") as folder:
        samples, stored = converse(plan.count, Path(folder))
    for number, sample in enumerate(samples):
        run.keep(turn=number + 1, latency_ms=sample.latency_ms, memory_mb=sample.memory_mb, threads=sample.threads,
                 handles=sample.handles)  # fmt: skip
    yield from rows_of(run, samples, stored)


def rows_of(run: Run, samples: Sequence[Sample], stored: int) -> Iterator[Row]:
    """The figures: the last quarter of the turns beside the first one after the warm-up."""
    settled = samples[int(len(samples) * WARM_UP) :]
    quarter = max(1, len(settled) // 4)
    first, last = settled[:quarter], settled[-quarter:]
    early, late = ([one.latency_ms for one in part] for part in (first, last))
    slower = percentile(late, 99) / max(1e-9, percentile(early, 99))
    yield run.row("soak.latency", late, early, target="p99 drift < 5 %", met=slower < _MOST_DRIFT,
                  notes=[f"p99 {percentile(early, 99):.0f} -> {percentile(late, 99):.0f} ms"])  # fmt: skip
    for name, unit, most in (("memory_mb", "MB", _MOST_GROWTH_MB), ("threads", "", 0.0), ("handles", "", 0.0)):
        before, after = ([float(getattr(one, name)) for one in part] for part in (first, last))
        grown = percentile(after, 50) - percentile(before, 50)
        yield run.row(f"soak.{name.removesuffix('_mb')}", after, before, unit=unit, target=f"growth <= {most:.0f}",
                      met=grown <= most, notes=[f"grown by {grown:.1f}"])  # fmt: skip
    yield run.row("soak.lost", [float(len(samples) - stored)], [0.0], unit="turns", target="0 lost",
                  met=stored == len(samples), notes=[f"{stored} of {len(samples)} turns stored"])  # fmt: skip


def converse(turns: int, home: Path) -> tuple[list[Sample], int]:
    """Ask so many questions in the empty folder `home`; the samples, and how many turns were stored in the end.

    Raises UserFacingError when a turn does not end.
    """
    settings, paths = Settings(), Paths(home)
    questions = speak(find_models(settings, paths).tts, QUESTIONS)
    microphone = _Recordings()
    inbox: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
    assistant = Assistant(settings, paths, inbox.put, microphone=microphone, speaker=_Nowhere(None, 16_000))
    sessions = [assistant.session]
    try:
        samples = []
        for turn in range(turns):
            if turn and turn % A_SESSION == 0:
                assistant.new_session()
                sessions.append(assistant.session)
            samples.append(_ask(assistant, microphone, inbox, questions[turn % len(questions)]))
        return samples, sum(len(assistant.turns(session)) for session in sessions)
    finally:
        assistant.close()


def _ask(
    assistant: Assistant, microphone: _Recordings, inbox: queue.SimpleQueue[EngineEvent], question: Question
) -> Sample:
    assistant.press()
    microphone.say(question)
    assistant.release()
    deadline = time.monotonic() + TURN_LIMIT_S
    while (left := deadline - time.monotonic()) > 0:
        try:
            event = inbox.get(timeout=left)
        except queue.Empty:
            break
        if isinstance(event, TurnFinished):
            return Sample(event.timings.turn or 0.0, _memory_mb(), threading.active_count(), _handles())
    raise UserFacingError("a turn did not end", advice="run `sotto doctor`")


class _Recordings(WavMicrophone):
    """A microphone that hears one recording after another."""

    def __init__(self) -> None:
        super().__init__(np.zeros(0, np.float32))

    def say(self, question: Question) -> None:
        """Hear a question at once."""
        self._samples = question.samples
        self.speak()


class _Nowhere(WavSpeaker):
    """A loudspeaker that counts what it plays and keeps nothing of it."""

    def play(self, samples: Samples, stale: StaleCheck) -> None:
        """Count samples."""
        super().play(samples[:0], stale)
        self._queued += len(samples)


def _memory_mb() -> float:
    file = Path("/proc/self/statm")
    if not file.exists():
        return 0.0
    return int(file.read_text().split()[1]) * 4096 / 1e6


def _handles() -> int:
    folder = Path("/proc/self/fd")
    return sum(1 for _ in folder.iterdir()) if folder.exists() else 0
