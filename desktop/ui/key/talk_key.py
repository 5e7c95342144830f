"""What a key that is pressed and let go means: a hold, a lock, or nothing. Knows neither Qt nor a clock."""

from __future__ import annotations

import enum

from desktop.terms import KeyMode

DOUBLE_TAP_S = 0.3
"""From one press to the next: so soon, both are one double tap."""


class Step(enum.Enum):
    """What is to be done now."""

    BEGIN = enum.auto()
    END = enum.auto()


class TalkKey:
    """Turns the key's way down and up into utterances: `BEGIN` and `END` always alternate.

    In `KeyMode.HOLD` an utterance lasts as long as the key is down, unless the key is tapped twice: then it lasts
    until the next press. To tell the two apart, the end of a hold that was shorter than `DOUBLE_TAP_S` waits until
    that time is over; a longer hold ends at once. In `KeyMode.TOGGLE` one press begins and the next one ends.
    Times are seconds of any monotonic clock.
    """

    def __init__(self, mode: KeyMode = KeyMode.HOLD) -> None:
        self._mode = mode
        self._down = self._talking = self._locked = False
        self._tapped_at = 0.0
        self._due: float | None = None

    @property
    def down(self) -> bool:
        """Whether the key is down."""
        return self._down

    @property
    def talking(self) -> bool:
        """Whether an utterance is under way."""
        return self._talking

    @property
    def locked(self) -> bool:
        """Whether the utterance under way lasts until the next press."""
        return self._locked

    @property
    def due(self) -> float | None:
        """When `wait` has something to do, if it has."""
        return self._due

    def choose(self, mode: KeyMode) -> list[Step]:
        """Go over to `mode`; an utterance under way ends."""
        self._mode = mode
        return self.end()

    def press(self, at: float) -> list[Step]:
        """The key goes down; a second key that does so meanwhile changes nothing."""
        if self._down:
            return []
        late = self.wait(at)
        self._down = True
        if self._due is not None:
            self._due, self._locked = None, True
            return late
        if self._talking:
            return [*late, *self._finish()]
        self._talking, self._locked, self._tapped_at = True, self._mode is KeyMode.TOGGLE, at
        return [*late, Step.BEGIN]

    def release(self, at: float) -> list[Step]:
        """The key comes up."""
        if not self._down:
            return []
        self._down = False
        if not self._talking or self._locked:
            return []
        if at - self._tapped_at < DOUBLE_TAP_S:
            self._due = self._tapped_at + DOUBLE_TAP_S
            return []
        return self._finish()

    def toggle(self, at: float) -> list[Step]:
        """Begin an utterance that lasts until the next press, or end the one under way, however it was begun."""
        late = self.wait(at)
        if self._talking:
            return [*late, *self._finish()]
        self._talking, self._locked, self._tapped_at = True, True, at
        return [*late, Step.BEGIN]

    def wait(self, at: float) -> list[Step]:
        """Time has passed: a tap that no second one followed in time was a short hold."""
        if self._due is None or at < self._due:
            return []
        return self._finish()

    def leave(self) -> list[Step]:
        """The window has lost the keyboard: a hold ends, since its key may come up unseen; a lock goes on."""
        if self._locked:
            self._down = False
            return []
        return self.end()

    def end(self) -> list[Step]:
        """Nobody listens any more, or talking has become impossible: whatever is under way ends."""
        self._down = False
        return self._finish()

    def discard(self) -> None:
        """Forget what is under way, without an `END`; the key's way up means nothing then."""
        self._down = False
        self._finish()

    def _finish(self) -> list[Step]:
        ended = [Step.END] if self._talking else []
        self._talking = self._locked = False
        self._due = None
        return ended
