"""The state machine that keeps devices working, whatever happens in whatever order."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop.engine.keeper import Choose, Command, DeviceKeeper, List, Look, Renew
from desktop.engine.reporting import Reporter
from desktop.errors import DeviceError
from desktop.events import DeviceChanged, StageFailed
from desktop.terms import Stage
from tests.fakes import Events, HandClock, HandMicrophone, HandSoundSystem, RecordingSpeaker

NAMES = ("", "Headset", "Desk")
BOTH = (Stage.MICROPHONE, Stage.SPEAKER)


class Watched(HandSoundSystem):
    """Looking again also must not disturb a device that is in use."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[Stage] = set()
        self.dead: set[Stage] = set()

    def look_again(self) -> None:
        assert self.used <= self.dead, "somebody was heard through it"
        super().look_again()


@dataclass
class Room:
    """A keeper on the test's own thread."""

    microphone: HandMicrophone = field(default_factory=HandMicrophone)
    speaker: RecordingSpeaker = field(default_factory=RecordingSpeaker)
    clock: HandClock = field(default_factory=HandClock)
    events: Events = field(default_factory=Events)
    sound: Watched = field(default_factory=Watched)
    used: set[Stage] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.sound.parts = [self.microphone, self.speaker]
        self.parts = dict(zip(BOTH, (self.microphone, self.speaker), strict=True))
        self.wanted = dict.fromkeys(BOTH, "")
        self.deaf = 0
        self.keeper = DeviceKeeper(
            self.microphone,
            self.speaker,
            self.sound,
            Reporter("a" * 32, self.events, self.clock),
            wanted=self.wanted,
            on_audio=lambda _samples: None,
            on_deaf=self._note_deaf,
            in_use=lambda stage: stage in self.used,
        )

    def _note_deaf(self) -> None:
        self.deaf += 1

    def step(self, command: Command | None = None, after: float = 0.1) -> None:
        self.clock.now += after
        self.sound.used = self.used
        self.sound.dead = {stage for stage in BOTH if not self.parts[stage].alive()}
        if isinstance(command, Renew):
            self.sound.dead.add(Stage.MICROPHONE)  # it is closed to be opened anew
        while not self.keeper.inbox.empty():
            self.keeper.inbox.get()
        self.keeper.step(command or Look())


class Devices(RuleBasedStateMachine):
    """Devices come, go and die while they are used, chosen and listed."""

    @initialize(missing=st.sets(st.sampled_from(BOTH)))
    def start(self, missing: set[Stage]) -> None:
        self.room = Room()
        for stage in missing:
            self.room.parts[stage].missing = "none was found"
        self.room.keeper.open()

    @rule(stage=st.sampled_from(BOTH), quietly=st.booleans())
    def die(self, stage: Stage, quietly: bool) -> None:
        part = self.room.parts[stage]
        if part.alive():
            part.die() if quietly else part.lose()

    @rule(stage=st.sampled_from(BOTH), names=st.sets(st.sampled_from(NAMES)))
    def come_and_go(self, stage: Stage, names: set[str]) -> None:
        part = self.room.parts[stage]
        part.absent = names
        part.missing = ""
        if part.alive() and part.name in names:
            part.lose()

    @rule(stage=st.sampled_from(BOTH), name=st.sampled_from(NAMES))
    def choose(self, stage: Stage, name: str) -> None:
        self.room.wanted[stage] = name
        self.room.step(Choose({stage: name}))

    @rule(used=st.sets(st.sampled_from(BOTH)))
    def use(self, used: set[Stage]) -> None:
        self.room.used = used

    @rule(broken=st.booleans(), came=st.booleans())
    def break_list(self, broken: bool, came: bool) -> None:
        self.room.sound.error = DeviceError("no answer", advice="restart it") if broken else None
        self.room.sound.came = came

    @rule()
    def list_devices(self) -> None:
        request = List()
        self.room.step(request)
        assert request.done.is_set()
        assert bool(request.found) != bool(request.failure)

    @rule()
    def renew(self) -> None:
        self.room.step(Renew())

    @rule(seconds=st.sampled_from([0.1, 0.1, 0.1, 1, 20]))
    def wait(self, seconds: float) -> None:
        self.room.step(after=seconds)

    @rule()
    def all_is_well(self) -> None:
        """Once everything is there and nobody speaks, both devices are the wanted ones, and the user knows."""
        room = self.room
        room.used, room.sound.error = set(), None
        for part in room.parts.values():
            part.absent, part.missing = set(), ""
        for _ in range(30):
            room.step()
        for stage in BOTH:
            assert room.parts[stage].alive()
            assert room.keeper.works(stage)
            told = [event for event in room.events.all if isinstance(event, DeviceChanged | StageFailed)]
            last = next((event for event in reversed(told) if event.stage is stage), None)
            assert not isinstance(last, StageFailed) or "not connected" in last.message
            plain = "hand-fed" if stage is Stage.MICROPHONE else "recording"
            assert room.parts[stage].name == (room.wanted[stage] or plain)

    @invariant()
    def nothing_that_was_never_lost_is_told_of(self) -> None:
        assert not [event for event in self.room.events.of(StageFailed) if "fault in Sotto" in event.advice]


