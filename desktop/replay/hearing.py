"""A stored recording to what the recogniser is given: as it was then, or as other settings would have it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.engine.audio import SAMPLE_RATE, loudness
from desktop.engine.endpointing import Change, FreeSpeech, PushToTalk
from desktop.engine.patience import TurnDetector
from desktop.engine.protocols import Samples, SpeechDetector, Transcriber
from desktop.engine.transcription import Sound
from desktop.terms import Endpoint

MARGIN = 4800
"""Samples kept after the last speech."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The part of a recording that is recognised."""

    start: int
    samples: Samples
    """16 kHz mono, from `start` on; empty where there was no speech."""
    seconds: float
    """Length of the utterance, by which a transcript is judged."""
    sound: Sound
    silence_s: float = 0.0
    """How long the end was waited for; 0 after a key."""
    cut_off_s: float | None = None
    """Where the user would have been cut off, in seconds from the recording's beginning; None where not."""


def probabilities(recording: Samples, detector: SpeechDetector) -> NDArray[np.float32]:
    """Speech probability, 0 to 1, of each frame of the detector: shape (frames,)."""
    detector.reset()
    starts = range(0, len(recording) - detector.frame + 1, detector.frame)
    return np.array([detector.probability(recording[at : at + detector.frame]) for at in starts], np.float32)


def as_then(recording: Samples, endpoint: Endpoint, seconds: float) -> Heard:
    """What was recognised then, of an utterance of so many seconds."""
    whole = round(seconds * SAMPLE_RATE)
    # of an utterance too short to be followed while it was spoken, no more than its speech is kept
    start = 0 if len(recording) == whole else max(0, min(endpoint.start, len(recording)))
    samples = recording[start : start + max(0, endpoint.stop - endpoint.start)]
    sound = Sound(endpoint.speech_share, loudness(recording[start : start + whole]))
    return Heard(start, samples, seconds, sound, endpoint.silence_s)


def by_key(recording: Samples, chances: NDArray[np.float32], frame: int, threshold: float) -> Heard:
    """What is recognised of an utterance that the key ended, by the speech probabilities of its frames."""
    gate = PushToTalk(threshold, frame)
    for chance in chances:
        gate.feed(float(chance))
    span = gate.span(len(recording))
    samples = recording[span.start : span.stop] if span else recording[:0]
    sound = Sound(gate.speech_share, loudness(samples))
    return Heard(span.start if span else 0, samples, len(samples) / SAMPLE_RATE, sound)


def by_silence(
    recording: Samples, chances: NDArray[np.float32], frame: int, detector: TurnDetector, transcriber: Transcriber
) -> Heard:
    """What is recognised of an utterance that silence ended, if its pauses are judged by `detector`.

    Every pause's words are recognised, as they are while somebody speaks.
    """
    speech = FreeSpeech(frame, detector.words.patience.unsure)
    ended = None
    for number, chance in enumerate(chances):
        change = speech.feed(float(chance))
        if change is Change.PAUSED:
            so_far = _up_to(recording, speech, number + 1)
            heard, words = detector.hear(so_far), transcriber.transcribe(so_far, lambda: False)
            speech.patience_s = detector.patience_s(heard, words.text.strip(), words.language)
        elif change is Change.ENDED:
            ended = number + 1
            break
    if speech.first < 0:
        return Heard(0, recording[:0], 0.0, Sound(0.0, 0.0))
    samples = _up_to(recording, speech, ended or len(chances))
    sound, length = Sound(speech.speech_share, loudness(samples)), len(samples)
    rest = chances[ended:] if ended is not None else chances[:0]
    cut_off_s = length / SAMPLE_RATE if _is_speech(rest, speech) else None
    return Heard(0, samples, length / SAMPLE_RATE, sound, speech.silence_s, cut_off_s)


def _up_to(recording: Samples, speech: FreeSpeech, frames: int) -> Samples:
    return recording[: min((speech.last + 1) * speech.frame + MARGIN, frames * speech.frame)]


def _is_speech(chances: NDArray[np.float32], speech: FreeSpeech) -> bool:
    """Whether enough frames in a row hold speech for somebody to have gone on."""
    run = 0
    for chance in chances:
        run = run + 1 if chance >= speech.threshold else 0
        if run >= speech.start_frames:
            return True
    return False
