"""The adapters that lie on this machine, and the one that the settings choose."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.adapters.fitting import AdapterFacts, check_adapter, read_adapter
from desktop.catalog import children, model_path
from desktop.errors import ModelError
from desktop.paths import Paths, starter_models
from desktop.settings import NO_ADAPTER, Settings

_SUFFIX = ".gguf"


@dataclass(frozen=True, slots=True)
class ShelvedAdapter:
    """One of them."""

    name: str
    """What the settings call it."""
    path: Path
    bytes: int
    starter: bool
    """Whether it came with Sotto."""
    facts: AdapterFacts | None
    """None where the file is damaged."""
    problem: str
    """Why it cannot go with the language model that is chosen; empty where it can."""
    chosen: bool


def folders(paths: Paths) -> tuple[Path, Path]:
    """Where adapters lie by their names: the user's, then those that came with Sotto."""
    return paths.adapters, starter_models() / "adapters"


def adapter_path(name: str, paths: Paths) -> Path | None:
    """Where the adapter lies that a setting names: a name or a path; None for none. It need not be there."""
    if name in ("", NO_ADAPTER):
        return None
    given = Path(name).expanduser()
    if given.is_absolute():
        return given
    file = given if given.suffix == _SUFFIX else Path(f"{name}{_SUFFIX}")
    candidates = [folder / file for folder in folders(paths)]
    return next((path for path in candidates if os.path.exists(path)), candidates[0])  # noqa: PTH110 - never raises


def chosen_adapter(settings: Settings, paths: Paths) -> tuple[Path, float] | None:
    """Path and scale of the adapter that the settings name, in which the persona's choice already stands."""
    path = adapter_path(settings.language_model.adapter, paths)
    return None if path is None else (path, settings.language_model.adapter_scale)


def with_adapter(settings: Settings, name: str, scale: float) -> Settings:
    """Settings that name another adapter; empty for none."""
    model = settings.language_model.model_copy(update={"adapter": name, "adapter_scale": scale})
    return settings.model_copy(update={"language_model": model})


def shelved(settings: Settings, paths: Paths) -> Sequence[ShelvedAdapter]:
    """All that lie in the folders, by name, and the chosen one wherever it lies. Reads their headers.

    Raises ModelError when a folder cannot be read.
    """
    names: dict[str, Path] = {}
    for folder in folders(paths):
        for path in (each for each in children(folder) if each.suffix == _SUFFIX):
            names.setdefault(path.stem, path)
    chosen = adapter_path(settings.language_model.adapter, paths)
    if chosen is not None and chosen not in names.values():
        names[str(settings.language_model.adapter)] = chosen
    model = model_path(settings.language_model.model, "llm", paths)
    return [_look(name, path, model, chosen=path == chosen) for name, path in names.items()]


def _look(name: str, path: Path, model: Path, *, chosen: bool) -> ShelvedAdapter:
    starter = path.parent == starter_models() / "adapters"
    size, facts, problem = 0, None, ""
    with suppress(OSError):
        size = path.stat().st_size
    try:
        facts = read_adapter(path)
        check_adapter(path, model)
    except ModelError as error:
        problem = str(error)
    return ShelvedAdapter(name, path, size, starter, facts, problem, chosen)
