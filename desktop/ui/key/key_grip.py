"""A key that is held on to from beyond the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

BY_COMMAND = "`sotto ptt toggle`"
"""What talks to Sotto where no key can be had."""


class KeyUnavailable(Exception):  # noqa: N818 - a state of affairs, not a fault
    """Why a key cannot be had, in the user's language, as the end of a sentence that begins with "Not active:"."""


class KeyGrip(QObject):
    """A key as one desktop gives it. Emits `pressed` and `released` in turns, whichever program is in front."""

    pressed = Signal()
    released = Signal()
    told = Signal(str)
    """Whether it works, and why, where that turns out later or changes."""

    words = ""
    """What there is to say at first."""
    works = False
    """Whether presses are told of now."""

    def drop(self) -> None:
        """Let go of the key; one that is down counts as released."""
        raise NotImplementedError
