"""Speech during a reply: is the user cutting in, or was it a cough, an "mm-hmm", our own echo? Pure.

At the first sign of speech the reply is held; within half a second it is dropped or goes on. Words decide: a control
word or any sentence stops it, listening sounds ("mm-hmm", "I see") and noises that hold no words let it go on.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from desktop.engine.controls import control_word
from desktop.engine.phrases import plain, read_phrases
from desktop.engine.protocols import Transcript
from desktop.engine.transcription import CLEAR, Sound, doubt


class Verdict(enum.Enum):
    """What happens to the reply that is being held."""

    STOP = enum.auto()
    """Drop it: the user wants the floor."""
    RESUME = enum.auto()
    """Go on with it."""
    WAIT = enum.auto()
    """Not known yet: listen on."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about speech during a reply."""

    transcript: Transcript
    speech_s: float
    """Speech so far, in seconds."""
    ended: bool
    """Whether it was followed by silence."""
    echo: bool = False
    """Whether its words are those that Sotto itself is saying."""
    sound: Sound = CLEAR
    guarded: bool = False
    """Whether the echo canceller may not have converged yet; then one word is not enough."""
    far: bool = False
    """Whether it is much fainter than the user is."""

    @property
    def voiced_s(self) -> float:
        """Speech without the gaps in it, in seconds."""
        return self.speech_s * self.sound.speech_share


ENOUGH_WORDS = 1
ENOUGH_WORDS_GUARDED = 2
ENOUGH_UNFINISHED_WORDS = 2
HALF_A_WORD_S = 0.35
"""Of less than this, recognisers make words that nobody said: "yeah" becomes "nine"."""
LEAST_CONFIDENCE_SHORT = -0.3
"""Mean log-probability a token from which so short a sound, once over, is taken for words."""
A_WORD_S = 0.6
"""Speech that goes on for so long is no listening sound."""
LEAST_CONFIDENCE = -0.8
"""Mean log-probability a token from which words count before the user has finished."""
LEAST_CONFIDENCE_GUARDED = -0.5
"""The same while it may be what is left of our own voice, which recognisers make odd words of."""
LONGEST_WITHOUT_WORDS_S = 0.5
"""Sound without words for this long is no interruption."""


def judge(evidence: Evidence) -> Verdict:
    """Decide about the reply that is being held. RESUME may be revised when words follow."""
    transcript = evidence.transcript
    control = control_word(transcript.text, transcript.language)
    if evidence.echo or evidence.far:
        return Verdict.RESUME
    if control is not None and _is_believed(evidence):
        return Verdict.STOP
    words = _own_words(transcript, ended=evidence.ended)
    if words and _is_believed(evidence):
        return _weigh(len(words), evidence)
    if evidence.ended or evidence.speech_s >= LONGEST_WITHOUT_WORDS_S:
        return Verdict.RESUME
    return Verdict.WAIT


def _weigh(words: int, evidence: Evidence) -> Verdict:
    """Decide by how many words of the user's own were believed."""
    if evidence.ended:
        if evidence.voiced_s < A_WORD_S and evidence.transcript.log_probability < LEAST_CONFIDENCE_SHORT:
            return Verdict.RESUME
        enough = ENOUGH_WORDS_GUARDED if evidence.guarded else ENOUGH_WORDS
        return Verdict.STOP if words >= enough else Verdict.RESUME
    several = words >= ENOUGH_UNFINISHED_WORDS and evidence.voiced_s >= HALF_A_WORD_S
    return Verdict.STOP if several or evidence.voiced_s >= A_WORD_S else Verdict.WAIT


def is_listening_sound(text: str, language: str) -> bool:
    """Whether a text is nothing but the sounds with which people show that they listen."""
    known = read_phrases("listening_sounds")
    sounds = known.get("any", {}).get("sounds", frozenset()) | known.get(language or "en", {}).get(
        "sounds", frozenset()
    )
    words = plain(text).split()
    return bool(words) and _all_in(words, sounds)


def _all_in(words: list[str], phrases: frozenset[str]) -> bool:
    if not words:
        return True
    return any(
        " ".join(words[:cut]) in phrases and _all_in(words[cut:], phrases) for cut in range(1, min(4, len(words)) + 1)
    )


def _own_words(transcript: Transcript, *, ended: bool) -> list[str]:
    """Words that are more than listening sounds. Before the end, those that follow one: of a sound that breaks off
    recognisers make a word more."""
    words = plain(transcript.text).split()
    sounds = [n for n in range(1, len(words) + 1) if is_listening_sound(" ".join(words[:n]), transcript.language)]
    longest = max(sounds, default=0)
    return words if ended and longest < len(words) else words[longest:]


def _is_believed(evidence: Evidence) -> bool:
    """Half a word is often recognised badly, so before the end only confident words count."""
    transcript = evidence.transcript
    if doubt(transcript, evidence.speech_s, evidence.sound):
        return False
    if evidence.guarded:
        return transcript.log_probability >= LEAST_CONFIDENCE_GUARDED
    return evidence.ended or transcript.log_probability >= LEAST_CONFIDENCE
