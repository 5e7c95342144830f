"""LoRA adapters on the language model: swapped between turns, without loading the model again."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from desktop import events
from desktop.engine.protocols import LanguageModel
from desktop.engine.reporting import Reporter
from desktop.errors import ModelError, UserFacingError
from desktop.terms import Stage
from desktop.wording import marked


@dataclass(frozen=True, slots=True)
class Adapter:
    """A LoRA adapter and how strongly it acts."""

    path: Path
    scale: float = 1.0
    """Times its own strength."""


@runtime_checkable
class Adaptable(Protocol):
    """A language model that takes adapters. One owner thread."""

    def adapt(self, adapter: Adapter | None) -> None:
        """Answer with this adapter from the next prompt on, or with none.

        What was remembered of the last prompt is forgotten. Raises ModelError when it is damaged or does not fit;
        then none acts.
        """


class Adapting:
    """Which adapter is wanted, and which one acts. Owned by the thread that owns the model."""

    def __init__(self, wanted: Adapter | None, report: Reporter) -> None:
        self._wanted, self._report = wanted, report
        self._tried: Adapter | None = None
        self._on: weakref.ref[LanguageModel] | None = None
        self.worn: Adapter | None = None
        """The one that acts. Any thread may read it."""

    def want(self, adapter: Adapter | None) -> None:
        """Have another one, or none, from the next `ensure` on."""
        self._wanted = adapter

    def ensure(self, model: LanguageModel) -> None:
        """Have `model`, which may have just been loaded, answer with what is wanted.

        One that cannot act is reported once as a failure, and the model answers without.
        """
        if self._on is None or self._on() is not model:
            self._on, self._tried, self.worn = weakref.ref(model), None, None
        if self._tried == self._wanted:
            return
        self._tried, before = self._wanted, self.worn
        begun = self._report.clock.monotonic()
        try:
            self.worn = None
            put_on(model, self._wanted)
            self.worn = self._wanted
        except UserFacingError as error:
            self._report.failure(0, Stage.LANGUAGE_MODEL, error)
        if self.worn != before:
            self._tell(model, (self._report.clock.monotonic() - begun) * 1000)

    def _tell(self, model: LanguageModel, ms: float) -> None:
        name, scale = (self.worn.path.name, self.worn.scale) if self.worn is not None else ("", 0.0)
        self._report.emit(
            events.AdapterChanged(**self._report.head(), name=name, scale=scale, model=model.name, ms=ms)
        )


def put_on(model: LanguageModel, adapter: Adapter | None) -> None:
    """Have a model answer with an adapter, or without. Raises ModelError when it cannot."""
    if isinstance(model, Adaptable):
        model.adapt(adapter)
    elif adapter is not None:
        message = marked("{model} takes no adapters", model=model.name)
        raise ModelError(message, advice=marked("choose a language model in a GGUF file, or no adapter"))
