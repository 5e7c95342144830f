from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from desktop.benchmarks import report
from desktop.benchmarks.report import Outcome, run_all, write_report
from desktop.benchmarks.rows import Row
from desktop.benchmarks.run import Plan
from desktop.benchmarks.table import BENCHMARKS, Benchmark
from desktop.errors import ModelError
from desktop.paths import Paths

ROWS = [
    Row("stt.starter", "ms", 90.0, 530.0, 88.0, 110.0, 6, "WER 0 %", True, "ratio >= 5", True),
    Row("stt.base", "ms", 866.0, 3622.0, 866.0, 926.0, 6, "random", False, "ratio >= 5", False),
]
RATE = Row("barge-false.cough", "stops/h", 0.0, 760.0, 0.0, 0.0, 5, "none", False, "<= 1", True)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    outcomes = [
        Outcome("stt", ROWS, 12.0),
        Outcome("barge-false", [RATE], 3.0),
        Outcome("turn", [], 1.0, "no model; get one"),
    ]
    files = write_report(outcomes, tmp_path / "report")
    assert all(file.is_file() for file in files)
    return tmp_path / "report"


def test_the_text_names_every_figure_its_guard_and_what_was_missed(written: Path) -> None:
    text = (written / "bench-report.md").read_text("utf-8")
    assert "| `stt.starter` | 90.0 ms | 530 ms | 5.89 |" in text
    assert "yes (noisy)" in text
    assert "| ratio >= 5 | **no** |" in text
    assert "- `stt.starter`: WER 0 %" in text
    assert "| 0.0 stops/h | 760 stops/h | - |" in text
    assert "ended early: no model; get one" in text
    assert "targets met: 2 of 3; noisy: 1" in text
    for plot in ("bench-stt.svg", "bench-barge-false-stops-h.svg"):
        assert f"]({plot})" in text


def test_the_json_holds_the_rows(written: Path) -> None:
    data = json.loads((written / "bench-report.json").read_text("utf-8"))
    assert data["machine"]["cores"]
    assert [each["benchmark"] for each in data["benchmarks"]] == ["stt", "barge-false", "turn"]
    assert data["benchmarks"][0]["rows"] == [row.as_json() for row in ROWS]


def test_plots_are_pictures_without_scripts_or_references(written: Path) -> None:
    pictures = sorted(written.glob("*.svg"))
    assert len(pictures) == 2
    for picture in pictures:
        tree = ET.parse(picture)
        assert not [node for node in tree.iter() if node.tag.endswith("script")]
        assert not [value for node in tree.iter() for key, value in node.attrib.items() if key.endswith("href")]
    assert "stt.starter (noisy)" in "".join(ET.parse(pictures[-1]).getroot().itertext())


def test_a_benchmark_that_cannot_run_does_not_end_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Benchmark):
        def measure(self, plan: Plan) -> Iterator[Row]:
            yield ROWS[0]
            raise ModelError("the model is missing", advice="get it")

    class Fine(Benchmark):
        def measure(self, plan: Plan) -> Iterator[Row]:
            assert plan.count == 7
            yield RATE

    table = {"stt": Broken("stt", 3, "x"), "barge-false": Fine("barge_false", 7, "y")}
    monkeypatch.setattr(report, "BENCHMARKS", table)
    shown: list[Row] = []
    outcomes = list(run_all(lambda count: Plan(count, paths=Paths(tmp_path)), shown.append, [*table]))
    assert shown == [ROWS[0], RATE]
    assert [each.error for each in outcomes] == ["the model is missing; get it", ""]
    assert all(name in BENCHMARKS for name in table)
