"""Audio window to trusted text: which transcripts are believed. Pure."""

from __future__ import annotations

from collections import Counter

from desktop.engine.protocols import Transcript

LONGEST_COMPRESSION = 2.4
LEAST_LOG_PROBABILITY = -1.3
DOUBTFUL_LOG_PROBABILITY = -0.8
LIKELY_SILENCE = 0.6
MOST_TOKENS_PER_SECOND = 25.0
MOST_REPEATS = 4


def doubt(transcript: Transcript, seconds: float) -> str:
    """Say why a transcript of `seconds` of audio is not believed; empty when it is.

    The checks are those that catch text invented on silence or noise: nothing there, repetition, improbable words,
    a recogniser that itself hears silence, and more words than anybody speaks.
    """
    if not transcript.text.strip():
        return "no words were recognised"
    if transcript.compression_ratio > LONGEST_COMPRESSION or _repeats(transcript.text):
        return "the recogniser repeated itself"
    if transcript.log_probability < LEAST_LOG_PROBABILITY:
        return "the recogniser was guessing"
    if transcript.no_speech > LIKELY_SILENCE and transcript.log_probability < DOUBTFUL_LOG_PROBABILITY:
        return "it sounded like silence"
    if seconds > 0 and transcript.tokens / seconds > MOST_TOKENS_PER_SECOND:
        return "more words came out than anybody speaks"
    return ""


def _repeats(text: str) -> bool:
    words = text.lower().split()
    trigrams = Counter(zip(words, words[1:], words[2:], strict=False))
    return any(count >= MOST_REPEATS for count in trigrams.values())
