"""The settings of a running Sotto, in memory and in their file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from desktop.settings import Settings, load_settings, save_settings


class KeptSettings:
    """Any thread may read `now`, and `alter` it."""

    def __init__(self, settings: Settings, path: Path) -> None:
        self.now = settings
        """What was chosen; some of it acts from the next start."""
        self._path = path
        self._written, self._altering = settings, threading.Lock()

    def alter(self, how: Callable[[Settings], Settings]) -> None:
        """Write what `how` makes of the settings.

        What another program has written meanwhile is kept. What cannot be written acts all the same. Raises
        SettingsError.
        """
        with self._altering:
            self.now = how(self.now)
            if self._path.exists() and (written := load_settings(self._path)) != self._written:
                self.now = how(written)
            save_settings(self.now, self._path)
            self._written = self.now
