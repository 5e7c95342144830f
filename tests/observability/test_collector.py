"""The figures as Prometheus reads them."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client.core import Metric

from desktop.events import StageFailed
from desktop.observability.collector import FiguresCollector
from desktop.observability.families import as_json, as_text, from_text
from desktop.observability.metrics import Metrics
from desktop.observability.prices import Prices
from desktop.observability.series import Series
from desktop.settings.operating import MetricsSettings
from desktop.terms import Outcome, Stage
from tests.observability.test_metrics import finished, tell_turn
from tests.storage.samples import SESSION


def value(families: list[Metric], name: str, **labels: str) -> float:
    (found,) = [
        sample.value
        for family in families
        for sample in family.samples
        if (sample.name, sample.labels) == (name, labels)
    ]
    return float(found)


def told(prices: Prices = Prices(), **changes: Any) -> list[Metric]:  # noqa: B008 - frozen
    """What Prometheus would read after two turns, one of which failed, and a failure."""
    metrics = Metrics()
    began = metrics._series[Series.TURNS]._began
    tell_turn(metrics, 1, at=began + 0.01, **changes)
    metrics.take(finished(2, began + 0.02, outcome=Outcome.FAILED))
    metrics.take(StageFailed(session=SESSION, turn=0, at=began, stage=Stage.SPEAKER, message="a secret", advice=""))
    metrics.record(Series.PROCESSOR, 50, began)
    return from_text(as_text(list(FiguresCollector(metrics, prices).collect())))


def test_counts_are_totals_and_by_window() -> None:
    families = told()
    assert value(families, "sotto_turns_total", outcome="failed") == 1
    assert value(families, "sotto_turns_total", outcome="completed") == 1
    assert value(families, "sotto_errors_total") == 1
    assert value(families, "sotto_tokens_total", direction="prompt") == 400
    assert value(families, "sotto_window_turns", outcome="failed", window_seconds="900") == 1
    assert value(families, "sotto_window_error_ratio", window_seconds="60") == 0.5
    assert value(families, "sotto_window_active_sessions", window_seconds="3600") == 1
    assert value(families, "sotto_window_turns_per_second", window_seconds="60") > 0


def test_times_are_seconds_and_sizes_bytes() -> None:
    families = told()
    assert value(families, "sotto_step_seconds_count", step="recognise") == 2
    assert value(families, "sotto_step_seconds_sum", step="recognise") == pytest.approx(0.16)
    assert value(families, "sotto_step_seconds", step="recognise", quantile="0.5") == pytest.approx(0.08, rel=0.01)
    assert value(families, "sotto_wait_seconds_sum") == pytest.approx(0.8)
    last_hour = {"step": "wait", "quantile": "0.99", "window_seconds": "3600"}
    assert value(families, "sotto_window_step_seconds", **last_hour) == pytest.approx(0.4, rel=0.01)
    assert value(families, "sotto_memory_bytes") > 5_000_000
    assert value(families, "sotto_processor_seconds_total") > 0


def test_costs_are_told_where_there_are_prices() -> None:
    assert "cost" not in as_text(told())
    assert "joules" not in as_text(told())
    families = told(Prices.of(MetricsSettings(prompt_price=0.5, reply_price=2, currency="EUR", core_watts=10)))
    assert value(families, "sotto_cost_total", currency="EUR") == pytest.approx(400 * 0.0005 + 50 * 0.002)
    assert value(families, "sotto_window_cost_per_turn", currency="EUR", window_seconds="60") == pytest.approx(0.15)
    used = value(families, "sotto_energy_joules_total")
    assert used == pytest.approx(10 * value(families, "sotto_processor_seconds_total"), rel=0.2)
    assert value(families, "sotto_window_energy_joules_per_turn", window_seconds="60") >= 0


def test_no_word_is_told() -> None:
    assert "secret" not in as_text(told())


def test_without_any_turn_there_are_figures_too() -> None:
    families = list(FiguresCollector(Metrics(), Prices()).collect())
    assert value(families, "sotto_turns_total", outcome="completed") == 0
    assert from_text(as_text(families))
    assert as_json(families)[0]["samples"][0]["value"] == 1


def test_every_name_is_told_once() -> None:
    names = [family.name for family in told(Prices(1, 1, "EUR", 1))]
    assert len(set(names)) == len(names)
    assert all(name.startswith("sotto_") for name in names)
