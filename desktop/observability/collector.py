"""The figures of the running process, as they stand when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import psutil
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

import desktop
from desktop.observability.families import Labelled, Summed, counter, gauge, summary
from desktop.observability.metrics import Metrics, Snapshot
from desktop.observability.prices import Prices
from desktop.observability.rolling import Summary
from desktop.observability.series import QUEUES, WINDOWS_S, Measured, Series, Step
from desktop.terms import Outcome

_QUANTILE_WINDOW_S = 300
"""Seconds that the percentiles of a summary are of."""
_LOST = {
    "sotto_errors_total": (Series.ERRORS, "Failures of a stage, also outside of turns."),
    "sotto_underruns_total": (Series.UNDERRUNS, "Times the loudspeaker ran out of sound."),
    "sotto_overruns_total": (Series.OVERRUNS, "Times the system threw the microphone's sound away."),
    "sotto_dropped_total": (Series.DROPPED, "Turns, pieces of sound and events that found a queue or the disk full."),
}
_OUTCOMES = {
    Outcome.FAILED.value: Series.FAILED,
    Outcome.INTERRUPTED.value: Series.INTERRUPTED,
    Outcome.IGNORED.value: Series.IGNORED,
}
_MS = 1000


class FiguresCollector(Collector):
    """Gives the families anew each time. Any thread."""

    def __init__(self, metrics: Metrics, prices: Prices) -> None:
        self._metrics, self._prices = metrics, prices
        self._process = psutil.Process()

    def collect(self) -> Iterator[Metric]:
        """Give every family."""
        windows = {window: self._metrics.snapshot(window) for window in WINDOWS_S}
        now = windows[_QUANTILE_WINDOW_S]
        yield gauge("sotto_build_info", "Version of Sotto.", [({"version": desktop.__version__}, 1)])
        yield from self._of_process(now)
        yield from _since_start(now)
        yield from _of_windows(windows)
        if self._prices.known:
            yield from self._costs(windows)
        if self._prices.core_watts:
            yield from self._energy(windows)

    def _of_process(self, now: Snapshot) -> Iterator[Metric]:
        memory, used = self._process.memory_info().rss, self._used()
        yield gauge("sotto_memory_bytes", "Resident set of the process.", [({}, memory)])
        yield counter("sotto_processor_seconds_total", "Processor time of the process.", [({}, used)])
        waiting = [({"queue": name.value.removeprefix("queue_")}, now.latest.get(name, 0)) for name in QUEUES]
        yield gauge("sotto_queue_length", "What waits for a thread.", waiting)

    def _used(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)

    def _costs(self, windows: Mapping[int, Snapshot]) -> Iterator[Metric]:
        currency = {"currency": self._prices.currency}
        totals = windows[_QUANTILE_WINDOW_S].totals
        spent = self._prices.cost(totals[Series.PROMPT_TOKENS].total, totals[Series.REPLY_TOKENS].total)
        yield counter("sotto_cost_total", "Price of all tokens, by the settings.", [(currency, spent)])
        each = [
            ({**_window(window), **currency}, self._cost_of(found) / turns)
            for window, found in windows.items()
            if (turns := found.summaries[Series.TURNS].count)
        ]
        yield gauge("sotto_window_cost_per_turn", "Mean price of a turn within the window.", each)

    def _cost_of(self, found: Snapshot) -> float:
        return self._prices.cost(
            found.summaries[Series.PROMPT_TOKENS].total, found.summaries[Series.REPLY_TOKENS].total
        )

    def _energy(self, windows: Mapping[int, Snapshot]) -> Iterator[Metric]:
        yield counter(
            "sotto_energy_joules_total",
            "Energy of all processor time, estimated by the settings.",
            [({}, self._prices.joules(self._used()))],
        )
        each = [
            (_window(window), self._prices.joules(_processor_s(found)) / turns)
            for window, found in windows.items()
            if (turns := found.summaries[Series.TURNS].count)
        ]
        meaning = "Energy of the window, waiting included, by its turns; estimated by the settings."
        yield gauge("sotto_window_energy_joules_per_turn", meaning, each)


def _since_start(now: Snapshot) -> Iterator[Metric]:
    turns = now.totals[Series.TURNS].count
    by_outcome = {outcome: now.totals[series].count for outcome, series in _OUTCOMES.items()}
    by_outcome[Outcome.COMPLETED.value] = turns - sum(by_outcome.values())
    yield counter("sotto_turns_total", "Turns.", [({"outcome": name}, count) for name, count in by_outcome.items()])
    for name, (series, meaning) in _LOST.items():
        yield counter(name, meaning, [({}, now.totals[series].total)])
    tokens = (("prompt", Series.PROMPT_TOKENS), ("reply", Series.REPLY_TOKENS))
    counted = [({"direction": name}, now.totals[series].total) for name, series in tokens]
    yield counter("sotto_tokens_total", "Tokens that the language model read and wrote.", counted)
    looked = (("hit", Series.CACHE_HITS), ("miss", Series.CACHE_MISSES))
    found = [({"result": name}, now.totals[series].count) for name, series in looked]
    yield counter("sotto_answer_cache_total", "Answers looked for in the answer cache.", found)
    steps = [({"step": step.value}, *_summed(now, step)) for step in Step if now.totals[step].count]
    yield summary("sotto_step_seconds", "Steps of a turn; quantiles of the last 5 minutes.", steps)
    wait: list[Summed] = [({}, *_summed(now, Series.WAIT))]
    yield summary("sotto_wait_seconds", "End of the utterance to the first sound of the reply.", wait)


def _of_windows(windows: Mapping[int, Snapshot]) -> Iterator[Metric]:
    each = [(_window(window), found) for window, found in windows.items()]
    turns: list[Labelled] = [
        ({**label, "outcome": outcome}, count) for label, found in each for outcome, count in _counts(found).items()
    ]
    yield gauge("sotto_window_turns", "Turns within the window.", turns)
    rates = [(label, found.summaries[Series.TURNS].per_minute / 60) for label, found in each]
    yield gauge("sotto_window_turns_per_second", "Turns by the time that the window covers.", rates)
    failed = [(label, found.error_rate) for label, found in each if found.error_rate is not None]
    yield gauge("sotto_window_error_ratio", "Share of the window's turns that failed.", failed)
    hits = [(label, found.cache_hits) for label, found in each if found.cache_hits is not None]
    meaning = "Share of the answers looked for in the answer cache that were found, within the window."
    yield gauge("sotto_window_answer_cache_hit_ratio", meaning, hits)
    active = [(label, found.sessions) for label, found in each]
    yield gauge("sotto_window_active_sessions", "Sessions in which a turn ended within the window.", active)
    steps: list[Labelled] = [
        ({**label, "step": name.value, "quantile": quantile}, value)
        for label, found in each
        for name in (*Step, Series.WAIT)
        for quantile, value in _quantiles(found.summaries[name], 1 / _MS).items()
    ]
    yield gauge("sotto_window_step_seconds", "Percentiles of the steps, and of `wait`, within the window.", steps)
    speeds: list[Labelled] = [
        ({**label, "quantile": quantile}, value)
        for label, found in each
        for quantile, value in _quantiles(found.summaries[Series.TOKENS_A_SECOND], 1).items()
    ]
    yield gauge("sotto_window_tokens_per_second", "Tokens of a reply by the time from text to last token.", speeds)


def _counts(found: Snapshot) -> dict[str, int]:
    counts = {outcome: found.summaries[series].count for outcome, series in _OUTCOMES.items()}
    return counts | {Outcome.COMPLETED.value: found.summaries[Series.TURNS].count - sum(counts.values())}


def _window(seconds: int) -> dict[str, str]:
    return {"window_seconds": str(seconds)}


def _summed(now: Snapshot, name: Measured) -> tuple[int, float, dict[str, float]]:
    """Count and sum since the start, and the newest quantiles, in seconds."""
    total = now.totals[name]
    return total.count, total.total / _MS, _quantiles(now.summaries[name], 1 / _MS)


def _quantiles(found: Summary, unit: float) -> dict[str, float]:
    known = {"0.5": found.p50, "0.95": found.p95, "0.99": found.p99}
    return {quantile: value * unit for quantile, value in known.items() if value is not None}


def _processor_s(found: Snapshot) -> float:
    """Processor time of a window in seconds: what was seen every two seconds, in per cent of a core."""
    seen = found.summaries[Series.PROCESSOR]
    return (seen.mean or 0.0) / 100 * seen.span_s
