"""A headset is pulled out while Sotto listens, thinks and speaks, and put in again.

The headset is a second pair of PulseAudio null sinks, unloaded and loaded again; the first pair is the default.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.portaudio import PortAudioMicrophone, PortAudioSpeaker
from desktop.engine.backends.sound_server import SoundServer
from desktop.engine.consent import Consent
from desktop.engine.parts import Parts, SystemClock
from desktop.engine.protocols import OnWords, Samples, StaleCheck
from desktop.engine.tools.registry import Registry
from desktop.engine.worker import Engine
from desktop.errors import Cancelled, DeviceError
from desktop.events import DeviceChanged, ReplyHeard, StageFailed, TurnFinished
from desktop.settings import AudioSettings, Settings
from desktop.terms import Outcome, Stage
from tests.fakes import Events, ScriptedDetector, ScriptedModel, ScriptedTranscriber
from tests.virtual_sound import SAMPLE_RATE as SINK_RATE
from tests.virtual_sound import Headset, VirtualSound

pytestmark = [pytest.mark.sound, pytest.mark.usefixtures("expected_logs")]

REPLY = "A long sentence whose tone rises all the time."
SECONDS = 3.0
LOWEST_HZ, HZ_A_SECOND = 300.0, 200.0
MENDED_WITHIN_S = 1.0
ELSEWHERE = "is not there; {} is used meanwhile"
TITLES = {Stage.MICROPHONE: "Remapped Monitor of sotto_mic", Stage.SPEAKER: "sotto_speaker"}


class RisingVoice:
    """A tone that rises steadily: its pitch says which part of the reply it is."""

    name = "rising-tts"
    sample_rate = SAMPLE_RATE

    def synthesize(
        self, text: str, stale: StaleCheck, *, slowness: float = 1.0, on_words: OnWords | None = None
    ) -> Iterator[Samples]:
        at = np.arange(int(SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
        tone = 0.5 * np.sin(2 * np.pi * (LOWEST_HZ * at + HZ_A_SECOND * at * at / 2))
        for block in np.split(tone.astype(np.float32), 30):
            if stale():
                raise Cancelled
            yield block

    def close(self) -> None:
        pass


def parts_heard(recording: Samples) -> np.ndarray:
    """Which seconds of the rising tone a recording holds, by the pitch of each 25 ms that is loud throughout."""
    size = SINK_RATE // 40
    blocks = recording[: len(recording) // size * size].reshape(-1, size)
    loud = [block for block in blocks if np.abs(block.reshape(5, -1)).max(axis=1).min() > 0.2]
    return np.array([(_pitch(block) - LOWEST_HZ) / HZ_A_SECOND for block in loud])


def _pitch(block: Samples) -> float:
    """Frequency in Hz between the first and the last zero crossing, each found between two samples."""
    before = np.flatnonzero(np.diff(np.signbit(block)))
    at = before + block[before] / (block[before] - block[before + 1])
    return float((len(at) - 1) / 2 / (at[-1] - at[0]) * SINK_RATE)


@pytest.fixture
def headset(virtual_sound: VirtualSound, monkeypatch: pytest.MonkeyPatch) -> Iterator[Headset]:
    for name in ("PULSE_SINK", "PULSE_SOURCE"):
        monkeypatch.delenv(name)
    headset = Headset(virtual_sound)
    yield headset
    headset.close()


class Talk:
    """An engine of scripted models on real sound devices."""

    def __init__(self, device: str) -> None:
        self.transcriber, self.model, self.events = ScriptedTranscriber(), ScriptedModel(), Events()
        self.server = SoundServer()
        parts = Parts(
            detector=ScriptedDetector(),
            transcriber=self.transcriber,
            model=self.model,
            voice=RisingVoice(),
            microphone=PortAudioMicrophone(self.server),
            speaker=PortAudioSpeaker(self.server),
            tools=Registry([]),
            consent=Consent("Sotto", (), patience_s=1),
            timers=None,
            clock=SystemClock(),
            sound=self.server,
        )
        settings = Settings(audio=AudioSettings(microphone=device, speaker=device))
        self.engine = Engine(parts, settings, self.events, session="a" * 32)
        self.engine.start()

    def wait_for_change(self, stage: Stage, words: str, count: int = 1) -> DeviceChanged:
        return self.events.wait_for(
            DeviceChanged, count, where=lambda event: event.stage is stage and words in event.message
        )

    def wait_for_failure(self, stage: Stage, words: str) -> StageFailed:
        return self.events.wait_for(StageFailed, where=lambda event: event.stage is stage and words in event.message)

    def check_told_and_mended(self, stage: Stage, unplugged: float) -> None:
        """It was said that the device was lost, and soon that another one is used."""
        lost = self.wait_for_failure(stage, "Headset was lost")
        mended = self.wait_for_change(stage, ELSEWHERE.format(TITLES[stage]))
        print(f"{stage}: noticed after {lost.at - unplugged:.2f} s, mended after {mended.at - unplugged:.2f} s")
        assert mended.at - unplugged < MENDED_WITHIN_S

    def check_comes_back(self, headset: Headset) -> None:
        """Both directions go back to it, and the next reply is heard on it."""
        headset.plug_in()
        plugged = time.monotonic()
        for stage in (Stage.MICROPHONE, Stage.SPEAKER):
            back = self.wait_for_change(stage, "is now Headset")
            print(f"{stage}: back after {back.at - plugged:.2f} s")
        with headset.recording_speaker() as recording:
            self.reply()
        assert parts_heard(recording.samples).max() > SECONDS - 0.3

    def reply(self) -> TurnFinished:
        """Have it say the whole tone."""
        count = len(self.events.of(TurnFinished))
        self.model.enqueue(REPLY)
        self.engine.send_text("And then?")
        return self.events.wait_for(TurnFinished, count + 1)


@pytest.fixture
def talk(headset: Headset) -> Iterator[Talk]:
    talk = Talk("Headset")
    yield talk
    talk.engine.close()


def test_unplugged_while_speaking_the_reply_goes_on_elsewhere(
    talk: Talk, headset: Headset, virtual_sound: VirtualSound
) -> None:
    talk.model.enqueue(REPLY)
    with virtual_sound.recording_speaker() as elsewhere:
        with headset.recording_speaker() as before:
            talk.engine.send_text("Tell me")
            talk.events.wait_for(ReplyHeard, where=lambda event: len(event.heard) > len(REPLY) // 3)
            unplugged = headset.unplug()
        talk.check_told_and_mended(Stage.SPEAKER, unplugged)
        done = talk.events.wait_for(TurnFinished)
    assert (done.outcome, done.heard) == (Outcome.COMPLETED, REPLY)
    first, second = parts_heard(before.samples), parts_heard(elsewhere.samples)
    print(f"{first.min():.2f} to {first.max():.2f} s on the headset, {second.min():.2f} to {second.max():.2f} after")
    assert first.min() < 0.2
    assert second.min() <= first.max() + 0.1, "nothing is left out"
    assert second.min() >= first.max() - 0.6, "little is said twice"
    assert second.max() > SECONDS - 0.3
    assert np.all(np.diff(second) > -0.15), "in order"
    talk.check_comes_back(headset)


def test_unplugged_while_thinking_the_reply_is_heard_elsewhere(
    talk: Talk, headset: Headset, virtual_sound: VirtualSound
) -> None:
    talk.model.enqueue(REPLY)
    talk.model.gate.close()
    with virtual_sound.recording_speaker() as elsewhere:
        talk.engine.send_text("Tell me")
        talk.model.gate.wait_reached()
        unplugged = headset.unplug()
        talk.check_told_and_mended(Stage.SPEAKER, unplugged)
        talk.model.gate.open()
        done = talk.events.wait_for(TurnFinished)
    assert (done.outcome, done.heard) == (Outcome.COMPLETED, REPLY)
    heard = parts_heard(elsewhere.samples)
    assert heard.min() < 0.5, "a sound server that has just been woken may swallow a little"
    assert heard.max() > SECONDS - 0.3
    talk.check_comes_back(headset)


def test_unplugged_while_listening_what_is_said_goes_on_elsewhere(
    talk: Talk, headset: Headset, virtual_sound: VirtualSound, tmp_path: Path
) -> None:
    said = tmp_path / "said.wav"
    soundfile.write(said, 0.5 * np.sin(2 * np.pi * 440 * np.arange(SINK_RATE // 2) / SINK_RATE), SINK_RATE)
    talk.engine.press()
    headset.play_into_mic(said)
    unplugged = headset.unplug()
    talk.check_told_and_mended(Stage.MICROPHONE, unplugged)
    virtual_sound.play_into_mic(said)
    talk.engine.release()
    assert talk.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
    loud = np.abs(talk.transcriber.heard[-1]) > 0.1
    assert np.count_nonzero(loud) / SAMPLE_RATE == pytest.approx(2 * 0.5 * 0.87, abs=0.2), "both halves were heard"
    talk.check_comes_back(headset)


def test_a_changed_default_is_followed_and_told(headset: Headset, virtual_sound: VirtualSound) -> None:
    talk = Talk("")
    try:
        virtual_sound.make_default(headset.SINK, headset.SOURCE)
        for stage in TITLES:
            talk.wait_for_change(stage, "is now Headset")
        with headset.recording_speaker() as recording:
            assert talk.reply().outcome is Outcome.COMPLETED
        assert parts_heard(recording.samples).max() > SECONDS - 0.3
        headset.unplug()
        for stage in TITLES:
            talk.wait_for_change(stage, "works again: ")
        assert not talk.server.lost("output")
    finally:
        talk.engine.close()


def test_a_device_chosen_while_running_is_used_at_once(headset: Headset) -> None:
    talk = Talk("")
    try:
        names = {device.name: (device.records, device.plays) for device in talk.engine.devices()}
        assert names["Headset"] == (True, True)
        assert names[TITLES[Stage.SPEAKER]] == (False, True), "the monitors of loudspeakers are no microphones"
        talk.engine.use_devices(microphone="Headset", speaker="Headset")
        for stage in TITLES:
            talk.wait_for_change(stage, "is now Headset")
        with headset.recording_speaker() as recording:
            talk.reply()
        assert parts_heard(recording.samples).max() > SECONDS - 0.3
    finally:
        talk.engine.close()


def test_with_no_device_left_sotto_says_so_and_comes_back_by_itself(
    virtual_sound: VirtualSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PULSE_SINK", "PULSE_SOURCE"):
        monkeypatch.delenv(name)
    talk = Talk("")
    try:
        with virtual_sound.without_devices():
            for stage in TITLES:
                talk.wait_for_failure(stage, "was found")
        for stage in TITLES:
            talk.wait_for_change(stage, "works again")
        with virtual_sound.recording_speaker() as recording:
            assert talk.reply().outcome is Outcome.COMPLETED
        assert parts_heard(recording.samples).max() > SECONDS - 0.3
    finally:
        talk.engine.close()


def test_a_microphone_that_gives_only_zeros_is_noticed(talk: Talk) -> None:
    talk.engine.press()
    silent = talk.events.wait_for(StageFailed)
    assert (silent.message, silent.stage) == ("the microphone gives no sound at all", Stage.MICROPHONE)
    talk.engine.release()
    talk.events.wait_for(TurnFinished)


def test_a_sound_server_that_crashed_is_found_again(
    virtual_sound: VirtualSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PULSE_SINK", "PULSE_SOURCE"):
        monkeypatch.delenv(name)
    talk = Talk("")
    try:
        with virtual_sound.crashed():
            for stage in TITLES:
                talk.wait_for_failure(stage, "does not answer")
            with pytest.raises(DeviceError, match="does not answer"):
                talk.engine.devices()
        for stage in TITLES:
            talk.wait_for_change(stage, "works again")
        with virtual_sound.recording_speaker() as recording:
            assert talk.reply().outcome is Outcome.COMPLETED
        assert parts_heard(recording.samples).max() > SECONDS - 0.3
    finally:
        talk.engine.close()
