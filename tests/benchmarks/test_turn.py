from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from desktop.benchmarks.pipecat_extra import WITHOUT_PIPECAT
from desktop.benchmarks.run import Plan
from desktop.benchmarks.turn import measure
from desktop.paths import Paths

KEYS = {"name", "unit", "sotto", "peer", "ratio", "p50", "p95", "n", "guard", "noisy", "target", "met"}


@pytest.mark.long
def test_two_turns_of_each_arm_with_the_starter_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pipecat", None)
    rows = {row.name: row for row in measure(Plan(2, real_size=False, paths=Paths(tmp_path)))}
    assert rows.keys() == {"turn.starter", "turn.overhead"}
    (file,) = (tmp_path / "cache" / "bench").glob("turn-*.jsonl")
    turns = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [turn["arm"] for turn in turns] == ["sotto", "peer", "peer", "sotto"]
    for turn in turns:
        assert turn["reply"]
        assert turn["latency_ms"] >= turn["models_ms"] > 0
    assert min(turn["latency_ms"] - turn["models_ms"] for turn in turns if turn["arm"] == "peer") >= 640

    row = rows["turn.starter"]
    assert row.as_json().keys() == KEYS
    assert row.n == 2
    sotto = [turn["latency_ms"] for turn in turns if turn["arm"] == "sotto"]
    peer = [turn["latency_ms"] for turn in turns if turn["arm"] == "peer"]
    assert row.p50 == pytest.approx(sum(sotto) / 2)
    assert row.peer == pytest.approx(sum(peer) / 2)
    assert row.ratio == pytest.approx(row.peer / row.sotto)
    assert row.met == (row.ratio >= 5)
    assert "WER" in row.guard
    assert "underruns" in row.guard
    assert WITHOUT_PIPECAT in row.guard
