"""`record`: what a turn costs the one who tells the recorder of it, beside writing it at once."""

from __future__ import annotations

import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run
from desktop.events import TurnFinished
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.recorder import Recorder
from desktop.storage.records import TurnRecord
from desktop.terms import ModelNames, Outcome, Source, Timings

LONGEST_US = 5.0
_MODELS = ModelNames("stt", "llm", "tts")
_SAID = "what is the capital of the country that we talked about"
_SETTLED_S = 120.0


def measure(plan: Plan) -> Iterator[Row]:
    """Yield the row of `plan.count` turns of each arm, and one of turns that were lost."""
    run = Run("record", plan)
    with tempfile.TemporaryDirectory(prefix="sotto-record-") as folder:
        peer = [_us(run, "peer", us) for us in _written_at_once(Path(folder) / "peer.db", plan.count)]
        session = uuid.uuid4().hex
        sotto = [_us(run, "sotto", us) for us in _told(Path(folder) / "sotto.db", session, plan.count)]
        with Database.open(Path(folder) / "sotto.db") as database:
            stored = len(Conversations(database).turns(session))
    notes = [f"p99 {percentile(sotto, 99):.1f} us, peer {percentile(peer, 99):.0f} us"]
    yield run.row("record", sotto, peer, unit="us", target=f"median <= {LONGEST_US:.0f} us",
                  met=percentile(sotto, 50) <= LONGEST_US, notes=notes)  # fmt: skip
    yield run.row("record.lost", [float(plan.count - stored)], [0.0], unit="turns", target="0 lost",
                  met=stored == plan.count, notes=[f"{stored} of {plan.count} turns stored"])  # fmt: skip


def _told(path: Path, session: str, count: int) -> Iterator[float]:
    recorder = Recorder(path, lambda message, advice: None)  # noqa: ARG005
    try:
        for index in range(1, count + 1):
            event = _event(session, index)
            start = time.perf_counter_ns()
            recorder.put(event)
            yield (time.perf_counter_ns() - start) / 1000
            if index % 100 == 0:
                recorder.flush(_SETTLED_S)  # people do not talk faster than a disk
    finally:
        recorder.close()


def _written_at_once(path: Path, count: int) -> Iterator[float]:
    session = uuid.uuid4().hex
    with Database.open(path) as database:
        store = Conversations(database)
        for index in range(1, count + 1):
            record = _record(session, index)
            start = time.perf_counter_ns()
            store.add_turn(record)
            yield (time.perf_counter_ns() - start) / 1000


def _us(run: Run, arm: str, us: float) -> float:
    run.keep(row="record", arm=arm, us=us)
    return us


def _event(session: str, index: int) -> TurnFinished:
    return TurnFinished(
        session=session,
        turn=index,
        at=time.monotonic(),
        outcome=Outcome.COMPLETED,
        source=Source.TEXT,
        transcript=_SAID,
        language="en",
        confidence=1.0,
        generated=_SAID,
        spoken=_SAID,
        heard=_SAID,
        audio_s=0.0,
        timings=Timings(),
        models=_MODELS,
    )


def _record(session: str, index: int) -> TurnRecord:
    return TurnRecord(
        session=session,
        index=index,
        started_at=datetime.now(UTC),
        source=Source.TEXT,
        outcome=Outcome.COMPLETED,
        transcript=_SAID,
        language="en",
        confidence=1.0,
        generated=_SAID,
        spoken=_SAID,
        heard=_SAID,
        audio_s=0.0,
        timings=Timings(),
        models=_MODELS,
    )
