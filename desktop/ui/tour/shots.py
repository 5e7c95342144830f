"""Every picture of the tour, in order, and what it shows."""

from __future__ import annotations

from collections.abc import Mapping

SHOTS: Mapping[str, str] = {
    "first-microphone": "First start: the microphone",
    "first-speaker": "First start: the loudspeaker",
    "first-hello": "First start: hold Space and say hello",
    "first-pack": "First start: a pack for this machine",
    "idle": "Ready",
    "listening": "A turn: listening",
    "thinking": "A turn: thinking",
    "speaking": "A turn: speaking",
    "done": "A turn: done",
    "interrupted": "An interruption: what was not heard is grey",
    "history": "Past conversations",
    "search": "Search in all conversations",
    "past": "A past conversation",
    "story": "What happened in one of its turns",
    "consent": "A tool asks for consent",
    "models": "Models",
    "settings": "Settings",
    "settings-search": "Settings: a search",
    "personas": "Personas",
    "tools": "Packs and tool servers",
    "metrics": "Metrics",
    "statistics": "Statistics",
    "keys": "The keys",
    "offer": "An offer with its button",
    "error": "An error with what mends it",
}