TestDevices = Devices.TestCase
TestDevices.settings = settings(max_examples=60, stateful_step_count=25)
TestDevices = pytest.mark.usefixtures("expected_logs")(TestDevices)


def test_a_loss_is_mended_within_the_step_that_notices_it(expected_logs: list[logging.LogRecord]) -> None:
    room = Room()
    room.keeper.open()
    room.microphone.die()
    room.step()
    assert room.microphone.alive()
    assert [type(event) for event in room.events.all] == [StageFailed, DeviceChanged]
    assert expected_logs


def test_a_stall_of_the_whole_process_is_not_taken_for_a_loss() -> None:
    room = Room()
    room.keeper.open()
    room.speaker.die()
    room.step(after=5)
    assert not room.speaker.alive()
    assert room.events.all == []


def test_a_missing_device_disturbs_the_other_only_now_and_then(expected_logs: list[logging.LogRecord]) -> None:
    room = Room()
    room.microphone.missing = "none was found"
    room.keeper.open()
    for _ in range(600):  # a minute
        room.step()
    assert room.sound.looks.count <= 10
    assert len(room.events.of(StageFailed)) == 1
    room.sound.came = True
    room.microphone.missing = ""
    for _ in range(21):
        room.step()
    assert room.microphone.alive()
    assert expected_logs


def test_no_microphone_at_all_is_told_once_to_who_listens(expected_logs: list[logging.LogRecord]) -> None:
    room = Room()
    room.keeper.open()
    room.microphone.missing = "none was found"
    room.microphone.lose()
    room.step()
    room.step(after=3)
    assert room.deaf == 1
    assert expected_logs


def test_a_sound_server_that_tells_is_not_asked_to_read_again(expected_logs: list[logging.LogRecord]) -> None:
    room = Room()
    room.sound.rereads = False
    room.keeper.open()
    room.speaker.absent = {"Headset"}
    room.step(Choose({Stage.SPEAKER: "Headset"}))
    for _ in range(60):
        room.step()
    assert room.sound.looks.count == 0
    room.speaker.absent = set()
    room.step(after=0.01)
    assert room.speaker.name == "recording", "it is tried again only now and then"
    room.sound.came = True
    room.step(after=0.01)
    assert room.speaker.name == "Headset"
    assert room.events.of(DeviceChanged)[-1].message == "the loudspeaker is now Headset"
    assert len(expected_logs) == 1


def test_a_device_that_the_sound_server_changed_is_told_once() -> None:
    room = Room()
    room.keeper.open()
    room.speaker.name = "Desk"
    room.step()
    room.step()
    assert [event.message for event in room.events.of(DeviceChanged)] == ["the loudspeaker is now Desk"]
