"""The real engine listening without a key on the sample clock; every event with the index of its moment."""

from __future__ import annotations

import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from desktop.benchmarks.device import SampleClockDevice
from desktop.catalog import ModelFiles
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.assemble import load_parts
from desktop.engine.protocols import LanguageModel, Samples
from desktop.engine.worker import Engine
from desktop.events import Event, LevelMeasured, ReplyAudible
from desktop.settings import Settings

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Seen:
    """An event of the engine."""

    index: int
    """Sample of the device's clock at which it happened."""
    event: Event


class FreeConversation:
    """An engine without a key, on a device of its own."""

    def __init__(self, engine: Callable[[Callable[[Event], None]], Engine], device: SampleClockDevice) -> None:
        """`engine` makes an engine that reports to the listener it is given."""
        self.device = device
        self._changed = threading.Condition()
        self._seen: list[Seen] = []
        self._heard: list[Samples] = []
        self.engine = engine(self._take)

    def start(self) -> None:
        """Load, open, listen."""
        self.engine.start()
        on_audio = self.device.microphone.on_audio

        def listen(block: Samples) -> None:
            self._heard.append(block.copy())
            if on_audio is not None:
                on_audio(block)

        self.device.listen(listen)
        self.engine.set_hands_free(True)

    def ask(self, question: Samples) -> None:
        """Say something and wait until what comes of it is over."""
        end = self.device.feed(question, lambda: None)
        self.wait_for(ReplyAudible, since=end, until=end + seconds(5))
        self.engine.cancel()
        self.device.wait_until(self.device.position + seconds(0.5), 5.0)

    def begin(self) -> None:
        """A conversation of its own, in silence."""
        self.engine.begin_session(uuid.uuid4().hex)
        self.device.forget()
        with self._changed:
            self._seen = []
            self._heard = []

    def heard(self) -> Samples:
        """What the microphone heard since `begin`, echo included."""
        return np.concatenate([np.zeros(0, np.float32), *self._heard])

    def of(self, kind: type[E]) -> list[tuple[int, E]]:
        """The events of a kind since `begin`, with the index of each."""
        with self._changed:
            return [(seen.index, seen.event) for seen in self._seen if isinstance(seen.event, kind)]

    def wait_for(self, kind: type[E], *, since: int, until: int) -> tuple[int, E] | None:
        """The first event of a kind from index `since` on, waited for up to index `until`."""

        def found() -> tuple[int, E] | None:
            matching = ((index, event) for index, event in self.of(kind) if index >= since)
            return next(matching, None)

        with self._changed:
            while (at := found()) is None and self.device.position < until:
                self._changed.wait(0.05)
            return at

    def _take(self, event: Event) -> None:
        if isinstance(event, LevelMeasured):
            return
        with self._changed:
            self._seen.append(Seen(self.device.index_at(event.at), event))
            self._changed.notify_all()


@contextmanager
def conversation(
    files: ModelFiles, settings: Settings, model: LanguageModel | None = None
) -> Iterator[FreeConversation]:
    """A running conversation, closed at the end; `model` takes the place of the one in `files`. Raises ModelError."""
    device = SampleClockDevice()
    with tempfile.TemporaryDirectory(prefix="sotto-bench-") as data:
        parts = load_parts(files, settings, Path(data), device.microphone, device.speaker)
        if model is not None:
            parts.model.close()
            parts = replace(parts, model=model)
        free = FreeConversation(lambda take: Engine(parts, settings, take, session=uuid.uuid4().hex), device)
        device.start()
        try:
            free.start()
            device.worst_delay_s = 0.0
            yield free
        finally:
            free.engine.close()
            device.stop()


def seconds(length: float) -> int:
    """Samples of the clock in so many seconds."""
    return int(length * SAMPLE_RATE)
