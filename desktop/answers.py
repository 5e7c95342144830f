"""What is known of an answer that may be given again. Plain records, shared by the engine and by what keeps them."""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
"""Shape (width,), of length 1."""


class Freshness(enum.StrEnum):
    """How long an answer stays right."""

    LASTING = "lasting"
    """What a word means, where a river flows."""
    SLOW = "slow"
    """What changes over months: who holds an office, how many live somewhere."""
    NEVER = "never"
    """It depends on the moment, on who asks, on what was said before, or is to be another one each time."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose answers they are: one given in another scope is none here."""

    persona: str
    model: str
    """File name of the language model."""
    adapter: str = ""
    """File name of its LoRA adapter; empty for none."""
    adapter_scale: float | None = None
    told: str = ""
    """Instructions and tools that the model was told of, in any form that differs when they do."""

    @property
    def key(self) -> str:
        """64 hexadecimal digits; others for every other scope."""
        parts = (self.persona, self.model, self.adapter, str(self.adapter_scale), self.told)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class SpokenText:
    """One clause of an answer, as the voice spoke it."""

    text: str
    """As the model wrote it."""
    rate: int
    """Hz."""
    samples: NDArray[np.int16]
    """Mono."""
    words: tuple[tuple[int, int, int], ...] = ()
    """Of each word the end in the text as it is read aloud, its first sample, the one behind its last."""


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer to be kept."""

    scope: Scope
    question: str
    vector: Vector
    reply: str
    freshness: Freshness
    language: str = ""
    """ISO 639-1 code of the question; empty where it was typed."""
    voice: str = ""
    """With which voice, and how slowly, it was spoken; empty where there is no sound."""
    spoken: tuple[SpokenText, ...] = ()
    since: datetime | None = None
    """When the model gave it, where it is only spoken anew; None for now."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that is kept, without its sound."""

    id: int
    scope_key: str
    persona: str
    model: str
    adapter: str
    question: str
    reply: str
    freshness: Freshness
    language: str
    made_at: datetime
    """UTC, aware."""
    used_at: datetime
    uses: int
    """How often it was given again."""
    bytes: int
    """What it takes, sound included."""


@dataclass(frozen=True, slots=True)
class Known:
    """An answer that was found for a question."""

    answer: KeptAnswer
    likeness: float
    """Cosine of the two questions, up to 1."""
    spoken: tuple[SpokenText, ...] = field(default=())
    """All of it in the voice that is wanted, or nothing."""
