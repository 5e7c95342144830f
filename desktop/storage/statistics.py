"""What a session, or all that was said in a period, comes to: read once from end to end, kept as numbers only."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlmodel import Session

from desktop.storage.columns import table_of
from desktop.storage.database import Database
from desktop.storage.side_tables import ToolRunRow
from desktop.storage.spans import seconds_between
from desktop.storage.states import Progress, ToolStatus
from desktop.storage.tables import SessionRow, TurnRow
from desktop.terms import Outcome

_SESSION, _TURN, _RUN = table_of(SessionRow), table_of(TurnRow), table_of(ToolRunRow)
STAGES = ("stt_ms", "llm_first_token_ms", "llm_ms", "tts_first_audio_ms", "turn_ms")
"""Columns of a turn's times."""
_COLUMNS = (
    "transcript", "generated", "heard", "outcome", "source", "language", "llm_model", "audio_s", "prompt_tokens",
    "reply_tokens",
)  # fmt: skip
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Latency:
    """Of one stage, in milliseconds, by the nearest rank; turns in which it did not run are not among `count`."""

    count: int
    p50: float
    p95: float
    p99: float
    longest: float


@dataclass(slots=True)
class Statistics:
    """The numbers. Counters go by the stored word; rates are of the turns that were not ignored."""

    sessions: int = 0
    turns: int = 0
    seconds: float = 0.0
    """From the beginning of the first turn to the end of the last, summed over sessions."""
    spoken_seconds: float = 0.0
    """Of the utterances."""
    words_asked: int = 0
    words_answered: int = 0
    words_heard: int = 0
    prompt_tokens: int = 0
    reply_tokens: int = 0
    interruption_rate: float | None = None
    """0 to 1; None without any turn to go by."""
    error_rate: float | None = None
    outcomes: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)
    """Language models, by turns."""
    latencies: dict[str, Latency] = field(default_factory=dict)
    """By name of the column, such as `turn_ms`; stages that never ran are left out."""
    tools: Counter[str] = field(default_factory=Counter)
    tool_failures: Counter[str] = field(default_factory=Counter)
    personas: Counter[str] = field(default_factory=Counter)
    """By sessions; those without one are left out. So are the end reasons."""
    end_reasons: Counter[str] = field(default_factory=Counter)


def statistics(
    database: Database,
    session: str | None = None,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Statistics:
    """Return the numbers of one session, or of all turns outside of the bin that started within a period.

    `since` and `until` are aware times, the second one excluded. Turns under way do not count. Raises DatabaseError.
    """
    with database.read() as db:
        return _Reading(db, _scope(session, since, until)).result()


def _scope(session: str | None, since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    scope = [_TURN.c.stage == Progress.ENDED.value]
    if session is not None:
        scope.append(_TURN.c.session_id == session)
    else:
        scope.append(_TURN.c.session_id.not_in(select(_SESSION.c.id).where(_SESSION.c.deleted_at.is_not(None))))
    if since is not None:
        scope.append(_TURN.c.started_at >= since)
    if until is not None:
        scope.append(_TURN.c.started_at < until)
    return scope


class _Reading:
    def __init__(self, db: Session, scope: list[ColumnElement[bool]]) -> None:
        self._db, self._scope = db, scope
        self._found = Statistics()
        self._times = {stage: array("d") for stage in STAGES}

    def result(self) -> Statistics:
        for row in self._rows():
            self._count(row)
        self._rates()
        self._found.latencies = {stage: latency_of(values) for stage, values in self._times.items() if values}
        self._sessions()
        self._tools()
        return self._found

    def _rows(self) -> Any:
        wanted = select(*(_TURN.c[name] for name in (*_COLUMNS, *STAGES))).where(*self._scope)
        return self._db.execute(wanted.execution_options(yield_per=_PAGE))

    def _count(self, row: Row[Any]) -> None:
        found = self._found
        found.turns += 1
        found.words_asked += len(row.transcript.split())
        found.words_answered += len(row.generated.split())
        found.words_heard += len(row.heard.split())
        found.spoken_seconds += row.audio_s
        found.prompt_tokens += row.prompt_tokens or 0
        found.reply_tokens += row.reply_tokens or 0
        found.outcomes[row.outcome] += 1
        found.sources[row.source] += 1
        for counter, name in ((found.languages, row.language), (found.models, row.llm_model)):
            if name:
                counter[name] += 1
        for stage, values in self._times.items():
            if (value := row._mapping[stage]) is not None:
                values.append(value)

    def _rates(self) -> None:
        outcomes = self._found.outcomes
        answered = outcomes.total() - outcomes[Outcome.IGNORED.value]
        if answered:
            self._found.interruption_rate = outcomes[Outcome.INTERRUPTED.value] / answered
            self._found.error_rate = outcomes[Outcome.FAILED.value] / answered

    def _sessions(self) -> None:
        last = func.max(func.coalesce(_TURN.c.ended_at, _TURN.c.started_at))
        seconds = seconds_between(func.min(_TURN.c.started_at), last)
        spans = select(_TURN.c.session_id, seconds.label("seconds")).where(*self._scope).group_by(_TURN.c.session_id)
        each = spans.subquery()
        joined = select(each.c.seconds, _SESSION.c.persona, _SESSION.c.end_reason)
        for row in self._db.execute(joined.join(_SESSION, _SESSION.c.id == each.c.session_id)):
            self._found.sessions += 1
            self._found.seconds += max(0.0, row.seconds)
            self._found.personas += Counter([row.persona] if row.persona else [])
            self._found.end_reasons += Counter([row.end_reason] if row.end_reason else [])

    def _tools(self) -> None:
        of_turn = (_RUN.c.session_id == _TURN.c.session_id) & (_RUN.c.turn == _TURN.c.index)
        runs = select(_RUN.c.name, _RUN.c.status, func.count().label("runs")).join(_TURN, of_turn)
        for row in self._db.execute(runs.where(*self._scope).group_by(_RUN.c.name, _RUN.c.status)):
            self._found.tools[row.name] += row.runs
            if row.status == ToolStatus.FAILED.value:
                self._found.tool_failures[row.name] += row.runs


def latency_of(values: array[float]) -> Latency:
    """Return the percentiles of some milliseconds, at least one."""
    ordered = sorted(values)

    def rank(share: float) -> float:
        return ordered[math.ceil(share * len(ordered)) - 1]

    return Latency(len(ordered), rank(0.5), rank(0.95), rank(0.99), ordered[-1])
