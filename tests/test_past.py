"""What the window does with past conversations, with a real recorder, real files and the starter models."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from desktop.assistant import Assistant
from desktop.engine.backends.wavfile import WavSpeaker
from desktop.engine.protocols import Samples, StaleCheck
from desktop.errors import AudioFileError, Cancelled, ShutdownError, UsageError, UserFacingError
from desktop.events import TurnFinished
from desktop.job import Job
from desktop.past import Past
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.storage.audio import put_audio
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.exported import Format, Scope
from desktop.storage.filters import Filters
from desktop.storage.pcm import Part, PcmWriter
from desktop.storage.recorder import Recorder
from desktop.storage.recordings import Recordings
from desktop.storage.states import Side
from tests.fakes import Events
from tests.storage.samples import SESSION, finished, turn

TONE = (0.4 * np.sin(np.arange(8000) * 0.05)).astype(np.float32)


@pytest.fixture
def recorder(sotto_home: Path) -> Iterator[Recorder]:
    made = Recorder(Paths(sotto_home).database, lambda message, _: pytest.fail(message))
    yield made
    made.close()


@pytest.fixture
def past(sotto_home: Path, recorder: Recorder) -> Iterator[Past]:
    recorder.put(finished(1, transcript="call the dentist", generated="Very well."))
    recorder.put(finished(2, transcript="thanks", generated="Welcome."))
    made = Past(Paths(sotto_home), recorder)
    yield made
    made.close()


def ids(past: Past, filters: Filters) -> list[str]:
    return [session.id for session in past.browse(filters, 10)]


def find(past: Past, query: str) -> list[int]:
    return [hit.turn for hit in past.find(query, Filters(), 10, before=None, stale=lambda: False)]


def test_what_was_just_said_is_listed_and_found(past: Past) -> None:
    assert [session.title for session in past.browse(Filters(), 10)] == ["call the dentist"]
    assert find(past, "dent") == [1]
    assert past.choices() == ([], ["starter.gguf"])


def test_changes_are_made_by_the_recorder(past: Past) -> None:
    past.browse(Filters(), 1)
    past.rename(SESSION, "Teeth")
    past.pin(SESSION, pinned=True)
    listed = past.browse(Filters(pinned=True), 10)
    assert [session.title for session in listed] == ["Teeth"]
    past.delete(SESSION)
    assert ids(past, Filters()) == []
    assert ids(past, Filters(deleted=True)) == [SESSION]
    past.restore(SESSION)
    assert ids(past, Filters()) == [SESSION]


def test_conversations_are_written_to_a_file(past: Past, tmp_path: Path) -> None:
    told: list[float | None] = []
    file = tmp_path / "out.csv"
    file.write_text("before")
    done = past.export(Scope(session=SESSION), Format.CSV, file, Job(lambda _, share: told.append(share)))
    assert (done.sessions, done.turns, told[-1]) == (1, 2, 1.0)
    assert file.read_text().count("call the dentist") == 3  # the title stands in each row
    assert past.export(Scope(query="dent"), Format.MARKDOWN, file, Job()).turns == 2
    with pytest.raises(UsageError, match="no conversation holds “zebra”"):
        past.export(Scope(query="zebra"), Format.JSON, file, Job())
    with pytest.raises(UsageError, match="cannot be written"):
        past.export(Scope(), Format.JSON, tmp_path / "none" / "out.json", Job())


def test_an_export_that_is_cancelled_leaves_the_file_as_it_was(past: Past, tmp_path: Path) -> None:
    file, job = tmp_path / "out.json", Job()
    file.write_text("before")
    job.stop()
    with pytest.raises(Cancelled):
        past.export(Scope(), Format.JSON, file, job)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.json"]
    assert file.read_text() == "before"


def test_what_was_written_is_taken_in_where_it_is_not(past: Past, recorder: Recorder, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    past.export(Scope(session=SESSION), Format.JSON, file, Job())
    assert past.take_in(file, Job()).skipped == [SESSION]
    told: list[str] = []
    text = file.read_text("utf-8").replace(SESSION, "f" * 32)
    file.write_text(text, "utf-8")
    done = past.take_in(file, Job(lambda words, _share: told.append(words)))
    assert done.sessions == ["f" * 32]
    assert set(ids(past, Filters())) == {SESSION, "f" * 32}
    assert told[-1] == f"{done.turns} turns"


@pytest.mark.parametrize("content", ["", "[1, 2", '{"schema": "else"}'])
def test_a_file_that_is_no_archive_changes_nothing(past: Past, tmp_path: Path, content: str) -> None:
    before, file = ids(past, Filters()), tmp_path / "in.json"
    file.write_text(content, "utf-8")
    with pytest.raises(UserFacingError, match="cannot be imported"):
        past.take_in(file, Job())
    assert ids(past, Filters()) == before


def test_an_import_that_is_cancelled_leaves_nothing(past: Past, tmp_path: Path) -> None:
    file, job = tmp_path / "out.json", Job()
    past.export(Scope(session=SESSION), Format.JSON, file, Job())
    file.write_text(file.read_text("utf-8").replace(SESSION, "f" * 32), "utf-8")
    job.stop()
    with pytest.raises(Cancelled):
        past.take_in(file, job)
    assert ids(past, Filters()) == [SESSION]


def test_a_branch_leaves_what_it_came_from(past: Past) -> None:
    past.browse(Filters(), 1)
    branch = past.branch(SESSION, 1)
    listed = {session.id: session.turns for session in past.browse(Filters(), 10)}
    assert listed == {SESSION: 2, branch: 1}


def test_what_is_not_there_is_told(past: Past) -> None:
    with pytest.raises(UsageError):
        past.rename("f" * 32, "x")
    with pytest.raises(AudioFileError):
        past.sound(SESSION, 1)


def test_after_the_end_nothing_is_changed(past: Past, recorder: Recorder) -> None:
    recorder.close()
    with pytest.raises(ShutdownError):
        past.pin(SESSION, pinned=True)


def keep_sound(home: Path, turn: int, *sides: Side) -> Path:
    """Record half a second of either side of a stored turn, and return the file of the last."""
    recordings = Recordings(Paths(home).recordings)
    with Database.open(Paths(home).database) as database:
        for side in sides:
            part = Part(SESSION, turn, side)
            with closing(PcmWriter(recordings.journal(part), 16_000)) as writer:
                writer.write(TONE)
            record = recordings.keep(part)
            recordings.forget(part)
            with database.write() as db:
                assert put_audio(db, record)
    return recordings.path(record)


def test_both_sides_of_a_turn_sound_one_after_the_other(past: Past, recorder: Recorder, sotto_home: Path) -> None:
    assert recorder.flush(5)
    keep_sound(sotto_home, 1, Side.USER, Side.ASSISTANT)
    samples, rate = past.sound(SESSION, 1)
    assert rate == 16_000
    np.testing.assert_allclose(samples[:8000], TONE, atol=1e-3)
    np.testing.assert_allclose(samples[14_400:22_400], TONE, atol=1e-3)
    assert not samples[8100:14_300].any()


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"fLaC")])
def test_a_recording_that_is_gone_or_broken_is_told(
    past: Past, recorder: Recorder, sotto_home: Path, harm: Callable[[Path], object]
) -> None:
    assert recorder.flush(5)
    harm(keep_sound(sotto_home, 1, Side.USER))
    with pytest.raises(AudioFileError, match="missing or damaged"):
        past.sound(SESSION, 1)


class Loudspeaker(WavSpeaker):
    """Tells when it has taken all of a sound."""

    def __init__(self) -> None:
        super().__init__(None, 16_000)
        self.taken = threading.Event()

    def play(self, samples: Samples, stale: StaleCheck) -> None:
        super().play(samples, stale)
        self.taken.set()


def test_a_turn_is_heard_again_through_the_loudspeaker(sotto_home: Path) -> None:
    with Database.open(Paths(sotto_home).database) as database:
        Conversations(database).add_turn(turn(1))
    keep_sound(sotto_home, 1, Side.USER)
    speaker = Loudspeaker()
    assistant = Assistant(Settings(), Paths(sotto_home), Events(), microphone=None, speaker=speaker)
    assistant.replay(SESSION, 1)
    assert speaker.taken.wait(5)
    assistant.close()
    assert np.abs(speaker.recorded).max() == pytest.approx(0.4, abs=0.01)


def test_a_question_is_asked_again_in_a_branch(sotto_home: Path) -> None:
    with Database.open(Paths(sotto_home).database) as database:
        Conversations(database).add_turns([turn(1, transcript="one"), turn(2, transcript="two")])
    events = Events()
    assistant = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=None)
    assert [each.transcript for each in assistant.branch(SESSION, 1)] == ["one"]
    assistant.send_text("another two")
    events.wait_for(TurnFinished)
    assistant.flush()
    assert [each.transcript for each in assistant.turns(assistant.session)] == ["one", "another two"]
    assert [each.transcript for each in assistant.turns(SESSION)] == ["one", "two"]
    assert assistant.branch(SESSION, 0) == ()
    assistant.close()


def test_titles_are_found_where_no_turn_is(past: Past) -> None:
    assert ids(past, Filters()) == [SESSION]
    assert find(past, "dentist") == [1]
    past.rename(SESSION, "Teeth, and what they cost")
    assert find(past, "teeth co") == [0]
    (hit,) = past.find("teeth", Filters(), 10, before=None, stale=lambda: False)
    assert (hit.session, hit.snippet) == (SESSION, "\x02Teeth\x03, and what they cost")
    assert find(past, "w") == [2, 1], "one letter of a title is not enough"
    for filters, found in ((Filters(deleted=True), []), (Filters(pinned=False), [0]), (Filters(failed=True), [])):
        hits = past.find("teeth", filters, 10, before=None, stale=lambda: False)
        assert [hit.turn for hit in hits] == found
    assert past.find("teeth", Filters(), 10, before=5, stale=lambda: False) == []
