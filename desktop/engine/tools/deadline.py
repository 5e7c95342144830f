"""A function on a short-lived thread of its own, so that one that hangs does not hold up who asked for it."""

from __future__ import annotations

import contextlib
import ctypes
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, wait
from typing import Generic, TypeVar

from desktop.engine.protocols import StaleCheck
from desktop.errors import Cancelled

T = TypeVar("T")

_LOOK_S = 0.02
"""How often a run that takes long is asked whether it is still wanted."""


class CrashedError(Exception):
    """The function wanted to end the whole program, or what it calls gave up altogether."""


class _StopWork(BaseException):
    """Raised inside the thread of a run that is overdue."""


class LimitedRun(Generic[T]):
    """One function on its thread, from now on."""

    def __init__(self, name: str, work: Callable[[], T]) -> None:
        self._work = work
        self._future: Future[T] = Future()
        self._thread = threading.Thread(target=self._run, name=name)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the function still runs."""
        return self._thread.is_alive()

    def result(self, seconds: float, stale: StaleCheck) -> T:
        """What the function returns or raises, if it does so within `seconds`.

        Raises CrashedError for what is no Exception, TimeoutError when it does not and Cancelled once `stale()` is
        true; the function is then stopped at its next step in Python. One that waits inside a library ends when that
        returns.
        """
        end = time.monotonic() + seconds
        while not wait([self._future], min(_LOOK_S, seconds)).done:
            if stale():
                self._stop()
                raise Cancelled
            if time.monotonic() >= end:
                self._stop()
                raise TimeoutError
        self._thread.join()
        return self._future.result()

    def join(self, seconds: float) -> bool:
        """Wait for the thread's end; whether it came."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _stop(self) -> None:
        identity = self._thread.ident
        if identity is not None and self._thread.is_alive():
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(identity), ctypes.py_object(_StopWork))

    def _run(self) -> None:
        with contextlib.suppress(_StopWork, InvalidStateError):  # nobody waits any more for a run that was stopped
            try:
                result = self._work()
            except _StopWork:
                raise
            except Exception as error:  # noqa: BLE001 - raised again where the result is asked for
                self._future.set_exception(error)
            except BaseException as error:  # noqa: BLE001 - an exit, or the panic of a library: of this thread alone
                self._future.set_exception(CrashedError(f"{type(error).__name__}: {error}"))
            else:
                self._future.set_result(result)
