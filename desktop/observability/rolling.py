"""One measured quantity over several windows of time at once. Pure; time is handed in.

Values are counted in buckets that grow geometrically, as DDSketch's do, so that a percentile is within half a per
cent of the value it stands for, whatever the distribution. DDSketch itself cannot let old values go, and to merge
a sketch for each slot takes longer than is allowed here.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from desktop.observability.series import WINDOWS_S

ERROR = 0.005
"""Largest error of a percentile, relative to the value, from `LEAST` to `MOST`."""
LEAST, MOST = 1e-3, 1e9
"""Anything below counts as 0, anything above as `MOST`."""
SLOTS = 12
"""Parts of a window. It holds the part under way and the eleven before it: at least 11/12 of its length."""
BASE_S = WINDOWS_S[0] / SLOTS

_GAMMA = (1 + ERROR) / (1 - ERROR)
_PER_LOG = 1 / math.log(_GAMMA)
_LOWEST, _HIGHEST = (math.ceil(math.log(bound) * _PER_LOG) for bound in (LEAST, MOST))
_MOST_WAITING = 256


@dataclass(frozen=True, slots=True)
class Summary:
    """What one window holds. The percentiles are None without values."""

    count: int = 0
    total: float = 0.0
    """Sum of the values."""
    span_s: float = 0.0
    """Seconds that the window covers: less than its length at first."""
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None

    @property
    def mean(self) -> float | None:
        """The arithmetic mean; None without values."""
        return self.total / self.count if self.count else None

    @property
    def per_minute(self) -> float:
        """Values a minute; 0 where no time has passed."""
        return 60 * self.count / self.span_s if self.span_s > 0 else 0.0


@dataclass(slots=True)
class _Slot:
    number: int
    count: int = 0
    total: float = 0.0
    buckets: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class _Waiting:
    """Values not yet sorted into windows: adding many at once costs a fraction of adding each."""

    values: list[float] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)
    """Numbers of base slots, growing, each with the place of its first value."""

    def parts(self, base_slots: int) -> Iterator[tuple[int, int, int]]:
        """Slots of so many base slots: number, place of the first value and after the last."""
        firsts = {number // base_slots: first for number, first in reversed(self.starts)}
        end = len(self.values)
        for number, first in firsts.items():  # newest first
            yield number, first, end
            end = first


class _Window:
    """The newest slots of one window, and their buckets together."""

    def __init__(self, seconds: int) -> None:
        self.slot_s = seconds / SLOTS
        self._base_slots = round(self.slot_s / BASE_S)
        self._slots: deque[_Slot] = deque()
        self._buckets: Counter[int] = Counter()

    def take(self, waiting: _Waiting, keys: list[int]) -> None:
        """Add values, none of a slot before any taken earlier, with the buckets they belong to."""
        oldest = self.expire(waiting.starts[-1][0])
        # those that came and went since the last time are never looked at
        parts = [part for part in waiting.parts(self._base_slots) if part[0] >= oldest]
        for number, first, end in reversed(parts):
            if not self._slots or self._slots[-1].number < number:
                self._slots.append(_Slot(number))
            slot = self._slots[-1]
            slot.count += end - first
            slot.total += sum(waiting.values[first:end])
            slot.buckets.update(keys[first:end])
        self._buckets.update(keys[parts[-1][1] :])

    def expire(self, base_slot: int) -> int:
        """Let go of what is too old when `base_slot` is under way; returns the oldest slot that may stay."""
        oldest = base_slot // self._base_slots - SLOTS + 1
        while self._slots and self._slots[0].number < oldest:
            _take_away(self._buckets, self._slots.popleft().buckets)
        return oldest

    def summary(self, now: float, began: float) -> Summary:
        """What is there at `now`, in seconds, when counting began at `began`."""
        oldest = (int(now // BASE_S) // self._base_slots - SLOTS + 1) * self.slot_s
        count = sum(slot.count for slot in self._slots)
        total = math.fsum(slot.total for slot in self._slots)
        span = max(0.0, now - max(oldest, began))
        return Summary(count, total, span, *_percentiles(self._buckets, count)) if count else Summary(span_s=span)


class Rolling:
    """Values of one quantity: over each of `WINDOWS_S`, and counted since the start. One thread at a time.

    Kept are at most `_MOST_WAITING` values and 4 * 12 slots of 2,800 buckets, however many values there are; usually
    a few dozen buckets.
    """

    def __init__(self, began: float) -> None:
        """`began` is the time from which on values are counted, in seconds of a monotonic clock."""
        self._began = began
        self._slot, self._slot_ends = -1, -math.inf
        self._waiting = _Waiting()
        self._values = self._waiting.values
        self._windows = {seconds: _Window(seconds) for seconds in WINDOWS_S}
        self._count, self._total = 0, 0.0

    def record(self, value: float, at: float) -> None:
        """Count a value, at a time in seconds that does not go back; if it does, it counts as now."""
        if at >= self._slot_ends:
            self._begin_slot(int(at // BASE_S))
        values = self._values
        values.append(value)
        if len(values) >= _MOST_WAITING:
            self._settle()

    @property
    def count(self) -> int:
        """Values ever recorded."""
        return self._count + len(self._values)

    @property
    def total(self) -> float:
        """Their sum."""
        return self._total + math.fsum(self._values)

    def summary(self, window_s: int, now: float) -> Summary:
        """What a window, one of `WINDOWS_S`, holds at `now`, in seconds."""
        self._settle()
        window, now = self._windows[window_s], max(now, self._slot * BASE_S)
        window.expire(int(now // BASE_S))
        return window.summary(now, self._began)

    def _begin_slot(self, number: int) -> None:
        self._slot, self._slot_ends = number, (number + 1) * BASE_S
        self._waiting.starts.append((number, len(self._values)))

    def _settle(self) -> None:
        """Hand what was recorded to the windows."""
        values = self._values
        if not values:
            return
        keys = _keys_of(values)
        for window in self._windows.values():
            window.take(self._waiting, keys)
        self._count += len(values)
        self._total += sum(values)
        self._waiting = _Waiting(starts=[(self._slot, 0)])
        self._values = self._waiting.values


def _keys_of(values: list[float]) -> list[int]:
    """The bucket of each value."""
    bounded = np.clip(np.array(values), LEAST, MOST)
    keys: list[int] = np.ceil(np.log(bounded) * _PER_LOG).astype(int).tolist()
    return keys


def _take_away(of: Counter[int], buckets: Mapping[int, int]) -> None:
    for key, count in buckets.items():
        of[key] -= count
        if not of[key]:
            del of[key]


def _percentiles(buckets: Counter[int], count: int) -> tuple[float, ...]:
    """p50, p95 and p99: the smallest value that so many values are not above."""
    keys = sorted(buckets)
    passed = list(accumulate(map(buckets.__getitem__, keys)))
    ranks = (math.ceil(share * count) for share in (0.5, 0.95, 0.99))
    return tuple(_value_of(keys[bisect_left(passed, rank)]) for rank in ranks)


def _value_of(key: int) -> float:
    if key <= _LOWEST:
        return 0.0
    return MOST if key >= _HIGHEST else 2 * _GAMMA**key / (_GAMMA + 1)
