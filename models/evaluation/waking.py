"""The wake word: how often it is missed, what is mistaken for it, where its end is found, what listening costs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from desktop.engine.audio import SAMPLE_RATE, RingBuffer, resample, to_mono
from desktop.engine.backends.silero import SileroDetector
from desktop.engine.backends.wake_word import WakeNetwork
from desktop.engine.bay import Bay
from desktop.engine.wake.spotter import Found, Spotter, WakeWord
from models.evaluation.hearing import SPEECH_FOLDER
from models.evaluation.report import Measure, Row, Section
from models.evaluation.sounds import coloured, with_noise
from models.evaluation.starter import Subject
from models.evaluation.voices import KNOWN_VOICES, new_sentences, say
from models.recipes.common.speech import HELD_OUT_VOICES, Samples
from models.recipes.wake.speakers import trim

NEAR = (
    "hey ottoman", "hey risotto", "hey grotto", "hey bottle", "hey Scotty", "hey Sophie", "hey Simon",
    "pass the risotto", "a hot tomato", "hey stop it", "hey so what", "he got to go", "they bought two", "hey model",
    "hey Sotheby", "say a lot too", "hey pasta", "hey presto", "hey saddle", "hey settle", "hey shadow",
    "hey toddler", "the staccato", "hey Lotte",
)  # fmt: skip
"""Near misses that no training hears."""
_NOISE_DB = 10
_REAL_SPEECH = (
    "Real speech is recorded digits, one after another, and one speech; "
    "of all but two of its speakers the wake word's training heard digits."
)
_TOGETHER = 40
"""Recordings that are heard as one."""
_SILENCE = np.zeros(SAMPLE_RATE, np.float32)


@dataclass
class Listening:
    """Hears recordings as the listening thread does, one after another."""

    model: WakeNetwork
    detector: SileroDetector = field(default_factory=SileroDetector)
    looks: list[float] = field(default_factory=list)
    """Seconds each look took."""

    def hear(self, samples: Samples) -> Iterator[tuple[int, Found]]:
        """Where the wake word was heard in a recording, in samples, and what was found."""
        ring = RingBuffer(len(samples) + SAMPLE_RATE)
        bay: Bay[WakeWord] = Bay(self)
        spotter = Spotter(bay, ring)
        self.detector.reset()
        size = self.detector.frame
        for start in range(0, len(samples) - size + 1, size):
            frame = samples[start : start + size]
            ring.write(frame)
            found = spotter.look(self.detector.probability(frame), start + size)
            if found is not None:
                yield start + size, found

    def probability(self, samples: Samples) -> float:
        """The model's, and how long that takes."""
        begun = time.perf_counter()
        try:
            return self.model.probability(samples)
        finally:
            self.looks.append(time.perf_counter() - begun)

    def __getattr__(self, name: str) -> object:
        return getattr(self.model, name)


def evaluate(subject: Subject) -> Section:
    """Hear the phrase, what sounds like it, and everything else. Raises ModelError."""
    model = WakeNetwork(subject.wake)
    listening = Listening(model)
    sentences = new_sentences(subject.up_to(240), 7)
    said = [
        row
        for voices, kind in ((KNOWN_VOICES, "known"), (HELD_OUT_VOICES, "held-out"))
        for row in _phrases(listening, model.phrase, voices, kind, sentences)
    ]
    near = list(_others(listening, [(text, voice) for text in NEAR for voice in HELD_OUT_VOICES[::2]]))
    spoken = zip(sentences, HELD_OUT_VOICES * len(sentences), strict=False)
    others = list(_others(listening, list(spoken)))
    real = list(_recordings(listening)) or [{"seconds": 0.0, "heard": 0}]
    held_out = [row for row in said if row["voices"] == "held-out"]
    clean, in_noise = ([row for row in held_out if row["noise"] is noise] for noise in (False, True))
    known = [row for row in said if row["voices"] == "known"]
    woken = 100 * float(np.mean([row["heard"] > 0 for row in near]))
    measures = [
        Measure("wake words missed, known voices", _missed(known), n=len(known)),
        Measure("wake words missed, held-out voices", _missed(clean), n=len(clean)),
        Measure("wake words missed, held-out voices, 10 dB SNR", _missed(in_noise), n=len(in_noise)),
        Measure("end of the word found, off by, 90th percentile", _off(said), "ms", n=len(said)),
        Measure("near misses that wake it", woken, n=len(near)),
        Measure("other sentences, wakes an hour of speech", _an_hour(others), "", n=len(others)),
        Measure("real speech, wakes an hour", _an_hour(real), "", n=len(real)),
        Measure("one look", 1000 * float(np.median(listening.looks)), "ms", n=len(listening.looks)),
    ]  # fmt: skip
    rows = {"said": said, "near": near, "others": others, "real": real}
    return Section("wake word", measures, rows, [_REAL_SPEECH])


