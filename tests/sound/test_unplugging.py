"""A headset is pulled out while Sotto listens, thinks and speaks, and put in again.

The headset is a sound server of its own whose devices are unloaded; the devices of the other server are the default.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import sounddevice
import soundfile

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.devices import PortAudioSystem
from desktop.engine.backends.portaudio import PortAudioMicrophone, PortAudioSpeaker
from desktop.engine.parts import Parts, SystemClock
from desktop.engine.protocols import Samples, StaleCheck
from desktop.engine.tools.registry import Registry
from desktop.engine.worker import Engine
from desktop.errors import Cancelled
from desktop.events import DeviceChanged, ReplyHeard, StageFailed, TurnFinished
from desktop.settings import AudioSettings, Settings
from desktop.terms import Outcome, Stage
from tests.fakes import Events, ScriptedDetector, ScriptedModel, ScriptedTranscriber
from tests.virtual_sound import SAMPLE_RATE as SINK_RATE
from tests.virtual_sound import VirtualSound

pytestmark = [pytest.mark.sound, pytest.mark.usefixtures("expected_logs")]

REPLY = "A long sentence whose tone rises all the time."
SECONDS = 3.0
LOWEST_HZ, HZ_A_SECOND = 300.0, 200.0
MENDED_WITHIN_S = 1.0
ELSEWHERE = "is not there; pulse is used meanwhile"


class RisingVoice:
    """A tone that rises steadily: its pitch says which part of the reply it is."""

    name = "rising-tts"
    sample_rate = SAMPLE_RATE

    def synthesize(self, text: str, stale: StaleCheck, *, slowness: float = 1.0) -> Iterator[Samples]:
        at = np.arange(int(SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
        tone = 0.5 * np.sin(2 * np.pi * (LOWEST_HZ * at + HZ_A_SECOND * at * at / 2))
        for block in np.split(tone.astype(np.float32), 30):
            if stale():
                raise Cancelled
            yield block

    def close(self) -> None:
        pass


def parts_heard(recording: Samples) -> np.ndarray:
    """Which seconds of the rising tone a recording holds, by the pitch of each 50 ms that is loud throughout."""
    size = SINK_RATE // 20
    blocks = recording[: len(recording) // size * size].reshape(-1, size)
    loud = [block for block in blocks if np.abs(block.reshape(10, -1)).max(axis=1).min() > 0.2]
    crossings = np.array([np.count_nonzero(np.diff(np.signbit(block))) for block in loud])
    return (crossings * 10 - LOWEST_HZ) / HZ_A_SECOND


@pytest.fixture
def headset(virtual_sound: VirtualSound, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[VirtualSound]:
    """Devices called `headset`, beside those that are the default."""
    headset = VirtualSound()
    alsa = tmp_path / "alsa.conf"
    default = Path(virtual_sound.environment["ALSA_CONFIG_PATH"]).read_text("utf-8")
    named = f'pcm.headset {{ type pulse  server "unix:{headset.socket}"  hint.description "Headset" }}\n'
    alsa.write_text(default + named)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(alsa))
    for name in ("PULSE_SINK", "PULSE_SOURCE"):
        monkeypatch.delenv(name)
    sounddevice._terminate()
    sounddevice._initialize()
    yield headset
    headset.close()


class Talk:
    """An engine of scripted models on real sound devices."""

    def __init__(self) -> None:
        self.transcriber, self.model, self.events = ScriptedTranscriber(), ScriptedModel(), Events()
        self.speaker = PortAudioSpeaker()
        parts = Parts(
            detector=ScriptedDetector(),
            transcriber=self.transcriber,
            model=self.model,
            voice=RisingVoice(),
            microphone=PortAudioMicrophone(),
            speaker=self.speaker,
            tools=Registry([]),
            timers=None,
            clock=SystemClock(),
            sound=PortAudioSystem(),
        )
        settings = Settings(audio=AudioSettings(microphone="ALSA: headset", speaker="ALSA: headset"))
        self.engine = Engine(parts, settings, self.events, session="a" * 32)
        self.engine.start()

    def wait_for_change(self, stage: Stage, words: str) -> DeviceChanged:
        return self.events.wait_for(
            DeviceChanged, where=lambda event: event.stage is stage and words in event.message
        )

    def check_told_and_mended(self, stage: Stage, unplugged: float) -> None:
        """It was said that the device was lost, and soon that another one is used."""
        lost = self.events.wait_for(StageFailed, where=lambda event: event.stage is stage)
        assert "headset was lost" in lost.message
        mended = self.wait_for_change(stage, ELSEWHERE)
        print(f"{stage}: noticed after {lost.at - unplugged:.2f} s, mended after {mended.at - unplugged:.2f} s")
        assert mended.at - unplugged < MENDED_WITHIN_S

    def check_comes_back(self, headset: VirtualSound) -> None:
        headset.plug_in()
        for stage in (Stage.MICROPHONE, Stage.SPEAKER):
            self.wait_for_change(stage, "is now headset")
        count = len(self.events.of(TurnFinished))
        self.model.enqueue(REPLY)
        with headset.recording_speaker() as recording:
            self.engine.send_text("Again")
            self.events.wait_for(TurnFinished, count + 1)
        heard = parts_heard(recording.samples)
        assert heard.max() > SECONDS - 0.3


@pytest.fixture
def talk(headset: VirtualSound) -> Iterator[Talk]:
    talk = Talk()
    yield talk
    talk.engine.close()


def unplug(headset: VirtualSound) -> float:
    """Returns when the headset was gone, in monotonic seconds."""
    headset.unplug()
    return time.monotonic()


def test_unplugged_while_speaking_the_reply_goes_on_elsewhere(
    talk: Talk, headset: VirtualSound, virtual_sound: VirtualSound
) -> None:
    talk.model.enqueue(REPLY)
    with virtual_sound.recording_speaker() as elsewhere:
        with headset.recording_speaker() as before:
            talk.engine.send_text("Tell me")
            talk.events.wait_for(ReplyHeard, where=lambda event: len(event.heard) > len(REPLY) // 3)
            unplugged = unplug(headset)
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
    talk: Talk, headset: VirtualSound, virtual_sound: VirtualSound
) -> None:
    talk.model.enqueue(REPLY)
    talk.model.gate.close()
    with virtual_sound.recording_speaker() as elsewhere:
        talk.engine.send_text("Tell me")
        talk.model.gate.wait_reached()
        unplugged = unplug(headset)
        talk.check_told_and_mended(Stage.SPEAKER, unplugged)
        talk.model.gate.open()
        done = talk.events.wait_for(TurnFinished)
    assert (done.outcome, done.heard) == (Outcome.COMPLETED, REPLY)
    heard = parts_heard(elsewhere.samples)
    assert heard.min() < 0.5, "a sound server that has just been woken may swallow a little"
    assert heard.max() > SECONDS - 0.3
    talk.check_comes_back(headset)


def test_unplugged_while_listening_what_is_said_goes_on_elsewhere(
    talk: Talk, headset: VirtualSound, virtual_sound: VirtualSound, tmp_path: Path
) -> None:
    said = tmp_path / "said.wav"
    soundfile.write(said, 0.5 * np.sin(2 * np.pi * 440 * np.arange(SINK_RATE // 2) / SINK_RATE), SINK_RATE)
    talk.engine.press()
    headset.play_into_mic(said)
    unplugged = unplug(headset)
    talk.check_told_and_mended(Stage.MICROPHONE, unplugged)
    virtual_sound.play_into_mic(said)
    talk.engine.release()
    assert talk.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
    loud = np.abs(talk.transcriber.heard[0]) > 0.1
    assert np.count_nonzero(loud) / SAMPLE_RATE == pytest.approx(2 * 0.5 * 0.87, abs=0.2), "both halves were heard"
    talk.check_comes_back(headset)
