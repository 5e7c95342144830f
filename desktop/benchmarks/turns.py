"""What one measured turn leaves behind, whichever arm took it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from desktop.benchmarks.questions import Question
from desktop.benchmarks.run import abba
from desktop.engine.audio import SAMPLE_RATE

TURN_LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Measured:
    """One turn on the sample clock."""

    arm: str
    said: str
    latency_ms: float | None
    """Last speech sample in to first reply sample out; None when no reply came."""
    lead_in_ms: float
    """Part of that in which the reply was already played but still silent, as the voice made it."""
    models_ms: float
    """Time in model calls between the last speech sample and the first reply sample, which had to wait for them."""
    transcript: str
    reply: str
    underruns: int
    stages_ms: dict[str, float] = field(default_factory=dict)
    """What each model took, as far as the arm knows."""
    retries: int = 0
    """Times the recogniser tried again because it mistrusted its own text (peer only)."""
    errors: str = ""
    """What Pipecat reported as failed meanwhile (its arm only)."""


class Arm(Protocol):
    """One side of the comparison."""

    name: str

    def ask(self, question: Question) -> Measured:
        """Take one turn."""

    def close(self) -> None:
        """Free the models."""


def latency_ms(last_speech: int, first_reply: int | None) -> float | None:
    """Milliseconds between two sample indices; None when there was no reply."""
    return None if first_reply is None else milliseconds(first_reply - last_speech)


def milliseconds(samples: int) -> float:
    """Length of so many samples of the clock."""
    return samples / SAMPLE_RATE * 1000


def take_turns(
    arms: Sequence[Arm], questions: Sequence[Question], turns: int, keep: Callable[[Measured], None]
) -> None:
    """Take `turns` turns with each arm, A-B-B-A, the same question to all; `keep` gets every turn."""
    for number, arm in abba(arms, turns):
        keep(arm.ask(questions[number % len(questions)]))


@dataclass(slots=True)
class Span:
    """A model call under way or done."""

    stage: str
    start: float
    """Monotonic seconds."""
    took: float = 0.0


class Stopwatch:
    """Collects how long model calls took. Only adds to a list: the pipeline's timing is the sample clock's."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def begin(self, stage: str) -> Span:
        """A call begins."""
        span = Span(stage, time.monotonic())
        self.spans.append(span)
        return span

    def forget(self) -> None:
        """Start anew."""
        self.spans = []

    def total_ms(self, stage: str) -> float:
        """All calls of a stage."""
        return sum(span.took for span in self.spans if span.stage == stage) * 1000

    def until_first_sound_ms(self, since: float) -> float:
        """Time in which at least one call was under way, from `since` to the end of the voice's first block.

        That is what the first sound waited for: calls made while the user still spoke cost nothing, and of calls
        side by side only the time counts that passed.
        """
        first = next((span for span in self.spans if span.stage == "tts"), None)
        if first is None:
            return 0.0
        end, reached, total = first.start + first.took, since, 0.0
        for span in sorted(self.spans, key=lambda span: span.start):
            stop = min(span.start + span.took, end)
            total += max(0.0, stop - max(span.start, reached))
            reached = max(reached, stop)
        return total * 1000