def _phrases(
    listening: Listening, phrase: str, voices: Sequence[str], kind: str, sentences: Sequence[str]
) -> Iterator[Row]:
    """The phrase by each voice, alone and with a request right behind it, without and with noise."""
    for number, voice in enumerate(voices):
        word = trim(say(phrase, voice)) * np.float32(0.4)
        request = trim(say(sentences[number % len(sentences)], voice)) * np.float32(0.4)
        for gap_s, rest in ((0.0, request), (0.15, request), (0.5, request), (0.0, _SILENCE)):
            gap = np.zeros(int(gap_s * SAMPLE_RATE), np.float32)
            whole = np.concatenate([_SILENCE, word, gap, rest, _SILENCE])
            for noise in (False, True):
                heard = list(listening.hear(_in_noise(whole, number) if noise else whole))
                end = len(_SILENCE) + len(word)
                off = (heard[0][1].end - end) / SAMPLE_RATE * 1000 if heard else None
                late = (heard[0][0] - end) / SAMPLE_RATE * 1000 if heard else None
                yield {
                    "voices": kind, "voice": voice, "gap_s": gap_s, "noise": noise, "heard": len(heard),
                    "end_off_ms": off, "late_ms": late,
                }  # fmt: skip


def _in_noise(samples: Samples, seed: int) -> Samples:
    return with_noise(samples, coloured(np.random.default_rng(seed), len(samples), 0.5), _NOISE_DB)


def _others(listening: Listening, said: Sequence[tuple[str, str]]) -> Iterator[Row]:
    for text, voice in said:
        samples = trim(say(text, voice)) * np.float32(0.4)
        heard = list(listening.hear(np.concatenate([_SILENCE, samples, _SILENCE])))
        yield {"text": text, "voice": voice, "seconds": len(samples) / SAMPLE_RATE, "heard": len(heard)}


def _recordings(listening: Listening) -> Iterator[Row]:
    """People who speak, as far as recordings of them are there; short ones one after another."""
    folder = os.environ.get(SPEECH_FOLDER)
    files = sorted(file for file in Path(folder).rglob("*.*") if file.suffix in (".wav", ".flac")) if folder else []
    for first in range(0, len(files), _TOGETHER):
        parts = [_SILENCE]
        for file in files[first : first + _TOGETHER]:
            samples, rate = soundfile.read(file, dtype="float32")
            parts.append(resample(to_mono(samples), rate, SAMPLE_RATE))
        spoken = np.concatenate(parts)
        yield {"seconds": len(spoken) / SAMPLE_RATE, "heard": len(list(listening.hear(spoken)))}


def _missed(rows: Sequence[Row]) -> float:
    return 100 * float(np.mean([not row["heard"] for row in rows]))


def _off(rows: Sequence[Row]) -> float:
    return float(np.percentile([abs(row["end_off_ms"]) for row in rows if row["end_off_ms"] is not None], 90))


def _an_hour(rows: Sequence[Row]) -> float:
    return sum(row["heard"] for row in rows) / max(1e-9, sum(row["seconds"] for row in rows) / 3600)
