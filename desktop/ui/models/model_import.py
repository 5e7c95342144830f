"""The copy of a model's file into Sotto's folder, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from desktop.formats import Kind
from desktop.models.importing import NameNeededError, import_model
from desktop.models.progress import Progress, Step
from desktop.models.stopping import Stop
from desktop.models.strange_files import KindNeededError
from desktop.paths import Paths
from desktop.ui.models.model_card import progress_words, share_of
from desktop.ui.trouble.work_strip import WorkStrip
from desktop.wording import tr

_KEY = " import"
"""Of a copy among the work in progress: no model has such an id."""
Do = Callable[[Callable[[], object], Callable[[object], None]], None]
"""Does the first in the background, then the second with its result here."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A model that is to be imported."""

    path: Path
    kind: Kind | None = None
    """None where its content tells."""
    name: str = ""
    """From then on; made from the file's if empty."""


class ModelImport(QObject):
    """Copies, shows how far it is, and can be stopped."""

    went_on = Signal(str, object)
    """Name of the file and its `Progress`; not once it is to stop."""
    asked = Signal(object, object)
    """What was `Wanted`, and the KindNeededError or NameNeededError for which it has to be said more closely."""
    ended = Signal(object)
    """The `Installed`, or the UserFacingError or Cancelled that it ended with."""
    _copied = Signal(str, object)

    def __init__(self, paths: Paths, strip: WorkStrip, parent: QObject) -> None:
        """`strip` shows it among the work in progress."""
        super().__init__(parent)
        self._paths, self._strip = paths, strip
        self._stop: Stop | None = None
        self._copied.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def begin(self, wanted: Wanted, do: Do) -> None:
        """Copy a file or folder, unless another is being copied."""
        if self._stop is not None:
            return
        stop, name = Stop(), wanted.path.name
        self._stop = stop
        self._strip.begin(_KEY, tr("Importing {name}").format(name=name), self.stop)
        self._show(name, Progress(Step.COPYING))
        copy = partial(import_model, wanted.path, self._paths, kind=wanted.kind, model_id=wanted.name, stop=stop)
        do(partial(copy, tell=partial(self._tell, name)), partial(self._end, wanted))

    def stop(self) -> None:
        """Ask the copy to stop, if one goes on."""
        if self._stop is not None:
            self._stop.ask()

    def forget(self) -> None:
        """No copy goes on any more."""
        self._stop = None
        self._strip.end(_KEY)

    def _tell(self, name: str, progress: Progress) -> None:
        if isValid(self):
            self._copied.emit(name, progress)

    @Slot(str, object)
    def _show(self, name: str, progress: Progress) -> None:
        self._strip.tell(_KEY, progress_words(progress), share_of(progress))
        if self._stop is not None and not self._stop.asked:
            self.went_on.emit(name, progress)

    def _end(self, wanted: Wanted, result: object) -> None:
        self.forget()
        if isinstance(result, KindNeededError | NameNeededError):
            self.asked.emit(wanted, result)
        else:
            self.ended.emit(result)
