"""Whether Sotto starts when the user logs in, in the way of this system: each has a room."""

from __future__ import annotations

import sys
from typing import Protocol

from desktop.autostart import entry_file, launch_agent, run_key


class _Way(Protocol):
    """What each room has."""

    def is_on(self) -> bool:
        """Whether Sotto is started, as far as that can be told."""
        ...

    def switch(self, *, on: bool) -> None:
        """Have it started, or no longer. Raises SettingsError where that cannot be done."""
        ...


def is_on() -> bool:
    """Whether Sotto starts at login; what the system's own settings switched off is off."""
    return _way().is_on()


def switch(*, on: bool) -> None:
    """Have Sotto started at login, hidden, with this home; or no longer. Raises SettingsError where that fails."""
    _way().switch(on=on)


def _way() -> _Way:
    if sys.platform == "win32":
        return run_key
    if sys.platform == "darwin":
        return launch_agent
    return entry_file
