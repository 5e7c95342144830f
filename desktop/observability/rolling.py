"""One measured quantity over several windows of time at once. Pure; time is handed in.

Values are counted in buckets that grow geometrically, as DDSketch's do, so that a percentile is within 1 % of the
value it stands for, whatever the distribution. DDSketch itself takes longer to record than is allowed here, and has
no way to let old values go.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

ERROR = 0.01
"""Largest error of a percentile, relative to the value, from `LEAST` to `MOST`."""
LEAST, MOST = 1e-3, 1e9
"""Anything below counts as 0, anything above as `MOST`."""
WINDOWS_S = (60, 300, 900, 3600)
SLOTS = 12
"""Parts of a window. It holds the part under way and the eleven before it: at least 11/12 of its length."""
BASE_S = WINDOWS_S[0] / SLOTS

_GAMMA = (1 + ERROR) / (1 - ERROR)
_PER_LOG = 1 / math.log(_GAMMA)
_LOWEST, _HIGHEST = math.floor(math.log(LEAST) * _PER_LOG), math.ceil(math.log(MOST) * _PER_LOG)


@dataclass(frozen=True, slots=True)
class Summary:
    """What one window holds. The percentiles are None without values."""

    count: int = 0
    total: float = 0.0
    """Sum of the values, exact."""
    span_s: float = 0.0
    """Seconds that the window covers: less than its length at first."""
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None

    @property
    def mean(self) -> float | None:
        """The arithmetic mean, exact; None without values."""
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
    buckets: dict[int, int] = field(default_factory=dict)

    def add(self, other: _Slot) -> None:
        self.count += other.count
        self.total += other.total
        _merge(self.buckets, other.buckets)


class _Window:
    """The newest slots of one window, and their buckets together."""

    def __init__(self, seconds: int) -> None:
        self.slot_s = seconds / SLOTS
        self._base_slots = round(self.slot_s / BASE_S)
        self._slots: deque[_Slot] = deque()
        self._buckets: dict[int, int] = {}

    def take(self, fresh: _Slot) -> None:
        """Add what was counted in one base slot, no older than any taken before."""
        number = fresh.number // self._base_slots
        if not self._slots or self._slots[-1].number < number:
            self._slots.append(_Slot(number))
        self._slots[-1].add(fresh)
        _merge(self._buckets, fresh.buckets)

    def expire(self, base_slot: int) -> None:
        """Let go of what is too old when `base_slot` is under way."""
        oldest = base_slot // self._base_slots - SLOTS + 1
        while self._slots and self._slots[0].number < oldest:
            _take_away(self._buckets, self._slots.popleft().buckets)

    def summary(self, now: float, began: float) -> Summary:
        oldest = (int(now / BASE_S) // self._base_slots - SLOTS + 1) * self.slot_s
        count = sum(slot.count for slot in self._slots)
        total = math.fsum(slot.total for slot in self._slots)
        span = max(0.0, now - max(oldest, began))
        return Summary(count, total, span, *_percentiles(self._buckets, count)) if count else Summary(span_s=span)


class Rolling:
    """Values of one quantity: over each of `WINDOWS_S`, and counted since the start. One thread at a time.

    At most 4 * 12 slots of 1,500 buckets are kept, however many values there are; usually a few dozen.
    """

    def __init__(self, began: float) -> None:
        """`began` is the time from which on values are counted, in seconds of a monotonic clock."""
        self._began = began
        self._fresh = _Slot(int(began / BASE_S))
        self._windows = {seconds: _Window(seconds) for seconds in WINDOWS_S}
        self._count, self._total = 0, 0.0

    def record(self, value: float, at: float) -> None:
        """Count a value, at a time in seconds that does not go back; if it does, it counts as now."""
        fresh = self._fresh
        number = int(at / BASE_S)
        if number > fresh.number:
            self._settle()
            self._fresh = fresh = _Slot(number)
        # math.log cannot take 0, and a few comparisons are cheaper than clamping
        key = _LOWEST if value <= LEAST else math.ceil(math.log(value) * _PER_LOG) if value < MOST else _HIGHEST
        fresh.buckets[key] = fresh.buckets.get(key, 0) + 1
        fresh.count += 1
        fresh.total += value

    @property
    def count(self) -> int:
        """Values ever recorded."""
        return self._count + self._fresh.count

    @property
    def total(self) -> float:
        """Their sum."""
        return self._total + self._fresh.total

    def summary(self, window_s: int, now: float) -> Summary:
        """What a window, one of `WINDOWS_S`, holds at `now`, in seconds."""
        self._settle()
        window, now = self._windows[window_s], max(now, self._fresh.number * BASE_S)
        window.expire(int(now / BASE_S))
        return window.summary(now, self._began)

    def _settle(self) -> None:
        """Hand what was counted last to the windows."""
        fresh = self._fresh
        if not fresh.count:
            return
        for window in self._windows.values():
            window.expire(fresh.number)
            window.take(fresh)
        self._count += fresh.count
        self._total += fresh.total
        self._fresh = _Slot(fresh.number)


def _merge(into: dict[int, int], buckets: Mapping[int, int]) -> None:
    for key, count in buckets.items():
        into[key] = into.get(key, 0) + count


def _take_away(of: dict[int, int], buckets: Mapping[int, int]) -> None:
    for key, count in buckets.items():
        left = of[key] - count
        if left:
            of[key] = left
        else:
            del of[key]


def _percentiles(buckets: Mapping[int, int], count: int) -> tuple[float, ...]:
    """p50, p95 and p99: the smallest value that so many values are not above."""
    ranks = [math.ceil(share * count) for share in (0.5, 0.95, 0.99)]
    found: list[float] = []
    passed = 0
    for key in sorted(buckets):
        passed += buckets[key]
        while len(found) < len(ranks) and passed >= ranks[len(found)]:
            found.append(_value_of(key))
    return tuple(found)


def _value_of(key: int) -> float:
    if key <= _LOWEST:
        return 0.0
    return MOST if key >= _HIGHEST else 2 * _GAMMA**key / (_GAMMA + 1)
