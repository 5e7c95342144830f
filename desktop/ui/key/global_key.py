"""A key that talks to Sotto whichever program is in front: which way there is to it here, and whether it works."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from desktop.settings.keys import Keys, parse_keys
from desktop.ui.key.key_grip import BY_COMMAND, KeyGrip, KeyUnavailable
from desktop.wording import marked, tr

OFF = marked("Off.")


class GlobalKey(QObject):
    """Takes the chosen key and says in words what came of it."""

    pressed = Signal()
    released = Signal()
    told = Signal(str)
    """Whether it works, and why."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grip: KeyGrip | None = None
        self.words = ""
        """What was told last; empty before the first choice."""

    @property
    def active(self) -> bool:
        """Whether the key works."""
        return self._grip is not None and self._grip.works

    def choose(self, keys: str) -> None:
        """Go over to other keys, as `parse_keys` reads them; empty for none."""
        if self._grip is not None:
            self._grip.drop()
            self._grip.deleteLater()
            self._grip = None
        self._tell(self._take(parse_keys(keys)) if keys else tr(OFF))

    def _tell(self, words: str) -> None:
        self.words = words
        self.told.emit(words)

    def _take(self, keys: Keys) -> str:
        try:
            self._grip = _grip(keys, self)
        except KeyUnavailable as problem:
            return tr("Not active: {reason}.").format(reason=problem)
        self._grip.pressed.connect(self.pressed)
        self._grip.released.connect(self.released)
        self._grip.told.connect(self._tell)
        return self._grip.words


def _grip(keys: Keys, parent: QObject) -> KeyGrip:
    """Hold on to the key in the way of this desktop. Raises KeyUnavailable."""
    platform, session = QGuiApplication.platformName(), os.environ.get("XDG_SESSION_TYPE", "")
    if platform == "wayland" or session == "wayland":
        from desktop.ui.key.portal_key import PortalKey

        return PortalKey(keys, parent)
    if platform == "windows":
        from desktop.ui.key.windows_key import WindowsKey

        return WindowsKey(keys, parent)
    if platform == "cocoa":
        from desktop.ui.key.mac_key import MacKey

        return MacKey(keys, parent)
    if platform != "xcb":
        raise KeyUnavailable(
            tr("there is no way to it on this system yet; let a shortcut of the desktop run {command}").format(
                command=BY_COMMAND
            )
        )
    from desktop.ui.key.x11_key import X11Key

    return X11Key(keys, parent)
