"""What the speaking thread is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.answers import SpokenText
from desktop.engine.cueing import Expect
from desktop.engine.cues import Cue
from desktop.engine.protocols import Samples, StaleCheck
from desktop.engine.turn import Turn


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a reply, to be spoken."""

    turn: Turn
    text: str
    queued_at: float
    """Monotonic seconds."""
    spoken: SpokenText | None = None
    """As it was spoken before; None where the voice has to speak it."""


@dataclass(frozen=True, slots=True)
class TextDone:
    """No more clauses follow for this turn: play to the end, then report it."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class Ring:
    """A timer is due: sound the chime."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Something recorded earlier, to be heard again."""

    samples: Samples
    rate: int
    """Hz."""
    stale: StaleCheck
    """Whether it is to stop."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """The reply that was held goes on, from the word in which it was cut off."""


@dataclass(frozen=True, slots=True)
class Look:
    """Another voice was offered: take it over when nothing is being said."""


Work = Look | Clause | TextDone | Ring | Replay | GoOn | Cue | Expect
