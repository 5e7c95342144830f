"""The recogniser: word error rates by voice and noise, silence on sounds without words, real speech."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle
from pathlib import Path

import faster_whisper
import numpy as np

from desktop.engine.backends.wavfile import read_wav
from desktop.engine.backends.whisper import WhisperTranscriber
from desktop.engine.transcription import DOUBTFUL_LOG_PROBABILITY, doubt
from models.evaluation.report import Measure, Row, Section
from models.evaluation.sounds import babble, clips, coloured, with_noise
from models.evaluation.starter import Subject
from models.evaluation.voices import KNOWN_VOICES, new_sentences, placed, say
from models.evaluation.words import error_percent
from models.recipes.common.numbers import ONES
from models.recipes.common.speech import HELD_OUT_SPEAKERS, HELD_OUT_VOICES, SAMPLE_RATE, Samples

SPEECH_FOLDER = "SOTTO_SPEECH"
"""Environment variable that names the folder of recorded speech: `digits/` and `jfk.flac`."""
SNR_DB = 10.0
IN_NOISE = f"new sentences, known voices, {SNR_DB:.0f} dB SNR"

_NOISE_S = 10 * SAMPLE_RATE


def evaluate(subject: Subject, speakers: Sequence[str] = HELD_OUT_SPEAKERS) -> Section:
    """Measure the recogniser; of the recorded speakers only these. Raises ModelError."""
    ours = WhisperTranscriber(subject.stt, threads=1, check=doubt)
    measures: list[Measure] = []
    rows: dict[str, Sequence[Row]] = {}
    notes = [f"Sentences that the recogniser was trained on, left out: {len(subject.away)}."] if subject.away else []
    for name, at_most, spoken in _spoken_sets(subject):
        rows[name] = _heard(ours, spoken)
        measures.append(_error_rate(name, rows[name], at_most))
    measures += _by_noise(rows[IN_NOISE])
    rows["non-speech"] = _on_sounds(subject, ours)
    measures += _silent_shares(rows["non-speech"])
    if folder := os.environ.get(SPEECH_FOLDER):
        rows["spoken digits"] = _heard(ours, _digits(subject, Path(folder), speakers))
        measures.append(_error_rate("spoken digits, real", rows["spoken digits"], 15))
        measures += _unknown_speech(ours, Path(folder) / "jfk.flac", rows)
    else:
        notes.append(f"Real speech was not measured: {SPEECH_FOLDER} names no folder.")
    ours.close()
    return Section("recogniser", measures, rows, notes)


Spoken = Iterable[tuple[str, str, Samples]]
"""(text, who or what, samples at 16 kHz)"""


def _spoken_sets(subject: Subject) -> Iterator[tuple[str, float | None, Spoken]]:
    def sentences(count: int, seed: int) -> Sequence[str]:
        return new_sentences(subject.up_to(count), seed, subject.away)

    yield "new sentences, known voices", 4, _by(sentences(200, 1), KNOWN_VOICES)
    yield "new sentences, held-out voices", 10, _by(sentences(240, 2), HELD_OUT_VOICES)
    noises = list(_noises().items())
    quiet = _by(sentences(240, 3), KNOWN_VOICES)
    noisy = (
        (text, f"{voice}, {noise}", with_noise(samples, sound, SNR_DB))
        for (text, voice, samples), (noise, sound) in zip(quiet, cycle(noises), strict=False)
    )
    yield IN_NOISE, 12, noisy


def _by(texts: Iterable[str], voices: Sequence[str]) -> Spoken:
    return ((text, voice, placed(say(text, voice))) for text, voice in zip(texts, cycle(voices), strict=False))


def _noises() -> dict[str, Samples]:
    rng = np.random.default_rng(5)
    crowd = [say(text, voice) for text, voice in zip(new_sentences(8, 4), KNOWN_VOICES, strict=False)]
    return {
        "white noise": coloured(rng, _NOISE_S, 0),
        "babble": babble(crowd, _NOISE_S),
        "pink noise": coloured(rng, _NOISE_S, 0.5),
    }


def _heard(ours: WhisperTranscriber, spoken: Spoken) -> list[Row]:
    rows = []
    for text, voice, samples in spoken:
        transcript = ours.transcribe(samples, bool)
        rows.append(
            {
                "said": text,
                "voice": voice,
                "heard": transcript.text,
                "log_probability": round(transcript.log_probability, 3),
                "no_speech": round(transcript.no_speech, 3),
            }
        )
    return rows


def _error_rate(name: str, rows: Sequence[Row], at_most: float | None) -> Measure:
    rate = error_percent((row["said"], row["heard"]) for row in rows)
    return Measure(name if name.startswith("-") else f"word error rate, {name}", rate, at_most=at_most, n=len(rows))


def _by_noise(rows: Sequence[Row]) -> list[Measure]:
    noises = sorted({row["voice"].partition(", ")[2] for row in rows})
    by_noise = {noise: [row for row in rows if row["voice"].endswith(noise)] for noise in noises}
    return [_error_rate(f"- of these in {noise}", of, None) for noise, of in by_noise.items()]


def _on_sounds(subject: Subject, ours: WhisperTranscriber) -> list[Row]:
    stock = _stock(subject.stt)
    rows = []
    for clip in clips(subject.up_to(300)):
        transcript = ours.transcribe(clip.samples, bool)
        doubted = doubt(transcript, len(clip.samples) / SAMPLE_RATE)
        known = {"kind": clip.kind, "seed": clip.seed, "seconds": round(len(clip.samples) / SAMPLE_RATE, 2)}
        rows.append(known | {"stock": stock(clip.samples), "heard": transcript.text, "doubt": doubted})
    return rows


def _stock(folder: Path) -> Callable[[Samples], str]:
    """The library's own `WhisperModel.transcribe`, with its defaults."""
    model = faster_whisper.WhisperModel(
        str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
    )
    return lambda samples: " ".join(segment.text for segment in model.transcribe(samples)[0]).strip()


