"""Loads modules on the main thread, a little at a time, while the window goes on.

Whatever makes classes of Qt has to be loaded there. PySide (6.11) keeps what it knows of them in a table that Qt
reads without Python's lock, whenever it asks for the class of a widget that it paints: a class that another thread
makes just then ends the program with signal 11. One first showing of the metrics in forty did.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from desktop.loading import loading

_WORK_S = 0.008
"""Longest that modules are loaded before the window paints and takes input again, but for a single long one."""
_NAMES_ALL = {"pyqtgraph.Qt": ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets")}
"""A module that names all there is in others, where PySide makes each class when it is first named."""

Done = Callable[[ModuleType], object]
Failed = Callable[[Exception], object]


class Modules(QObject):
    """Loads one module after the other, in the order in which they were wanted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: deque[tuple[str, Done, Failed | None]] = deque()
        self._busy = False

    def load(self, name: str, done: Done, failed: Failed | None = None) -> None:
        """Load a module soon; call `done` with it, or `failed`: without that it is told as an error in any slot."""
        self._wanted.append((name, done, failed))
        QTimer.singleShot(0, self, self._load_next)

    def _load_next(self) -> None:
        """One call for each that is wanted; one that comes while another is loaded is made up for at its end."""
        if self._busy or not self._wanted:
            return
        self._busy = True
        name, done, failed = self._wanted.popleft()
        try:
            module = _load(name)
        except Exception as error:
            if failed is None:
                raise
            failed(error)
            return
        finally:
            self._busy = False
            QTimer.singleShot(0, self, self._load_next)
        done(module)


def _load(name: str) -> ModuleType:
    breaths = _Breaths()
    sys.meta_path.insert(0, breaths)
    try:
        with loading():
            return import_module(name)
    finally:
        sys.meta_path.remove(breaths)


class _Breaths(MetaPathFinder):
    """Finds no module, but lets the window handle its events before one is loaded, if it waited for a while."""

    def __init__(self) -> None:
        self._thread, self._since, self._out = threading.current_thread(), time.perf_counter(), False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Breathe; other finders find the module."""
        del path, target
        if threading.current_thread() is self._thread and not self._out:
            self._breathe()
            for module in _NAMES_ALL.get(fullname, ()):
                self._name_all(import_module(module))
        return None

    def _name_all(self, module: ModuleType) -> None:
        for name in dir(module):
            getattr(module, name)
            self._breathe()

    def _breathe(self) -> None:
        if time.perf_counter() - self._since < _WORK_S:
            return
        self._out = True  # what is loaded by the events themselves is loaded at once
        try:
            QCoreApplication.processEvents()
        finally:
            self._out = False
        self._since = time.perf_counter()
