"""What the figures ask the running parts once a second: what waits, and what was lost."""

from __future__ import annotations

from desktop.engine.parts import Parts
from desktop.engine.worker import Engine
from desktop.observability.metrics import Metrics
from desktop.observability.observer import Load, Observer
from desktop.observability.series import Series
from desktop.storage.recorder import Recorder
from desktop.storage.sound_keeper import SoundKeeper

_QUEUES = (Series.QUEUE_LISTENING, Series.QUEUE_THINKING, Series.QUEUE_SPEAKING)


def observe(
    metrics: Metrics, engine: Engine, parts: Parts, recorder: Recorder, sounds: SoundKeeper | None
) -> Observer:
    """Feed `metrics` from now on with what it is handed and with how these parts stand; to be closed."""
    return Observer(metrics, lambda: read_gauges(engine, parts, recorder, sounds))


def read_gauges(engine: Engine, parts: Parts, recorder: Recorder, sounds: SoundKeeper | None) -> Load:
    """How things stand now. Any thread; waits for nothing."""
    queues = dict(zip(_QUEUES, (inbox.qsize() for inbox in engine.inboxes), strict=True))
    lost = {
        # not every device can tell: a file never stutters
        Series.UNDERRUNS: getattr(parts.speaker, "underflows", 0),
        Series.OVERRUNS: getattr(parts.microphone, "overflows", 0),
        Series.DROPPED: recorder.dropped + (sounds.dropped if sounds is not None else 0),
    }
    return Load(queues | {Series.QUEUE_STORAGE: recorder.waiting}, lost)
