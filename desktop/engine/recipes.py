"""How the models of an engine are loaded, and what that cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from desktop.job import Job
from desktop.terms import Stage
from desktop.wording import marked

_PIECE = 4 << 20
"""Bytes read at once."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a model took when it was loaded."""

    load_ms: float = 0.0
    bytes: int = 0
    """Of memory: by how much the process grew, and at least what its files hold."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the model of one stage is loaded. Two that are equal give the same model."""

    stage: Stage
    setting: str
    """What the settings name: empty for the starter's."""
    path: Path | None
    """What is loaded; None where the settings want no model."""
    options: tuple[object, ...] = ()
    """What else goes into the loading."""
    load: Callable[[], Any] = field(default=lambda: None, compare=False)
    """Returns the model; slow, holds the GIL. Raises ModelError."""

    @property
    def name(self) -> str:
        """File name of the model; empty for none."""
        return self.path.name if self.path is not None else ""


def measured(recipe: Recipe, warm: Callable[[Any], None] = lambda _model: None) -> tuple[Any, Cost]:
    """Load a model, `warm` it, and tell what that cost. Raises as `recipe.load` and `warm` do."""
    process, begun = psutil.Process(), time.perf_counter()
    before = process.memory_info().rss
    model = recipe.load()
    if model is not None:
        warm(model)
    grown = process.memory_info().rss - before
    return model, Cost((time.perf_counter() - begun) * 1000, max(grown, _size(recipe.path)))


def load_all(recipes: Mapping[Stage, Recipe], job: Job) -> Mapping[Stage, tuple[Any, Cost]]:
    """Load models one after another, and tell which. Raises as `measured` does, and Cancelled; then none is left."""
    loaded: dict[Stage, tuple[Any, Cost]] = {}
    try:
        there = [recipe for recipe in recipes.values() if recipe.path is not None]
        for stage, recipe in recipes.items():
            if recipe in there:
                job.tell(marked("Loading {name}", name=recipe.name), there.index(recipe) / len(there))
            loaded[stage] = measured(recipe)
        job.check()
    except BaseException:
        for model, _cost in loaded.values():
            free(model)
        raise
    return loaded


def free(model: object) -> None:
    """Free a model, or none; it cannot be used afterwards."""
    close = getattr(model, "close", None)  # an end-of-turn model goes with its last reference
    if close is not None:
        close()


def read_ahead(path: Path | None, stop: Callable[[], bool]) -> None:
    """Read a model's files, so that loading them, which holds the GIL, need not wait for the disk; until `stop()`."""
    for file in _files(path):
        with file.open("rb") as opened:
            while not stop() and opened.read(_PIECE):
                pass


def _size(path: Path | None) -> int:
    return sum(file.stat().st_size for file in _files(path))


def _files(path: Path | None) -> list[Path]:
    if path is None:
        return []
    found = path.rglob("*") if path.is_dir() else path.parent.glob(f"{path.name}*")
    return [file for file in found if file.is_file()]
