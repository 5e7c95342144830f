"""Facts about what a turn needs: its stages, devices, models and timers. `events` has them all."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.errors import Remedy
from desktop.event import Event
from desktop.terms import ModelChange, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFailed(Event):
    """A stage failed; the turn, if one was open, ends as failed."""

    stage: Stage
    message: str
    advice: str
    remedy: Remedy = Remedy.NONE
    """What of the advice a button can do."""
    details: str = ""
    """What a developer wants to know besides; may hold what was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChanged(Event):
    """A microphone or loudspeaker works again, or another one is used from now on."""

    stage: Stage
    message: str
    detail: str
    """What the user may want to know besides; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChanged(Event):
    """The model of a stage is being loaded, is there, stays in spite of a change, or left the memory."""

    stage: Stage
    change: ModelChange
    name: str
    """File name of the model; empty for none."""
    other: str = ""
    """File name of the model that is used while this one is loading, or that was not loaded, so that this one is
    kept; empty where there is none."""
    load_ms: float = 0.0
    """Time from the beginning of loading until it was ready and warm, in milliseconds."""
    bytes: int = 0
    """Memory that it takes, about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterChanged(Event):
    """The language model answers with a LoRA adapter from now on, with another one, or with none."""

    name: str
    """File name of the adapter; empty for none."""
    scale: float
    """Times its own strength."""
    model: str
    """File name of the language model."""
    ms: float
    """Time it took, in milliseconds; the model was not loaded again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeWordAwaited(Event):
    """What must be said before speech without a key counts has changed."""

    phrase: str
    """The wake word; empty while speech counts without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeWordHeard(Event):
    """The wake word was said: what follows counts."""

    probability: float
    """As the model has it, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerRang(Event):
    """A timer that the user set is due."""

    label: str
    late_s: float
    """Seconds since it was due: long when Sotto was not running or the machine slept."""
