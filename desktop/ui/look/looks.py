"""What the window has to know before it is shown: its language and looks, and whether it is the first start.

The settings' own records say whether every value is possible, but take a fifth of a start to load. They are read
behind the window, and a file that they refuse is told of then; until then what cannot be used here is passed over.
"""

from __future__ import annotations

import contextlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from desktop.terms import Brightness


class LooksLike(Protocol):
    """How the window looks and which language it speaks."""

    @property
    def language(self) -> str:
        """Its code; empty for the system's."""

    @property
    def brightness(self) -> Brightness:
        """Light, dark, or as the system is."""

    @property
    def less_motion(self) -> bool:
        """Whether nothing may move that only pleases."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What is known of them before the settings are read; at first all is as the system's."""

    language: str = ""
    brightness: Brightness = Brightness.SYSTEM
    less_motion: bool = False


@dataclass(frozen=True, slots=True)
class Glance:
    """What a glance at the settings tells."""

    looks: Looks = Looks()
    first_start: bool = True
    """Whether the first start was neither finished nor skipped; settings that cannot be read are no first ones."""


def glance(settings: Path) -> Glance:
    """Look at a file of settings; a missing one gives the defaults."""
    try:
        found = tomllib.loads(settings.read_text("utf-8"))
    except FileNotFoundError:
        return Glance()
    except (OSError, ValueError):  # TOML that is none, and letters that are none, are ValueErrors
        return Glance(first_start=False)
    done = _table(found, "desktop").get("first_start_done")
    return Glance(_looks(_table(found, "appearance")), first_start=done is not True)


def _looks(appearance: dict[str, Any]) -> Looks:
    language, brightness = appearance.get("language"), Brightness.SYSTEM
    with contextlib.suppress(ValueError):
        brightness = Brightness(appearance.get("brightness", ""))
    return Looks(language if isinstance(language, str) else "", brightness, appearance.get("less_motion") is True)


def _table(found: dict[str, Any], name: str) -> dict[str, Any]:
    table = found.get(name)
    return table if isinstance(table, dict) else {}
