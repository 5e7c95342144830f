"""Downloads that go on while the window is used, also with the models page closed."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from desktop import log
from desktop.errors import Cancelled, UserFacingError
from desktop.models.catalogue import CatalogueModel
from desktop.models.progress import Progress
from desktop.models.stopping import Stop
from desktop.paths import Paths
from desktop.wording import tr

_AT_A_TIME = 2


class Downloads(QObject):
    """Gets models on threads of its own and tells of them on the thread this object lives in."""

    told = Signal(str, object)
    """Id of a model and a Progress."""
    ended = Signal(str, object)
    """Id of a model and None, or the exception that ended its download: Cancelled after `pause` and `cancel`."""
    _came = Signal(str, object)
    _over = Signal(str, object)

    def __init__(self, paths: Paths, parent: QObject) -> None:
        super().__init__(parent)
        self._paths = paths
        self._threads: ThreadPoolExecutor | None = None
        self._running: dict[str, Stop] = {}
        self._to_discard: set[str] = set()
        self._again: dict[str, CatalogueModel] = {}
        """To be begun anew as soon as they have stopped."""
        self.shown: dict[str, Progress] = {}
        """How far each running download is."""
        self._came.connect(self._note, Qt.ConnectionType.QueuedConnection)
        self._over.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def begin(self, model: CatalogueModel) -> None:
        """Get a model, or go on getting it."""
        if model.id in self._running:
            if self._running[model.id].asked:
                self._again[model.id] = model
            return
        if self._threads is None:
            self._threads = ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="sotto-download")
        stop = self._running[model.id] = Stop()
        self._threads.submit(self._run, model, stop).add_done_callback(partial(self._announce, model.id))

    def pause(self, model_id: str) -> None:
        """Stop soon; what has arrived is kept."""
        self._again.pop(model_id, None)
        if model_id in self._running:
            self._running[model_id].ask()

    def cancel(self, model_id: str) -> None:
        """Stop soon, and delete what has arrived."""
        self._to_discard.add(model_id)
        self.pause(model_id)

    def is_running(self, model_id: str) -> bool:
        """Whether a model is being got."""
        return model_id in self._running

    def close(self) -> None:
        """Stop all of them; what has arrived is kept."""
        for stop in self._running.values():
            stop.ask()
        if self._threads is not None:
            self._threads.shutdown(wait=False)

    def _run(self, model: CatalogueModel, stop: Stop) -> None:
        # the hub's client takes a while to load: here it holds up nobody
        from desktop.models.getting import Download

        download = Download(model, self._paths, tell=partial(self._tell, model.id), stop=stop)
        try:
            download.run()
        finally:
            if model.id in self._to_discard:
                download.discard()

    def _tell(self, model_id: str, progress: Progress) -> None:
        # a window that is gone wants no word of it
        if isValid(self):
            self._came.emit(model_id, progress)

    def _announce(self, model_id: str, future: Future[None]) -> None:
        if isValid(self):
            self._over.emit(model_id, Cancelled() if future.cancelled() else future.exception())

    @Slot(str, object)
    def _note(self, model_id: str, progress: Progress) -> None:
        if model_id in self._running and not self._running[model_id].asked:
            self.shown[model_id] = progress
            self.told.emit(model_id, progress)

    @Slot(str, object)
    def _end(self, model_id: str, error: BaseException | None) -> None:
        self._running.pop(model_id, None)
        self.shown.pop(model_id, None)
        self._to_discard.discard(model_id)
        again = self._again.pop(model_id, None)
        if again is not None and error is not None:
            self.begin(again)
        else:
            self.ended.emit(model_id, error)


def problem_of(model_id: str, error: BaseException | None) -> tuple[str, str]:
    """What ended a download and what to do, in words; empty when it is whole or was stopped. A fault is logged."""
    if isinstance(error, UserFacingError):
        return tr(error.message), tr(error.advice)
    if error is None or isinstance(error, Cancelled):
        return "", ""
    log.models.error("the download of %s failed", model_id, exc_info=error)
    told = tr("something broke that should not: {name}: {error}")
    return told.format(name=type(error).__name__, error=error), ""
