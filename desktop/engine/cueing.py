"""Plays cues between replies: they give way to a reply, and tell when one is long in coming."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.engine.cues import Cue, cue
from desktop.engine.protocols import Clock, Samples, Speaker
from desktop.engine.turn import Turn
from desktop.terms import Outcome, Source

THINKING_AFTER_S = 0.7
"""From the end of what the user said; an answer that comes sooner needs no sound before it."""
THINKING_EVERY_S = 2.5
MOST_THINKING = 6
"""After so many, a quarter of a minute, the window alone shows that it goes on."""


@dataclass(frozen=True, slots=True)
class Expect:
    """A turn is on its way to its reply."""

    turn: Turn


class Cueing:
    """The speaking thread owns it; any thread may set `gain`."""

    def __init__(
        self,
        speaker: Callable[[], Speaker | None],
        clock: Clock,
        play: Callable[[Speaker, Samples], None],
    ) -> None:
        """`speaker` is the loudspeaker while it can be used; `play` queues samples there, whatever goes wrong."""
        self._speaker, self._clock, self._play = speaker, clock, play
        self._expected: Turn | None = None
        self._next = 0.0
        self._left = 0
        self._end = 0
        """Position after the last sample of the newest cue."""
        self.gain = 0.0
        """0 to 1; 0 is off."""

    @property
    def waiting(self) -> bool:
        """Whether `tick` may have something to play."""
        return self._expected is not None

    def sound(self, kind: Cue) -> None:
        """Play a cue behind what is queued."""
        speaker = self._speaker()
        if speaker is None or not self.gain:
            return
        self._play(speaker, cue(kind, speaker.sample_rate, self.gain))
        self._end = speaker.queued

    def expect(self, turn: Turn) -> None:
        """Tell that it was taken, if it was spoken, and from now on if its reply is long in coming."""
        if self.gain and turn.outcome is Outcome.COMPLETED:
            if turn.source is Source.VOICE:
                self.sound(Cue.DONE)
            self._expected, self._left = turn, MOST_THINKING
            self._next = turn.ended_at + THINKING_AFTER_S

    def give_way(self) -> None:
        """A reply is about to be queued: what is left of a cue is dropped, and no further one follows."""
        self._expected = None
        speaker = self._speaker()
        if speaker is not None and speaker.played < self._end == speaker.queued:
            speaker.flush()

    def tick(self, is_stale: Callable[[Turn], bool]) -> None:
        """Tell that the reply is long in coming, if it is."""
        turn = self._expected
        if turn is None:
            return
        if is_stale(turn) or turn.finished.is_set() or not self._left:
            self._expected = None
        elif self._clock.monotonic() >= self._next:
            self._left -= 1
            self._next = self._clock.monotonic() + THINKING_EVERY_S
            self.sound(Cue.THINKING)
