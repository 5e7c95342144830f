"""`sotto metrics`, `diagnostics` and `insights`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from desktop.observability.collector import FiguresCollector
from desktop.observability.endpoint import Endpoint
from desktop.observability.metrics import Metrics
from desktop.observability.prices import Prices
from desktop.paths import Paths
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.terms import Timings
from tests.cli.conftest import Result
from tests.observability.test_metrics import tell_turn
from tests.storage.samples import turn

Sotto = Callable[..., Result]
CANARY = "xylophone"


@pytest.fixture
def home(sotto_home: Path) -> Path:
    with Database.open(Paths(sotto_home).database) as database:
        now = datetime.now(UTC)
        turns = [turn(index, started_at=now, transcript=CANARY, generated=CANARY) for index in range(1, 7)]
        Conversations(database).add_turns(turns)
    return sotto_home


def test_the_record_is_read_when_nothing_runs(sotto: Sotto, home: Path) -> None:
    found = sotto("metrics", "--json").json
    assert found["source"] == "record"
    assert "no running Sotto can be asked" in found["note"]
    (turns,) = [family for family in found["metrics"] if family["name"] == "sotto_record_turns"]
    assert turns["samples"] == [{"name": "sotto_record_turns", "labels": {"outcome": "completed"}, "value": 6}]
    text = sotto("metrics", "--prometheus")
    assert {"sotto_record_turns"} <= {family.name for family in text_string_to_metric_families(text.out)}
    assert text.err.endswith("; `endpoint = true` under [metrics] in settings.toml lets the next start be asked\n")
    (home / "settings.toml").write_text("[metrics]\nendpoint = true\n")
    assert sotto("metrics", "--prometheus").err.endswith("come from the record of conversations\n")
    table = sotto("metrics").out
    assert "record_turns" in table
    assert "outcome completed" in table
    assert CANARY not in text.out + table


def test_the_running_sotto_is_asked(sotto: Sotto, sotto_home: Path) -> None:
    metrics = Metrics()
    tell_turn(metrics)
    endpoint = Endpoint(FiguresCollector(metrics, Prices()), 0, Paths(sotto_home).metrics_address)
    try:
        assert sotto("metrics", "--json").json["source"] == "running"
        result = sotto("metrics", "--prometheus")
        assert 'sotto_turns_total{outcome="completed"} 1.0' in result.out
        assert result.err == ""
    finally:
        endpoint.close()


def test_one_form_at_a_time(sotto: Sotto) -> None:
    assert sotto("metrics", "--json", "--prometheus").code == 2


def test_diagnostics_for_people_and_programs(sotto: Sotto, home: Path) -> None:
    result = sotto("diagnostics", "--json")
    assert result.json["database"]["turns"] == 6
    assert result.code == (0 if all(check["ok"] for check in result.json["checks"]) else 1)
    out = sotto("diagnostics", "--session", "0123").out
    assert "ok   database" in out
    assert "p50 190 ms" in out
    assert "starter.gguf" in out
    assert CANARY not in out
    assert CANARY in sotto("diagnostics", "--session", "0123", "--words").out


def test_a_bundle_is_previewed_and_not_written_unasked(
    sotto: Sotto, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bundle.zip"
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    refused = sotto("diagnostics", "--bundle", path)
    assert refused.code == 2
    assert "would hold nothing that was said" in refused.err
    assert not path.exists()
    written = sotto("diagnostics", "--bundle", path, "--yes", "--session", "0123")
    assert "diagnosis.json: " in written.err
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["diagnosis.txt", "diagnosis.json", "events.jsonl"]
        assert not any(CANARY in archive.read(name).decode() for name in archive.namelist())
    before = path.read_bytes()
    again = sotto("diagnostics", "--bundle", path, "--yes")
    assert (again.code, again.out, "give --force" in again.err, path.read_bytes()) == (2, "", True, before)
    assert sotto("diagnostics", "--bundle", path, "--yes", "--force", "--json").code in (0, 1)
    assert path.read_bytes() != before


def test_settings_that_cannot_be_read_do_not_stop_a_diagnosis(sotto: Sotto, sotto_home: Path) -> None:
    sotto_home.mkdir()
    Paths(sotto_home).settings.write_text("language_model = 7")
    result = sotto("diagnostics")
    assert result.code == 1
    assert "BAD  settings" in result.out


def test_insights(sotto: Sotto, home: Path) -> None:
    found = sotto("insights", "--since", "2h", "--json").json
    assert found["turns"] == 6
    assert isinstance(found["insights"], list)
    assert sotto("insights").out.startswith("6 turns since ")
    assert sotto("insights", "--since", "soon").code == 2


def test_two_periods_are_compared(sotto: Sotto, home: Path) -> None:
    assert "too few turns to compare" in sotto("insights", "--compare").out
    with Database.open(Paths(home).database) as database:
        before = datetime.now(UTC) - timedelta(hours=3)
        slow = Timings(stt=163.0, turn=380.25)
        turns = [turn(index, "e" * 32, started_at=before, timings=slow) for index in range(1, 7)]
        Conversations(database).add_turns(turns)
    found = sotto("insights", "--since", "2h", "--compare", "--json").json
    changes = {change["name"]: (change["before"], change["after"]) for change in found["changes"]}
    assert changes["stt p50"] == (163.0, 81.5)
    assert changes["failed"] == (0, 0)
    assert "x 0.50" in sotto("insights", "--since", "2h", "--compare").out
