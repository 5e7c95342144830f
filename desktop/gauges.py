"""All that watches the engine while it runs: the figures, the log of events, and who may ask or look on."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

from desktop.engine.parts import Parts
from desktop.engine.worker import Engine
from desktop.errors import Remedy
from desktop.event import head
from desktop.events import EngineEvent, StageFailed
from desktop.observability.event_log import EventLog
from desktop.observability.lines import Lines
from desktop.observability.metrics import Metrics
from desktop.observability.observer import Load, Observer
from desktop.observability.series import Series
from desktop.observability.telling import UNTOLD
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.settings.operating import MetricsSettings, MonitorSettings
from desktop.storage.recorder import Recorder
from desktop.storage.sound_keeper import SoundKeeper
from desktop.terms import Stage
from desktop.wording import marked

if TYPE_CHECKING:
    from desktop.observability.endpoint import Endpoint
    from desktop.observability.monitor.server import Monitor

_QUEUES = (Series.QUEUE_LISTENING, Series.QUEUE_THINKING, Series.QUEUE_SPEAKING)
_MB = 1_000_000
_REMEDIES = {Stage.STORAGE: Remedy.OPEN_FOLDER, Stage.TOOL: Remedy.OPEN_SETTINGS}
"""What helps where the record of conversations or a pack fails."""


class Observers:
    """Takes the engine's events out of its way, each observer on a thread of its own. `put` never waits."""

    def __init__(
        self,
        settings: Settings,
        paths: Paths,
        parts: Parts,
        on_problem: Callable[[str, str], None],
        *,
        serve: bool,
    ) -> None:
        """Start what the settings want. `on_problem(message, advice)` must not raise.

        With `serve` others can ask and look on if the settings want that: at one process of a home they can.
        """
        self._settings, self._paths, self._parts = settings, paths, parts
        self._on_problem, self._serve = on_problem, serve
        self.metrics = Metrics()
        self._look: Callable[[], Load] = Load
        self._lines = Lines()
        self._log = _event_log(settings, paths, parts, on_problem, self._lines)
        self._endpoint: Endpoint | None = None
        self._monitor: Monitor | None = None
        self._observer = Observer(self.metrics, lambda: self._look())

    def watch(self, engine: Engine, recorder: Recorder, sounds: SoundKeeper | None) -> None:
        """Look from now on at how these stand, and let others ask and look on."""
        self._look = lambda: read_gauges(engine, self._parts, recorder, sounds, self._log, self._monitor)
        if self._serve and self._settings.metrics.endpoint:
            self._open_endpoint(self._settings.metrics)
        if self._serve and self._settings.monitor.server:
            self._open_monitor(self._settings.monitor)

    def _open_endpoint(self, wanted: MetricsSettings) -> None:
        from desktop.observability.collector import FiguresCollector
        from desktop.observability.endpoint import Endpoint
        from desktop.observability.prices import Prices

        figures = FiguresCollector(self.metrics, Prices.of(wanted))
        try:
            self._endpoint = Endpoint(figures, wanted.port, self._paths.metrics_address)
        except OSError as error:
            message = marked(
                "the figures cannot be asked for on port {port}: {reason}",
                port=wanted.port,
                reason=error.strerror or error,
            )
            advice = marked("choose another port for the metrics endpoint in the settings, or 0 for any")
            self._on_problem(message, advice)

    def _open_monitor(self, wanted: MonitorSettings) -> None:
        from desktop.observability.monitor.server import Monitor

        address, key = self._paths.monitor_address, self._paths.monitor_key
        try:
            self._monitor = Monitor(
                self.metrics,
                wanted.port,
                address,
                key,
                words=wanted.words,
                tools=lambda: self._parts.tools.names,
                lines=self._lines,
            )
        except OSError as error:
            message = marked(
                "the live monitor cannot be opened on port {port}: {reason}",
                port=wanted.port,
                reason=error.strerror or error,
            )
            advice = marked("choose another port for the live monitor in the settings, or 0 for any")
            self._on_problem(message, advice)

    def put(self, event: EngineEvent) -> None:
        """Note an event. Returns at once, from any thread."""
        if type(event) in UNTOLD:
            return
        self._observer.put(event)
        if self._log is not None:
            self._log.put(event)
        if self._monitor is not None:
            self._monitor.put(event)

    def failed(self, session: str, message: str, advice: str, stage: Stage = Stage.STORAGE) -> StageFailed:
        """Note, and return, that something outside of the engine failed, what is kept on the disk above all."""
        where = head(session, 0, time.monotonic())
        remedy = _REMEDIES.get(stage, Remedy.NONE)
        event = StageFailed(**where, stage=stage, message=message, advice=advice, remedy=remedy)
        self.put(event)
        return event

    def close(self) -> None:
        """Take in what waits and end the threads. Raises ShutdownError when one does not end."""
        with ExitStack() as last_first:  # each, also when one raises
            if self._log is not None:
                last_first.callback(self._log.close)
            last_first.callback(self._observer.close)
            for server in (self._endpoint, self._monitor):
                if server is not None:
                    last_first.callback(server.close)


def _event_log(
    settings: Settings, paths: Paths, parts: Parts, on_problem: Callable[[str, str], None], lines: Lines
) -> EventLog | None:
    wanted = settings.log
    if not wanted.events:
        return None
    return EventLog(
        paths.event_log,
        on_problem,
        words=wanted.words,
        most_bytes=wanted.most_mb * _MB,
        tools=lambda: parts.tools.names,
        lines=lines,
    )


class Keeper(Protocol):
    """What may have to let something go."""

    @property
    def dropped(self) -> int:
        """How much it let go."""


def read_gauges(engine: Engine, parts: Parts, recorder: Recorder, *keepers: Keeper | None) -> Load:
    """How things stand now. Any thread; waits for nothing."""
    queues = dict(zip(_QUEUES, (inbox.qsize() for inbox in engine.inboxes), strict=True))
    lost = {
        # not every device can tell: a file never stutters
        Series.UNDERRUNS: getattr(parts.speaker, "underflows", 0),
        Series.OVERRUNS: getattr(parts.microphone, "overflows", 0),
        Series.DROPPED: sum(keeper.dropped for keeper in (recorder, *keepers) if keeper is not None),
    }
    return Load(queues | {Series.QUEUE_STORAGE: recorder.waiting}, lost)
