"""What a pass of a model gave and cost."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Transcript:
    """What the recogniser made of an utterance."""

    text: str
    language: str
    """ISO 639-1 code."""
    log_probability: float
    """Mean log-probability a token; 0 is certain, -1 doubtful."""
    no_speech: float
    """Probability that nobody spoke, 0 to 1."""
    compression_ratio: float
    """Length of the text over its zlib-compressed length; above 2.4 it repeats itself."""
    tokens: int
    """Tokens of text, for the rate check."""
    segments: tuple[tuple[float, float, str], ...] = field(default=())
    """(start s, end s, text) for long recordings."""
    language_probability: float | None = None
    """Of that language, 0 to 1, where it was detected; None where it was chosen."""
    fallbacks: int = 0
    """Times a short window was not trusted and the longest one was tried."""


@dataclass(frozen=True, slots=True)
class GenerationStats:
    """What one pass of the language model cost."""

    prompt_tokens: int
    reused_tokens: int
    """Prompt tokens that were already in the model's memory."""
    reply_tokens: int
    prompt_ms: float = 0.0
    """Time to evaluate the prompt, in milliseconds; some of it may have passed before the reply was asked for."""
