"""Which events belong to which turn of a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.events import EngineEvent, StateChanged, TurnFinished
from desktop.scenarios.form import Turn
from desktop.scenarios.scene import Scene, Stamped
from desktop.terms import WENT_ON, Outcome


@dataclass(frozen=True, slots=True)
class Acted:
    """A turn of the scenario as it was played."""

    turn: Turn
    number: int
    """From 1."""
    mark: int
    """How many events there were before it."""
    start: int
    """Sample index at which it began."""


@dataclass(frozen=True, slots=True)
class Played:
    """The same with all that came of it."""

    acted: Acted
    events: tuple[Stamped, ...]
    silent: bool
    """Whether the loudspeaker gave no sound before the next one began."""

    @property
    def finished(self) -> list[TurnFinished]:
        """The engine's turns that came of it, without beginnings of sentences that went on."""
        return [each.event for each in self.events if isinstance(each.event, TurnFinished) and is_end(each.event)]


def is_end(event: EngineEvent) -> bool:
    """Whether a turn is over with it, and not only the beginning of one."""
    return isinstance(event, TurnFinished) and not (event.outcome is Outcome.IGNORED and event.error == WENT_ON)


def gather(acted: Sequence[Acted], scene: Scene, mark: int) -> list[Played]:
    """Give each event from the `mark`-th on to a turn: an engine's turn belongs, with all that comes of it later, to
    the one in which it began; what is of no turn to the one in which it came."""
    events = scene.since(mark)
    owners = _owners(events, acted, mark)
    stops = [*(each.start for each in acted[1:]), scene.clock.position]
    return [
        Played(
            one,
            tuple(each for at, each in enumerate(events) if owners[at] == index),
            scene.is_silent(one.start, stops[index]),
        )
        for index, one in enumerate(acted)
    ]


def _owners(events: Sequence[Stamped], acted: Sequence[Acted], mark: int) -> list[int]:
    """For each event the index of its turn; -1 before the first."""
    found: dict[tuple[str, int], int] = {}
    owners = []
    for at, each in enumerate(events, mark):
        event, now = each.event, sum(one.mark <= at for one in acted) - 1
        key = (event.session, event.turn)
        if event.turn and not isinstance(event, StateChanged):
            now = found.setdefault(key, now)
        owners.append(found.get(key, now))
    return owners
