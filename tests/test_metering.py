"""The figures that the record tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.metering import RECORD, read_metrics
from desktop.observability.families import as_json
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.settings.operating import MetricsSettings
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.terms import Outcome
from tests.observability.test_collector import value
from tests.storage.samples import turn

PRICES = Settings(metrics=MetricsSettings(prompt_price=1, reply_price=10, currency="EUR"))


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    made = Paths(sotto_home)
    with Database.open(made.database) as database:
        tokens = {"prompt_tokens": 500, "reply_tokens": 20}
        Conversations(database).add_turns([turn(1, **tokens), turn(2, outcome=Outcome.FAILED, **tokens)])
    return made


def test_what_the_record_tells(paths: Paths) -> None:
    found = read_metrics(Settings(), paths)
    assert found.source == RECORD
    assert value(list(found.families), "sotto_record_turns", outcome="failed") == 1
    assert value(list(found.families), "sotto_record_error_ratio") == 0.5
    assert value(list(found.families), "sotto_record_tokens", direction="prompt") == 1000
    assert value(list(found.families), "sotto_record_active_sessions") == 0
    stage = {"stage": "stt", "quantile": "0.5"}
    assert value(list(found.families), "sotto_record_stage_seconds", **stage) == pytest.approx(0.0815)
    assert "question" not in found.text
    assert "noon" not in str(as_json(found.families))


def test_what_it_cost(paths: Paths) -> None:
    found = read_metrics(PRICES, paths)
    assert value(list(found.families), "sotto_record_cost", currency="EUR") == pytest.approx(1.4)
    assert value(list(found.families), "sotto_record_cost_per_turn", currency="EUR") == pytest.approx(0.7)


def test_an_empty_record_tells_little(sotto_home: Path) -> None:
    found = read_metrics(PRICES, Paths(sotto_home))
    assert value(list(found.families), "sotto_record_sessions") == 0
