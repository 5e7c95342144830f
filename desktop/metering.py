"""The figures from wherever they can be had: the running Sotto, or what the record tells when none can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from desktop.paths import Paths
from desktop.settings import Settings

if TYPE_CHECKING:
    from prometheus_client.core import Metric

    from desktop.observability.families import Labelled
    from desktop.observability.prices import Prices
    from desktop.storage.statistics import Statistics

RUNNING, RECORD = "running", "record"
_ACTIVE = timedelta(hours=1)
_NOT_ASKED = "no running Sotto can be asked, so these come from the record of conversations"
_HINT = "; `endpoint = true` under [metrics] in settings.toml lets the next start be asked"


@dataclass(frozen=True, slots=True)
class Reading:
    """Figures and where they come from."""

    source: str
    """`RUNNING` or `RECORD`."""
    note: str
    """A sentence that says so, where it is not the running one."""
    families: Sequence[Metric]

    @property
    def text(self) -> str:
        """In Prometheus' format."""
        from desktop.observability.families import as_text

        return as_text(self.families)


def read_metrics(settings: Settings, paths: Paths) -> Reading:
    """Ask the running Sotto; where there is none that can be asked, read the record. Raises DatabaseError."""
    from desktop.observability.endpoint import ask
    from desktop.observability.families import from_text

    text = ask(paths.metrics_address)
    if text is not None:
        return Reading(RUNNING, "", from_text(text))
    note = _NOT_ASKED if settings.metrics.endpoint else _NOT_ASKED + _HINT
    return Reading(RECORD, note, list(_of_record(settings, paths)))


def _of_record(settings: Settings, paths: Paths) -> Iterator[Metric]:
    from desktop.observability.prices import Prices
    from desktop.storage.database import Database
    from desktop.storage.statistics import statistics

    with Database.open(paths.database, url=settings.record.database_url) as database:
        whole = statistics(database)
        active = statistics(database, since=datetime.now(UTC) - _ACTIVE).sessions
    yield from _counted(whole, active)
    yield from _timed(whole)
    yield from _costs(whole, Prices.of(settings.metrics))


def _counted(whole: Statistics, active: int) -> Iterator[Metric]:
    from desktop.observability.families import gauge

    # gauges, since what is deleted is no longer counted
    by_outcome = [({"outcome": name}, count) for name, count in whole.outcomes.items()]
    yield gauge("sotto_record_turns", "Turns in the record.", by_outcome)
    yield gauge("sotto_record_sessions", "Sessions in the record.", [({}, whole.sessions)])
    yield gauge("sotto_record_active_sessions", "Sessions with a turn within the last hour.", [({}, active)])
    tokens = {"prompt": whole.prompt_tokens, "reply": whole.reply_tokens}
    counted = [({"direction": name}, count) for name, count in tokens.items()]
    yield gauge("sotto_record_tokens", "Tokens that the language model read and wrote.", counted)
    rates = (("error", whole.error_rate), ("interruption", whole.interruption_rate))
    for name, rate in rates:
        if rate is not None:
            yield gauge(f"sotto_record_{name}_ratio", f"Share of turns that ended with {name}.", [({}, rate)])


def _timed(whole: Statistics) -> Iterator[Metric]:
    from desktop.observability.families import gauge

    quantiles: list[Labelled] = [
        ({"stage": column.removesuffix("_ms"), "quantile": quantile}, value / 1000)
        for column, latency in whole.latencies.items()
        for quantile, value in (("0.5", latency.p50), ("0.95", latency.p95), ("0.99", latency.p99))
    ]
    yield gauge("sotto_record_stage_seconds", "Percentiles of the stages of all turns in the record.", quantiles)


def _costs(whole: Statistics, prices: Prices) -> Iterator[Metric]:
    from desktop.observability.families import gauge

    if not prices.known:
        return
    spent, currency = prices.cost(whole.prompt_tokens, whole.reply_tokens), {"currency": prices.currency}
    yield gauge("sotto_record_cost", "Price of all tokens in the record, by the settings.", [(currency, spent)])
    if whole.turns:
        each = [(currency, spent / whole.turns)]
        yield gauge("sotto_record_cost_per_turn", "Mean price of a turn in the record.", each)
