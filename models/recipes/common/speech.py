# ruff: noqa: SIM905 (a list of words is easier to read as text)
"""Synthetic speech: flite and espeak-ng in many voices, speeds and pitches."""

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
FLITE_VOICES = ("kal16", "rms", "slt", "kal")
ESPEAK_ACCENTS = (
    "en-us", "en-us", "en-gb", "en-gb-x-rp", "en-029", "en-gb-scotland", "en-gb-x-gbclan", "en-gb-x-gbcwmd",
    "en-us-nyc",
)  # fmt: skip
ESPEAK_VARIANTS = """
m1 m2 m3 m4 m5 m6 m8 f1 f2 f3 f4 Alex Andrea Andy Annie AnxiousAndy Diogo Gene2 Henrique Hugo Jacky Marco Mario
Michael Mike Nguyen Storm adam anika announcer antonio aunty benjamin boris caleb croak david ed edward2 grandma
grandpa gustave iven iven2 iven3 iven4 john kaukovalta klatt klatt2 klatt3 klatt4 klatt6 linda marcelo michel miguel
norbert pablo paul pedro quincy rob robert sandro shelby steph steph2 steph3 whisper zac
""".split()
HELD_OUT_VOICES = (
    "awb", "en-us+m7", "en-gb+f5", "en-us+Alicia", "en-gb+Denis", "en-us+Gene", "en-gb-x-rp+Lee", "en-us+belinda",
    "en-gb+edward", "en-us+max", "en-gb-scotland+travis", "en-us+victor",
)  # fmt: skip
"""Voices for measuring only: one of flite's, eleven variants of espeak-ng."""
HELD_OUT_SPEAKERS = ("lucas", "theo")
"""Speakers of the recorded digits that no training hears."""


def _decode(wav: bytes) -> Samples:
    samples, rate = soundfile.read(io.BytesIO(wav), dtype="float32")
    return np.asarray(samples if rate == SAMPLE_RATE else soxr.resample(samples, rate, SAMPLE_RATE), np.float32)


def flite(text: str, voice: str, stretch: float = 1.0) -> Samples:
    """Speech by flite at 16 kHz; `stretch` above 1 is slower. Raises CalledProcessError."""
    setting = f"duration_stretch={stretch:.2f}"
    command = ["flite", "-voice", voice, "--setf", setting, "-t", text, "-o", "/dev/stdout"]
    return _decode(subprocess.run(command, check=True, capture_output=True).stdout)


def espeak(text: str, voice: str, words_per_minute: int = 160, pitch: int = 50) -> Samples:
    """Speech by espeak-ng at 16 kHz; `voice` such as "en-us+f3", `pitch` 0 to 99. Raises CalledProcessError."""
    command = ["espeak-ng", "-v", voice, "-s", str(words_per_minute), "-p", str(pitch), "--stdout", text]
    return _decode(subprocess.run(command, check=True, capture_output=True).stdout)


def speak(text: str, rng: random.Random) -> tuple[Samples, str]:
    """Say the text in a random voice that is not held out: samples, name of the voice."""
    text = text.replace("-", " ")
    if rng.random() < 0.4:
        voice = rng.choice(FLITE_VOICES)
        samples = flite(text, voice, rng.uniform(0.75, 1.3))
        return _resized(samples, rng.uniform(0.88, 1.14)) if rng.random() < 0.5 else samples, voice
    voice = f"{rng.choice(ESPEAK_ACCENTS)}+{rng.choice(ESPEAK_VARIANTS)}"
    samples = espeak(text, voice, rng.randint(110, 215), rng.randint(10, 90))
    return _resized(samples, rng.uniform(0.92, 1.1)) if rng.random() < 0.2 else samples, voice


def say(text: str, voice: str) -> Samples:
    """Say the text in the voice of this name, at its own speed and pitch. Raises CalledProcessError."""
    text = text.replace("-", " ")
    return espeak(text, voice) if "+" in voice else flite(text, voice)


def _resized(samples: Samples, factor: float) -> Samples:
    """Faster and higher by the factor, as another throat would sound."""
    return np.asarray(soxr.resample(samples, SAMPLE_RATE * factor, SAMPLE_RATE, quality="LQ"), np.float32)
