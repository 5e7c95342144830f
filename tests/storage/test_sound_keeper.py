from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop.storage.audio import Audio
from desktop.storage.database import Database
from desktop.storage.pcm import Part, read_pcm
from desktop.storage.recorder import Recorder
from desktop.storage.recordings import AudioRecord, Recordings
from desktop.storage.sound_keeper import SoundKeeper
from desktop.storage.states import Side
from tests.storage.bad_files import locked
from tests.storage.samples import NOON, SESSION, finished
from tests.storage.scripted import whole_turn

USER, ASSISTANT = Part(SESSION, 1, Side.USER), Part(SESSION, 1, Side.ASSISTANT)
TONE = (0.5 * np.sin(np.arange(16_000) * 0.05)).astype(np.float32)
Stored = list[tuple[AudioRecord, Callable[[], None]]]


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    return Recordings(tmp_path / "recordings")


@pytest.fixture
def stored() -> Stored:
    return []


@pytest.fixture
def problems() -> list[str]:
    return []


@pytest.fixture
def keeper(recordings: Recordings, stored: Stored, problems: list[str]) -> Iterator[SoundKeeper]:
    keeper = SoundKeeper(
        recordings, lambda record, then: stored.append((record, then)), lambda message, _: problems.append(message)
    )
    yield keeper
    keeper.close()


def files(recordings: Recordings) -> set[str]:
    return {str(path.relative_to(recordings.folder)) for path in recordings.folder.rglob("*") if path.is_file()}


def test_both_sides_become_flac_files_when_the_turn_is_over(
    recordings: Recordings, keeper: SoundKeeper, stored: Stored
) -> None:
    for start in range(0, 16_000, 1600):
        keeper.write("user", SESSION, 1, TONE[start : start + 1600], 16_000)
    keeper.end("user", SESSION, 1, 16_000)
    keeper.write("assistant", SESSION, 1, TONE, 22_050)
    keeper.end("assistant", SESSION, 1, 11_025)
    keeper.finish(SESSION, 1)
    keeper.close()
    user, assistant = (record for record, _ in stored)
    assert (user.side, user.rate, user.seconds, user.format) == ("user", 16_000, 1.0, "flac")
    assert (assistant.side, assistant.rate, assistant.seconds) == ("assistant", 22_050, 0.5)
    samples, rate = soundfile.read(recordings.path(user), dtype="float32")
    assert rate == 16_000
    assert np.abs(samples - TONE).max() < 1e-4
    assert recordings.path(user).stat().st_size == user.bytes
    assert {recordings.path(record).stat().st_mode & 0o777 for record, _ in stored} == {0o600}
    folders = [recordings.folder, *(path for path in recordings.folder.rglob("*") if path.is_dir())]
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}
    assert recordings.left_over() == [ASSISTANT, USER], "the samples stay until the records are stored"
    for _, then in stored:
        then()
    assert recordings.left_over() == []
    assert files(recordings) == {user.file, assistant.file}


def test_sound_is_on_the_disk_while_the_user_speaks(recordings: Recordings, keeper: SoundKeeper) -> None:
    keeper.write("user", SESSION, 1, TONE, 16_000)
    keeper.finish("f" * 32, 9)
    drain(keeper)
    pcm, rate = read_pcm(recordings.journal(USER))
    assert (len(pcm), rate) == (16_000, 16_000)
    assert recordings.left_over() == [], "it is being written"


def drain(keeper: SoundKeeper) -> None:
    while not keeper._queue.empty():
        pass
    # what was taken last is done once the next thing is taken
    keeper.end("user", "0" * 32, 0, 0)
    while not keeper._queue.empty():
        pass


def test_a_discarded_utterance_leaves_no_sound(recordings: Recordings, keeper: SoundKeeper, stored: Stored) -> None:
    keeper.write("user", SESSION, 1, TONE, 16_000)
    keeper.end("user", SESSION, 1, 0)
    keeper.finish(SESSION, 1)
    keeper.close()
    assert (stored, files(recordings)) == ([], set())


