"""A sound device without hardware: one thread, one sample clock for what goes in and what comes out.

Every 160 samples it does what PortAudio's callback does: the block just recorded goes to the listener, the next
block to play is taken from the queue. A block handed over in a callback starts to sound when that callback's own
input ends, so its first sample has the index that the next recorded sample will have.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

import numpy as np

from desktop.benchmarks.device_faces import DeviceMicrophone, DeviceSpeaker
from desktop.benchmarks.played import Played
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.protocols import Samples, StaleCheck
from desktop.errors import Cancelled

BLOCK = 160
"""Samples a block: 10 ms at 16 kHz, the rate of both directions; the real streams have blocks of 10 ms too."""

_LONGEST_QUEUE = 20 * SAMPLE_RATE


def _nobody(_block: Samples) -> None:
    pass


class SampleClockDevice:
    """Feeds recordings in real time and keeps what is played, both addressed by sample index since `start`.

    One clock moves both directions under one lock, so they stay in one class.
    """

    def __init__(self, *, drift_ppm: float = 0.0) -> None:
        """The loudspeaker's clock is faster by so many parts in a million than the microphone's, which counts."""
        self._blocks_a_tick = 1 + drift_ppm * 1e-6
        self._blocks_due = 0.0
        self.microphone = DeviceMicrophone(self)
        self.speaker = DeviceSpeaker(self)
        self.worst_delay_s = 0.0
        """How late the clock's thread was at worst."""
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sample clock", daemon=True)
        self._begun = 0.0
        self._position = 0
        self._listener: Callable[[Samples], None] = _nobody
        self.tap: Callable[[Samples], None] = _nobody
        self.past = Played()
        self.air: Callable[[Samples], Samples] | None = None
        """What the microphone picks up of what is played during one of its blocks, of which there may be one more or
        one less of the loudspeaker's: added to the next one recorded. None is headphones."""
        self._picked_up = np.zeros(BLOCK, np.float32)
        self._recording = np.zeros(0, np.float32)
        self._on_end: Callable[[], None] | None = None
        self._output: deque[Samples] = deque()
        self._handed = self._played = self._underruns = 0
        self._dry = self._held = False
        self._again = np.zeros(0, np.float32)
        """The last second of what was played of the queue."""

    @property
    def position(self) -> int:
        """Samples recorded so far."""
        return self._position

    @property
    def underruns(self) -> int:
        """Times a reply ran dry and then went on, since `forget`."""
        return self._underruns

    def start(self) -> None:
        """Let the clock run."""
        self._begun = time.monotonic()
        self._thread.start()

    def time_of(self, position: int) -> float:
        """When the sample of that index is due, in monotonic seconds."""
        return self._begun + position / SAMPLE_RATE

    def stop(self) -> None:
        """Stop the clock for good."""
        self._stopped.set()
        self._thread.join()

    def index_at(self, moment: float) -> int:
        """The sample that is due at a moment in monotonic seconds."""
        return round((moment - self._begun) * SAMPLE_RATE)

    def listen(self, listener: Callable[[Samples], None] | None) -> None:
        """Give every recorded block to `listener` alone; None for nobody."""
        self._listener = listener or _nobody

    def feed(self, recording: Samples, on_end: Callable[[], None]) -> int:
        """Play a recording into the microphone from the next block on; returns the index after its last sample.

        `on_end` is called on the clock's thread once the block with the last sample was delivered.
        """
        with self._changed:
            self._recording, self._on_end = recording, on_end
            return self._position + len(recording)

    def forget(self) -> None:
        """Drop what is queued and what was played so far."""
        with self._changed:
            self._drop()
            self._underruns, self._dry = 0, False
        self.past.forget()

    def wait_until(self, position: int, timeout: float) -> bool:
        """Wait for the clock to reach an index; False if it does not within `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._position >= position, timeout)

    def wait_for_sound(self, timeout: float) -> int | None:
        """Index of the first sample played since `forget` that is not silent; None if none is within `timeout`."""
        with self._changed:
            self._changed.wait_for(lambda: self.past.first_sound() is not None, timeout)
        return self.past.first_sound()

    def enqueue(self, samples: Samples, stale: StaleCheck) -> None:
        """Queue samples to play; waits while 20 s are queued. Raises Cancelled."""
        with self._changed:
            while self._handed - self._played > _LONGEST_QUEUE and not stale():
                self._changed.wait(0.1)
            if stale():
                raise Cancelled
            if self._dry:
                self._underruns += 1
                self._dry = False
            self._output.append(np.array(samples, np.float32))
            self._handed += len(samples)

    def drop_queued(self) -> None:
        """Forget what has not been played."""
        with self._changed:
            self._drop()
            self._held = False

    def hold(self) -> None:
        """Play silence from the next block on, and keep what is queued."""
        self._held = True

    def resume(self, position: int) -> None:
        """Go on after `hold` from a count of samples played."""
        with self._changed:
            back = min(self._played - position, len(self._again))
            if self._held and back > 0:
                self._output.appendleft(self._again[-back:])
                self._again, self._played = self._again[:-back], self._played - back
            self._held = False

    @property
    def handed(self) -> int:
        """Samples queued since the start, less those dropped."""
        return self._handed

    @property
    def played(self) -> int:
        """Samples of those that were played."""
        return self._played

    def _run(self) -> None:
        while True:
            due = self.time_of(self._position + BLOCK)
            if self._stopped.wait(max(0.0, due - time.monotonic())):
                return
            self.worst_delay_s = max(self.worst_delay_s, time.monotonic() - due)
            self.step()

    def step(self) -> None:
        """Record and play one block, as the clock's thread does when it is due."""
        with self._changed:
            block, on_end = self._record_block()
            listener = self._listener
        listener(block)
        with self._changed:
            self._position += BLOCK
            self._play()
            self._changed.notify_all()
        if on_end is not None:
            on_end()

    def _record_block(self) -> tuple[Samples, Callable[[], None] | None]:
        block = np.zeros(BLOCK, np.float32)
        part, self._recording = self._recording[:BLOCK], self._recording[BLOCK:]
        block[: len(part)] = part
        block += self._picked_up
        on_end = None
        if not len(self._recording):
            on_end, self._on_end = self._on_end, None
        return block, on_end

    def _play(self) -> None:
        """Play the blocks that are due on the loudspeaker's clock."""
        self._blocks_due += self._blocks_a_tick
        played = []
        while self._blocks_due >= 1 - 1e-9:
            self._blocks_due -= 1
            played.append(self._play_block())
        if self.air is not None:
            self._picked_up = self.air(np.concatenate(played) if played else np.zeros(0, np.float32))

    def _play_block(self) -> Samples:
        block, filled = np.zeros(BLOCK, np.float32), 0
        while self._output and filled < BLOCK and not self._held:
            part = self._output.popleft()
            taken = part[: BLOCK - filled]
            block[filled : filled + len(taken)] = taken
            filled += len(taken)
            if len(taken) < len(part):
                self._output.appendleft(part[len(taken) :])
        self.tap(block)
        self._played += filled
        self._again = np.concatenate([self._again, block[:filled]])[-SAMPLE_RATE:]
        self.past.add(self._position, block, filled)
        if filled:
            self._dry = filled < BLOCK
        elif not self.past.nothing and not self._held:
            self._dry = True
        return block

    def _drop(self) -> None:
        self._handed -= sum(len(part) for part in self._output)
        self._output.clear()
