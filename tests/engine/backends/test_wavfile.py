from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.wavfile import WavMicrophone, WavSpeaker, read_wav, stream_wav, write_wav
from desktop.engine.protocols import Samples
from desktop.errors import AudioFileError, Cancelled


def never() -> bool:
    return False


def lost(sentence: str) -> None:
    raise AssertionError(sentence)


def tone(seconds: float, rate: int) -> Samples:
    return (0.5 * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 96_000, 192_000])
@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_common_wav_becomes_16_khz_mono(tmp_path: Path, rate: int, subtype: str, channels: int) -> None:
    file = tmp_path / "in.wav"
    soundfile.write(file, np.repeat(tone(1, rate)[:, None], channels, axis=1), rate, subtype=subtype)
    samples = read_wav(file, longest_s=2)
    assert samples.dtype == np.float32
    assert abs(len(samples) - SAMPLE_RATE) <= 2
    assert np.argmax(np.abs(np.fft.rfft(samples))) == pytest.approx(440, abs=1)
    assert np.max(np.abs(samples)) == pytest.approx(0.5, abs=0.05)


def test_nan_and_infinity_become_silence(tmp_path: Path) -> None:
    file = tmp_path / "nan.wav"
    samples = tone(0.1, SAMPLE_RATE)
    samples[10], samples[20], samples[30] = np.nan, np.inf, 7
    soundfile.write(file, samples, SAMPLE_RATE, subtype="FLOAT")
    heard = read_wav(file, longest_s=1)
    assert [heard[10], heard[20], heard[30]] == [0, 0, 1]
    np.testing.assert_array_equal(np.delete(heard, [10, 20, 30]), np.delete(samples, [10, 20, 30]))


def sparse_wav(file: Path, seconds: int, claimed: int | None = None) -> None:
    """A silent recording whose samples take no room on the disk."""
    soundfile.write(file, np.zeros(1, np.float32), SAMPLE_RATE, subtype="PCM_16")
    header = bytearray(file.read_bytes()[:44])
    size = 2 * SAMPLE_RATE * (claimed or seconds)
    header[4:8], header[40:44] = (size + 36).to_bytes(4, "little"), size.to_bytes(4, "little")
    with file.open("wb") as out:
        out.write(header)
        out.truncate(44 + 2 * SAMPLE_RATE * seconds)


def test_two_hours_are_refused_from_the_header(tmp_path: Path) -> None:
    file = tmp_path / "long.wav"
    sparse_wav(file, 7200)
    with pytest.raises(AudioFileError, match="120 minutes") as caught:
        read_wav(file, longest_s=120)
    assert "transcribe" in caught.value.advice


def test_a_recording_cut_short_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "cut.wav"
    sparse_wav(file, 3, claimed=3600)
    assert len(read_wav(file, longest_s=10)) == 3 * SAMPLE_RATE


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not audio at all" * 100, bytes(5000)])
def test_what_is_not_audio_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "in.wav"
    file.write_bytes(content)
    with pytest.raises(AudioFileError, match="not audio") as caught:
        read_wav(file, longest_s=10)
    assert caught.value.advice


def test_empty_missing_folders_and_odd_rates_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "in.wav"
    soundfile.write(file, np.zeros(0, np.float32), SAMPLE_RATE)
    with pytest.raises(AudioFileError, match="is empty"):
        read_wav(file, longest_s=10)
    soundfile.write(file, np.zeros(10, np.float32), 100)
    with pytest.raises(AudioFileError, match="100 samples a second"):
        read_wav(file, longest_s=10)
    with pytest.raises(AudioFileError, match="does not exist"):
        read_wav(tmp_path / "missing.wav", longest_s=10)
    with pytest.raises(AudioFileError, match="is not a file"):
        read_wav(tmp_path, longest_s=10)


def test_a_long_recording_is_streamed_in_windows_cut_in_pauses(tmp_path: Path) -> None:
    file = tmp_path / "long.wav"
    period = np.concatenate([tone(4, 8000), np.zeros(8000, np.float32)])
    soundfile.write(file, np.tile(period, 20), 8000)
    windows = list(stream_wav(file))
    assert abs(sum(map(len, windows)) - 100 * SAMPLE_RATE) <= 2
    assert all(len(window) <= 28 * SAMPLE_RATE for window in windows)
    assert all(np.max(np.abs(window[-800:])) < 0.01 for window in windows)
    assert 4 <= len(windows) <= 5


def test_the_microphone_hears_the_whole_recording() -> None:
    samples = tone(0.25, SAMPLE_RATE)
    blocks: list[Samples] = []
    microphone = WavMicrophone(samples)
    microphone.speak()
    assert blocks == []
    microphone.open(blocks.append, lost)
    microphone.speak(block=480)
    np.testing.assert_array_equal(np.concatenate(blocks), samples)
    assert {len(block) for block in blocks[:-1]} == {480}
    microphone.close()
    microphone.speak()
    assert sum(map(len, blocks)) == len(samples)


def test_closing_ends_a_recording_in_real_time() -> None:
    heard = threading.Event()
    microphone = WavMicrophone(np.zeros(60 * SAMPLE_RATE, np.float32))
    microphone.open(lambda _block: heard.set(), lost)
    thread = threading.Thread(target=microphone.speak, kwargs={"realtime": True})
    thread.start()
    assert heard.wait(5)
    microphone.close()
    thread.join(5)
    assert not thread.is_alive()


def test_the_speaker_writes_what_it_played(tmp_path: Path) -> None:
    file = tmp_path / "new" / "out.wav"
    speaker = WavSpeaker(file, 22_050)
    speaker.open(lost)
    for part in np.array_split(tone(0.5, 22_050), 4):
        speaker.play(part, never)
    assert speaker.played == speaker.queued == 11_025
    speaker.flush()
    speaker.close()
    speaker.close()
    samples, rate = soundfile.read(file)
    assert rate == 22_050
    np.testing.assert_allclose(samples, tone(0.5, 22_050), atol=1e-4)
    assert [entry.name for entry in file.parent.iterdir()] == ["out.wav"]


def test_a_speaker_in_real_time_drops_what_was_not_heard() -> None:
    speaker = WavSpeaker(None, 16_000, realtime=True)
    speaker.open(lost)
    speaker.play(tone(19, 16_000), never)
    speaker.flush()
    assert speaker.queued == len(speaker.recorded) == speaker.played < 16_000


def test_a_stale_turn_does_not_reach_the_speaker() -> None:
    speaker = WavSpeaker(None, 16_000)
    speaker.open(lost)
    with pytest.raises(Cancelled):
        speaker.play(tone(1, 16_000), lambda: True)
    assert speaker.queued == 0


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AudioFileError, match="cannot be written") as caught:
        write_wav(tmp_path / "file" / "out.wav", tone(0.1, 16_000), 16_000)
    assert caught.value.advice
