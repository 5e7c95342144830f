"""What all benchmarks share: the plan, the raw rows, the marker of a noisy run, the table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.benchmarks.cancel import time_to_rest
from desktop.benchmarks.noise import NoiseMeter
from desktop.benchmarks.run import Plan, Run, abba, times_faster
from desktop.benchmarks.table import BENCHMARKS, find_benchmark
from desktop.engine.protocols import StaleCheck
from desktop.errors import UsageError
from desktop.paths import Paths


class MeterAt(NoiseMeter):
    """A meter that reads what it is told."""

    def __init__(self, share: float | None) -> None:
        super().__init__()
        self._share = share

    def others(self) -> float | None:
        return self._share


@pytest.mark.parametrize(("others", "noisy"), [(0.0, False), (0.05, False), (0.06, True), (None, True)])
def test_a_row_is_noisy_when_others_took_part_of_the_processors(
    tmp_path: Path, others: float | None, noisy: bool
) -> None:
    run = Run("x", Plan(2, paths=Paths(tmp_path)), lambda: MeterAt(others))
    row = run.row("x.y", [1.0, 3.0], [10.0], target="t", met=True, notes=["first", "second"])
    assert row.noisy is noisy
    assert (row.sotto, row.peer, row.ratio, row.n) == (2.0, 10.0, 5.0, 2)
    assert row.guard.startswith("first; second; other processes ")


def test_a_row_without_measurements_is_never_met(tmp_path: Path) -> None:
    run = Run("x", Plan(2, paths=Paths(tmp_path)))
    assert not run.row("x", [], [1.0], target="t", met=True, notes=[]).met


def test_every_measurement_is_kept(tmp_path: Path) -> None:
    run = Run("x", Plan(2, paths=Paths(tmp_path)))
    run.keep(arm="sotto", ms=1.5)
    run.keep(arm="peer", ms=None)
    assert run.raw.parent == tmp_path / "cache" / "bench"
    kept = [json.loads(line) for line in run.raw.read_text("utf-8").splitlines()]
    assert kept == [{"arm": "sotto", "ms": 1.5}, {"arm": "peer", "ms": None}]


def test_arms_alternate_so_that_drift_meets_both_alike() -> None:
    assert [arm for _, arm in abba("ab", 4)] == list("abbaabba")


def test_times_faster_compares_medians_and_needs_both_arms() -> None:
    assert times_faster([1.0, 2.0, 300.0], [10.0], 5)
    assert not times_faster([2.1], [10.0], 5)
    assert not times_faster([], [10.0], 5)
    assert not times_faster([1.0], [], 5)


def test_an_unknown_benchmark_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as error:
        find_benchmark("speed")
    for name in BENCHMARKS:
        assert name in error.value.advice


def test_cancelled_work_is_timed_until_its_thread_ended() -> None:
    took = time_to_rest(_spin_until, 0.01)
    assert took is not None
    assert took < 5000


def test_work_that_was_over_before_it_was_cancelled_has_no_time() -> None:
    assert time_to_rest(lambda _stale: None, 5.0) is None


def _spin_until(stale: StaleCheck) -> None:
    while not stale():
        pass
