"""What happens by itself while Sotto runs for days, by a clock that the test turns."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from desktop.assistant import Assistant
from desktop.documents.library import Library
from desktop.events import EngineEvent, SpeechStarted, StageFailed, StateChanged, TurnFinished
from desktop.housekeeping import QUIET, READ_EVERY, Housekeeping, Quiet
from desktop.past import read_history
from desktop.paths import Paths
from desktop.settings import DocumentSettings, RecordSettings, Settings
from desktop.storage.backups import Backups
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from desktop.storage.records import SessionRecord
from desktop.terms import Stage, State
from desktop.upkeep import tend
from tests.fakes import Events, HandMicrophone
from tests.storage.archives import PARENT, fill
from tests.storage.samples import NOON, finished

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def state(state: State) -> EngineEvent:
    return StateChanged(session="a" * 32, turn=1, at=0.0, state=state)


class House:
    """Housekeeping over a real database; `ended` counts the conversations that it ended."""

    def __init__(self, home: Path, settings: Settings) -> None:
        self.paths, self.clock = Paths(home), Clock()
        with Database.open(self.paths.database) as database:
            fill(database)
        self.quiet = Quiet(self.clock)
        self.ended = 0
        self.keeping = Housekeeping(lambda: settings, self.paths, self.quiet, self.end, self.clock)

    def end(self) -> None:
        self.ended += 1
        self.quiet.begin(said=False)

    def pass_time(self, time: timedelta) -> None:
        self.clock.now += time
        self.keeping.step()

    @property
    def copies(self) -> list[datetime]:
        return [copy.at for copy in Backups(self.paths.backups).all()]


@pytest.fixture
def house(sotto_home: Path) -> House:
    return House(sotto_home, Settings())


def test_what_is_due_at_the_start_is_done_once_it_is_quiet_and_then_daily(house: House) -> None:
    house.pass_time(QUIET - timedelta(seconds=1))
    assert house.copies == []
    for _ in range(3 * 24 * 60):
        house.pass_time(MINUTE)
    assert [newer - older for newer, older in pairwise(house.copies)] == [DAY, DAY]


def test_what_was_done_at_the_last_end_is_not_due_at_the_start(house: House) -> None:
    tend(Settings(), house.paths, NOON - timedelta(hours=20))
    house.pass_time(timedelta(hours=3))
    assert len(house.copies) == 1
    house.pass_time(timedelta(hours=1))
    assert len(house.copies) == 2


def test_the_bin_is_emptied_while_it_runs(house: House) -> None:
    with Database.open(house.paths.database) as database:
        Editing(database).delete(PARENT, NOON)
    for _ in range(31):
        house.pass_time(DAY)
    with Database.open(house.paths.database) as database:
        assert PARENT not in {one.id for one in Conversations(database).sessions(deleted=True)}


@pytest.mark.parametrize("busy", [State.LISTENING, State.THINKING, State.SPEAKING])
def test_nothing_is_done_during_a_turn(house: House, busy: State) -> None:
    house.quiet.note(finished(1))
    house.quiet.note(state(busy))
    house.pass_time(3 * DAY)
    assert (house.copies, house.ended) == ([], 0)
    house.quiet.note(state(State.IDLE))
    house.pass_time(QUIET)
    assert len(house.copies) == 1


def test_a_conversation_ends_once_nothing_was_said_in_it_for_long(house: House) -> None:
    house.pass_time(DAY)
    assert house.ended == 0, "nothing was said, so there is nothing to end"
    house.quiet.note(SpeechStarted(session="a" * 32, turn=1, at=0.0))
    house.quiet.note(finished(1))
    house.quiet.note(state(State.IDLE))
    house.pass_time(29 * MINUTE)
    assert house.ended == 0
    house.pass_time(MINUTE)
    house.pass_time(DAY)
    assert house.ended == 1


def test_what_goes_wrong_is_logged_and_tried_again_a_day_later(
    house: House, expected_logs: list[logging.LogRecord]
) -> None:
    house.paths.backups.write_text("a file where the folder should be")
    for _ in range(60):
        house.pass_time(MINUTE)
    assert ["not tended" in record.getMessage() for record in expected_logs] == [True]
    house.paths.backups.unlink()
    house.pass_time(DAY)
    assert len(house.copies) == 1


def test_the_thread_ends(house: House) -> None:
    house.keeping.start()
    assert "housekeeping" in {thread.name for thread in threading.enumerate()}
    house.keeping.close()
    house.keeping.close()


class Living:
    """A real assistant whose housekeeping the test does."""

    def __init__(self, home: Path) -> None:
        self.paths, self.clock, self.events = Paths(home), Clock(), Events()
        self.microphone = HandMicrophone()
        settings = Settings(record=RecordSettings(stale_minutes=10, backups=False))
        self.assistant = Assistant(
            settings, self.paths, self.events, microphone=self.microphone, speaker=None, now=self.clock
        )

    def say(self, text: str) -> None:
        done = len(self.events.of(TurnFinished))
        idle = self.events.states.count("idle")
        self.assistant.send_text(text)
        self.events.wait_for(TurnFinished, done + 1)
        self.events.wait_for(StateChanged, idle + 1, lambda event: event.state is State.IDLE)

    def stored(self) -> list[SessionRecord]:
        return read_history(self.paths, lambda store: store.sessions())


@pytest.fixture
def living(sotto_home: Path) -> Iterator[Living]:
    living = Living(sotto_home)
    yield living
    living.assistant.close()


def test_the_next_turn_after_long_begins_another_conversation(living: Living) -> None:
    living.say("What is two plus two?")
    first = living.assistant.session
    living.clock.now += 11 * MINUTE
    living.assistant._housekeeping.step()
    assert living.assistant.session != first
    living.say("What is three plus three?")
    living.assistant.close()
    ended = {one.id: (one.end_reason, one.graceful, one.turns) for one in living.stored()}
    assert ended == {
        first: ("timeout", True, 1),
        living.assistant.session: ("application closed", True, 1),
    }


def lose(living: Living) -> None:
    living.microphone.missing = "it is not connected"
    living.microphone.lose()
    living.events.wait_for(StageFailed, 2, lambda event: event.stage is Stage.MICROPHONE)


@pytest.mark.parametrize("by_timeout", [True, False])
@pytest.mark.usefixtures("expected_logs")
def test_a_lost_device_is_why_a_conversation_ended(living: Living, by_timeout: bool) -> None:
    living.say("Hello.")
    lose(living)
    if by_timeout:
        living.clock.now += 11 * MINUTE
        living.assistant._housekeeping.step()
    living.assistant.close()
    assert [one.end_reason for one in living.stored()] == ["device lost"]


@pytest.mark.usefixtures("expected_logs")
def test_a_user_who_goes_over_to_another_conversation_ended_it(living: Living) -> None:
    living.say("Hello.")
    lose(living)
    living.assistant.new_session()
    living.assistant.close()
    assert [one.end_reason for one in living.stored()] == ["user"]


@pytest.mark.usefixtures("expected_logs")
def test_a_microphone_that_never_worked_was_not_lost(sotto_home: Path) -> None:
    microphone, events = HandMicrophone(), Events()
    microphone.missing = "there is none"
    made = Assistant(Settings(), Paths(sotto_home), events, microphone=microphone, speaker=None)
    made.send_text("Hello.")
    events.wait_for(TurnFinished)
    made.close()
    (stored,) = read_history(Paths(sotto_home), lambda store: store.sessions())
    assert stored.end_reason == "application closed"


def test_a_backup_is_broken_off_at_the_end(sotto_home: Path) -> None:
    house = House(sotto_home, Settings())
    house.keeping.close()
    house.pass_time(timedelta(hours=1))
    assert house.copies == []
    assert not list(house.paths.backups.glob("*.part"))


def test_documents_are_read_while_it_is_quiet_and_at_once_when_other_folders_are_named(
    sotto_home: Path, tmp_path: Path
) -> None:
    named: list[str] = []
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        folder.mkdir()
        (folder / "a.txt").write_text("The harbour opens at six.")

    def settings() -> Settings:
        return Settings(documents=DocumentSettings(folders=tuple(named)))

    def known() -> int:
        with closing(Library(lambda: settings().documents, paths)) as library:
            return len(library.documents())

    paths, clock = Paths(sotto_home), Clock()
    keeping = Housekeeping(settings, paths, Quiet(clock), lambda: None, clock)

    def later(time: timedelta) -> None:
        clock.now += time
        keeping.step()

    later(QUIET)
    assert not paths.documents.exists()
    named.append(str(folders[0]))
    later(timedelta())
    assert known() == 1
    (folders[0] / "b.txt").write_text("Mooring costs nine euros.")
    later(READ_EVERY - MINUTE)
    assert known() == 1
    later(MINUTE)
    assert known() == 2
    named.append(str(folders[1]))
    later(timedelta())
    assert known() == 3
    named.clear()
    later(timedelta())
    assert known() == 0