def test_closing_keeps_what_is_complete(recordings: Recordings, keeper: SoundKeeper, stored: Stored) -> None:
    keeper.write("user", SESSION, 1, TONE, 16_000)
    keeper.end("user", SESSION, 1, 16_000)
    keeper.write("user", SESSION, 2, TONE, 16_000)
    keeper.close()
    assert [(record.turn, record.side) for record, _ in stored] == [(1, "user")]
    assert recordings.left_over() == [USER]


@pytest.mark.usefixtures("expected_logs")
def test_a_folder_that_cannot_be_written_is_told_once(
    recordings: Recordings, keeper: SoundKeeper, stored: Stored, problems: list[str]
) -> None:
    recordings.folder.write_text("a file where the folder should be")
    for _ in range(5):
        keeper.write("user", SESSION, 1, TONE, 16_000)
    keeper.finish(SESSION, 1)
    keeper.close()
    assert stored == []
    assert len(problems) == 1
    assert "cannot be recorded as sound" in problems[0]


def test_what_comes_too_fast_is_counted(recordings: Recordings) -> None:
    keeper = SoundKeeper(recordings, lambda *_: None, lambda *_: None, capacity=1)
    keeper.close()
    keeper.write("user", SESSION, 1, TONE, 16_000)
    assert keeper.dropped == 1


@pytest.mark.parametrize("cut", [0, 7, 16, 17, 18, 19])
def test_samples_are_readable_however_the_writing_ended(
    recordings: Recordings, keeper: SoundKeeper, cut: int
) -> None:
    keeper.write("user", SESSION, 1, TONE, 16_000)
    drain(keeper)
    path = recordings.journal(USER)
    content = path.read_bytes()[:cut]
    beside = path.with_name("copy.pcm")
    beside.write_bytes(content)
    if cut < 16:
        with pytest.raises(ValueError, match="cut off"):
            read_pcm(beside)
    else:
        assert len(read_pcm(beside)[0]) == (cut - 16) // 2


def test_rows_follow_the_files(path: Path, recordings: Recordings) -> None:
    recorder = Recorder(path, lambda *problem: pytest.fail(str(problem)))
    keeper = SoundKeeper(recordings, recorder.put_audio, lambda *problem: pytest.fail(str(problem)))
    for index in (1, 2):
        for event in whole_turn(index):
            recorder.put(event)
        keeper.write("user", SESSION, index, TONE, 16_000)
        keeper.write("assistant", SESSION, index, TONE, 16_000)
        keeper.finish(SESSION, index)
    keeper.close()
    recorder.close()
    assert recordings.left_over() == []
    with Database.open(path) as database:
        audio = Audio(database, recordings)
        assert [(record.turn, record.side) for record in audio.of(SESSION)] == [
            (1, "user"),
            (1, "assistant"),
            (2, "user"),
            (2, "assistant"),
        ]
        assert audio.delete(SESSION, 1) == 2
        assert {record.turn for record in audio.of(SESSION)} == {2}
        assert len(files(recordings)) == 2
        assert audio.prune(NOON) == 0
        assert audio.prune(audio.of(SESSION)[1].created_at) == 1
        assert audio.delete(SESSION) == 1
        assert files(recordings) == set()
        with database.read() as db:
            assert db.connection().exec_driver_sql("SELECT count(*) FROM turn").scalar_one() == 2


@pytest.mark.usefixtures("expected_logs")
def test_a_database_that_is_down_costs_no_sound(path: Path, recordings: Recordings) -> None:
    Database.open(path).close()
    recorder = Recorder(path, lambda *_: None, busy_ms=20, retry_s=60)
    keeper = SoundKeeper(recordings, recorder.put_audio, lambda *_: None)
    with locked(path):
        recorder.put(finished(1))
        keeper.write("user", SESSION, 1, TONE, 16_000)
        keeper.finish(SESSION, 1)
        keeper.close()
        recorder.flush(5)
        assert recordings.left_over() == [USER]
    assert recorder.flush(5)
    recorder.close()
    assert recordings.left_over() == []
    with Database.open(path) as database:
        assert len(Audio(database, recordings).of(SESSION)) == 1


def test_a_record_never_leads_out_of_the_folder(recordings: Recordings) -> None:
    record = AudioRecord(SESSION, 1, Side.USER, "../../secret", "flac", 1, 1.0, 1, NOON)
    with pytest.raises(ValueError, match="outside"):
        recordings.path(record)