def _silent_shares(rows: Sequence[Row]) -> list[Measure]:
    def share(key: str) -> float:
        return 100 * sum(not row[key].strip() for row in rows) / len(rows)

    accepted = 100 * sum(bool(row["doubt"]) for row in rows) / len(rows)
    return [
        Measure("no text on non-speech, WhisperModel.transcribe", share("stock"), at_least=98, n=len(rows)),
        Measure("no text on non-speech, short window", share("heard"), at_least=98, n=len(rows)),
        Measure("no text on non-speech, after the transcript checks", accepted, n=len(rows)),
    ]


def _digits(subject: Subject, folder: Path, speakers: Sequence[str]) -> Spoken:
    """Recordings named `{digit}_{speaker}_{take}.wav`."""
    names = sorted(
        (int(take), speaker, digit)
        for digit, speaker, take in (file.stem.split("_") for file in (folder / "digits").glob("*.wav"))
        if speaker in speakers
    )
    for take, speaker, digit in names[: subject.up_to(len(names))]:
        samples = read_wav(folder / "digits" / f"{digit}_{speaker}_{take}.wav", longest_s=60)
        yield ONES[int(digit)], speaker, placed(samples)


def _unknown_speech(ours: WhisperTranscriber, clip: Path, rows: dict[str, Sequence[Row]]) -> list[Measure]:
    """Open speech that the recogniser does not know must not pass for a confident request."""
    samples = read_wav(clip, longest_s=60)
    transcript = ours.transcribe(samples, bool)
    doubted = doubt(transcript, len(samples) / SAMPLE_RATE)
    confidence = math.exp(min(0.0, transcript.log_probability))
    rows["unknown speech"] = [
        {"clip": clip.name, "heard": transcript.text, "doubt": doubted, "confidence": confidence}
    ]
    if doubted:
        return [Measure("confidence in unknown real speech (ignored)", 0.0, at_most=0.0, unit="", n=1)]
    return [
        Measure("confidence in unknown real speech", confidence, "", at_most=math.exp(DOUBTFUL_LOG_PROBABILITY), n=1)
    ]
