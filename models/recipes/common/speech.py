"""Synthetic speech: flite and espeak-ng in many voices and speeds, with a room and noise around it."""

from __future__ import annotations

import io
import random
import subprocess

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SAMPLE_RATE = 16000
FLITE_VOICES = ("kal16", "awb", "rms", "slt")
ESPEAK_ACCENTS = ("en-us", "en-gb", "en-gb-x-rp", "en-029", "en-gb-scotland")
ESPEAK_VARIANTS = [
    "m1",
    "m2",
    "m3",
    "m4",
    "m5",
    "m6",
    "m7",
    "m8",
    "f1",
    "f2",
    "f3",
    "f4",
    "f5",
    "Alex",
    "Alicia",
    "Andrea",
    "Andy",
    "Annie",
    "Denis",
    "Diogo",
    "Gene",
    "Henrique",
    "Jacky",
    "Lee",
    "Michael",
    "belinda",
    "benjamin",
    "caleb",
    "david",
    "edward",
    "grandma",
    "grandpa",
    "john",
    "marcelo",
    "max",
    "quincy",
    "rob",
    "robert",
    "shelby",
    "steph",
    "travis",
    "victor",
]


def _decode(wav: bytes) -> Samples:
    samples, rate = soundfile.read(io.BytesIO(wav), dtype="float32")
    return np.asarray(samples if rate == SAMPLE_RATE else soxr.resample(samples, rate, SAMPLE_RATE), np.float32)


def flite(text: str, voice: str, stretch: float = 1.0) -> Samples:
    """Speech by flite at 16 kHz; `stretch` above 1 is slower. Raises CalledProcessError."""
    command = [
        "flite",
        "-voice",
        voice,
        "--setf",
        f"duration_stretch={stretch:.2f}",
        "-t",
        text,
        "-o",
        "/dev/stdout",
    ]
    return _decode(subprocess.run(command, check=True, capture_output=True).stdout)


def espeak(text: str, voice: str, words_per_minute: int = 160, pitch: int = 50) -> Samples:
    """Speech by espeak-ng at 16 kHz; `voice` such as "en-us+f3", `pitch` 0 to 99. Raises CalledProcessError."""
    command = ["espeak-ng", "-v", voice, "-s", str(words_per_minute), "-p", str(pitch), "--stdout", text]
    return _decode(subprocess.run(command, check=True, capture_output=True).stdout)


def speak(text: str, rng: random.Random) -> tuple[Samples, str]:
    """Say the text in a random voice: samples, name of the voice."""
    text = text.replace("-", " ")
    if rng.random() < 0.5:
        voice = rng.choice(FLITE_VOICES)
        return flite(text, voice, rng.uniform(0.8, 1.25)), voice
    voice = f"{rng.choice(ESPEAK_ACCENTS)}+{rng.choice(ESPEAK_VARIANTS)}"
    return espeak(text, voice, rng.randint(120, 200), rng.randint(20, 80)), voice


def _reverberate(samples: Samples, rng: random.Random, noise: np.random.Generator) -> Samples:
    length = int(SAMPLE_RATE * rng.uniform(0.05, 0.2))
    response = noise.standard_normal(length) * np.exp(-np.arange(length) / (length / 5))
    response /= rng.uniform(4, 10)
    response[0] = 1
    size = len(samples) + length
    mixed = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)
    return np.asarray(mixed[: len(samples)], np.float32)


def place(samples: Samples, rng: random.Random) -> Samples:
    """Put speech into a room: level, sometimes reverberation, silence around it, mostly noise."""
    noise = np.random.default_rng(rng.getrandbits(32))
    samples = samples / (np.abs(samples).max() + 1e-6) * np.float32(rng.uniform(0.1, 0.9))
    if rng.random() < 0.3:
        samples = _reverberate(samples, rng, noise)
    before, after = (np.zeros(int(SAMPLE_RATE * rng.uniform(0.05, 0.4)), np.float32) for _ in range(2))
    samples = np.concatenate([before, samples, after])
    if rng.random() < 0.7:
        level = 10 ** rng.uniform(-4.5, -1.8) * np.abs(samples).max()
        samples = samples + (noise.standard_normal(len(samples)) * level).astype(np.float32)
    return samples.astype(np.float32)
