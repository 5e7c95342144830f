"""A run of an ONNX network that can be ended in the middle."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import onnxruntime
from numpy.typing import NDArray

from desktop.engine.protocols import StaleCheck
from desktop.errors import Cancelled

_LOOK_S = 0.002
"""How often it is asked whether the result is still wanted."""

Tensors = Mapping[str, NDArray[Any]]


class InterruptibleRun:
    """One run, on a thread of its own that ends with it: the runtime looks at its flag between two operations."""

    def __init__(self, session: onnxruntime.InferenceSession, outputs: Sequence[str], inputs: Tensors) -> None:
        self._session, self._outputs, self._inputs = session, list(outputs), dict(inputs)
        self._options: Any = onnxruntime.RunOptions()
        self._results: list[NDArray[Any]] = []
        self._error: Exception | None = None

    def wait(self, stale: StaleCheck) -> list[NDArray[Any]]:
        """Run and return the outputs. Raises Cancelled within an operation's time, and RuntimeError."""
        if stale():
            raise Cancelled
        thread = threading.Thread(target=self._run, name="voice network", daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                thread.join(_LOOK_S)
                if thread.is_alive() and stale():
                    raise Cancelled
        finally:  # nothing leaves a run behind
            self._options.terminate = True
            thread.join()
        if self._error is not None:
            raise RuntimeError(f"the network does not run: {self._error}") from self._error
        return self._results

    def _run(self) -> None:
        try:
            self._results = self._session.run(self._outputs, self._inputs, self._options)
        except Exception as error:  # noqa: BLE001 - the thread's boundary: told by `wait`
            self._error = error
