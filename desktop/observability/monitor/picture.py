"""How things stand: what a subscriber gets first, and the figures that follow. Holds no words."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import desktop
from desktop.events import EngineEvent, EngineReady, ModelChanged, StateChanged
from desktop.observability.metrics import Metrics, Snapshot
from desktop.observability.rolling import Summary
from desktop.observability.series import WINDOWS_S, Measured, Series
from desktop.terms import ModelChange

_FRESH_S = 0.5
"""So long figures are given again as they were: asking cannot cost more by being done often."""
_SOON_S, _LATE_S = 10.0, 30.0
"""How long after all figures all are given again, where something happened, and where only what is old has left."""


class Picture:
    """State, session and models, out of the events; figures, out of the metrics. One thread at a time."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._session, self._state = "", "loading"
        self._models: dict[str, str] = {}
        self._load_ms = 0.0
        self._figures: Mapping[str, Any] = {}
        self._read_at, self._happened = float("-inf"), -1

    def take(self, event: EngineEvent) -> None:
        """Note an event."""
        match event:
            case StateChanged():
                self._session, self._state = event.session, event.state.value
            case EngineReady():
                self._models = {"stt": event.models.stt, "llm": event.models.llm, "tts": event.models.tts}
                self._load_ms = event.load_ms
            case ModelChanged(change=ModelChange.READY) if event.stage in self._models:
                self._models = {**self._models, event.stage.value: event.name}
            case _:
                pass  # all others pass by

    def whole(self) -> dict[str, Any]:
        """Everything, for one who just came."""
        return {
            "version": desktop.__version__,
            "utc": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "monotonic": round(time.monotonic(), 6),
            **self.standing(),
            "models": self._models,
            "load_ms": round(self._load_ms, 1),
            "metrics": self.figures(),
            "trends": self._trends(),
        }

    def standing(self) -> dict[str, str]:
        """The session and its state."""
        return {"session": self._session, "state": self._state}

    def figures(self) -> Mapping[str, Any]:
        """The newest values, the sums since the start, and the windows by their length in seconds."""
        now = time.monotonic()
        return self._figures if now - self._read_at <= _FRESH_S else self._read(now)

    def news(self) -> Mapping[str, Any]:
        """The same once it is time for that; until then the newest values alone, which cost a hundredth."""
        now = time.monotonic()
        if now - self._read_at > (_LATE_S if self._metrics.happened == self._happened else _SOON_S):
            return self._read(now)
        return {"latest": _latest(self._metrics.latest())}

    def _read(self, now: float) -> Mapping[str, Any]:
        self._happened = self._metrics.happened  # first: what happens meanwhile is asked for again
        windows = {window: self._metrics.snapshot(window, now) for window in WINDOWS_S}
        self._figures, self._read_at = _figures(windows), now
        return self._figures

    def _trends(self) -> dict[str, list[tuple[float, float]]]:
        found = self._metrics.snapshot(WINDOWS_S[0]).trends
        return {
            name.value: [(round(at, 2), round(value, 2)) for at, value in points] for name, points in found.items()
        }


def _figures(windows: Mapping[int, Snapshot]) -> dict[str, Any]:
    newest = windows[WINDOWS_S[0]]
    return {
        "latest": _latest(newest.latest),
        "totals": {name.value: round(total.total, 1) for name, total in newest.totals.items() if total.count},
        "windows": {str(seconds): _window(found) for seconds, found in windows.items()},
    }


def _latest(values: Mapping[Measured, float]) -> dict[str, float]:
    return {name.value: round(value, 3) for name, value in values.items() if isinstance(name, Series)}


def _window(found: Snapshot) -> dict[str, Any]:
    rates = {"sessions": found.sessions, "error_rate": found.error_rate, "cache_hits": found.cache_hits}
    return rates | {name.value: _summary(each) for name, each in found.summaries.items() if each.count}


def _summary(each: Summary) -> dict[str, float]:
    known = {"mean": each.mean, "p50": each.p50, "p95": each.p95, "p99": each.p99, "a_minute": each.per_minute}
    return {"count": each.count} | {name: round(value, 2) for name, value in known.items() if value is not None}
