"""The figures of the running process: every series over its windows, the last turn, the last hour. Any thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.events import EngineEvent, StageFailed, TurnFinished
from desktop.observability.model_speed import ModelSpeeds
from desktop.observability.rolling import Rolling, Summary
from desktop.observability.series import TRENDS, Measured, Series, Step
from desktop.observability.trend import Trend
from desktop.observability.waterfall import Turns, Waterfall
from desktop.terms import CacheUse, Outcome

_OUTCOMES = {
    Outcome.FAILED: Series.FAILED,
    Outcome.INTERRUPTED: Series.INTERRUPTED,
    Outcome.IGNORED: Series.IGNORED,
}

_CACHE = {CacheUse.MISS: Series.CACHE_MISSES, CacheUse.HIT: Series.CACHE_HITS}
_MOST_SESSIONS = 1000
"""Of which it is known when they were active."""


@dataclass(frozen=True, slots=True)
class Total:
    """A series since the start."""

    count: int
    total: float


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything at one moment, one window of it."""

    window_s: int
    summaries: Mapping[Measured, Summary]
    totals: Mapping[Measured, Total]
    latest: Mapping[Measured, float]
    """The newest value of those that have one."""
    trends: Mapping[Series, Sequence[tuple[float, float]]]
    """Minutes before now, and means of half minutes, oldest first."""
    turn: Waterfall | None
    """The last turn that there was something to hear of, or else the last."""
    sessions: int = 0
    """Sessions in which a turn ended within the window."""

    @property
    def cache_hits(self) -> float | None:
        """Share of the answers looked for in the cache that were found, 0 to 1; None where none was looked for."""
        hits, misses = (self.summaries[name].count for name in (Series.CACHE_HITS, Series.CACHE_MISSES))
        return hits / (hits + misses) if hits + misses else None

    @property
    def error_rate(self) -> float | None:
        """Share of the window's turns that failed, 0 to 1; None without turns."""
        turns = self.summaries[Series.TURNS].count
        return self.summaries[Series.FAILED].count / turns if turns else None


class Metrics:
    """Counts what it is told. Holds no words that anybody said."""

    def __init__(self, began: float | None = None) -> None:
        """`began` is the monotonic time in seconds from which on it counts; now, unless told otherwise."""
        start = time.monotonic() if began is None else began
        self._lock = threading.Lock()
        self._series: dict[Measured, Rolling] = {name: Rolling(start) for name in (*Step, *Series)}
        self._trends = {name: Trend() for name in TRENDS}
        self._latest: dict[Measured, float] = {}
        self._turns = Turns()
        self.speeds = ModelSpeeds()
        """How fast each model was when it was last used."""
        self._last: Waterfall | None = None
        self._active: dict[str, float] = {}
        """When a turn ended last in each of the newest sessions, in the order of these times."""
        self.version = 0
        """Goes up with whatever is counted."""
        self.happened = 0
        """Goes up with what is counted of events, not with what is seen of the process now and then."""

    def record(self, name: Measured, value: float, at: float) -> None:
        """Count one value of a series, at a monotonic time in seconds."""
        with self._lock:
            self._record(name, value, at)

    def take(self, event: EngineEvent) -> None:
        """Count an event of the engine."""
        with self._lock:
            if isinstance(event, StageFailed):
                self._record(Series.ERRORS, 1, event.at)
                self.happened += 1
            turn = self._turns.take(event)
            if turn is not None and isinstance(event, TurnFinished):
                self._finish(turn, event)
                self.happened += 1

    def latest(self) -> Mapping[Measured, float]:
        """Return the newest value of each series that has one: what of a snapshot costs next to nothing."""
        with self._lock:
            return dict(self._latest)

    def snapshot(self, window_s: int, now: float | None = None) -> Snapshot:
        """What there is at the monotonic time `now`, over a window of `series.WINDOWS_S`."""
        at = time.monotonic() if now is None else now
        with self._lock:
            return Snapshot(
                window_s,
                {name: series.summary(window_s, at) for name, series in self._series.items()},
                {name: Total(series.count, series.total) for name, series in self._series.items()},
                dict(self._latest),
                {name: trend.points(at) for name, trend in self._trends.items()},
                self._last,
                sum(at - ended < window_s for ended in self._active.values()),
            )

    def _finish(self, turn: Waterfall, event: TurnFinished) -> None:
        self._record(Series.TURNS, 1, event.at)
        self._note_session(event)
        if (outcome := _OUTCOMES.get(event.outcome)) is not None:
            self._record(outcome, 1, event.at)
        if (use := _CACHE.get(event.cache)) is not None:
            self._record(use, 1, event.at)
        for step, ms in turn.steps.items():
            self._record(step, ms, event.at)
        if turn.wait is not None:
            self._record(Series.WAIT, turn.wait, event.at)
        self._count_tokens(event)
        self.speeds.take(event)
        if turn.steps or self._last is None:
            self._last = turn

    def _note_session(self, event: TurnFinished) -> None:
        self._active.pop(event.session, None)
        self._active[event.session] = event.at
        if len(self._active) > _MOST_SESSIONS:
            del self._active[next(iter(self._active))]

    def _count_tokens(self, event: TurnFinished) -> None:
        if event.prompt_tokens is not None:
            self._record(Series.PROMPT_TOKENS, event.prompt_tokens, event.at)
        if not event.reply_tokens:
            return
        self._record(Series.REPLY_TOKENS, event.reply_tokens, event.at)
        if event.timings.llm and not event.tools:
            self._record(Series.TOKENS_A_SECOND, event.reply_tokens / event.timings.llm * 1000, event.at)

    def _record(self, name: Measured, value: float, at: float) -> None:
        self._series[name].record(value, at)
        self._latest[name] = value
        if isinstance(name, Series) and name in self._trends:
            self._trends[name].record(value, at)
        self.version += 1
