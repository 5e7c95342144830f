from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.errors import DatabaseError, ShutdownError
from desktop.events import LevelMeasured, SpeechStarted
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.journal import Journal, journal_path
from desktop.storage.recorder import Recorder
from desktop.storage.recordings import Recordings
from desktop.storage.records import SessionRecord, TurnRecord
from desktop.storage.recovery import Recoverer
from desktop.storage.states import EndReason
from desktop.terms import Outcome
from tests.storage.bad_files import BAD_FILES, locked
from tests.storage.samples import SESSION, finished, ran, turn

Problems = list[tuple[str, str]]
Build = Callable[..., Recorder]


@pytest.fixture
def problems() -> Problems:
    return []


@pytest.fixture
def build(path: Path, problems: Problems) -> Iterator[Build]:
    built: list[Recorder] = []

    def build(**options: object) -> Recorder:
        values = {"busy_ms": 50, "retry_s": 60.0} | options
        built.append(Recorder(path, lambda *problem: problems.append(problem), **values))  # type: ignore[arg-type]
        return built[-1]

    yield build
    for recorder in built:
        recorder.close()


def stored(path: Path) -> tuple[list[SessionRecord], list[TurnRecord]]:
    with Database.open(path) as database:
        conversations = Conversations(database)
        return conversations.sessions(), conversations.turns(SESSION)


def test_turns_are_stored_and_the_session_ends(path: Path, build: Build, problems: Problems) -> None:
    recorder = build()
    recorder.put(finished(1))
    recorder.put(finished(2, outcome=Outcome.FAILED, error="no model", tools=("clock",)))
    assert recorder.flush(5)
    (session,), turns = stored(path)
    assert (session.state, session.turns, session.title) == ("active", 2, "question 1")
    assert [(kept.outcome, kept.error, kept.tools) for kept in turns] == [
        (Outcome.COMPLETED, "", ()),
        (Outcome.FAILED, "no model", ("clock",)),
    ]
    recorder.close(EndReason.USER)
    (session,), _ = stored(path)
    assert (session.state, session.end_reason) == ("closed", "user")
    assert (problems, recorder.dropped) == ([], 0)
    assert "storage" not in {thread.name for thread in threading.enumerate()}


def test_no_turn_no_session(path: Path, build: Build) -> None:
    recorder = build()
    recorder.put(LevelMeasured(session=SESSION, turn=0, at=time.monotonic(), rms=0.1, peak=0.2))
    recorder.close()
    assert stored(path) == ([], [])


def test_turn_started_when_the_user_began_to_speak(path: Path, build: Build) -> None:
    recorder = build()
    now = time.monotonic()
    recorder.put(SpeechStarted(session=SESSION, turn=1, at=now - 30))
    recorder.put(finished(1, at=now - 10))
    recorder.put(finished(2, at=now - 5))
    recorder.flush(5)
    wall = datetime.now(UTC)
    ages = [(wall - kept.started_at) / timedelta(seconds=1) for kept in stored(path)[1]]
    assert ages == pytest.approx([30, 5], abs=2)


def test_tool_runs_are_stored_with_their_turn(path: Path, build: Build) -> None:
    recorder = build()
    recorder.put(ran(1, name="clock"))
    recorder.put(ran(2, name="sum", arguments='{"a": 1}', result='{"error": "\ud800"}', ms=float("nan")))
    recorder.put(ran(1, name="timer", at=time.monotonic() - 60))
    for index in (1, 2, 3):
        recorder.put(finished(index))
    assert recorder.flush(5)
    first, second, third = (kept.runs for kept in stored(path)[1])
    assert [(run.name, run.title) for run in first] == [
        ("clock", "Looked at the clock"),
        ("timer", "Looked at the clock"),
    ]
    assert (datetime.now(UTC) - first[1].at) / timedelta(seconds=1) == pytest.approx(60, abs=2)
    assert [(run.arguments, run.result, run.ms) for run in second] == [('{"a": 1}', '{"error": "\ud800"}', 0.0)]
    assert third == ()


