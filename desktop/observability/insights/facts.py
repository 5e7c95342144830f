"""The figures that the rules look at, and what they find. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from desktop.settings import Settings

FEWEST_TURNS = 5
"""Of fewer nothing is concluded."""


@dataclass(frozen=True, slots=True)
class Fallbacks:
    """Utterances of which a short window was not trusted, so that the recogniser took its longest."""

    utterances: int = 0
    """All that were recognised."""
    fallen: int = 0
    fallen_ms: float = 0.0
    """Half of these were text within so many milliseconds."""
    usual_ms: float = 0.0
    """The same of the others."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Pauses of over half an hour, in which the models lay in the memory and nothing happened."""

    pauses: int = 0
    seconds: float = 0.0
    """All of them together."""


@dataclass(frozen=True, slots=True)
class Insight:
    """One thing that could be better."""

    name: str
    """Of the rule."""
    what: str
    """A sentence."""
    evidence: str
    """The figures that it rests on."""
    advice: str
    gain_ms: float | None = None
    """Milliseconds a turn could be answered earlier, estimated; None where it is not about speed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What turns came to. Times in milliseconds, shares from 0 to 1."""

    turns: int = 0
    p50: Mapping[str, float] = field(default_factory=dict)
    """By stage: `stt`, `llm_first_token`, `llm`, `tts_first_audio`, `turn`."""
    p95: Mapping[str, float] = field(default_factory=dict)
    failed: float | None = None
    interrupted: float | None = None
    ignored: float | None = None
    reuse: float | None = None
    """Share of the prompts that was in the language model's memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(Figures):
    """The figures of a period, and of the machine, in bytes."""

    settings: Settings
    prompt_tokens: int = 0
    reply_tokens: int = 0
    tool_p95: Mapping[str, float] = field(default_factory=dict)
    """By tool."""
    dropped: int = 0
    device_failures: int = 0
    fallbacks: Fallbacks = Fallbacks()
    microphone_ms: float | None = None
    """Half of the turns had a device that holds sound back for longer; None where no device told."""
    speaker_ms: float | None = None
    idle: Idle = Idle()
    asked: int = 0
    """Questions that the model alone answered."""
    repeated: int = 0
    """Of these, those that were asked before in the same words."""
    cores: int = 1
    memory_bytes: int = 0
    model_bytes: int = 0
    disk_free_bytes: int = 0


Rule = Callable[[Facts], Iterator[Insight]]
