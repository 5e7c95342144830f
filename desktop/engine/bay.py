"""Where the model of one stage stands: one thread uses it, and takes over in between what another loaded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from desktop.engine.protocols import StaleCheck
from desktop.engine.recipes import free
from desktop.errors import Cancelled

_POLL_S = 0.02
"""How often somebody who waits for a model looks whether it is still of use."""


class Named(Protocol):
    """A model of any stage."""

    @property
    def name(self) -> str:
        """File name of the model."""


M = TypeVar("M", bound=Named)


def _nothing() -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class _Coming(Generic[M]):
    model: M | None
    taken: Callable[[], None]


class Bay(Generic[M]):
    """Holds a model, or none while it is unloaded.

    The owner, one thread, uses the model and calls `renew` between two uses; any other may `offer` and `dismiss`.
    """

    def __init__(self, model: M | None) -> None:
        self._model = model
        self._coming: _Coming[M] | None = None
        self._failure: Exception | None = None
        self._ended = False
        self._changed = threading.Condition()
        self.name = model.name if model is not None else ""
        """File name of the model that stands here, or stood here last."""
        self.on_missing: Callable[[], None] = _nothing
        """Called, on the owner's thread, when there is no model and one is needed."""

    @property
    def model(self) -> M | None:
        """The model that stands here. Owner."""
        return self._model

    @property
    def present(self) -> bool:
        """Whether there is one. Any thread."""
        return self._model is not None

    def need(self, stale: StaleCheck = bool) -> M:
        """The model; waits for it where there is none yet. Owner. Raises Cancelled, and what loading it raised."""
        model = self._model
        if model is not None:
            return model
        with self._changed:
            self._failure = None
        self.on_missing()
        while True:
            self.renew()
            with self._changed:
                if self._model is not None:
                    return self._model
                if self._failure is not None:
                    raise self._failure
                if self._ended or stale():
                    raise Cancelled
                if self._coming is None:
                    self._changed.wait(_POLL_S)

    def renew(self, before: Callable[[], None] = _nothing) -> bool:
        """Let what was offered take the place of what is here, which is freed; `before` is called first.

        Owner, between two uses. Returns whether there was anything to do.
        """
        if self._coming is None:
            return False
        before()
        with self._changed:
            coming, self._coming = self._coming, None
            if coming is None:
                return False
            old, self._model = self._model, coming.model
            self.name = coming.model.name if coming.model is not None else self.name
        free(old)
        coming.taken()
        return True

    def offer(self, model: M, taken: Callable[[], None] = _nothing) -> None:
        """Put a model at the owner's disposal; `taken` is called on its thread once the one before is freed."""
        self._put(_Coming(model, taken))

    def dismiss(self, taken: Callable[[], None] = _nothing) -> None:
        """Have the model freed, unless another one is on its way."""
        with self._changed:
            if self._coming is None:
                self._coming = _Coming(None, taken)

    def stay(self) -> bool:
        """Take `dismiss` back; returns whether a model is there."""
        with self._changed:
            if self._coming is not None and self._coming.model is None:
                self._coming = None
            return self._model is not None or self._coming is not None

    def fail(self, error: Exception) -> None:
        """There will be no model: whoever waits for it raises this."""
        with self._changed:
            self._failure = error
            self._changed.notify_all()

    def end(self) -> None:
        """No model comes any more: whoever waits for one is cancelled."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def close(self) -> None:
        """Free what is here. Nobody may use it any more; harmless the second time."""
        with self._changed:
            models = (self._model, self._coming.model if self._coming is not None else None)
            self._model, self._coming = None, None
        for model in models:
            free(model)

    def _put(self, coming: _Coming[M]) -> None:
        with self._changed:
            passed_over, self._coming = self._coming, coming
            self._changed.notify_all()
        if passed_over is not None:
            free(passed_over.model)
