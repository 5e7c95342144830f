"""Answers by the direction of their questions: vectors in memory, the rest in the file; writing on a thread."""

from __future__ import annotations

import queue
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from desktop.answers import Freshness, KeptAnswer, NewAnswer, Scope, SpokenText, Vector
from desktop.errors import DatabaseError, ShutdownError
from desktop.storage.answer_file import AnswerFile, Placed

MOST_CANDIDATES = 8
SLOW_AGE = timedelta(days=1)
"""How long an answer is right that changes over months."""
_CLOSE_S = 5.0


def _utc() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be kept."""

    most_bytes: int
    lasting: timedelta
    """How long an answer is kept that stays right."""

    @property
    def ages(self) -> dict[Freshness, timedelta]:
        """By kind of answer."""
        return {Freshness.LASTING: self.lasting, Freshness.SLOW: min(SLOW_AGE, self.lasting)}


class AnswerShelf:
    """`near` and `spoken` read on the caller's thread; what is written waits for the shelf's own."""

    def __init__(
        self,
        file: AnswerFile,
        limits: Limits,
        on_problem: Callable[[str, str], None],
        now: Callable[[], datetime] = _utc,
    ) -> None:
        """Open nothing yet. `on_problem(message, advice)` is called on the shelf's own thread, once for each new
        thing that is wrong."""
        self._file, self._limits, self._on_problem, self._now = file, limits, on_problem, now
        self._version = -1
        self._rows: dict[tuple[str, str], tuple[list[KeptAnswer], NDArray[np.float32]]] = {}
        self._changed = True
        self._told = ""
        self._queue: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def near(self, scope: Scope, embedder: str, vector: Vector, least: float) -> Sequence[tuple[KeptAnswer, float]]:
        """Answers of a scope whose questions are at least so alike, with the cosine, the likest first."""
        self._read()
        answers, vectors = self._rows.get((scope.key, embedder), ([], None))
        if vectors is None or vectors.shape[1] != len(vector):
            return []
        alike, ages, now = vectors @ vector, self._limits.ages, self._now()
        order = np.argsort(-alike)[:MOST_CANDIDATES]
        found = [(answers[at], float(alike[at])) for at in order if alike[at] >= least]
        return [(one, likeness) for one, likeness in found if now - one.made_at <= ages[one.freshness]]

    def spoken(self, answer: int, voice: str) -> tuple[SpokenText, ...]:
        """What was spoken of an answer with that voice; empty where it was not."""
        return self._file.spoken(answer, voice)

    def keep(self, answer: NewAnswer, embedder: str) -> None:
        """Keep an answer. Returns at once."""
        self._post(lambda: self._keep(answer, embedder))

    def used(self, answer: int) -> None:
        """It was given again. Returns at once."""
        self._post(lambda: self._file.used(answer, self._now()))

    def flush(self) -> None:
        """Wait until what was asked for is on the disk."""
        done = threading.Event()
        self._post(done.set)
        done.wait(_CLOSE_S)

    def close(self) -> None:
        """Write what waits and end the thread. Raises ShutdownError when it does not end."""
        with self._starting:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join(_CLOSE_S)
            if thread.is_alive():
                raise ShutdownError("the thread of the answer cache did not end in time")
        self._file.close()

    def _post(self, work: Callable[[], object]) -> None:
        with self._starting:
            self._queue.put(work)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="answers", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            try:
                work()
            except DatabaseError as error:
                if error.message != self._told:
                    self._told = error.message
                    self._on_problem(error.message, error.advice)

    def _keep(self, answer: NewAnswer, embedder: str) -> None:
        self._file.put(answer, embedder, self._now())
        self._thin()
        self._changed = True

    def _thin(self) -> None:
        self._file.thin(self._limits.most_bytes, self._limits.ages, self._now())

    def _read(self) -> None:
        """Take over what was written, by this process or another."""
        version = self._file.version()
        if version == self._version and not self._changed:
            return
        self._changed, self._version = False, version
        grouped: dict[tuple[str, str], list[Placed]] = defaultdict(list)
        for placed in self._file.all():
            grouped[placed[0].scope_key, placed[1]].append(placed)
        self._rows = {
            key: ([one[0] for one in rows], np.stack([np.frombuffer(one[2], np.float32) for one in rows]))
            for key, rows in grouped.items()
        }
