"""How loud the user is here; what is much fainter comes from farther away: a television, people in the next room."""

from __future__ import annotations

from collections import deque
from statistics import median

_REMEMBERED = 5
_FAR = 0.25
"""Share of the usual loudness, -12 dB, below which a voice is another's: that of a user four times as far away."""


class UserLevel:
    """Remembers the last utterances. One owner thread."""

    def __init__(self) -> None:
        self._usual: deque[float] = deque(maxlen=_REMEMBERED)

    def take(self, loudness: float) -> None:
        """The user said something so loud, as root mean square."""
        self._usual.append(loudness)

    def is_far(self, loudness: float) -> bool:
        """Whether a voice of that loudness is too faint to be the user's; never before the user said anything."""
        return bool(self._usual) and loudness < _FAR * median(self._usual)
