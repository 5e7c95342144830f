"""The voice: read back by two recognisers, faults in its sound, speed, alignments, slowness."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from statistics import median

import numpy as np
import soxr
from piper import PiperVoice

from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.backends.whisper import WhisperTranscriber
from desktop.engine.sentences import speakable
from models.evaluation.cases import DATA
from models.evaluation.report import Measure, Row, Section
from models.evaluation.sphinx import Sphinx, is_installed
from models.evaluation.starter import Subject
from models.evaluation.voices import new_sentences, placed, say
from models.evaluation.words import error_percent
from models.recipes.common.speech import SAMPLE_RATE, Samples

REPLIES = "spoken_replies.json"
TEACHER = "slt"
TAKES = 3
"""Times that every text is spoken for the recognisers: the voice's noise is another one each time."""
FULL_SCALE = 0.999
LONGEST_GAP_S = 0.3
SLOWNESS = 1.5
_FRAME_S = 0.01
_SILENT_DB = -45.0
_PAUSES = ",.;:!?"


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence as the voice speaks it."""

    text: str
    samples: Samples
    """At the voice's own rate."""
    rate: int
    took_s: float

    @property
    def at_16_khz(self) -> Samples:
        """For a recogniser."""
        return placed(np.asarray(soxr.resample(self.samples, self.rate, SAMPLE_RATE), np.float32))


def evaluate(subject: Subject) -> Section:
    """Measure the voice. Raises ModelError."""
    texts = _texts(subject)
    with _one_core():
        spoken = _speak(subject, texts)
        slow = _speak(subject, texts[: subject.up_to(20)], SLOWNESS)
        again = [one for _ in range(TAKES - 1) for one in _speak(subject, texts)]
    read_back = _read_back(subject, [*spoken, *again])
    measures = [_error_rate("read back by the starter recogniser", read_back, 6)]
    rows: dict[str, Sequence[Row]] = {"read back": read_back}
    notes = []
    if is_installed():
        asked = set(texts[: subject.up_to(60)])
        rows["PocketSphinx"] = _by_sphinx([one for one in (*spoken, *again) if one.text in asked])
        measures += _against_teacher(rows["PocketSphinx"])
    else:
        notes.append("PocketSphinx was not asked: models/evaluation/requirements.txt is not installed.")
    rows["sound"] = [_sound(utterance) for utterance in spoken]
    measures += _faults(rows["sound"])
    measures.append(Measure("sentences with alignments that add up", *_aligned(subject, texts[: subject.up_to(20)])))
    ratio = median(len(one.samples) / len(two.samples) for one, two in zip(slow, spoken, strict=False))
    measures.append(
        Measure(f"length at slowness {SLOWNESS}, off by", 100 * abs(ratio / SLOWNESS - 1), at_most=10, n=len(slow))
    )
    return Section("voice", measures, rows, notes)


def silent_gap_s(samples: Samples, rate: int) -> float:
    """The longest silence in seconds between the first and the last sound."""
    frame = int(rate * _FRAME_S)
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    loud = np.sqrt(np.mean(np.square(frames), axis=1)) > np.abs(samples).max() * 10 ** (_SILENT_DB / 20)
    sounding = np.flatnonzero(loud)
    return float(np.diff(sounding).max() - 1) * _FRAME_S if len(sounding) > 1 else 0.0


def _texts(subject: Subject) -> list[str]:
    """Sotto's own replies, then questions to it."""
    replies = json.loads((DATA / REPLIES).read_text("utf-8"))
    both = [speakable(text) for pair in zip(replies, new_sentences(len(replies), 6), strict=False) for text in pair]
    return both[: subject.up_to(len(both))]


def _speak(subject: Subject, texts: Sequence[str], slowness: float = 1.0) -> list[Utterance]:
    voice = PiperVoiceModel(subject.tts, length_scale=slowness)
    spoken = []
    for text in texts:
        start = time.perf_counter()
        samples = np.concatenate(list(voice.synthesize(text, bool)))
        spoken.append(Utterance(text, samples, voice.sample_rate, time.perf_counter() - start))
    voice.close()
    return spoken


def _read_back(subject: Subject, spoken: Sequence[Utterance]) -> list[Row]:
    recogniser = WhisperTranscriber(subject.stt, threads=1)
    rows = [{"said": one.text, "heard": recogniser.transcribe(one.at_16_khz, bool).text} for one in spoken]
    recogniser.close()
    return rows


def _by_sphinx(spoken: Sequence[Utterance]) -> list[Row]:
    sphinx = Sphinx()

    @cache
    def of_teacher(text: str) -> str:
        return sphinx.transcribe(placed(say(text, TEACHER)))

    return [
        {"said": one.text, "heard": sphinx.transcribe(one.at_16_khz), "heard of the teacher": of_teacher(one.text)}
        for one in spoken
        if sphinx.knows(one.text)
    ]


def _against_teacher(rows: Sequence[Row]) -> list[Measure]:
    ours = error_percent((row["said"], row["heard"]) for row in rows)
    teachers = error_percent((row["said"], row["heard of the teacher"]) for row in rows)
    return [
        Measure("word error rate, read back by PocketSphinx", ours, n=len(rows)),
        Measure("word error rate, the teacher's speech by PocketSphinx", teachers, n=len(rows)),
        Measure("ratio of the two", ours / max(teachers, 0.1), "times", at_most=1.3, n=len(rows)),
    ]


def _error_rate(name: str, rows: Sequence[Row], at_most: float) -> Measure:
    rate = error_percent((row["said"], row["heard"]) for row in rows)
    return Measure(f"word error rate, {name}", rate, at_most=at_most, n=len(rows))


def _sound(one: Utterance) -> Row:
    whole = not any(mark in one.text.rstrip(_PAUSES) for mark in _PAUSES)  # a pause belongs to a mark inside
    return {
        "said": one.text,
        "clipped": int(np.sum(np.abs(one.samples) >= FULL_SCALE)),
        "gap_s": round(silent_gap_s(one.samples, one.rate), 3) if whole else 0.0,
        "real_time_factor": one.took_s / (len(one.samples) / one.rate),
    }


def _faults(rows: Sequence[Row]) -> list[Measure]:
    speed = median(row["real_time_factor"] for row in rows)
    return [
        Measure("clipped samples", sum(row["clipped"] for row in rows), "", at_most=0, n=len(rows)),
        Measure(
            f"sentences with a gap over {LONGEST_GAP_S * 1000:.0f} ms",
            sum(row["gap_s"] > LONGEST_GAP_S for row in rows),
            "",
            at_most=0,
            n=len(rows),
        ),
        Measure("real-time factor on one core", speed, "", at_most=0.05, n=len(rows)),
    ]


def _aligned(subject: Subject, texts: Sequence[str]) -> tuple[float, str, float, None, int]:
    """Share of sentences whose phonemes' lengths add up to the sound, as fields of a measure."""
    voice = PiperVoice.load(str(subject.tts))
    return 100 * sum(_adds_up(voice, text) for text in texts) / len(texts), "%", 100, None, len(texts)


def _adds_up(voice: PiperVoice, text: str) -> bool:
    chunks = list(voice.synthesize(text, include_alignments=True))
    return bool(chunks) and all(
        chunk.phoneme_alignments is not None
        and sum(part.num_samples for part in chunk.phoneme_alignments) == len(chunk.audio_float_array)
        for chunk in chunks
    )


@contextmanager
def _one_core() -> Iterator[None]:
    """Run on one core only, where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
