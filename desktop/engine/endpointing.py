"""When an utterance starts and ends: a pure state machine over speech probabilities that counts frames."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """Where speech was, in samples from the start of the recording."""

    start: int
    stop: int


@dataclass(slots=True)
class PushToTalk:
    """Endpointing by the key: what is recorded between press and release, narrowed to where speech was."""

    threshold: float
    """Speech probability from which a frame counts."""
    frame: int
    """Samples a frame."""
    least_frames: int = 3
    """Fewer than this many speech frames are a click or a breath."""
    margin: int = 4800
    """Samples kept before the first and after the last speech frame."""
    _frames: int = field(default=0, init=False)
    _speech: int = field(default=0, init=False)
    _first: int = field(default=-1, init=False)
    _last: int = field(default=-1, init=False)

    def feed(self, probability: float) -> None:
        """Take the next frame's speech probability."""
        if probability >= self.threshold:
            self._speech += 1
            self._last = self._frames
            if self._first < 0:
                self._first = self._frames
        self._frames += 1

    @property
    def speech_share(self) -> float:
        """Share of the frames from the first to the last of speech that count as speech; 0 without any."""
        return self._speech / (self._last - self._first + 1) if self._speech else 0.0

    def span(self, samples: int) -> Span | None:
        """Where speech was in a recording of `samples` samples; None if there was none."""
        if self._speech < self.least_frames:
            return None
        start = max(0, self._first * self.frame - self.margin)
        return Span(start, min(samples, (self._last + 1) * self.frame + self.margin))
