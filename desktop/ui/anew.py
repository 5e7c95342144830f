"""The window's next life: some settings act only in an engine and a window that are made with them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Anew:
    """Whether the window is to be made again once it has closed, and what goes over into the next one."""

    wanted: bool = False
    session: str = ""
    """The conversation that goes on there; empty where nothing was said."""
    place: bytes = b""
    """Where the window stood, as Qt writes it."""
