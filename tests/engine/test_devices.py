"""Devices that die, go, come back and are chosen, in an engine made of fakes."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from desktop.engine.tended import GIVE_UP
from desktop.errors import DeviceError
from desktop.events import DeviceChanged, ReplyHeard, SpeechStarted, StageFailed, TurnFinished
from desktop.terms import Outcome, Stage
from tests.engine.conftest import MakeEngine
from tests.fakes import RATE, SPEECH, Rig

Logs = list[logging.LogRecord]
LONG = "One sentence is this. Another one follows it. And a third."


def begin_reply(make_engine: MakeEngine, wanted: tuple[str, str] = ("", "")) -> Rig:
    """An engine in the middle of a reply that waits for its loudspeaker."""
    rig = make_engine(by_hand=True, wanted=wanted)
    rig.voice.a_character = 1000
    rig.speaker.capacity = 300
    rig.model.enqueue(LONG)
    rig.engine.send_text("Tell me")
    assert rig.speaker.waiting.wait(10)
    return rig


def test_a_microphone_that_dies_while_the_key_is_held_is_opened_again(rig: Rig, expected_logs: Logs) -> None:
    rig.engine.press()
    rig.microphone.say()
    rig.microphone.lose("the microphone was unplugged")
    lost = rig.events.wait_for(StageFailed)
    assert (lost.stage, lost.message, lost.turn) == (Stage.MICROPHONE, "the microphone was unplugged", 0)
    assert lost.advice
    mended = rig.events.wait_for(DeviceChanged)
    assert (mended.stage, mended.message) == (Stage.MICROPHONE, "the microphone works again: hand-fed")
    rig.microphone.say()
    rig.engine.release()
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
    assert np.count_nonzero(rig.transcriber.heard[-1]) == 2 * len(SPEECH)
    assert len(expected_logs) == 1


def test_a_device_that_dies_without_a_word_is_noticed(rig: Rig, expected_logs: Logs) -> None:
    rig.microphone.die()
    assert rig.events.wait_for(StageFailed).message == "the microphone hand-fed was lost"
    rig.events.wait_for(DeviceChanged)
    assert rig.microphone.alive()
    assert expected_logs


def test_a_reply_goes_on_when_its_loudspeaker_is_mended(make_engine: MakeEngine, expected_logs: Logs) -> None:
    rig = begin_reply(make_engine, wanted=("", "Headset"))
    rig.speaker.absent = {"Headset"}
    rig.speaker.lose()
    moved = rig.events.wait_for(DeviceChanged)
    assert moved.message == "the loudspeaker 'Headset' is not there; recording is used meanwhile"
    assert "goes back" in moved.detail
    rig.speaker.capacity = 1 << 30
    rig.speaker.turn(1 << 30)
    done = rig.events.wait_for(TurnFinished)
    assert (done.outcome, done.heard) == (Outcome.COMPLETED, LONG)
    rig.speaker.absent = set()
    rig.clock.now += 11
    assert rig.events.wait_for(DeviceChanged, 2).message == "the loudspeaker is now Headset"
    assert len(expected_logs) == 1


def test_without_any_loudspeaker_a_reply_ends_and_what_was_heard_is_known(
    make_engine: MakeEngine, expected_logs: Logs
) -> None:
    rig = begin_reply(make_engine)
    rig.speaker.turn(16_000)
    rig.events.wait_for(ReplyHeard)
    rig.speaker.missing = "no loudspeaker"
    rig.speaker.lose()
    rig.wait_for_tries(rig.speaker, 3 * GIVE_UP)
    done = rig.events.wait_for(TurnFinished)
    assert done.generated == LONG
    assert done.spoken.startswith(done.heard)
    assert 0 < len(done.heard) < len(done.spoken)
    assert rig.speaker.queued == rig.speaker.played, "the rest is not heard later"
    rig.speaker.missing = ""
    rig.wait_for_tries(rig.speaker, 1)
    assert rig.events.wait_for(DeviceChanged).message == "the loudspeaker works again: recording"
    rig.speaker.turn(1 << 30)
    rig.engine.send_text("And then?")
    assert rig.events.wait_for(TurnFinished, 2).heard == "Hi."
    assert len(expected_logs) == 2


def test_a_chosen_device_that_is_missing_at_the_start_gives_way_to_the_default(make_engine: MakeEngine) -> None:
    rig = make_engine(wanted=("Headset", ""), prepare=lambda rig: rig.microphone.absent.add("Headset"))
    assert rig.events.wait_for(DeviceChanged).message.startswith("the microphone 'Headset' is not there")
    rig.speak()
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
    rig.microphone.absent.clear()
    rig.wait_for_tries(rig.microphone, 1)
    assert rig.events.wait_for(DeviceChanged, 2).message == "the microphone is now Headset"


def test_devices_are_chosen_while_running(rig: Rig, expected_logs: Logs) -> None:
    rig.engine.use_devices(microphone="Desk", speaker="Headset")
    assert {rig.events.wait_for(DeviceChanged, count).message for count in (1, 2)} == {
        "the microphone is now Desk", "the loudspeaker is now Headset",
    }  # fmt: skip
    rig.microphone.absent.add("Gone")
    rig.engine.use_devices(microphone="Gone", speaker="Headset")
    assert rig.events.wait_for(StageFailed).message == "Gone is not connected"
    assert rig.microphone.name == "Desk"
    rig.speak()
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
    assert len(expected_logs) == 1


def test_a_microphone_that_gives_only_zeros_is_told_and_opened_anew(rig: Rig, expected_logs: Logs) -> None:
    rig.engine.press()
    rig.events.wait_for(SpeechStarted)
    rig.microphone.say(np.zeros(RATE, np.float32))
    rig.clock.now += 1
    silent = rig.events.wait_for(StageFailed)
    assert (silent.message, silent.stage) == ("the microphone gives no sound at all", Stage.MICROPHONE)
    assert "unmute" in silent.advice
    rig.microphone.tried.wait_for(2)
    rig.engine.devices()  # answered once the microphone is open again
    rig.microphone.say()
    assert rig.events.wait_for(DeviceChanged).message == "the microphone can be heard again"
    rig.engine.release()
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
    assert len(expected_logs) == 1


def test_a_pause_after_sound_is_no_fault(rig: Rig) -> None:
    rig.engine.press()
    rig.microphone.say()
    rig.microphone.say(np.zeros(2 * RATE, np.float32))
    rig.clock.now += 5
    rig.engine.release()
    rig.events.wait_for(TurnFinished)
    assert not rig.events.of(StageFailed)


def test_listing_looks_again_unless_somebody_is_heard(rig: Rig) -> None:
    assert list(rig.engine.devices()) == rig.sound.listed
    assert rig.sound.looks.count == 1
    rig.engine.press()
    assert list(rig.engine.devices()) == rig.sound.listed
    assert rig.sound.looks.count == 1
    rig.microphone.say()
    rig.engine.release()
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED


def test_a_sound_system_that_does_not_answer_is_told_to_who_asks(rig: Rig) -> None:
    rig.sound.error = DeviceError("no answer", advice="restart it")
    with pytest.raises(DeviceError, match="no answer"):
        rig.engine.devices()
    assert rig.microphone.alive()
    assert rig.speaker.alive()
