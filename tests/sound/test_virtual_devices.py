"""The virtual devices carry sound both ways through PortAudio; later tests rely on it."""

from __future__ import annotations

import queue
import threading
from pathlib import Path

import numpy as np
import pytest
import sounddevice
import soundfile

from tests.virtual_sound import SAMPLE_RATE, VirtualSound

pytestmark = pytest.mark.sound


def tone(hertz: float, seconds: float) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE)).astype(np.float32)


def loudest_frequency(samples: np.ndarray) -> float:
    """In Hz, of the loudest half second; 0 when nothing was heard."""
    window = SAMPLE_RATE // 2
    starts = range(0, max(1, len(samples) - window), window // 4)
    loudest = max((samples[start : start + window] for start in starts), key=lambda part: float(np.abs(part).sum()))
    if np.abs(loudest).max() < 0.05:
        return 0.0
    spectrum = np.abs(np.fft.rfft(loudest * np.hanning(len(loudest))))
    return float(np.argmax(spectrum) * SAMPLE_RATE / len(loudest))


def test_portaudio_sees_the_virtual_devices(virtual_sound: VirtualSound) -> None:
    names = {device["name"] for device in sounddevice.query_devices()}
    assert {"pulse", "default"} <= names
    assert sounddevice.query_devices(kind="input")["name"] in {"pulse", "default"}
    assert sounddevice.query_devices(kind="output")["name"] in {"pulse", "default"}


def test_what_is_played_into_the_microphone_is_read_from_the_default_input(
    virtual_sound: VirtualSound, tmp_path: Path
) -> None:
    wav = tmp_path / "tone.wav"
    soundfile.write(wav, tone(440, 1.0), SAMPLE_RATE)
    blocks: queue.Queue[np.ndarray] = queue.Queue()

    def heard(data: np.ndarray, frames: int, when: object, status: object) -> None:
        blocks.put(data[:, 0].copy())

    with sounddevice.InputStream(samplerate=SAMPLE_RATE, channels=1, blocksize=480, callback=heard):
        virtual_sound.play_into_mic(wav)
        read = [blocks.get(timeout=5) for _ in range(100)]
        while not blocks.empty():
            read.append(blocks.get())
    assert loudest_frequency(np.concatenate(read)) == pytest.approx(440, abs=5)


def test_what_is_played_to_the_default_output_is_recorded_from_the_speaker(
    virtual_sound: VirtualSound,
) -> None:
    with virtual_sound.recording_speaker() as recording:
        sounddevice.play(tone(660, 1.0), SAMPLE_RATE, blocking=True)
    assert loudest_frequency(recording.samples) == pytest.approx(660, abs=5)


def test_the_speaker_can_be_recorded_for_a_length_of_time(virtual_sound: VirtualSound) -> None:
    player = threading.Thread(target=sounddevice.play, args=(tone(880, 1.5), SAMPLE_RATE), kwargs={"blocking": True})
    player.start()
    samples = virtual_sound.record_speaker(1.2)
    player.join()
    assert len(samples) == int(1.2 * SAMPLE_RATE)
    assert loudest_frequency(samples) == pytest.approx(880, abs=5)


def test_silence_is_silent(virtual_sound: VirtualSound) -> None:
    assert np.abs(virtual_sound.record_speaker(0.3)).max() < 1e-4
