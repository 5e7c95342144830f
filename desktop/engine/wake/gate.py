"""When free speech counts: for a while after the wake word, while Sotto answers, and for a while after. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class WakeGate:
    """Open or closed at each position of the microphone's stream. Counts samples."""

    within: int
    """How long after the wake word speech may begin."""
    follow_up: int
    """How long after a reply it may begin without it."""
    _until: int = field(default=0, init=False)

    def heard(self, position: int) -> None:
        """The wake word was said."""
        self._until = max(self._until, position + self.within)

    def is_open(self, position: int, *, busy: bool, audible: bool) -> bool:
        """Whether speech that begins here counts; `busy` while a turn is under way, `audible` while Sotto speaks."""
        if audible:
            self._until = max(self._until, position + self.follow_up)
        return busy or audible or position < self._until
