"""The turns of a period in groups, by day or by the settings they ran under: numbers only."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from desktop.storage.columns import table_of
from desktop.storage.database import Database
from desktop.storage.ran_under import Known, key_in, settings_in
from desktop.storage.states import Progress
from desktop.storage.statistics import STAGES, Latency, latency_of
from desktop.storage.tables import SessionRow, TurnRow
from desktop.terms import Outcome

_SESSION, _TURN = table_of(SessionRow), table_of(TurnRow)
_PAGE = 500


@dataclass(slots=True)
class Group:
    """Turns that have something in common."""

    first: datetime
    """When its first turn began; aware."""
    last: datetime
    turns: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    times: dict[str, array[float]] = field(default_factory=lambda: {stage: array("d") for stage in STAGES})
    """Milliseconds, by name of the column."""

    @property
    def latencies(self) -> dict[str, Latency]:
        """Of the stages that ran."""
        return {stage: latency_of(values) for stage, values in self.times.items() if values}

    def rate(self, outcome: Outcome) -> float | None:
        """Share of the turns that ended so, of those that were not ignored; None without any."""
        answered = self.turns - self.outcomes[Outcome.IGNORED.value]
        return self.outcomes[outcome.value] / answered if answered else None

    @property
    def ignored(self) -> float:
        """Share of the turns that were ignored."""
        return self.outcomes[Outcome.IGNORED.value] / self.turns


def by_day(database: Database, since: datetime, until: datetime | None = None) -> dict[str, Group]:
    """Return the turns of each day of a period by its date in this machine's time zone, the first day first.

    `since` and `until` are aware times, the second excluded; the bin does not count. Raises DatabaseError.
    """
    return _grouped(database, since, until, lambda row: row.started_at.astimezone().date().isoformat(), ())


def by_settings(database: Database, since: datetime, until: datetime | None = None) -> tuple[dict[str, Group], Known]:
    """Return the turns of a period by the key of their settings, empty where it was not kept, and those settings.

    As for `by_day`; the settings that were used first come first.
    """
    groups = _grouped(database, since, until, lambda row: key_in(json.loads(row.details)), ("details",))
    with database.read() as db:
        inside = select(_TURN.c.session_id).where(*_scope(since, until))
        every = db.execute(select(_SESSION.c.details).where(_SESSION.c.id.in_(inside)))
        known = {key: values for (details,) in every for key, values in settings_in(json.loads(details)).items()}
    return groups, {key: known.get(key, {}) for key in groups}


def _scope(since: datetime, until: datetime | None) -> list[Any]:
    binned = select(_SESSION.c.id).where(_SESSION.c.deleted_at.is_not(None))
    scope = [
        _TURN.c.stage == Progress.ENDED.value, _TURN.c.started_at >= since, _TURN.c.session_id.not_in(binned)
    ]  # fmt: skip
    return scope if until is None else [*scope, _TURN.c.started_at < until]


def _grouped(
    database: Database,
    since: datetime,
    until: datetime | None,
    key: Callable[[Row[Any]], str],
    columns: Iterable[str],
) -> dict[str, Group]:
    wanted = select(*(_TURN.c[name] for name in ("started_at", "outcome", *STAGES, *columns)))
    ordered = wanted.where(*_scope(since, until)).order_by(_TURN.c.started_at)
    groups: dict[str, Group] = {}
    with database.read() as db:
        for row in db.execute(ordered.execution_options(yield_per=_PAGE)):
            group = groups.setdefault(key(row), Group(row.started_at, row.started_at))
            group.last, group.turns = row.started_at, group.turns + 1
            group.outcomes[row.outcome] += 1
            for stage in STAGES:
                if (value := row._mapping[stage]) is not None:
                    group.times[stage].append(value)
    return groups
