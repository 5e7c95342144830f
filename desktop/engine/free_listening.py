"""Listening without a key: from the microphone's samples to utterances and their pauses. Starts no thread."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.engine.audio import SAMPLE_RATE, RingBuffer
from desktop.engine.endpointing import Change, FreeSpeech
from desktop.engine.listening import Utterance
from desktop.engine.protocols import Samples, SpeechDetector
from desktop.engine.wake.watch import WakeWatch
from desktop.settings import AudioSettings

MARGIN = 4800
"""Samples kept after the last speech."""


class FreeListener:
    """Runs the detector over everything recorded and keeps the utterance under way. One owner thread."""

    def __init__(
        self,
        ring: RingBuffer,
        detector: SpeechDetector,
        *,
        patience_s: float,
        pre_roll_ms: int,
        longest_s: float,
        watch: WakeWatch | None = None,
    ) -> None:
        """`watch` says which speech counts; None: all."""
        self._ring = ring
        self._watch = watch
        self._detector = detector
        self._usual_s = patience_s
        self._pre_roll = pre_roll_ms * SAMPLE_RATE // 1000
        self._longest = int(longest_s * SAMPLE_RATE)
        self._origin = self._earliest = 0
        self._from: int | None = None
        self.speech = FreeSpeech(detector.frame, patience_s)

    @classmethod
    def chosen(
        cls,
        ring: RingBuffer,
        detector: SpeechDetector,
        audio: AudioSettings,
        patience_s: float,
        watch: WakeWatch | None = None,
    ) -> FreeListener:
        """One as the settings have it."""
        pre_roll, longest = audio.free_pre_roll_ms, audio.longest_utterance_s
        return cls(ring, detector, patience_s=patience_s, pre_roll_ms=pre_roll, longest_s=longest, watch=watch)

    def begin(self, position: int) -> None:
        """Listen from `position` on, with nothing under way."""
        self._detector.reset()
        self.speech = FreeSpeech(self._detector.frame, self._usual_s)
        self._origin = position
        self._from = None
        if self._watch is not None:
            self._watch.begin(position)

    def changes(self) -> Iterator[Change]:
        """Take in what was recorded since the last call, frame by frame. What is changed meanwhile takes effect."""
        frame = self._detector.frame
        if self._fed < self._ring.oldest:  # the machine slept, or was too busy for longer than the ring lasts
            self.begin(self._ring.written)
            yield Change.LOST
        while self._fed + frame <= self._ring.written:
            samples = self._ring.read(self._fed, self._fed + frame)
            change = self.speech.feed(self._counting(self._detector.probability(samples)))
            if change is not None:
                yield change
            elif self.too_long:
                yield Change.ENDED

    def forget(self) -> None:
        """Give the utterance up; the next may start at once."""
        self.speech.forget()
        self.speech.patience_s = self._usual_s
        self._from = None

    def dismiss(self) -> None:
        """Give it up as nobody's: the next one begins behind it, pre-roll included."""
        self.forget()
        self._earliest = self._fed

    def include(self, position: int) -> None:
        """Let the utterance under way begin at `position` already, where the ring still holds it."""
        self._from = position

    @property
    def start(self) -> int:
        """Where the utterance under way begins, pre-roll included."""
        if self._from is not None:
            return max(self._from, self._ring.oldest)
        return max(self._beginning(self._position(self.speech.first)), self._earliest, self._ring.oldest)

    @property
    def speech_s(self) -> float:
        """Seconds from the first to the last speech of the utterance under way."""
        return (self.speech.last - self.speech.first + 1) * self.speech.frame / SAMPLE_RATE

    @property
    def too_long(self) -> bool:
        """Whether the utterance under way reached the longest allowed."""
        return self.speech.first >= 0 and self._fed - self.start >= self._longest

    def so_far(self) -> Samples:
        """The utterance under way, up to a margin after its last speech."""
        stop = min(self._position(self.speech.last + 1) + MARGIN, self._fed)
        return self._ring.read(self.start, max(self.start, stop))

    def utterance(self, turn: int) -> Utterance:
        """The utterance under way as one of a turn."""
        samples = self.so_far()
        return Utterance(turn, samples, len(samples) / SAMPLE_RATE, self.speech.speech_share)

    def _counting(self, probability: float) -> float:
        """What the speech probability of the next frame counts."""
        if self._watch is None:
            return probability
        stop = self._fed + self._detector.frame
        return self._watch.admit(probability, stop, under_way=self.speech.first >= 0)

    def _beginning(self, first: int) -> int:
        """Where an utterance is cut out whose first speech is at `first`."""
        return first - self._pre_roll if self._watch is None else self._watch.start(first, self._pre_roll)

    @property
    def _fed(self) -> int:
        return self._position(self.speech.frames)

    def _position(self, frame: int) -> int:
        return self._origin + frame * self.speech.frame
