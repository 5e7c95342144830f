"""`record`: what a turn pays for being recorded, also while another program holds the database."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run, abba
from desktop.errors import SottoError
from desktop.events import EngineEvent, ReplyDelta, Transcribed, TurnFinished
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.drafts import utc
from desktop.storage.recorder import Recorder
from desktop.storage.records import TurnRecord
from desktop.terms import ModelNames, Outcome, Source, Timings

MOST_US = 5.0
STALL_MS = 20.0
"""Longer than the interpreter keeps one thread waiting for another."""
_DELTAS = 40
_FLUSH_S = 30.0
_MODELS = ModelNames(stt="whisper", llm="llama", tts="piper")


def measure(plan: Plan) -> Iterator[Row]:
    """Yield two rows of `plan.count` turns each: as always, and with a database that is locked all the while."""
    run = Run("record", plan)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sotto.db"
        recorder = Recorder(path, lambda _message, _advice: None, busy_ms=50)
        try:
            _flush(recorder)
            with Database.open(path) as database:
                yield _free(recorder, database, plan, run)
                yield _locked(recorder, database, plan, run)
        finally:
            recorder.close()


def _free(recorder: Recorder, database: Database, plan: Plan, run: Run) -> Row:
    times: dict[str, list[float]] = {"sotto": [], "peer": []}
    store, peer = Conversations(database), 0
    for number, arm in abba(("sotto", "peer"), plan.count):
        if arm == "sotto":
            times[arm] += _put(recorder, number)
            _flush(recorder)
        else:
            peer += 1
            start = time.perf_counter()
            store.add_turn(_record("b" * 32, peer))
            times[arm].append((time.perf_counter() - start) * 1e6)
    for arm, each in times.items():
        run.keep(arm=arm, us=each)
    notes = [f"{_DELTAS + 2} events a turn, n counts events", f"longest {max(times['sotto']) / 1000:.2f} ms",
             f"{recorder.dropped} dropped", "peer: the caller commits the turn itself"]  # fmt: skip
    met = percentile(times["sotto"], 50) <= MOST_US and not recorder.dropped
    target = f"p50 <= {MOST_US:.0f} us"
    return run.row("record.event", times["sotto"], times["peer"], target=target, met=met, notes=notes, unit="us")


def _locked(recorder: Recorder, database: Database, plan: Plan, run: Run) -> Row:
    """The other program's write lock lasts as long as all the turns."""
    with database.write():
        times = [each for number in range(plan.count) for each in _put(recorder, plan.count + number)]
    _flush(recorder)
    stored = len(Conversations(database).turns("a" * 32))
    stalls = sum(each > STALL_MS * 1000 for each in times)
    run.keep(arm="locked", us=times)
    notes = [f"events put while another holds the write lock, n {len(times)}", f"longest {max(times) / 1000:.2f} ms",
             f"{stored} of {2 * plan.count} turns in the database afterwards", "no peer"]  # fmt: skip
    met = not stalls and stored == 2 * plan.count
    return run.row(
        "record.stalls",
        [float(stalls)],
        [],
        target="0 stalls, 0 lost",
        met=met,
        notes=notes,
        unit="stalls",
        n=len(times),
    )


def _put(recorder: Recorder, number: int) -> list[float]:
    """Hand over the events of one turn, and return what each took, in microseconds."""
    times = []
    for event in _events(number + 1):
        start = time.perf_counter()
        recorder.put(event)
        times.append((time.perf_counter() - start) * 1e6)
    return times


def _events(turn: int) -> Iterator[EngineEvent]:
    session, now = "a" * 32, time.monotonic()
    yield Transcribed(session=session, turn=turn, at=now, text="what is it", language="en", confidence=1.0, ms=80.0)
    for number in range(_DELTAS):
        yield ReplyDelta(session=session, turn=turn, at=now, text=f"word {number} ")
    record = _record(session, turn)
    yield TurnFinished(
        session=session, turn=turn, at=now, outcome=record.outcome, source=record.source,
        transcript=record.transcript, language=record.language, confidence=record.confidence,
        generated=record.generated, spoken=record.spoken, heard=record.heard, audio_s=record.audio_s,
        timings=record.timings, models=record.models,
    )  # fmt: skip


def _record(session: str, index: int) -> TurnRecord:
    reply = " ".join(f"word {number}" for number in range(_DELTAS))
    return TurnRecord(
        session=session, index=index, started_at=utc(time.monotonic()), source=Source.VOICE,
        outcome=Outcome.COMPLETED, transcript="what is it", language="en",
        confidence=1.0,
        generated=reply, spoken=reply, heard=reply, audio_s=1.0, timings=Timings(turn=640.0), models=_MODELS,
    )  # fmt: skip


def _flush(recorder: Recorder) -> None:
    if not recorder.flush(_FLUSH_S):
        raise SottoError("the recorder did not come to rest")