@pytest.mark.usefixtures("expected_logs")
def test_tool_runs_survive_in_the_journal(path: Path, build: Build) -> None:
    Database.open(path).close()
    with locked(path):
        recorder = build()
        recorder.put(ran(1))
        recorder.put(finished(1))
        assert recorder.flush(5)
    assert recorder.flush(5)
    assert [run.name for kept in stored(path)[1] for run in kept.runs] == ["clock"]


def test_put_is_quick(build: Build) -> None:
    recorder = build(capacity=10_000)
    events = [finished(index) for index in range(1, 301)]
    began = time.perf_counter()
    for event in events:
        recorder.put(event)
    each = (time.perf_counter() - began) / len(events)
    # a commit takes milliseconds: this fails if a put ever waited for one
    assert each < 500e-6
    assert recorder.flush(60)


@pytest.mark.usefixtures("expected_logs")
def test_full_queue_counts_and_does_not_block(path: Path, build: Build) -> None:
    Database.open(path).close()
    with locked(path):
        recorder = build(capacity=3, busy_ms=2000)
        for index in range(1, 11):
            recorder.put(finished(index))
        assert recorder.dropped in (6, 7)
    assert recorder.flush(10)
    assert len(stored(path)[1]) + recorder.dropped == 10


@pytest.mark.usefixtures("expected_logs")
def test_put_after_close_counts(build: Build) -> None:
    recorder = build()
    recorder.close()
    recorder.put(finished())
    assert recorder.dropped == 1


@pytest.mark.usefixtures("expected_logs")
def test_locked_then_free(path: Path, build: Build, problems: Problems) -> None:
    recorder = build()
    recorder.put(finished(1))
    assert recorder.flush(5)
    with locked(path):
        recorder.put(finished(2))
        recorder.put(finished(3))
        assert recorder.flush(5)
        assert journal_path(path).read_bytes().count(b"\n") == 2
        assert len(problems) == 1
        assert "locked by another program" in problems[0][0]
    assert recorder.flush(5)
    assert [kept.index for kept in stored(path)[1]] == [1, 2, 3]
    assert not journal_path(path).exists()
    with locked(path):
        recorder.put(finished(4))
        assert recorder.flush(5)
    assert len(problems) == 2
    recorder.close()
    assert [kept.index for kept in stored(path)[1]] == [1, 2, 3, 4]
    assert recorder.dropped == 0


@pytest.mark.usefixtures("expected_logs")
def test_comes_back_by_itself(path: Path, build: Build) -> None:
    Database.open(path).close()
    with locked(path):
        recorder = build(retry_s=0.05)
        recorder.put(finished(1))
        assert recorder.flush(5)
    deadline = time.monotonic() + 10
    while journal_path(path).exists() and time.monotonic() < deadline:
        threading.Event().wait(0.02)
    assert [kept.index for kept in stored(path)[1]] == [1]


@pytest.mark.parametrize("kind", BAD_FILES)
@pytest.mark.usefixtures("expected_logs")
def test_bad_file_costs_no_turn(path: Path, build: Build, problems: Problems, kind: str) -> None:
    make, message = BAD_FILES[kind]
    make(path)
    recorder = build()
    for index in (1, 2, 3):
        recorder.put(finished(index))
    assert recorder.flush(5)
    recorder.close()
    assert len(problems) == 1
    assert message in problems[0][0]
    assert problems[0][1]
    assert recorder.dropped == 0
    path.rename(path.with_name("moved away"))
    build().close()
    (session,), turns = stored(path)
    assert [kept.transcript for kept in turns] == ["question 1", "question 2", "question 3"]
    assert (session.state, session.end_reason) == ("error", "crash")


