"""What the listening thread does: from the microphone's samples to utterances. Starts no thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop import log
from desktop.engine.audio import SAMPLE_RATE, RingBuffer, level
from desktop.engine.endpointing import PushToTalk
from desktop.engine.protocols import Samples, SpeechDetector
from desktop.settings import Settings

LEVEL_BLOCK = 800
"""Samples a level report covers: 50 ms."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said while the key was held, or between two silences."""

    turn: int
    samples: Samples
    """16 kHz mono, narrowed to where speech was; empty if there was none."""
    recorded_s: float
    """Seconds of recording, pre-roll included."""
    speech_share: float
    """Share of the frames, from first to last speech, that the detector took for speech."""
    offset: int = 0
    """Samples of the recording in front of them."""


class Listener:
    """Cuts utterances out of the ring buffer and reports the level. One owner thread."""

    def __init__(
        self,
        ring: RingBuffer,
        detector: SpeechDetector,
        settings: Settings,
        report: Callable[[float, float], None],
    ) -> None:
        """`report` is told the level of each block: root mean square and peak, 0 to 1."""
        self._ring = ring
        self._detector = detector
        self._threshold = settings.transcription.speech_threshold
        self._pre_roll = settings.audio.pre_roll_ms * SAMPLE_RATE // 1000
        self._longest = int(settings.audio.longest_utterance_s * SAMPLE_RATE)
        self._report = report
        self._measured = 0
        self._turn = 0
        self._start = 0
        self._fed = 0
        self._sounded = False
        self._looked_at = -1
        self._gate = PushToTalk(self._threshold, detector.frame)

    @property
    def turn(self) -> int:
        """The turn that is being recorded; 0 when none is."""
        return self._turn

    @property
    def start(self) -> int:
        """Position at which the last utterance began, pre-roll included."""
        return self._start

    @property
    def only_zeros(self) -> bool:
        """Whether an utterance has brought half a second or more, and nothing but zeros."""
        return bool(self._turn) and not self._sounded and self._fed - self._start >= SAMPLE_RATE // 2

    @property
    def sounded(self) -> bool:
        """Whether the last utterance has brought anything but zeros."""
        return self._sounded

    def begin(self, turn: int, position: int) -> None:
        """The key went down when `position` samples had been recorded."""
        self._turn = turn
        self._start = max(self._ring.oldest, position - self._pre_roll, 0)
        self._fed = self._start
        self._sounded = False
        self._looked_at = -1
        self._gate = PushToTalk(self._threshold, self._detector.frame)
        self._detector.reset()

    def discard(self) -> None:
        """Forget the utterance."""
        self._turn = 0

    def tick(self) -> None:
        """Take in what was recorded since the last tick."""
        written = self._ring.written
        self._measure(written)
        if self._turn:
            self._detect(min(written, self._start + self._longest))

    @property
    def last_speech(self) -> int:
        """Index of the utterance's last speech frame; tells whether anything was said between two moments."""
        return self._gate.last

    def so_far(self) -> Samples | None:
        """What was said so far, once after each pause."""
        if not self._turn or not self._gate.paused or self._gate.last == self._looked_at:
            return None
        self._looked_at = self._gate.last
        return self._speech(self._fed)

    @property
    def too_long(self) -> bool:
        """True once an utterance reached the longest allowed."""
        return bool(self._turn) and self._ring.written - self._start >= self._longest

    def end(self, position: int) -> Utterance:
        """The key went up at `position`: cut the utterance out."""
        stop = min(max(position, self._start), self._ring.written, self._start + self._longest)
        self._detect(stop)
        speech, span = self._speech(stop), self._gate.span(stop - self._start)
        turn, self._turn = self._turn, 0
        share, offset = self._gate.speech_share, span.start if span else 0
        return Utterance(turn, speech, (stop - self._start) / SAMPLE_RATE, share, offset)

    def _speech(self, stop: int) -> Samples:
        recorded = self._ring.read(self._start, stop)
        span = self._gate.span(len(recorded))
        log.engine.debug("utterance of %d samples, speech at %s", len(recorded), span)
        return recorded[span.start : span.stop] if span else recorded[:0]

    def _detect(self, stop: int) -> None:
        frame = self._detector.frame
        while self._fed + frame <= stop:
            samples = self._ring.read(self._fed, self._fed + frame)
            self._sounded = self._sounded or bool(samples.any())
            self._gate.feed(self._detector.probability(samples))
            self._fed += frame

    def _measure(self, written: int) -> None:
        if written - self._measured < LEVEL_BLOCK:
            return
        samples = self._ring.read(max(self._ring.oldest, written - LEVEL_BLOCK), written)
        self._measured = written
        self._report(*level(samples))
