"""Audio window to trusted text: which transcripts are believed. Pure.

A person who says "thank you" is answered and noise that a recogniser takes for "thank you" is not. So a rule is
either beyond doubt and holds alone, or it is a sign: two signs are enough, and one is for words that recognisers are
known to invent.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from desktop.engine.phrases import Phrases, plain, read_phrases
from desktop.engine.protocols import Transcript
from desktop.wording import marked

LONGEST_COMPRESSION = 2.4
LEAST_LOG_PROBABILITY = -1.3
DOUBTFUL_LOG_PROBABILITY = -0.8
UNCERTAIN_LOG_PROBABILITY = -0.5
"""Enough against words that are often invented."""
LIKELY_SILENCE = 0.6
POSSIBLE_SILENCE = 0.3
"""Enough against words that are often invented."""
MOST_TOKENS_PER_SECOND = 25.0
MOST_REPEATS = 4
LEAST_SPEECH_SHARE = 0.05
DOUBTFUL_SPEECH_SHARE = 0.25
UNCERTAIN_SPEECH_SHARE = 0.5
"""Enough against words that are often invented."""
LEAST_LOUDNESS = 10 ** (-75 / 20)
DOUBTFUL_LOUDNESS = 10 ** (-60 / 20)
UNCERTAIN_LOUDNESS = 10 ** (-50 / 20)
"""Enough against words that are often invented."""
ENOUGH_SIGNS = 2

_SENTENCES = re.compile(r"[.!?…]+(?:\s+|$)|[。！？\n]+")  # noqa: RUF001 - the full-width ends are meant


@dataclass(frozen=True, slots=True)
class Sound:
    """What the utterance was like, whatever the recogniser made of it. The defaults are those of clear speech."""

    speech_share: float = 1.0
    """Share of its frames, from first to last speech, that the detector took for speech, 0 to 1."""
    loudness: float = 1.0
    """Root mean square of its loudest parts, 0 to 1."""


CLEAR = Sound()


def doubt(transcript: Transcript, seconds: float, sound: Sound = CLEAR) -> str:
    """Say why a transcript of `seconds` of audio is not believed; empty when it is.

    The checks are those that catch text invented on silence or noise.
    """
    alone = _certain(transcript, seconds, sound)
    if alone:
        return alone
    signs = _signs(transcript, sound)
    if len(signs) >= ENOUGH_SIGNS:
        return signs[0]
    if _is_uncertain(transcript, sound) and is_invention(transcript.text, transcript.language):
        return marked("recognisers often hear these words in noise")
    return ""


def is_invention(text: str, language: str) -> bool:
    """Whether a text consists of sentences that recognisers are known to invent in that language."""
    known = read_phrases("inventions")
    lists = [known[name] for name in ("any", language) if name in known]
    sentences = [words for words in (plain(sentence) for sentence in _SENTENCES.split(text)) if words]
    return bool(sentences) and all(any(_is_listed(words, phrases) for phrases in lists) for words in sentences)


def _certain(transcript: Transcript, seconds: float, sound: Sound) -> str:
    """What is enough alone."""
    if not plain(transcript.text):
        return marked("no words were recognised")
    if transcript.compression_ratio > LONGEST_COMPRESSION or _repeats(transcript.text):
        return marked("the recogniser repeated itself")
    if not transcript.log_probability >= LEAST_LOG_PROBABILITY:  # also when it is not a number
        return marked("the recogniser was guessing")
    if seconds > 0 and transcript.tokens / seconds > MOST_TOKENS_PER_SECOND:
        return marked("more words came out than anybody speaks")
    if sound.speech_share < LEAST_SPEECH_SHARE:
        return marked("hardly any of it was speech")
    if sound.loudness < LEAST_LOUDNESS:
        return marked("it was too quiet to be speech")
    return ""


def _signs(transcript: Transcript, sound: Sound) -> list[str]:
    """What makes a transcript doubtful, the most telling first."""
    signs = [
        (transcript.no_speech > LIKELY_SILENCE, marked("it sounded like silence")),
        (sound.speech_share < DOUBTFUL_SPEECH_SHARE, marked("little of it was speech")),
        (sound.loudness < DOUBTFUL_LOUDNESS, marked("it was very quiet")),
        (transcript.log_probability < DOUBTFUL_LOG_PROBABILITY, marked("the recogniser was unsure")),
    ]
    return [reason for holds, reason in signs if holds]


def _is_uncertain(transcript: Transcript, sound: Sound) -> bool:
    """Whether there is anything at all against a transcript."""
    return (
        transcript.no_speech > POSSIBLE_SILENCE
        or transcript.log_probability < UNCERTAIN_LOG_PROBABILITY
        or sound.speech_share < UNCERTAIN_SPEECH_SHARE
        or sound.loudness < UNCERTAIN_LOUDNESS
    )


def _is_listed(words: str, phrases: Phrases) -> bool:
    none: frozenset[str] = frozenset()
    return (
        words in phrases.get("whole", none)
        or any(words.startswith(beginning) for beginning in phrases.get("begins", none))
        or any(part in words for part in phrases.get("contains", none))
    )


def _repeats(text: str) -> bool:
    words = text.lower().split()
    trigrams = Counter(zip(words, words[1:], words[2:], strict=False))
    return any(count >= MOST_REPEATS for count in trigrams.values())
