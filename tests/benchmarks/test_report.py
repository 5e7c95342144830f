from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from desktop.benchmarks import report, report_text
from desktop.benchmarks.limits import limit_of, limits
from desktop.benchmarks.outcome import Outcome, read_outcomes
from desktop.benchmarks.report import run_all, write_into, write_report
from desktop.benchmarks.rows import Row
from desktop.benchmarks.run import Plan
from desktop.benchmarks.table import BENCHMARKS, Benchmark
from desktop.errors import ModelError, UsageError
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
    again = read_outcomes(written / "bench-report.json")
    assert [each.as_json() for each in again] == data["benchmarks"]


def test_one_benchmark_takes_its_own_place_in_a_report(written: Path) -> None:
    faster = Row("stt.starter", "ms", 45.0, 530.0, 44.0, 55.0, 60, "WER 0 %", False, "ratio >= 5", True)
    write_into(Outcome("stt", [faster], 1.0, date="2026-01-02 03:04"), written)
    kept = read_outcomes(written / "bench-report.json")
    assert [each.name for each in kept] == ["turn", "stt", "barge-false"]
    assert kept[1].rows == [faster]
    assert kept[2].rows == [RATE]
    text = (written / "bench-report.md").read_text("utf-8")
    assert "| `stt.starter` | 45.0 ms | 530 ms |" in text
    assert "Taken 2026-01-02 03:04." in text
    assert "stt.base" not in text


@pytest.mark.parametrize("content", ["", "[]", '{"benchmarks": [{"benchmark": "stt"}]}', '{"benchmarks": [3]}'])
def test_another_file_of_that_name_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bench-report.json"
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match="no report of"):
        write_into(Outcome("stt", ROWS, 1.0), tmp_path)
    assert path.read_text("utf-8") == content


def test_a_missed_target_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_text, "limit_of", {"stt.base": "the encoder's own time", "stt.starter": "met"}.get)
    write_report([Outcome("stt", ROWS, 1.0)], tmp_path)
    text = (tmp_path / "bench-report.md").read_text("utf-8")
    assert text.count("Why it falls short") == 1
    assert "the encoder's own time" in text


def test_each_reason_is_of_a_benchmark_there_is() -> None:
    assert {name.split(".")[0] for name in limits()} <= set(BENCHMARKS)
    assert limit_of("no.such.row") == ""


def test_the_report_in_the_documentation_explains_each_missed_target() -> None:
    folder = Path(__file__).parents[2] / "docs" / "bench"
    rows = [row for each in read_outcomes(folder / "bench-report.json") for row in each.rows]
    assert rows
    text = (folder / "bench-report.md").read_text("utf-8")
    assert [row.name for row in rows if not row.met and limit_of(row.name) not in text] == []
    assert [row.name for row in rows if not row.met and not limit_of(row.name)] == []


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
