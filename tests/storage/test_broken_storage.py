"""Disks and files that fail in the middle of a conversation: each costs no turn, or says what it cost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.journal import journal_path
from desktop.storage.recorder import Recorder
from desktop.storage.recordings import Recordings
from desktop.storage.sound_keeper import SoundKeeper
from tests.storage.samples import SESSION, finished
from tests.storage.scripted import whole_turn

Problems = list[str]
TONE = np.full(16_000, 0.25, np.float32)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if sys.platform != "linux":
        pytest.skip("needs tmpfs, which Linux has")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"a tmpfs cannot be mounted here: {mounted.stderr.strip()}")
    yield folder
    # lazily: a file that a failed test left open must not leave it mounted
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def problems() -> Problems:
    return []


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return filler


def indices(path: Path) -> list[int]:
    with Database.open(path) as database:
        return [turn.index for turn in Conversations(database).turns(SESSION)]


def sound(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


@pytest.mark.usefixtures("expected_logs")
def test_a_full_disk_costs_no_turn(small_disk: Path, problems: Problems) -> None:
    path = small_disk / "sotto.db"
    recorder = Recorder(path, lambda message, _: problems.append(message), retry_s=60)
    recorder.put(finished(1))
    assert recorder.flush(10)
    filler = fill(small_disk)
    long = "much was said " * 2000
    for index in range(2, 6):
        recorder.put(finished(index, transcript=long))
    assert not recorder.flush(10), "neither database nor journal has room"
    assert any("is full" in message for message in problems)
    assert recorder.dropped == 0
    filler.unlink()
    assert recorder.flush(10)
    recorder.close()
    assert indices(path) == [1, 2, 3, 4, 5]
    assert sound(path) == "ok"
    assert not journal_path(path).exists()


@pytest.mark.usefixtures("expected_logs")
def test_a_full_disk_for_sound_costs_the_sound_alone(small_disk: Path, path: Path, problems: Problems) -> None:
    recordings = Recordings(small_disk / "recordings")
    recorder = Recorder(path, lambda *problem: pytest.fail(str(problem)))
    keeper = SoundKeeper(recordings, recorder.put_audio, lambda message, _: problems.append(message))
    filler = fill(small_disk)
    for event in whole_turn(1):
        recorder.put(event)
    for _ in range(40):
        keeper.write("user", SESSION, 1, TONE, 16_000)
    keeper.finish(SESSION, 1)
    while not keeper._queue.empty():
        pass
    filler.unlink()
    for event in whole_turn(2):
        recorder.put(event)
    keeper.write("user", SESSION, 2, TONE, 16_000)
    keeper.finish(SESSION, 2)
    keeper.close()
    recorder.close()
    assert indices(path) == [1, 2]
    assert len(problems) == 1
    assert list((recordings.folder / SESSION[:2] / SESSION).glob("2-user.flac"))


@pytest.mark.usefixtures("expected_logs")
def test_a_corrupted_page_costs_no_turn(path: Path, problems: Problems) -> None:
    recorder = Recorder(path, lambda *problem: pytest.fail(str(problem)))
    for index in range(1, 60):
        recorder.put(finished(index, transcript="words " * 100))
    recorder.close()
    content = bytearray(path.read_bytes())
    for page in range(20, len(content) // 4096 - 1):  # every page that is not the schema's
        content[page * 4096 : page * 4096 + 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    recorder = Recorder(path, lambda message, _: problems.append(message), retry_s=60)
    for index in (60, 61):
        recorder.put(finished(index))
    assert recorder.flush(10)
    recorder.close()
    assert recorder.dropped == 0
    assert len(problems) == 1
    assert "damaged" in problems[0]
    path.rename(path.with_name("moved away"))
    for beside in path.parent.glob("sotto.db-*"):
        beside.unlink()
    Recorder(path, lambda *problem: pytest.fail(str(problem))).close()
    assert indices(path) == [60, 61]


_WRITER = """
import os, signal, sys
from pathlib import Path
from desktop.storage.recorder import Recorder
from tests.storage.samples import finished
recorder = Recorder(Path(sys.argv[1]), lambda *problem: sys.exit(problem))
for index in range(1, 6):
    recorder.put(finished(index))
assert recorder.flush(10)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_missing_wal_leaves_a_sound_database(path: Path) -> None:
    """What only the lost file knew is lost; the rest is whole and is added to."""
    with Database.open(path) as database:
        Conversations(database).add_turns([])
    recorder = Recorder(path, lambda *problem: pytest.fail(str(problem)))
    recorder.put(finished(1))
    recorder.close()
    killed = subprocess.run(
        [sys.executable, "-c", _WRITER, str(path)], cwd=os.fspath(Path(__file__).parents[2]), check=False
    )
    assert killed.returncode == -signal.SIGKILL
    wal = path.with_name("sotto.db-wal")
    assert wal.stat().st_size
    wal.unlink()
    assert sound(path) == "ok"
    recorder = Recorder(path, lambda *problem: pytest.fail(str(problem)))
    recorder.put(finished(9))
    recorder.close()
    assert indices(path) == [1, 9]
    assert sound(path) == "ok"


def test_a_wal_left_behind_is_taken_in(path: Path) -> None:
    path.parent.mkdir()
    killed = subprocess.run(
        [sys.executable, "-c", _WRITER, str(path)], cwd=os.fspath(Path(__file__).parents[2]), check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert indices(path) == [1, 2, 3, 4, 5]
