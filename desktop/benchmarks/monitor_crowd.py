"""Subscribers of the monitor in a process of their own: `python -m desktop.benchmarks.monitor_crowd`.

Arguments: address, key (or - for none), number of subscribers, events to come. Prints `ready`, and at the end one
JSON object.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from desktop.observability.monitor.access import offered
from desktop.observability.monitor.client import MISSED

_HEAD = re.compile(r'"monotonic":([\d.]+),"session":"[0-9a-f]*","turn":(\d+),"type":"speech\.')
_SAMPLE = 1000
_PATIENCE_S = 60.0
"""Without a message."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What all of them saw together."""

    events: int
    expected: int
    missed: int
    """Of those that were lost, how many the server told of."""
    p50_ms: float
    p95_ms: float
    p99_ms: float
    longest_ms: float
    sample_ms: Sequence[float]
    """Evenly out of all."""
    busy: float = 0.0
    """Processor time of the crowd's process, in times of what passed: near 1 it is the crowd that is late."""

    @property
    def lost_untold(self) -> int:
        """Events that vanished."""
        return self.expected - self.events - self.missed


class _Subscriber:
    def __init__(self, expected: int) -> None:
        self._expected = expected
        self.ms: list[float] = []
        self.missed = 0

    def take(self, message: str) -> None:
        now = time.monotonic()
        self.ms += [(now - float(at)) * 1000 for at, _ in _HEAD.findall(message)]
        if MISSED in message:
            told = (json.loads(line) for line in message.split("\n") if MISSED in line)
            self.missed += sum(line["events"] for line in told)

    @property
    def done(self) -> bool:
        return len(self.ms) + self.missed >= self._expected


async def _follow(address: str, key: str, expected: int, ready: asyncio.Barrier) -> _Subscriber:
    one = _Subscriber(expected)
    protocols = [Subprotocol(each) for each in offered(key)] if key != "-" else None
    # as Sotto's own client does it; the peer's gets the library's defaults
    options = {"compression": None} if key != "-" else {}
    async with connect(address, subprotocols=protocols, proxy=None, max_size=None, **options) as connection:  # type: ignore[arg-type]
        await connection.send('{"types":["speech"],"metrics":false}')
        if key != "-":
            await connection.recv()
        await ready.wait()
        try:
            while not one.done:
                async with asyncio.timeout(_PATIENCE_S):
                    message = await connection.recv()
                one.take(str(message))
        except (ConnectionClosed, TimeoutError):
            pass  # what it has not seen is lost
    return one


async def _crowd(address: str, key: str, count: int, expected: int) -> Seen:
    ready = asyncio.Barrier(count + 1)
    tasks = [asyncio.create_task(_follow(address, key, expected, ready)) for _ in range(count)]
    await ready.wait()
    print("ready", flush=True)  # noqa: T201 - whoever started it waits for this
    processor, began = time.process_time(), time.monotonic()
    all_ = await asyncio.gather(*tasks)
    busy = (time.process_time() - processor) / (time.monotonic() - began)
    ms = np.sort(np.concatenate([np.asarray(one.ms, float) for one in all_])) if any(one.ms for one in all_) else None
    missed = sum(one.missed for one in all_)
    if ms is None:
        return Seen(0, count * expected, missed, 0, 0, 0, 0, (), busy)
    p50, p95, p99 = (float(each) for each in np.percentile(ms, (50, 95, 99)))
    sample = [round(float(each), 2) for each in ms[:: max(1, len(ms) // _SAMPLE)]]
    return Seen(len(ms), count * expected, missed, p50, p95, p99, float(ms[-1]), sample, busy)


if __name__ == "__main__":
    _address, _key, _count, _expected = sys.argv[1:]
    print(json.dumps(asdict(asyncio.run(_crowd(_address, _key, int(_count), int(_expected))))))  # noqa: T201 - as above