@pytest.mark.usefixtures("expected_logs")
def test_file_mended_while_running(path: Path, build: Build) -> None:
    BAD_FILES["not a database"][0](path)
    recorder = build()
    recorder.put(finished(1))
    assert recorder.flush(5)
    path.unlink()
    recorder.put(finished(2))
    assert recorder.flush(5)
    (session,), turns = stored(path)
    assert [kept.index for kept in turns] == [1, 2]
    recorder.close(EndReason.USER)
    assert stored(path)[0][0].end_reason == "user"
    assert session.title == "question 1"


@pytest.mark.usefixtures("expected_logs")
def test_nowhere_to_write_is_said_and_counted(path: Path, build: Build, problems: Problems) -> None:
    path.parent.write_text("a file where the folder should be")
    recorder = build()
    recorder.put(finished(1))
    assert not recorder.flush(5)
    assert len(problems) == 2
    path.parent.unlink()
    assert recorder.flush(5)
    assert len(stored(path)[1]) == 1
    recorder.close()
    assert recorder.dropped == 0


@pytest.mark.usefixtures("expected_logs")
def test_lost_turns_are_counted(path: Path, build: Build) -> None:
    path.parent.write_text("a file where the folder should be")
    recorder = build()
    recorder.put(finished(1))
    recorder.close()
    assert recorder.dropped == 1


def test_journal_that_was_taken_in_before_adds_nothing(path: Path, build: Build) -> None:
    with Database.open(path) as database:
        Conversations(database).add_turn(turn(1))
    Journal(journal_path(path)).append([turn(1), turn(2)])
    build().close()
    assert [kept.index for kept in stored(path)[1]] == [1, 2]


def test_a_rescue_comes_first(path: Path, build: Build) -> None:
    with Database.open(path) as database:
        Conversations(database).add_turn(turn())
    recorder = build()
    recorder.flush(5)
    assert stored(path)[0][0].state == "active"
    recorder.close()
    recorder = build(rescue=Recoverer(Recordings(path.parent / "recordings")))
    assert recorder.flush(5)
    (session,) = recorder.rescued
    assert (session.id, session.end_reason) == (SESSION, "crash")
    assert stored(path)[0] == [session]


_WRITER = """
import sys
from pathlib import Path
from desktop.storage.recorder import Recorder
from desktop.storage.recordings import Recordings
from tests.storage.samples import finished
recorder = Recorder(Path(sys.argv[1]), lambda *problem: sys.exit(problem))
for index in range(1, 100_000):
    recorder.put(finished(index))
    assert recorder.flush(10)
    print(index, flush=True)
"""


def test_kill_loses_no_flushed_turn(path: Path) -> None:
    for round_ in range(1, 4):
        process = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=os.getcwd(),  # noqa: PTH109
        )
        with process:
            assert process.stdout is not None
            for _ in range(5 * round_):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
            acknowledged = [int(line) for line in process.stdout if line.endswith("\n")]
        last = max([5 * round_, *acknowledged])
        assert [kept.index for kept in stored(path)[1]][:last] == list(range(1, last + 1))


def test_work_is_done_on_the_thread_after_what_was_put(build: Build) -> None:
    recorder = build()
    recorder.put(finished(1))

    def count(database: Database) -> tuple[str, int]:
        return threading.current_thread().name, len(Conversations(database).turns(SESSION))

    assert recorder.run(count).result(10) == ("storage", 1)
    with pytest.raises(ZeroDivisionError):
        recorder.run(lambda _: 1 // 0).result(10)
    recorder.put(finished(2))
    assert recorder.run(count).result(10)[1] == 2
    recorder.close()
    with pytest.raises(ShutdownError):
        recorder.run(count).result(10)


@pytest.mark.usefixtures("expected_logs")
def test_work_without_a_database_says_why(path: Path, build: Build) -> None:
    BAD_FILES["newer"][0](path)
    with pytest.raises(DatabaseError, match="newer Sotto"):
        build().run(lambda _: None).result(10)
