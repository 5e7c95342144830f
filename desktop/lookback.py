"""Looks back at a period of this home: the record and the event log as figures, days, settings, and advice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from desktop.diagnosis import period_facts
from desktop.observability.insights.facts import Figures
from desktop.observability.insights.period import Day, Period, Ran
from desktop.observability.insights.rules import insights
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.storage.database import Database
from desktop.storage.groups import Group, by_day, by_settings
from desktop.storage.statistics import Latency
from desktop.terms import Outcome

_WAIT = "turn_ms"


def look_back(settings: Settings, paths: Paths, since: datetime, until: datetime) -> Period:
    """Return all that is told of a period between two aware times, the second excluded. Raises DatabaseError."""
    facts = period_facts(settings, paths, since, until)
    with Database.open(paths.database, url=settings.record.database_url) as opened:
        days = by_day(opened, since, until)
        groups, known = by_settings(opened, since, until)
    return Period(
        since=since,
        until=until,
        facts=facts,
        found=insights(facts),
        days=[_day(date, group.turns, group.latencies.get(_WAIT)) for date, group in days.items()],
        ran=[Ran(key, known[key], group.first, group.last, _figures(group)) for key, group in groups.items()],
    )


def _day(date: str, turns: int, wait: Latency | None) -> Day:
    return Day(date, turns, wait.p50 if wait else None, wait.p95 if wait else None)


def _figures(group: Group) -> Figures:
    return Figures(
        turns=group.turns,
        p50=_stages(group.latencies, "p50"),
        p95=_stages(group.latencies, "p95"),
        failed=group.rate(Outcome.FAILED),
        interrupted=group.rate(Outcome.INTERRUPTED),
        ignored=group.ignored,
    )


def _stages(latencies: Mapping[str, Latency], name: str) -> dict[str, float]:
    return {column.removesuffix("_ms"): getattr(latency, name) for column, latency in latencies.items()}
