"""The recording thread: the sound of both sides to the disk while it is made, and into FLAC once a turn is over."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from desktop import log
from desktop.errors import ShutdownError
from desktop.storage.pcm import Part, PcmWriter
from desktop.storage.recordings import AudioRecord, Recordings
from desktop.storage.states import Side
from desktop.wording import marked

Store = Callable[[AudioRecord, Callable[[], None]], None]
"""Takes the record of a finished file, and what to do once it is stored."""


@dataclass(frozen=True, slots=True)
class _Sound:
    part: Part
    samples: NDArray[np.float32]
    rate: int


@dataclass(frozen=True, slots=True)
class _End:
    part: Part
    samples: int


@dataclass(frozen=True, slots=True)
class _Over:
    session: str
    turn: int


class SoundKeeper:
    """Writes down what is said, by either side, without ever making its caller wait for the disk.

    Samples are on the disk as soon as the thread comes to them, and survive the end of the process. They stay there
    until the turn's FLAC file is written and its record is stored.
    """

    def __init__(
        self,
        recordings: Recordings,
        store: Store,
        on_problem: Callable[[str, str], None],
        *,
        capacity: int = 4096,
    ) -> None:
        """Start the thread. `store` and `on_problem(message, advice)` are called on it; they must not raise.

        `capacity` bounds the blocks that wait; one is a tenth of a second or a piece of a clause.
        """
        self._recordings = recordings
        self._store = store
        self._on_problem = on_problem
        self._queue: queue.Queue[_Sound | _End | _Over | None] = queue.Queue(capacity)
        self._writers: dict[Part, PcmWriter] = {}
        self._ended: dict[Part, int] = {}
        self._failing = False
        self._told = 0
        self._closed = False
        self.dropped = 0
        """Blocks that were lost so far."""
        self._thread = threading.Thread(target=self._run, name="recordings", daemon=True)
        self._thread.start()

    def write(
        self,
        side: Literal["user", "assistant"],
        session: str,
        turn: int,
        samples: NDArray[np.float32],
        rate: int,
    ) -> None:
        """Append to one side of a turn: mono, shape (n,), -1 to 1, at `rate` Hz. Returns at once, from any thread.

        The array must not be changed afterwards.
        """
        self._put(_Sound(Part(session, turn, Side(side)), samples, rate))

    def end(self, side: Literal["user", "assistant"], session: str, turn: int, samples: int) -> None:
        """One side of a turn is complete, and its first `samples` count; with 0 it goes. Returns at once."""
        self._put(_End(Part(session, turn, Side(side)), samples))

    def finish(self, session: str, turn: int) -> None:
        """The turn is over: make sound files of its sides. Returns at once."""
        self._put(_Over(session, turn))

    def close(self, timeout: float = 10.0) -> None:
        """Make files of what is complete, drop utterances that are not, stop the thread. Harmless when closed.

        Raises ShutdownError when the thread needs longer than `timeout` seconds.
        """
        if not self._closed:
            self._closed = True
            with contextlib.suppress(queue.Full):  # then the thread is stuck, which the join finds out
                self._queue.put(None, timeout=timeout)
        self._thread.join(timeout)
        if self._thread.is_alive():
            raise ShutdownError("the recording thread did not end in time")

    def _put(self, item: _Sound | _End | _Over) -> None:
        try:
            if self._closed:
                raise queue.Full
            self._queue.put_nowait(item)
        except queue.Full:
            self.dropped += 1

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            self._attempt(lambda item=item: self._take(item))  # type: ignore[misc]
        for part in list(self._writers):
            complete = part in self._ended or part.side is Side.ASSISTANT
            self._attempt(lambda part=part, ok=complete: self._keep(part) if ok else self._drop(part))  # type: ignore[misc]

    def _attempt(self, work: Callable[[], None]) -> None:
        """Sound that cannot be kept costs itself, never the conversation."""
        try:
            work()
        except (OSError, ValueError, RuntimeError) as error:
            if not self._failing:
                log.storage.error("sound cannot be recorded: %s", error)
                self._on_problem(
                    marked("what is said cannot be recorded as sound: {error}", error=error),
                    marked(
                        "make sure that {folder} can be written and its disk is not full",
                        folder=self._recordings.folder,
                    ),
                )
            self._failing = True
        else:
            self._failing = False

    def _take(self, item: _Sound | _End | _Over) -> None:
        match item:
            case _Sound(part=part, samples=samples, rate=rate):
                self._write(part, samples, rate)
            case _End(part=part, samples=0):
                self._drop(part)
            case _End(part=part, samples=samples):
                self._ended[part] = samples
            case _Over(session=session, turn=turn):
                self._tell_dropped()
                for part in [part for part in self._writers if (part.session, part.turn) == (session, turn)]:
                    self._keep(part)

    def _tell_dropped(self) -> None:
        missed, self._told = self.dropped - self._told, self.dropped
        if missed:
            message = marked("{missed} pieces of sound came faster than they could be recorded", missed=missed)
            self._on_problem(message, marked("close what keeps the disk busy"))

    def _write(self, part: Part, samples: NDArray[np.float32], rate: int) -> None:
        writer = self._writers.get(part)
        if writer is None:
            writer = self._writers[part] = PcmWriter(self._recordings.journal(part), rate)
        writer.write(samples)

    def _drop(self, part: Part) -> None:
        writer = self._writers.pop(part, None)
        self._ended.pop(part, None)
        if writer is not None:
            writer.close()
            self._recordings.forget(part)

    def _keep(self, part: Part) -> None:
        writer = self._writers.pop(part)
        samples = self._ended.pop(part, None)
        try:
            record = self._recordings.keep(part, samples)
        finally:
            writer.close()
        self._store(record, lambda: self._forget(part))

    def _forget(self, part: Part) -> None:
        try:
            self._recordings.forget(part)
        except OSError as error:  # the next start finds it again and clears it away
            log.storage.warning("%s cannot be deleted: %s", part.name, error)
