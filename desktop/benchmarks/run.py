"""One run of a benchmark: what was asked for, the raw rows it keeps, whether others disturbed it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from desktop.benchmarks.noise import MOST_OF_OTHERS, NoiseMeter
from desktop.benchmarks.rows import Row, percentile
from desktop.catalog import ModelFiles, find_models
from desktop.formats import gguf_metadata
from desktop.paths import Paths
from desktop.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of a benchmark."""

    count: int
    """Measurements of each arm, case and set of models."""
    real_size: bool = True
    """Whether models of real shape with random weights are measured too."""
    paths: Paths = field(default_factory=Paths.from_environment)


@dataclass(frozen=True, slots=True)
class ModelSet:
    """Models that are measured together."""

    stt: str
    """What the recogniser is called in the rows."""
    llm: str
    tts: str
    files: ModelFiles

    @property
    def random(self) -> bool:
        """Whether the weights are random, so that quality says nothing."""
        return self.llm != "starter"

    @property
    def context(self) -> int:
        """Tokens that the language model sees with the default settings."""
        wanted = Settings().language_model.context
        metadata = gguf_metadata(self.files.llm)
        trained = metadata.get(f"{metadata.get('general.architecture')}.context_length", wanted)
        return min(wanted, int(trained))


def model_sets(plan: Plan) -> Iterator[ModelSet]:
    """The starter pack, then the models of real size if they are wanted; those are built at the first time.

    Raises ModelError, and UserFacingError when what builds models is not installed.
    """
    yield ModelSet("starter", "starter", "starter", find_models(Settings(), plan.paths))
    if plan.real_size:
        from desktop.benchmarks.real_size import build_models

        yield ModelSet("base", "0.5b", "medium", build_models(plan.paths.cache / "bench-models"))


def abba(arms: Sequence[T], rounds: int) -> Iterator[tuple[int, T]]:
    """Each round's number with each arm, A-B-B-A, so that what drifts meanwhile meets all arms alike."""
    for number in range(rounds):
        for arm in arms if number % 2 == 0 else reversed(arms):
            yield number, arm


class Run:
    """Keeps every measurement in `cache/bench/NAME-TIME.jsonl` and watches the machine from its creation on."""

    def __init__(self, name: str, plan: Plan, meter: Callable[[], NoiseMeter] = NoiseMeter) -> None:
        self.raw = plan.paths.cache / "bench" / f"{name}-{time.strftime('%Y%m%dT%H%M%S')}.jsonl"
        """Where the measurements are kept."""
        self._new_meter = meter
        self._meter = meter()

    def quiet_from_here(self) -> None:
        """Watch the machine from now on: loading is over."""
        self._meter = self._new_meter()

    def keep(self, **measured: object) -> None:
        """Keep one measurement."""
        self.raw.parent.mkdir(parents=True, exist_ok=True)
        with self.raw.open("a", encoding="utf-8") as file:
            file.write(json.dumps(measured, ensure_ascii=False) + "\n")

    def row(
        self,
        name: str,
        sotto: Sequence[float],
        peer: Sequence[float],
        *,
        target: str,
        met: bool,
        notes: Sequence[str],
        unit: str = "ms",
        n: int | None = None,
    ) -> Row:
        """The figure of all measurements of both arms; one without any is never met.

        `n` is how many measurements there were when `sotto` holds one figure made of all of them.
        """
        others = self._meter.others()
        told = "unknown" if others is None else f"{others:.0%}"
        return Row(
            name=name,
            unit=unit,
            sotto=percentile(sotto, 50),
            peer=percentile(peer, 50),
            p50=percentile(sotto, 50),
            p95=percentile(sotto, 95),
            n=len(sotto) if n is None else n,
            guard="; ".join([*notes, f"other processes {told}"]),
            noisy=others is None or others > MOST_OF_OTHERS,
            target=target,
            met=met and bool(sotto),
        )


def times_faster(sotto: Sequence[float], peer: Sequence[float], least: float) -> bool:
    """Whether the median of one arm is at least so many times below the other's."""
    return bool(sotto) and bool(peer) and least * percentile(sotto, 50) <= percentile(peer, 50)
