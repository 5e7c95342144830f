"""kill -9 at any moment of a conversation: while listening, thinking, speaking, exporting, starting and migrating."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from desktop.storage.archive_reader import ArchiveReader, open_archive
from desktop.storage.audio import Audio
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.migrations import MIGRATIONS
from desktop.storage.pcm import Part, read_pcm
from desktop.storage.recorder import Recorder
from desktop.storage.recordings import Recordings
from desktop.storage.records import TurnRecord
from desktop.storage.recovery import Recoverer
from desktop.storage.rehearing import Rehearing, Words
from desktop.storage.states import Side
from tests.storage import old_files
from tests.storage.victim import session_of, sound

LONGEST_S = 0.5
START_S = 0.08
KILLS_A_HOME = 3


@pytest.fixture
def killer() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.storage.victim"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.skipif(sys.platform == "win32", reason="the victims are forked, which Windows cannot")
@pytest.mark.parametrize(
    "kills", [pytest.param(15), pytest.param(300, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
)
def test_nothing_acknowledged_is_lost(killer: subprocess.Popen[str], tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    moments: Counter[str] = Counter()
    assert killer.stdin is not None
    assert killer.stdout is not None
    for seed in range(1, kills + 1):
        home = tmp_path / f"home {seed // KILLS_A_HOME}"
        if not home.exists():
            home.mkdir()
            version = seed // KILLS_A_HOME % 3
            if version:  # the others start without a file
                old_files.make(home / "sotto.db", version)
            if seed // KILLS_A_HOME % 2:
                (home / "exports").mkdir()
        # a home's first process while it starts: it migrates, or makes the file
        seconds = chance.random() * (LONGEST_S if seed % KILLS_A_HOME else START_S)
        killer.stdin.write(f"{home} {seed} {seconds}\n")
        killer.stdin.flush()
        assert killer.stdout.readline() == "killed\n"
        moments += check_export(home / "exports")
        moments[check(home, session_of(seed))] += 1
    print(f"{kills} kills: {dict(moments)}")
    assert len(moments) >= 3, "the kills hit too few moments to show anything"
    assert moments["exporting"] >= kills // 50


def check_export(exports: Path) -> Counter[str]:
    """What is exported is whole, however old, and what was not to its end lies beside it under a name of its own."""
    safe = exports.parent / "safe"
    told = (
        [int(line.split()[1]) for line in safe.read_text().splitlines() if line.startswith("export")]
        if (safe.exists())
        else []
    )
    turns = 0
    if (exports / "all.json").exists():
        with open_archive(exports / "all.json") as file:
            reader = ArchiveReader(file)
            turns = sum(len(list(reader.turns())) for _ in reader.sessions())
    assert turns >= max(told, default=0)
    left = list(exports.glob(".all.json.*.part"))
    assert len(left) <= 1
    assert {path.name for path in exports.glob("*")} - {path.name for path in left} <= {"all.json"}
    for path in left:
        path.unlink()
    return Counter({"exporting": len(left)})


def check(home: Path, session: str) -> str:
    """Look at what is left of a process, before and after the next start; return where it was hit."""
    safe = (home / "safe").read_text().splitlines() if (home / "safe").exists() else []
    (home / "safe").unlink(missing_ok=True)
    assert not [line for line in safe if line.startswith("problem")]
    before, version = sound_and_rows(home / "sotto.db")
    recordings = Recordings(home / "recordings")
    left = {part: read_pcm_or_nothing(recordings, part) for part in recordings.left_over()}
    recorder = Recorder(home / "sotto.db", lambda *problem: pytest.fail(str(problem)), rescue=Recoverer(recordings))
    assert recorder.flush(20)
    rescued = {record.id: record for record in recorder.rescued}
    recorder.close()
    with Database.open(home / "sotto.db") as database:
        turns = {turn.index: turn for turn in Conversations(database).turns(session)}
        check_turns(safe, turns)
        check_sound(safe, session, left, Audio(database, recordings), recordings)
        hear_the_rest(Rehearing(database, recordings), session, left)
        if turns:
            assert rescued[session].recovery in ("success", "partial", "failed")
            assert rescued[session].recovery_note.startswith("Sotto ended ")
    assert recordings.left_over() == []
    assert sound_and_rows(home / "sotto.db") >= (before, len(MIGRATIONS))
    if not turns:
        return "migrating" if 0 < version < len(MIGRATIONS) else "starting"
    cut = max(turns.values(), key=lambda turn: turn.index)
    return str(cut.details.get("cut_off", "between turns"))


def sound_and_rows(path: Path) -> tuple[int, int]:
    """How many ended turns the file has, and its schema's version; fails unless SQLite finds it whole."""
    if not path.exists() or not path.stat().st_size:
        return 0, 0
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master")}
        for index in tables & {"turn_search", "session_search"}:
            connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        ended = " WHERE stage = 'ended'" if "turn_search" in tables else ""
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version:
            old = connection.execute(f"SELECT count(*) FROM turn WHERE session_id LIKE '{'0' * 31}_'").fetchone()[0]
            assert old in (0, len(old_files.SESSIONS) * old_files.TURNS), "the migration lost rows"
            return int(connection.execute(f"SELECT count(*) FROM turn{ended}").fetchone()[0]), version
        return 0, 0


def read_pcm_or_nothing(recordings: Recordings, part: Part) -> np.ndarray:
    try:
        return read_pcm(recordings.journal(part))[0]
    except ValueError:  # killed before the header was written: nothing of it was acknowledged
        return np.zeros(0, np.int16)


def check_turns(safe: list[str], turns: dict[int, TurnRecord]) -> None:
    for line in safe:
        kind, index, *_ = line.split()
        turn = turns[int(index)] if kind not in ("sound", "export") else None
        match kind:
            case "turn":
                assert turn is not None
                assert (turn.outcome, turn.generated, turn.error) == ("completed", f"answer {index}", "")
                assert [run.status for run in turn.runs] == ["succeeded"]
            case "question":
                assert turn is not None
                assert turn.transcript == f"question {index}"
            case "reply":
                assert turn is not None
                assert turn.generated.startswith("It is") or turn.generated == f"answer {index}"


def check_sound(
    safe: list[str], session: str, left: dict[Part, np.ndarray], audio: Audio, recordings: Recordings
) -> None:
    kept = {record.turn: record for record in audio.of(session) if record.side is Side.USER}
    for record in kept.values():
        assert recordings.path(record).stat().st_size == record.bytes
    for line in safe:
        kind, index, *samples = line.split()
        if kind == "sound":
            record = kept.get(int(index))
            there = left.get(Part(session, int(index), Side.USER), np.zeros(0))
            assert int(samples[0]) <= max(len(there), record.seconds * 16_000 if record is not None else 0)
    for part, pcm in left.items():
        if part.side is Side.USER:
            assert np.abs(pcm / 32767 - sound(len(pcm))).max(initial=0) < 1e-4


def hear_the_rest(hearing: Rehearing, session: str, left: dict[Part, np.ndarray]) -> None:
    """What was being said can still be turned into words."""
    for part in hearing.pending(session):
        samples, rate = hearing.sound(part)
        assert (len(samples), rate) == (len(left[part]), 16_000)
        hearing.understood(part, Words("heard after all", "en", 0.5, "whisper"))
