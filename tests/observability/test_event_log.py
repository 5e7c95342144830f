"""The event log on a real disk: rotated, capped, followed, cut off, full."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop import events
from desktop.observability.event_log import EventLog
from desktop.observability.log_entry import Logged
from desktop.observability.log_reading import LogFilter, Tail
from desktop.observability.rotating import PARTS, RotatingLines, parts_of
from tests.observability.happenings import CANARY, everything, head
from tests.observability.test_observer import until

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "events.jsonl"


def fail(message: str, advice: str) -> None:
    raise AssertionError(message)


def started(turn: int) -> events.SpeechStarted:
    return events.SpeechStarted(**head(turn, at=time.monotonic()))


def read(path: Path) -> list[Logged]:
    tail = Tail(path)
    found = list(LogFilter().of(tail.lines()))
    tail.close()
    return found


def write(
    path: Path, turns: range, on_problem: Callable[[str, str], None] = fail, most_bytes: int = 1 << 20
) -> EventLog:
    log = EventLog(path, on_problem, most_bytes=most_bytes)
    for turn in turns:
        log.put(started(turn))
    log.close()
    log.close()
    return log


def test_events_are_on_the_disk_when_it_closes_and_name_no_word(path: Path) -> None:
    log = EventLog(path, fail)
    for event in everything():
        log.put(event)
    log.close()
    types = [line.type for line in read(path)]
    assert types[0] == "session.start"
    assert types[-1] == "session.end"
    assert types.count("reply.start") == 1
    assert CANARY not in path.read_text()
    assert log.dropped == 0
    assert path.stat().st_mode & 0o777 == 0o600


def test_words_are_there_when_they_are_wanted(path: Path) -> None:
    log = EventLog(path, fail, words=True)
    for event in everything():
        log.put(event)
    log.close()
    assert CANARY in path.read_text()


def test_the_time_is_that_of_the_event(path: Path) -> None:
    log = EventLog(path, fail)
    log.put(events.SpeechStarted(**head(1, at=time.monotonic() - 3600)))
    log.close()
    (line,) = read(path)
    assert 3599 < time.time() - line.utc.timestamp() < 3660


def test_it_is_rotated_and_never_larger_than_wanted(path: Path) -> None:
    write(path, range(1, 2001), most_bytes=50_000)
    sizes = [part.stat().st_size for part in parts_of(path) if part.exists()]
    assert len(sizes) == PARTS
    assert 30_000 < sum(sizes) <= 50_000
    assert sorted(path.parent.glob("events.jsonl*")) == sorted(parts_of(path))
    turns = [line.turn for line in read(path)]
    assert turns == list(range(turns[0], 2001))
    assert turns[0] > 1000


def test_what_is_followed_is_followed_across_rotations(path: Path) -> None:
    tail, seen = Tail(path), []
    assert list(tail.lines()) == []
    log = EventLog(path, fail, most_bytes=50_000)
    for turn in range(1, 301):
        log.put(started(turn))
        if turn % 20 == 0:
            until(lambda: log._queue.qsize() == 0)
            seen += [line.turn for line in LogFilter().of(tail.lines())]
    log.close()
    seen += [line.turn for line in LogFilter().of(tail.lines())]
    tail.close()
    assert path.with_name("events.jsonl.3").exists()
    assert seen == list(range(1, 301))


def test_half_a_line_is_waited_for(path: Path) -> None:
    write(path, range(1, 3))
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    tail = Tail(path)
    assert [line.turn for line in LogFilter().of(tail.lines())] == [1]
    path.write_bytes(whole)
    assert [line.turn for line in LogFilter().of(tail.lines())] == [2]
    tail.close()


def test_a_line_that_was_cut_off_costs_no_other(path: Path) -> None:
    write(path, range(1, 4))
    path.write_bytes(path.read_bytes()[:-20])
    write(path, range(4, 6))
    assert [line.turn for line in read(path)] == [1, 2, 4, 5]


def test_a_log_that_was_deleted_or_emptied_goes_on(path: Path) -> None:
    file = RotatingLines(path, 1 << 20)
    file.write("one")
    path.unlink()
    file.write("two")
    assert path.read_text() == "two\n"
    tail = Tail(path)
    assert list(tail.lines()) == ["two\n"]
    path.write_text("")
    file.write("3")
    assert list(tail.lines()) == ["3\n"]
    tail.close()
    file.close()


def test_what_finds_the_queue_full_is_counted_and_told(path: Path) -> None:
    go_on, problems = threading.Event(), list[str]()

    def wait(message: str, advice: str) -> None:
        problems.append(message)
        assert go_on.wait(10)

    path.parent.parent.joinpath("logs").write_text("a file in the folder's place")
    log = EventLog(path, wait, capacity=5, retry_s=0)
    log.put(started(1))
    until(lambda: bool(problems))
    for turn in range(2, 10):
        log.put(started(turn))
    assert log.dropped == 1 + 3
    path.parent.unlink()
    go_on.set()
    log.close()
    lines = read(path)
    assert (lines[0].type, lines[0].level, lines[0].fields["counts"]) == ("log.dropped", "warning", {"dropped": 4})
    assert [line.turn for line in lines[1:]] == [2, 3, 4, 5, 6]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_told_once_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to("/dev/full")
    problems: list[str] = []
    log = write(path, range(1, 101), lambda message, advice: problems.append(f"{message}; {advice}"))
    (problem,) = problems
    assert "No space left on device" in problem
    assert "make room" in problem
    assert log.dropped == 100


def test_many_writers_share_one_log(path: Path) -> None:
    logs = [EventLog(path, fail, most_bytes=100_000) for _ in range(3)]
    for turn in range(1, 201):
        for log in logs:
            log.put(started(turn))
    for log in logs:
        log.close()
    lines = [line for part in parts_of(path) if part.exists() for line in part.read_text().splitlines()]
    # who opens the file while another writes may take its line for a cut one, and put an empty line behind it
    assert [line for line in lines if line and Logged.parse(line) is None] == []
    assert sum(part.stat().st_size for part in parts_of(path) if part.exists()) <= 100_000 + 3 * 1000
    assert max(line.turn for line in read(path)) == 200


_VICTIM = """
import sys, time
from pathlib import Path
from desktop.observability.event_log import EventLog
from tests.observability.test_event_log import fail, started
log, turn = EventLog(Path(sys.argv[1]), fail), 0
while True:
    turn += 1
    log.put(started(turn))
    if turn == 500:
        print("on", flush=True)
    if turn % 50 == 0:
        time.sleep(0.005)  # the writer wants the interpreter, too
"""


def test_kill_9_costs_at_most_what_was_not_yet_written(path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    victim = subprocess.Popen([sys.executable, "-c", _VICTIM, str(path)], stdout=subprocess.PIPE, env=environment)
    assert victim.stdout is not None
    assert victim.stdout.readline() == b"on\n"
    until(lambda: path.exists() and path.stat().st_size > 50_000)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    victim.stdout.close()
    before = [line.turn for line in read(path)]
    assert before == list(range(1, len(before) + 1))
    write(path, range(1, 2))
    assert [line.turn for line in read(path)] == [*before, 1]
