"""What the user's part of a scenario sounds like: synthesised speech, recordings, coughs and noise."""

from __future__ import annotations

import re
import zlib

import numpy as np

from desktop.benchmarks.disturbances import coughs
from desktop.catalog import find_models
from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.backends.wavfile import read_wav
from desktop.engine.protocols import Samples, SpokenWord
from desktop.paths import Paths
from desktop.scenarios.form import LONGEST_S, Sounding
from desktop.scenarios.reading import Script
from desktop.settings import Settings

SPEECH_DBFS = -22.0
"""Loudness of what is said, as the root mean square of its speech."""
_PAUSE = re.compile(r"\s*\[(\d+(?:\.\d+)?)\]\s*")
_AUDIBLE = 0.01


class Sounds:
    """Makes what the microphone is to hear: the same samples in each run. Holds a voice; `close` frees it."""

    def __init__(self) -> None:
        """Speak with the starter's voice, whatever is tested, so that all are told the same. Raises ModelError."""
        self._voice = PiperVoiceModel(find_models(Settings(), Paths.from_environment()).tts)
        self._spoken: dict[tuple[str, float], Samples] = {}

    def make(self, script: Script, sounding: Sounding) -> Samples:
        """16 kHz mono. Raises AudioFileError."""
        if sounding.say is not None:
            samples = self._say(sounding.say, sounding.rate)
        elif sounding.audio is not None:
            samples = read_wav(script.sound_file(sounding), longest_s=LONGEST_S)
        else:
            samples = _noise(sounding)
        return np.asarray(samples * np.float32(10 ** (sounding.gain_db / 20)), np.float32)

    def close(self) -> None:
        """Free the voice."""
        self._voice.close()

    def _say(self, text: str, rate: float) -> Samples:
        key = (text, rate)
        if key not in self._spoken:
            self._spoken[key] = levelled(self._with_pauses(text, rate))
        return self._spoken[key]

    def _with_pauses(self, text: str, rate: float) -> Samples:
        """One sentence with one melody; cut where its pauses are, and silence put in."""
        pieces = _PAUSE.split(text)
        parts, pauses = pieces[::2], [float(pause) for pause in pieces[1::2]]
        whole, words = self._speak(" ".join(part for part in parts if part), rate)
        out, at, chars = [], 0, 0
        for part, pause in zip(parts, pauses, strict=False):
            chars += len(part) + bool(chars)
            cut = max((word.end for word in words if word.text_end <= chars), default=at)
            out += [whole[at:cut], np.zeros(int(pause * SAMPLE_RATE), np.float32)]
            at = cut
        return np.concatenate([*out, whole[at:]])

    def _speak(self, text: str, rate: float) -> tuple[Samples, list[SpokenWord]]:
        """The text at 16 kHz with its words' places in it, without the voice's own silence around it."""
        words: list[SpokenWord] = []
        blocks = list(self._voice.synthesize(text, bool, slowness=1 / rate, on_words=words.extend))
        scale = SAMPLE_RATE / self._voice.sample_rate
        samples = resample(np.concatenate(blocks), self._voice.sample_rate, SAMPLE_RATE)
        loud = np.flatnonzero(np.abs(samples) > _AUDIBLE)
        first, last = (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, len(samples))
        placed = [SpokenWord(w.text_end, round(w.start * scale) - first, round(w.end * scale) - first) for w in words]
        return samples[first:last], placed


def levelled(samples: Samples) -> Samples:
    """Speech at the usual loudness; silence stays what it is."""
    loud = samples[np.abs(samples) > _AUDIBLE]
    if not len(loud):
        return samples
    rms = float(np.sqrt(np.mean(np.square(loud, dtype=np.float64))))
    return np.asarray(np.clip(samples * np.float32(10 ** (SPEECH_DBFS / 20) / rms), -1, 1), np.float32)


def _noise(sounding: Sounding) -> Samples:
    length = int(sounding.seconds * SAMPLE_RATE)
    match sounding.sound:
        case "cough":
            return coughs(1)[0]
        case "click":
            click = np.zeros(length, np.float32)
            click[:32] = 0.5
            return click
        case "noise":
            random = np.random.default_rng(zlib.crc32(b"noise"))
            return random.standard_normal(length, np.float32) * np.float32(10 ** (SPEECH_DBFS / 20))
        case _:
            return np.zeros(length, np.float32)
