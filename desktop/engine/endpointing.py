"""When an utterance starts and ends: pure state machines over speech probabilities that count frames."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from desktop.engine.audio import SAMPLE_RATE


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
    pause_frames: int = 2
    """Silent frames that make a pause."""
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
    def last(self) -> int:
        """Index of the last speech frame; -1 before any."""
        return self._last

    @property
    def paused(self) -> bool:
        """Whether enough speech for an utterance was just followed by a short silence."""
        return self._speech >= self.least_frames and self._frames - 1 - self._last == self.pause_frames

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


class Change(enum.Enum):
    """What a frame of free speech changed."""

    STARTED = enum.auto()
    """An utterance began; it had begun some frames ago."""
    PAUSED = enum.auto()
    """The user has been silent long enough to recognise what was said so far."""
    RESUMED = enum.auto()
    """The user went on after a pause."""
    ENDED = enum.auto()
    """The user was silent for as long as the turn's patience."""
    LOST = enum.auto()
    """Sound was lost, and with it what was being said."""


@dataclass(slots=True)
class FreeSpeech:
    """Endpointing without a key: speech starts an utterance, a silence of adaptive length ends it."""

    frame: int
    """Samples a frame, at 16 kHz."""
    patience_s: float
    """Silence that ends an utterance; may be changed at any time, also during the silence."""
    threshold: float = 0.5
    """Speech probability from which a frame counts as speech."""
    release: float = 0.35
    """Speech probability below which a frame counts as silence; in between it counts as what was before."""
    start_frames: int = 3
    """Speech frames in a row that start an utterance; fewer are a click."""
    sure: float = 1.1
    """Speech probability of a single frame that starts one at once; above 1 none does."""
    pause_frames: int = 2
    """Silent frames in a row that make a pause."""
    frames: int = field(default=0, init=False)
    """Frames fed so far."""
    first: int = field(default=-1, init=False)
    """Index of the utterance's first speech frame; -1 outside an utterance."""
    last: int = field(default=-1, init=False)
    """Index of the utterance's last speech frame."""
    speech: int = field(default=0, init=False)
    """Speech frames of the utterance."""
    _run: int = field(default=0, init=False)
    _silent: int = field(default=0, init=False)
    _was_speech: bool = field(default=False, init=False)

    def feed(self, probability: float) -> Change | None:
        """Take the next frame's speech probability; say what it changed."""
        is_speech = probability >= (self.release if self._was_speech else self.threshold)
        self._was_speech = is_speech
        self.frames += 1
        self._run = self._run + 1 if is_speech else 0
        return self._outside(probability) if self.first < 0 else self._inside(is_speech)

    def forget(self) -> None:
        """Give the utterance up; the next one may start at once."""
        self.first = self.last = -1
        self.speech = self._run = self._silent = 0
        self._was_speech = False

    @property
    def paused(self) -> bool:
        """Whether the user is in a pause of the utterance."""
        return self.first >= 0 and self._silent >= self.pause_frames

    @property
    def silence_s(self) -> float:
        """Silence since the utterance's last speech frame, in seconds."""
        return self._silent * self.frame / SAMPLE_RATE

    @property
    def speech_share(self) -> float:
        """Share of the utterance's frames, from first to last speech, that are speech; 0 outside one."""
        return self.speech / (self.last - self.first + 1) if self.first >= 0 else 0.0

    def _outside(self, probability: float) -> Change | None:
        if self._run < self.start_frames and probability < self.sure:
            return None
        self.last, self.first = self.frames - 1, self.frames - self._run
        self.speech, self._silent = self._run, 0
        return Change.STARTED

    def _inside(self, is_speech: bool) -> Change | None:
        if is_speech:
            resumed = self._silent >= self.pause_frames
            self.last, self._silent = self.frames - 1, 0
            self.speech += 1
            return Change.RESUMED if resumed else None
        self._silent += 1
        if self._silent >= self.pause_frames and self.silence_s >= self.patience_s:
            return Change.ENDED
        return Change.PAUSED if self._silent == self.pause_frames else None
