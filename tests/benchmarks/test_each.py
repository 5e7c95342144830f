"""Each benchmark with tiny counts on the starter pack: rows of the agreed shape, every measurement kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.benchmarks import documents
from desktop.benchmarks.cost import share_with_bounds
from desktop.benchmarks.rows import Row
from desktop.benchmarks.run import Plan
from desktop.benchmarks.table import BENCHMARKS
from desktop.paths import Paths

Kept = list[dict[str, Any]]
KEYS = {"name", "unit", "sotto", "peer", "ratio", "p50", "p95", "n", "guard", "noisy", "target", "met"}


def measured(name: str, home: Path, count: int = 2) -> tuple[dict[str, Row], Kept]:
    rows = {row.name: row for row in BENCHMARKS[name].measure(Plan(count, real_size=False, paths=Paths(home)))}
    for row in rows.values():
        assert row.as_json().keys() == KEYS
        assert row.name.partition(".")[0] == name
        assert row.target
        assert "other processes" in row.guard
    (file,) = (home / "cache" / "bench").glob(f"{name}-*.jsonl")
    return rows, [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_stt(tmp_path: Path) -> None:
    rows, kept = measured("stt", tmp_path, 4)
    row = rows["stt.starter"]
    assert [each["arm"] for each in kept] == ["sotto", "peer", "peer", "sotto"] * 2
    assert row.n == 4
    assert 0 < row.sotto < row.peer
    assert "points" in row.guard
    assert max(each["seconds"] for each in kept) <= 6


def test_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "PASSAGES", 100)
    rows, kept = measured("documents", tmp_path, 5)
    assert rows["documents.first"].met, rows["documents.first"].guard
    assert rows["documents.three"].sotto >= rows["documents.first"].sotto
    assert (rows["documents.search"].n, len(kept)) == (5, 2 + 10)


def test_router(tmp_path: Path) -> None:
    rows, kept = measured("router", tmp_path, 10)
    agreement = rows["router.agreement"]
    assert agreement.n == 200
    assert agreement.met, agreement.guard
    assert agreement.sotto > agreement.peer
    assert {name for name in rows if name.startswith("router.clause.")} == {
        f"router.clause.{way}" for way in ("rules", "small", "larger")
    }
    answered = [each for each in kept if each["row"] == "router.clause"]
    assert len(answered) == 20
    assert {each["route"] for each in answered if each["arm"] == "peer"} == {""}
    assert all(each["route"] and each["ms"] > 0 for each in answered if each["arm"] == "sotto")


def test_clause(tmp_path: Path) -> None:
    rows, kept = measured("clause", tmp_path, 8)
    row = rows["clause.starter"]
    assert 0 <= row.sotto <= row.peer
    cuts = [each for each in kept if "clause" in each]
    assert cuts
    assert all(each["sentence"].lstrip().startswith(each["clause"].strip()) for each in cuts)


def test_ttfa(tmp_path: Path) -> None:
    rows, kept = measured("ttfa", tmp_path)
    assert rows.keys() == {"ttfa.starter.1s", "ttfa.starter.4s", "ttfa.starter.12s"}
    lengths = [next(each["seconds"] for each in kept if each["sentence"] == name) for name in ("1s", "4s", "12s")]
    assert lengths[0] < 2.5 < lengths[1] < 7 < lengths[2] < 18
    assert all(row.sotto > 0 and row.peer > 0 for row in rows.values())


def test_cache(tmp_path: Path) -> None:
    rows, kept = measured("cache", tmp_path, 3)
    row = rows["cache.starter"]
    assert row.n == 3
    assert row.sotto > 0
    assert row.peer > 0
    assert [each["use"] for each in kept] == ["miss", "hit"] * 3


@pytest.mark.long
def test_cancel(tmp_path: Path) -> None:
    rows, kept = measured("cancel", tmp_path, 4)
    assert rows.keys() == {"cancel.model.starter", "cancel.voice.starter"}
    assert rows["cancel.model.starter"].sotto < rows["cancel.model.starter"].peer
    assert len(kept) == 16
    assert all("p99" in row.guard for row in rows.values())
    assert all(row.n > 0 for row in rows.values())  # short work is cancelled while it lasts


@pytest.mark.long
@pytest.mark.timeout(300)
def test_ttft(tmp_path: Path) -> None:
    rows, kept = measured("ttft", tmp_path)
    flat = rows.pop("ttft.starter.flat")
    assert len(rows) == 4
    for row in rows.values():
        assert row.ratio > 1
        assert "alike in 2 of 2" in row.guard
    assert flat.peer == next(iter(rows.values())).p50
    assert len(kept) == 16


@pytest.mark.long
def test_endpoint(tmp_path: Path) -> None:
    rows, kept = measured("endpoint", tmp_path, 3)
    assert rows.keys() == {"endpoint", "endpoint.equal", "endpoint.key"}
    assert [each["pause_ms"] for each in kept] == [200, 300, 400] * 2
    assert 0 < rows["endpoint.key"].sotto < rows["endpoint"].sotto
    assert rows["endpoint"].n == 3
    assert 500 < rows["endpoint"].peer < 800
    assert "cut-offs for 100 pauses" in rows["endpoint"].guard


@pytest.mark.long
def test_barge(tmp_path: Path) -> None:
    rows, kept = measured("barge", tmp_path)
    assert rows.keys() == {"barge.silence", "barge.decision"}
    assert len(kept) == 2
    assert rows["barge.silence"].sotto > 0
    assert rows["barge.silence"].peer > 200


def test_echo(tmp_path: Path) -> None:
    rows, kept = measured("echo", tmp_path, 2)
    assert rows.keys() == {"echo"}
    assert [each["arm"] for each in kept] == ["sotto", "peer", "peer", "sotto"]
    assert 0 < rows["echo"].peer < rows["echo"].sotto < 100


@pytest.mark.long
@pytest.mark.timeout(300)
def test_barge_false(tmp_path: Path) -> None:
    rows, kept = measured("barge-false", tmp_path)
    kinds = {"cough", "backchannel", "echo", "television"}
    assert rows.keys() == {f"barge-false.{kind}" for kind in (*kinds, "all", "missed")}
    assert {each["kind"] for each in kept} == {*kinds, "meant"}
    assert rows["barge-false.all"].n == 8
    assert rows["barge-false.missed"].unit == "%"
    assert all(0 < each["exposed_s"] < 20 for each in kept)


@pytest.mark.long
def test_contend(tmp_path: Path) -> None:
    rows, kept = measured("contend", tmp_path)
    assert rows.keys() == {"contend.starter.token", "contend.starter.late"}
    assert [each["arm"] for each in kept] == ["sotto", "peer", "peer", "sotto"]
    assert rows["contend.starter.token"].sotto > 0
    assert rows["contend.starter.late"].n > 100


def test_record(tmp_path: Path) -> None:
    rows, kept = measured("record", tmp_path, 2)
    assert rows.keys() == {"record.event", "record.stalls"}
    assert "0 dropped" in rows["record.event"].guard
    assert "4 of 4 turns" in rows["record.stalls"].guard
    assert [len(each["us"]) for each in kept] == [84, 2, 84]


def test_metrics(tmp_path: Path) -> None:
    rows, kept = measured("metrics", tmp_path, 2)
    assert rows.keys() == {"metrics.record", "metrics.query", "metrics.event", "metrics.log"}
    assert [each["arm"] for each in kept] == ["sotto", "peer", "peer", "sotto", "event", "log"]
    assert rows["metrics.query"].sotto < rows["metrics.query"].peer
    assert "0 dropped" in rows["metrics.event"].guard
    assert rows["metrics.event"].n == 200
    assert rows["metrics.log"].sotto < rows["metrics.log"].peer
    assert "0 dropped" in rows["metrics.log"].guard


@pytest.mark.long
def test_monitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.benchmarks.monitor.SUBSCRIBERS", 5)
    monkeypatch.setattr("desktop.benchmarks.monitor.A_SECOND", 200)
    monkeypatch.setattr("desktop.benchmarks.monitor._PEER_EVENTS", 50)
    rows, kept = measured("monitor", tmp_path, 2)
    assert rows.keys() == {"monitor.delivery", "monitor.lost", "monitor.event", "monitor.attacked"}
    assert [each["arm"] for each in kept[:4]] == ["sotto", "peer", "peer", "sotto"]
    assert [each["events"] for each in kept[:4]] == [1000, 250, 250, 1000]
    assert [each["arm"] for each in kept[4:]] == ["attacked", "in peace", "in peace", "attacked"]
    assert "malformed filters" in rows["monitor.attacked"].guard
    assert rows["monitor.delivery"].n == 2000
    assert rows["monitor.delivery"].sotto > 0
    assert (rows["monitor.lost"].sotto, rows["monitor.lost"].met) == (0, True)
    assert rows["monitor.event"].n == 400


@pytest.mark.long
def test_cost(tmp_path: Path) -> None:
    rows, kept = measured("cost", tmp_path, 2)
    assert rows.keys() == {"cost.starter.latency", "cost.starter.processor", "cost.starter.own"}
    assert 0 < rows["cost.starter.own"].sotto < rows["cost.starter.own"].peer
    assert [(each["looked_at"], each["place"]) for each in kept] == [(True, 0), (False, 0), (False, 1), (True, 1)]
    assert all(row.n == 2 and row.sotto > 0 and row.peer > 0 for row in rows.values())
    assert rows["cost.starter.latency"].target == "<= 1% more"
    assert "95 % certainty" in rows["cost.starter.processor"].guard


def test_how_much_more_and_within_which_bounds() -> None:
    assert share_with_bounds([]) == (0, 0, 0)
    assert share_with_bounds([(11.0, 10.0), (22.0, 20.0), (12.0, 10.0)]) == pytest.approx((0.125, 0.075, 0.15))
    share, low, high = share_with_bounds([(100 + one % 7, 100) for one in range(400)])
    assert low < share < high
    assert high - low == pytest.approx(2 * 1.96 * 0.02 / 20, rel=0.1), "as for a mean of so many"


@pytest.mark.long
def test_ui(tmp_path: Path) -> None:
    rows, kept = measured("ui", tmp_path, 8)
    assert rows.keys() == {"ui.painted", "ui.metrics", "ui.window"}
    assert [each["arm"] for each in kept if each["what"] == "processor"] == ["shown", "hidden", "hidden", "shown"]
    assert rows["ui.painted"].n > 100
    assert 0 < rows["ui.window"].sotto < 100


def test_tools(tmp_path: Path) -> None:
    rows, kept = measured("tools", tmp_path, 3)
    built_in = {"clock", "calculate", "convert_units", "add_note", "list_notes", "set_timer", "timer_left"}
    built_in |= {"clear_notes", "remove_note", "cancel_timer", "search_history", "mcp-stdio", "mcp-web"}
    found = {"find_by_phone", "find_by_name", "find_by_sound"}
    desk = {"free_slots", "upcoming_appointments", "decode_vin", "book_appointment", "cancel_appointment"}
    desk |= {"reschedule_appointment"}
    assert rows.keys() == {f"tools.{name}" for name in built_in | found | desk}
    assert all("0 of 3 refused" in row.guard for row in rows.values())
    assert all(row.n == 3 for row in rows.values())
    assert rows["tools.find_by_phone"].target == "p95 <= 5 ms"
    assert len(kept) == 3 * len(rows)
