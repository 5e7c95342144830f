"""What can be measured. Imports no runtime: each benchmark is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

from desktop.benchmarks.rows import Row
from desktop.benchmarks.run import Plan
from desktop.errors import UsageError


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark."""

    module: str
    """Of this package; its `measure` takes a `Plan` and yields rows as they are known."""
    count: int
    """Measurements of each arm and case, unless told otherwise."""
    about: str
    """From where to where, for people."""

    def measure(self, plan: Plan) -> Iterator[Row]:
        """Run it. Raises ModelError, and UserFacingError when something it needs is not installed."""
        rows: Iterator[Row] = import_module(f"{__package__}.{self.module}").measure(plan)
        return rows


BENCHMARKS: Mapping[str, Benchmark] = {
    "turn": Benchmark("turn", 30, "last speech sample in to first reply sample out, key held and released"),
    "endpoint": Benchmark("endpoint", 45, "last speech sample to the decision that the turn is over, without a key"),
    "stt": Benchmark("stt", 60, "utterance of at most 6 s to its text"),
    "ttft": Benchmark("ttft", 10, "question to first token, after 512 to 2,000 tokens of history"),
    "clause": Benchmark("clause", 30, "first token to the text that the voice gets first"),
    "ttfa": Benchmark("ttfa", 15, "text to the first sound that can be played, sentences of about 1, 4 and 12 s"),
    "cache": Benchmark("cache", 30, "a known answer to its first sound, and the same when it has to be thought of"),
    "soak": Benchmark("soak", 1000, "a thousand turns in fast time: latency, memory, threads, handles, lost records"),
    "cancel": Benchmark("cancel", 100, "cancelling to model and voice at rest"),
    "barge": Benchmark("barge", 30, "first speech sample of an interruption to silence, and to the decision to stop"),
    "barge-false": Benchmark("barge_false", 10, "coughs, listening sounds, echo, television: wrong stops an hour"),
    "echo": Benchmark("echo", 10, "our own echo taken out: processor time while something is played"),
    "history": Benchmark("history", 30, "a million turns on the disk to the painted list, and to each frame of it"),
    "search": Benchmark("search", 300, "keystroke to 20 rows of a million turns, in storage"),
    "record": Benchmark("record", 30, "an event handed to the recorder to its caller's going on"),
    "metrics": Benchmark(
        "metrics", 30, "a value counted, all windows asked for, an event handed over to count or to log"
    ),
    "monitor": Benchmark("monitor", 10, "an event to each of 100 subscribers, 1,000 a second; a turn under attack"),
    "cost": Benchmark("cost", 6, "the same turn with event log, figures and live monitor, and without"),
    "ui": Benchmark("ui", 60, "1,000 events a second to their paint, and what the metrics panel costs"),
    "start": Benchmark("start", 10, "the process begun to the first paint of the window, and until it listens"),
    "memory": Benchmark("memory", 5, "resident memory of the whole application at rest, and at most in a turn"),
    "window": Benchmark("window", 1440, "eight hours of use in fast time: memory, handles, Qt objects, stalls"),
    "tools": Benchmark("tools", 100, "a tool's call to its result, with 10,000 customers at the service desk"),
    "router": Benchmark(
        "router", 200, "a question's text to its first clause, rules and two models beside the larger alone"
    ),
    "documents": Benchmark("documents", 200, "a question to its passages among 10,000, and whether they are right"),
    "contend": Benchmark("contend", 6, "time for a token and lateness of the detector while every stage is busy"),
}


def find_benchmark(name: str) -> Benchmark:
    """The benchmark of that name. Raises UsageError."""
    found = BENCHMARKS.get(name)
    if found is None:
        raise UsageError(f"there is no benchmark {name}", advice=f"choose one of {', '.join(BENCHMARKS)}, or all")
    return found
