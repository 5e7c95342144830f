"""The sounds that tell what Sotto is doing: what they are, when they come, and that they are nobody's speech."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.silero import SileroDetector
from desktop.engine.backends.wavfile import read_wav
from desktop.engine.backends.whisper import WhisperTranscriber
from desktop.engine.cueing import MOST_THINKING, THINKING_AFTER_S, THINKING_EVERY_S
from desktop.engine.cues import Cue, cue
from desktop.engine.protocols import Samples
from desktop.errors import DeviceError
from desktop.events import ReplyAudible, SpeechStarted, TurnFinished
from desktop.paths import assets, starter_models
from desktop.settings import TranscriptionSettings
from desktop.terms import Outcome
from tests.engine.conftest import MakeEngine
from tests.engine.rooms import echo_of
from tests.fakes import RATE, Rig


@pytest.mark.parametrize("rate", [16_000, 22_050, 48_000])
@pytest.mark.parametrize("kind", Cue)
def test_a_cue_is_short_and_soft_and_has_no_clicks(kind: Cue, rate: int) -> None:
    sound = cue(kind, rate)
    assert sound.dtype == np.float32
    assert 0.1 < len(sound) / rate < 0.34
    assert 0.2 < np.abs(sound).max() <= 0.5
    edge = rate // 1000
    assert np.abs(sound[:edge]).max() < 0.12
    assert np.abs(sound[-edge:]).max() < 0.01
    assert np.abs(np.diff(sound)).max() < 0.5 * 2 * np.pi * 3.5 * 988 / rate
    assert np.array_equal(cue(kind, rate, 0.25), sound * np.float32(0.25))


def test_no_two_sound_alike() -> None:
    """By how their pitch moves, how many notes they have, and how loud they are."""

    def pitch(sound: Samples, at: int) -> float:
        part = sound[at : at + RATE // 16]
        return float(np.argmax(np.abs(np.fft.rfft(part * np.hanning(len(part)), RATE))))

    begins, ends = 0, int(0.09 * RATE)
    up, down, twice, once = (cue(kind, RATE) for kind in Cue)
    assert pitch(up, begins) + 200 < pitch(up, ends)
    assert pitch(down, begins) > pitch(down, ends) + 200
    assert pitch(twice, int(0.16 * RATE)) == pytest.approx(pitch(twice, begins), abs=20)
    assert len(once) < len(up) < len(twice)
    assert np.abs(once).max() < np.abs(twice).max()


def _heard(detector: SileroDetector, sound: Samples, offset: int) -> float:
    """The highest speech probability of a stream with half a second of silence around the sound."""
    pause = np.zeros(SAMPLE_RATE // 2, np.float32)
    stream = np.concatenate([np.zeros(offset, np.float32), pause, sound, pause])
    detector.reset()
    frames = len(stream) // detector.frame
    return max(detector.probability(stream[n * detector.frame :][: detector.frame]) for n in range(frames))


@pytest.mark.parametrize("gain", [1.0, 0.25, 0.03])
@pytest.mark.parametrize("kind", Cue)
def test_the_real_detector_takes_none_for_speech(kind: Cue, gain: float) -> None:
    detector, sound = SileroDetector(), cue(kind, SAMPLE_RATE, gain)
    room = echo_of(np.concatenate([sound, np.zeros(8000, np.float32)]), db=-10, delay_ms=40)
    for offset in (0, 130, 260, 390):
        for heard in (sound, room):
            assert _heard(detector, heard, offset) < TranscriptionSettings().speech_threshold / 1.5


def test_the_real_recogniser_hears_the_question_and_not_the_cue_before_it() -> None:
    recogniser = WhisperTranscriber(starter_models() / "stt", threads=1)
    question = read_wav(assets() / "demo" / "question.wav", longest_s=30)
    alone = recogniser.transcribe(question, lambda: False).text
    with_cue = np.concatenate([cue(Cue.LISTENING, SAMPLE_RATE, 0.25), question])
    assert recogniser.transcribe(with_cue, lambda: False).text == alone != ""
    recogniser.close()


def cues_in(rig: Rig) -> list[Cue]:
    """The cues that reached the loudspeaker, in order."""
    sounds = {kind: cue(kind, RATE, rig.engine.cues.gain) for kind in Cue}
    blocks = [block for block in list(rig.speaker.blocks) if len(block) > RATE // 10]
    return [kind for block in blocks for kind, sound in sounds.items() if np.array_equal(sound, block)]


@pytest.fixture
def cued(make_engine: MakeEngine) -> Rig:
    rig = make_engine()
    rig.engine.cues.gain = 0.5
    return rig


def test_an_utterance_begins_and_ends_with_a_sound(cued: Rig) -> None:
    cued.speak()
    cued.events.wait_for(TurnFinished)
    assert cues_in(cued) == [Cue.LISTENING, Cue.DONE]


def test_a_typed_turn_is_quiet(cued: Rig) -> None:
    cued.engine.send_text("Hello")
    cued.events.wait_for(TurnFinished)
    assert cues_in(cued) == []


def test_off_means_off_and_is_how_an_engine_begins(rig: Rig) -> None:
    rig.speak()
    rig.events.wait_for(TurnFinished)
    assert cues_in(rig) == []


def test_without_a_microphone_nothing_says_that_it_listens(make_engine: MakeEngine) -> None:
    rig = make_engine(microphone=False)
    rig.engine.cues.gain = 0.5
    rig.engine.press()
    rig.events.wait_for(SpeechStarted)
    rig.engine.cancel()
    assert cues_in(rig) == []


def test_a_failed_turn_ends_with_a_low_sound(cued: Rig, expected_logs: list[object]) -> None:
    cued.model.enqueue(RuntimeError("out of memory"))
    cued.speak()
    assert cued.events.wait_for(TurnFinished).outcome is Outcome.FAILED
    assert cues_in(cued)[-1] is Cue.ERROR
    assert expected_logs


def _wait_for(rig: Rig, cues: int) -> None:
    for _ in range(2000):
        if len(cues_in(rig)) >= cues:
            return
        rig.voice.spoke.wait(0.002)
    raise AssertionError(cues_in(rig))


def test_thinking_is_heard_after_700_ms_of_silence_and_then_now_and_again(cued: Rig) -> None:
    cued.transcriber.gate.close()
    cued.speak()
    cued.transcriber.gate.wait_reached()
    cued.clock.now += THINKING_AFTER_S - 0.01
    _wait_for(cued, 2)
    cued.voice.spoke.wait(0.06)
    assert cues_in(cued) == [Cue.LISTENING, Cue.DONE]
    cued.clock.now += 0.02
    _wait_for(cued, 3)
    for number in range(1, MOST_THINKING + 2):
        cued.clock.now += THINKING_EVERY_S
        _wait_for(cued, 3 + min(number, MOST_THINKING - 1))
    assert cues_in(cued)[2:] == [Cue.THINKING] * MOST_THINKING
    cued.transcriber.gate.open()
    cued.events.wait_for(TurnFinished)


def test_a_reply_does_not_wait_for_the_end_of_a_cue(make_engine: MakeEngine) -> None:
    rig = make_engine(by_hand=True)
    rig.engine.cues.gain = 0.5
    rig.speak()
    rig.events.wait_for(ReplyAudible)
    assert rig.speaker.played == 0
    assert rig.speaker.flushes > 0, "what was left of the cue went"
    spoken = [block for block in rig.speaker.blocks if len(block) == rig.voice.a_character]
    assert rig.speaker.queued == sum(map(len, spoken)), "nothing is queued before the reply"
    rig.speaker.turn(rig.speaker.queued)
    assert rig.events.wait_for(TurnFinished).heard == "Hi."


def test_a_listening_cue_is_heard_when_a_reply_is_interrupted(make_engine: MakeEngine) -> None:
    rig = make_engine(by_hand=True)
    rig.engine.cues.gain = 0.5
    rig.engine.send_text("Hello")
    rig.events.wait_for(ReplyAudible)
    rig.engine.press()
    rig.events.wait_for(TurnFinished)
    _wait_for(rig, 1)
    assert cues_in(rig) == [Cue.LISTENING]
    assert rig.speaker.queued > 0
    rig.engine.cancel()


def test_a_loudspeaker_that_fails_takes_no_turn_with_it(cued: Rig, expected_logs: list[object]) -> None:
    cued.speaker.error = DeviceError("the loudspeaker does not answer", advice="plug it in")
    cued.engine.press()
    cued.events.wait_for(SpeechStarted)
    cued.engine.cancel()
    cued.speaker.error = None
    cued.engine.send_text("Hello")
    assert cued.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
    assert expected_logs is not None
