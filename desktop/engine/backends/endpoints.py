"""What a sound server has in one direction, and which of it is used."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.engine.backends.devices import Direction

_CHOSEN_BY = {"input": "PULSE_SOURCE", "output": "PULSE_SINK"}
"""Variables of the environment that choose another default than the server's."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One microphone or loudspeaker."""

    index: int
    name: str
    """What the server calls it; the same after it went and came back."""
    title: str
    """What people call it; no other one of its direction has it."""


@dataclass(frozen=True, slots=True)
class Side:
    """All that the server has in one direction."""

    endpoints: tuple[Endpoint, ...] = ()
    default: str = ""
    """Name of an endpoint."""
    streams: tuple[tuple[int, str], ...] = ()
    """This process's own streams: number and name of the endpoint that each is on."""

    def named(self, name: str) -> Endpoint | None:
        """The endpoint of that name or title."""
        return next((found for found in self.endpoints if name in (found.name, found.title)), None)


@dataclass(frozen=True, slots=True)
class Route:
    """Where the streams of one direction are to be."""

    endpoint: Endpoint
    follows: bool
    """Whether they go along when the default changes."""
    streams: frozenset[int]
    """Those that were taken there. A stream that has underrun is replaced by a new one, which was not."""


def read_side(direction: Direction, found: Sequence[Any], default: str, streams: Sequence[tuple[Any, int]]) -> Side:
    """Describe one direction, given what the server lists: endpoints, streams and the endpoint each is on."""
    titles = [entry.description or entry.name for entry in found]
    endpoints = tuple(
        Endpoint(entry.index, entry.name, title if titles.count(title) == 1 else f"{title} ({entry.name})")
        for entry, title in zip(found, titles, strict=True)
    )
    names = {endpoint.index: endpoint.name for endpoint in endpoints}
    me = str(os.getpid())
    ours = tuple(
        (stream.index, names.get(place, ""))
        for stream, place in streams
        if stream.proplist.get("application.process.id") == me
    )
    chosen = os.environ.get(_CHOSEN_BY[direction], "")
    return Side(endpoints, chosen if chosen in names.values() else default, ours)
