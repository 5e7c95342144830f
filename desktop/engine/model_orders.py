"""What the loading thread is told to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.engine.recipes import Recipe
from desktop.terms import Stage


@dataclass(frozen=True, slots=True)
class Use:
    """These models are wanted from now on."""

    recipes: Mapping[Stage, Recipe]


@dataclass(frozen=True, slots=True)
class Missing:
    """A model is needed that was unloaded."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class UnloadAfter:
    """Seconds of idleness after which the models are unloaded; 0 keeps them."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Lend:
    """This model is there when it is needed, none with None, and leaves after so many seconds without use."""

    stage: Stage
    recipe: Recipe | None
    idle_s: float


@dataclass(frozen=True, slots=True)
class Used:
    """A lazy model is needed, or was used."""

    stage: Stage
    at: float
    """Monotonic seconds."""


@dataclass(frozen=True, slots=True)
class Freed:
    """A model has left the memory."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End the loop."""


Order = Use | Missing | UnloadAfter | Lend | Used | Freed | Stop
