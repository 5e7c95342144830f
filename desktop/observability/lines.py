"""The lines of entries, each written once however many are to have it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

from desktop.events import EngineEvent
from desktop.observability.log_entry import Entry, line_of, utc_of
from desktop.observability.telling import Telling

_KEPT = 512
"""Events whose lines wait for whoever asks second; of one that waits no more they are written again."""


class Lines:
    """What event log and monitor share, which tell of the same events on threads of their own."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[EngineEvent, tuple[Entry, ...], tuple[str, ...]]] = {}
        self._lock = threading.Lock()

    def of(self, event: EngineEvent, telling: Telling, *, words: bool) -> Iterator[tuple[Entry, str]]:
        """Return what `telling` makes of an event, in order, each with its line; what was said only with `words`."""
        entries = tuple(telling.take(event))
        if not words:
            entries = tuple(replace(entry, words={}) if entry.words else entry for entry in entries)
        with self._lock:
            known, before, lines = self._made.pop(id(event), (None, (), ()))
        if known is not event or before != entries:
            lines = tuple(line_of(entry, utc_of(entry.at), words=words) for entry in entries)
            self._keep(event, entries, lines)
        return zip(entries, lines, strict=True)

    def _keep(self, event: EngineEvent, entries: tuple[Entry, ...], lines: tuple[str, ...]) -> None:
        with self._lock:
            self._made[id(event)] = event, entries, lines
            if len(self._made) > _KEPT:
                del self._made[next(iter(self._made))]
