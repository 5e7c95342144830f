"""What the next start says about a process that ended without closing anything."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.storage.audio import Audio
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.lease import Leases
from desktop.storage.pcm import Part, PcmWriter
from desktop.storage.recordings import Recordings
from desktop.storage.records import SessionRecord, ToolRunRecord, TurnRecord
from desktop.storage.recovery import Recoverer
from desktop.storage.rehearing import Rehearing, Words
from desktop.storage.states import EndReason, Progress, Recovery, Side, ToolStatus
from desktop.terms import Outcome
from tests.storage.samples import SESSION, turn

pytestmark = pytest.mark.both

TONE = np.full(16_000, 0.25, np.float32)
OTHER = "f" * 32
Examine = Callable[[], list[SessionRecord]]


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    return Recordings(tmp_path / "recordings")


@pytest.fixture
def examine(database: Database, path: Path, recordings: Recordings) -> Examine:
    return lambda: Recoverer(recordings)(database, Leases(path))


def recent(index: int = 1, session: str = SESSION, minutes: float = 1, **changes: Any) -> TurnRecord:
    return turn(index, session, started_at=datetime.now(UTC) - timedelta(minutes=minutes), runs=(), **changes)


def under_way(progress: Progress, index: int = 1, **changes: Any) -> TurnRecord:
    values: dict[str, Any] = {"outcome": Outcome.UNFINISHED, "progress": progress, "generated": "", "audio_s": 0.0}
    return recent(index, **(values | changes))


def leave_sound(recordings: Recordings, part: Part, samples: int = 16_000) -> None:
    """What a process leaves that was killed while it recorded."""
    writer = PcmWriter(recordings.journal(part), 16_000)
    writer.write(TONE[:samples])
    writer.close()


def test_whole_turns_are_a_success(conversations: Conversations, examine: Examine) -> None:
    conversations.add_turns([recent(1), recent(2)])
    (session,) = examine()
    assert (session.recovery, session.state, session.end_reason, session.graceful) == (
        "success",
        "error",
        "crash",
        False,
    )
    assert session.recovery_note == "Sotto ended without closing the conversation; every turn is whole."
    assert session.ended_at == session.last_at
    assert conversations.session(SESSION) == session
    assert examine() == [], "a session is examined once"


def test_an_ended_session_needs_nothing(conversations: Conversations, examine: Examine) -> None:
    conversations.add_turn(recent())
    conversations.end_session(SESSION, EndReason.USER)
    assert examine() == []
    assert conversations.session(SESSION).recovery is Recovery.NONE


@pytest.mark.parametrize(
    ("progress", "generated", "note"),
    [
        (Progress.SPEAKING, "It is", "while it was speaking; the question and the reply so far are kept"),
        (Progress.THINKING, "It", "before it had answered; the question and the reply so far are kept"),
        (Progress.THINKING, "", "before it had answered; the question is kept"),
        (Progress.LISTENING, "", "while you were speaking; the words understood until then are kept"),
    ],
)
def test_a_turn_cut_off_is_partial(
    conversations: Conversations, examine: Examine, progress: Progress, generated: str, note: str
) -> None:
    conversations.add_turns([recent(1), under_way(progress, 2, generated=generated)])
    (session,) = examine()
    assert (session.recovery, session.recovery_note) == ("partial", f"Sotto ended {note}.")
    cut = conversations.turns(SESSION)[1]
    assert (cut.outcome, cut.progress, cut.transcript, cut.generated) == (
        "unfinished",
        "ended",
        "question 2",
        generated,
    )
    assert cut.error == f"Sotto ended {note.split(';')[0]}"


def test_an_utterance_of_which_nothing_is_known_has_failed(conversations: Conversations, examine: Examine) -> None:
    conversations.add_turns([recent(1), under_way(Progress.LISTENING, 2, transcript="")])
    (session,) = examine()
    assert session.recovery is Recovery.FAILED
    assert "nothing of it was recorded" in session.recovery_note


def test_what_lies_far_back_is_stale(conversations: Conversations, examine: Examine) -> None:
    conversations.add_turns([recent(1, minutes=31), recent(1, OTHER, minutes=29)])
    found = {session.id: session for session in examine()}
    assert (found[SESSION].recovery, found[OTHER].recovery) == ("stale", "success")
    assert found[SESSION].recovery_note.endswith("whole. Its last turn lies more than 30 minutes back.")


def test_running_tools_are_cancelled(conversations: Conversations, examine: Examine) -> None:
    runs = (
        ToolRunRecord("clock", "Looked", "{}", "{}", 1.0, datetime.now(UTC)),
        ToolRunRecord("sum", "Calls sum", "{}", "", 0.0, datetime.now(UTC), ToolStatus.RUNNING),
    )
    conversations.add_turn(turn(1, started_at=datetime.now(UTC), progress=Progress.THINKING, runs=runs))
    (session,) = examine()
    assert session.recovery_note.endswith("; 1 tool run left running was cancelled.")
    done, cancelled = conversations.turns(SESSION)[0].runs
    assert (done.status, cancelled.status) == ("succeeded", "cancelled")
    assert cancelled.error == "cancelled: Sotto ended while it ran"


def test_a_session_without_a_turn_goes(conversations: Conversations, examine: Examine) -> None:
    conversations.start_session(SESSION)
    assert examine() == []
    assert conversations.sessions() == []


def test_what_another_process_records_is_left_alone(
    conversations: Conversations, examine: Examine, path: Path, recordings: Recordings
) -> None:
    conversations.add_turn(recent())
    leave_sound(recordings, Part(SESSION, 1, Side.USER))
    living = Leases(path)
    living.take(SESSION)
    assert examine() == []
    assert conversations.session(SESSION).state == "active"
    living.release_all()
    assert [session.id for session in examine()] == [SESSION]


def test_a_lock_left_by_the_dead_counts_for_nothing(
    conversations: Conversations, examine: Examine, path: Path
) -> None:
    conversations.add_turn(recent())
    left = path.with_name("sotto.db.active") / SESSION
    left.parent.mkdir()
    left.touch()
    assert len(examine()) == 1
    assert not left.exists()


def test_sound_of_a_whole_turn_becomes_its_recording(
    conversations: Conversations, examine: Examine, database: Database, recordings: Recordings
) -> None:
    conversations.add_turn(recent())
    leave_sound(recordings, Part(SESSION, 1, Side.USER))
    leave_sound(recordings, Part(SESSION, 1, Side.ASSISTANT))
    examine()
    records = Audio(database, recordings).of(SESSION)
    assert [(record.side, record.seconds) for record in records] == [("user", 1.0), ("assistant", 1.0)]
    assert recordings.left_over() == []


def test_sound_of_an_utterance_cut_off_waits_to_be_heard(
    conversations: Conversations, examine: Examine, database: Database, recordings: Recordings
) -> None:
    part = Part(SESSION, 2, Side.USER)
    conversations.add_turns([recent(1), under_way(Progress.LISTENING, 2, transcript="what ti")])
    leave_sound(recordings, part)
    (session,) = examine()
    assert session.recovery is Recovery.PARTIAL
    assert "the sound of it is kept" in session.recovery_note
    hearing = Rehearing(database, recordings)
    assert hearing.pending() == hearing.pending(SESSION) == [part]
    assert hearing.pending(OTHER) == []
    samples, rate = hearing.sound(part)
    assert (rate, len(samples)) == (16_000, 16_000)
    assert np.abs(samples - TONE).max() < 1e-4
    hearing.understood(part, Words("what time is it", "en", 0.5, "whisper"))
    stored = conversations.turns(SESSION)[1]
    assert (stored.transcript, stored.confidence, stored.audio_s) == ("what time is it", 0.5, 1.0)
    assert stored.outcome is Outcome.UNFINISHED
    assert hearing.pending() == recordings.left_over() == []
    assert [record.turn for record in Audio(database, recordings).of(SESSION)] == [2]
    assert examine() == []


def test_sound_whose_turn_never_reached_the_database_gets_one(
    conversations: Conversations, examine: Examine, recordings: Recordings, database: Database
) -> None:
    leave_sound(recordings, Part(SESSION, 7, Side.USER))
    (session,) = examine()
    assert (session.id, session.recovery, session.turns) == (SESSION, "partial", 1)
    assert [kept.index for kept in conversations.turns(SESSION)] == [7]
    assert len(Rehearing(database, recordings).pending()) == 1


def test_sound_recorded_since_the_start_is_none_of_the_past(
    conversations: Conversations, recordings: Recordings, database: Database, path: Path
) -> None:
    recoverer = Recoverer(recordings)
    leave_sound(recordings, Part(SESSION, 1, Side.USER))
    assert recoverer(database, Leases(path)) == []
    assert conversations.sessions() == []
    assert len(recordings.left_over()) == 1


def test_sound_that_cannot_be_read_costs_only_itself(
    conversations: Conversations, examine: Examine, recordings: Recordings
) -> None:
    conversations.add_turn(recent())
    for name in (f"{SESSION}-1-user.pcm", f"{SESSION}-1-assistant.pcm", "something else.pcm", "..-1-user.pcm"):
        path = recordings.folder / "unfinished" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"not a recording, but long enough for a header")
    (session,) = examine()
    assert session.recovery is Recovery.SUCCESS
    left = sorted(path.name for path in (recordings.folder / "unfinished").iterdir())
    assert left == ["..-1-user.pcm", "something else.pcm"]


def test_old_recordings_go(
    conversations: Conversations, database: Database, path: Path, recordings: Recordings, examine: Examine
) -> None:
    conversations.add_turn(recent())
    leave_sound(recordings, Part(SESSION, 1, Side.USER))
    examine()
    Recoverer(recordings, keep_audio_for=timedelta(days=1))(database, Leases(path))
    assert len(Audio(database, recordings).of(SESSION)) == 1
    Recoverer(recordings, keep_audio_for=timedelta(0))(database, Leases(path))
    assert Audio(database, recordings).of(SESSION) == []
    assert conversations.turns(SESSION)[0].transcript == "question 1"


def test_a_vanished_recordings_folder_is_no_failure(
    conversations: Conversations, database: Database, path: Path, recordings: Recordings
) -> None:
    leave_sound(recordings, Part(SESSION, 1, Side.USER))
    recoverer = Recoverer(recordings)
    shutil.rmtree(recordings.folder)
    conversations.add_turn(recent())
    assert len(recoverer(database, Leases(path))) == 1
