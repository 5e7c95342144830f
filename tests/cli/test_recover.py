"""`sotto sessions recover`: what a killed process left, with the starter recogniser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import soundfile

from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.paths import Paths
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.pcm import Part, PcmWriter
from desktop.storage.recordings import Recordings
from desktop.storage.states import Progress, Side
from desktop.terms import Outcome
from tests.cli.conftest import Result
from tests.storage.samples import SESSION, turn

Sotto = Callable[..., Result]
OTHER = "f" * 32


@pytest.fixture
def killed(sotto_home: Path, question: Path) -> None:
    """Sotto was killed while a question was spoken, and another time between two turns."""
    paths, now = Paths(sotto_home), datetime.now(UTC)
    whole = replace(turn(1), started_at=now)
    cut = replace(
        turn(2, transcript="", generated="", runs=()),
        started_at=now,
        progress=Progress.LISTENING,
        outcome=Outcome.UNFINISHED,
    )
    with Database.open(paths.database) as database:
        Conversations(database).add_turns([whole, cut, replace(whole, session=OTHER)])
    samples, rate = soundfile.read(question, dtype="float32")
    writer = PcmWriter(Recordings(paths.recordings).journal(Part(SESSION, 2, Side.USER)), SAMPLE_RATE)
    writer.write(resample(samples, rate, SAMPLE_RATE))
    writer.close()


@pytest.mark.usefixtures("killed")
def test_what_was_being_said_is_written_down(sotto: Sotto, sotto_home: Path) -> None:
    found = {one["id"]: one for one in sotto("sessions", "recover", "--json").json}
    assert set(found) == {SESSION, OTHER}
    assert (found[SESSION]["recovery"], found[OTHER]["recovery"]) == ("partial", "success")
    (words,) = found[SESSION]["reheard"]
    assert words["turn"] == 2
    assert "seven plus five" in words["text"].lower()
    with Database.open(sotto_home / "sotto.db") as database:
        cut = Conversations(database).turns(SESSION)[1]
    assert (cut.transcript, cut.outcome) == (words["text"], "unfinished")
    assert cut.audio_s == pytest.approx(words["seconds"])
    assert (sotto_home / "recordings" / SESSION[:2] / SESSION / "2-user.flac").exists()
    assert sotto("sessions", "recover").out == "nothing broke off\n"
    shown = sotto("sessions", "recover", SESSION[:6]).out
    assert shown.startswith(f"{SESSION[:8]}  partial: Sotto ended ")


@pytest.mark.usefixtures("killed")
def test_one_session_is_recovered_by_itself(sotto: Sotto) -> None:
    out = sotto("sessions", "recover", OTHER[:8]).out
    assert out == f"{OTHER[:8]}  success: Sotto ended without closing the conversation; every turn is whole.\n"
    found = sotto("sessions", "recover", "--json").json
    assert [len(one["reheard"]) for one in found if one["id"] == SESSION] == [1]


def test_nothing_to_recover(sotto: Sotto) -> None:
    assert sotto("sessions", "recover").out == "nothing broke off\n"
    assert sotto("sessions", "recover", "--json").json == []
    unknown = sotto("sessions", "recover", "abc")
    assert unknown.code != 0
    assert "there is no session 'abc'" in unknown.err
