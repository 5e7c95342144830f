"""Many turns, and what they leave behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.benchmarks.rows import Row
from desktop.benchmarks.run import Plan, Run
from desktop.benchmarks.soak import Sample, converse, rows_of
from desktop.paths import Paths


def rows(tmp_path: Path, samples: Sequence[Sample], stored: int | None = None) -> dict[str, Row]:
    run = Run("soak", Plan(len(samples), paths=Paths(tmp_path)))
    return {row.name: row for row in rows_of(run, samples, len(samples) if stored is None else stored)}


STEADY = [Sample(100 + number % 5, 300, 9, 40) for number in range(100)]


def test_what_stays_as_it_is_meets_its_targets(tmp_path: Path) -> None:
    found = rows(tmp_path, STEADY)
    assert list(found) == ["soak.latency", "soak.memory", "soak.threads", "soak.handles", "soak.lost"]
    assert all(row.met for row in found.values())


@pytest.mark.parametrize(
    ("name", "growing"),
    [
        ("soak.latency", [Sample(100 + n, 300, 9, 40) for n in range(100)]),
        ("soak.memory", [Sample(100, 300 + n, 9, 40) for n in range(100)]),
        ("soak.threads", [Sample(100, 300, 9 + n // 20, 40) for n in range(100)]),
        ("soak.handles", [Sample(100, 300, 9, 40 + n // 20) for n in range(100)]),
    ],
)
def test_what_grows_is_seen(tmp_path: Path, name: str, growing: list[Sample]) -> None:
    assert [row.name for row in rows(tmp_path, growing).values() if not row.met] == [name]


def test_a_lost_record_is_seen(tmp_path: Path) -> None:
    assert not rows(tmp_path, STEADY, stored=99)["soak.lost"].met


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_thousand_turns_leave_nothing_behind(tmp_path: Path) -> None:
    samples, stored = converse(1000, tmp_path)
    found = rows(tmp_path, samples, stored)
    print(*(row.as_line() for row in found.values()), sep="\n")
    # how fast it is depends on who else uses the machine; what it holds does not
    assert all(found[name].met for name in ("soak.memory", "soak.threads", "soak.handles", "soak.lost"))


def test_a_few_turns_are_stored_and_counted(tmp_path: Path) -> None:
    samples, stored = converse(6, tmp_path)
    assert stored == len(samples) == 6
    assert all(sample.latency_ms > 0 and sample.memory_mb > 50 and sample.threads > 3 for sample in samples)
