"""What this installation consists of: programs, hardware, settings, models. Names nobody and quotes nothing."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

import desktop
from desktop.adapters.shelf import chosen_adapter
from desktop.catalog import find_models
from desktop.embedder import embedder_path
from desktop.errors import ModelError
from desktop.paths import Paths
from desktop.personas import as_chosen
from desktop.settings import Settings

EMBEDDING = "embedding"
"""Kind of the model that tells how alike texts are."""
_PACKAGES = (
    "PySide6", "sounddevice", "faster-whisper", "ctranslate2", "llama-cpp-python", "piper-tts", "onnxruntime",
    "sqlmodel", "numpy",
)  # fmt: skip
_PRIVATE = {
    ("language_model", "system_prompt"), ("language_model", "persona"), ("personas", "own"), ("personas", "chosen"),
    ("record", "database_url"),
}  # fmt: skip
"""What the user wrote, and what may hold a password."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model in use."""

    kind: str
    name: str
    bytes: int
    sha256: str


def installation(paths: Paths) -> dict[str, str | int]:
    """Return versions and sizes; sizes in bytes."""
    there = next(folder for folder in (paths.home, *paths.home.parents) if folder.exists())
    facts: dict[str, str | int] = {
        "sotto": desktop.__version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cores": os.cpu_count() or 1,
        "memory_bytes": psutil.virtual_memory().total,
        "memory_free_bytes": psutil.virtual_memory().available,
        "disk_free_bytes": shutil.disk_usage(there).free,
    }
    return facts | {name: _version(name) for name in _PACKAGES}


def changed(settings: Settings) -> dict[str, Any]:
    """Return the settings that are not the usual ones, without what the user wrote himself."""
    usual, found = Settings().model_dump(mode="json"), settings.model_dump(mode="json")
    differing: dict[str, Any] = {}
    for component, values in found.items():
        if isinstance(values, dict):
            kept = {
                name: "(changed)" if (component, name) in _PRIVATE else value
                for name, value in values.items()
                if value != usual[component][name]
            }
            if kept:
                differing[component] = kept
    return differing


def model_files(settings: Settings, paths: Paths) -> list[ModelFile]:
    """Return the files of the models in use; reads each from end to end. None of them while one cannot be used."""
    return [ModelFile(kind, file.name, file.stat().st_size, _sha256(file)) for kind, file in _files(settings, paths)]


def model_bytes(settings: Settings, paths: Paths) -> int:
    """Return how large those are together that a conversation has in memory."""
    embeds = settings.cache.answers or bool(settings.documents.folders)
    return sum(file.stat().st_size for kind, file in _files(settings, paths) if embeds or kind != EMBEDDING)


def without_names(value: Any, paths: Paths) -> Any:
    """Return what `json.dumps` takes with the folders that name the user made short: `~`, and `SOTTO_HOME`."""
    match value:
        case str():
            # the longer one may lie in the other
            for folder, short in ((paths.home, "SOTTO_HOME"), (Path.home(), "~")):
                value = value.replace(str(folder), short)
            return value
        case dict():
            return {name: without_names(item, paths) for name, item in value.items()}
        case list() | tuple():
            return [without_names(item, paths) for item in value]
    return value


def _files(settings: Settings, paths: Paths) -> Iterator[tuple[str, Path]]:
    try:
        found = find_models(settings, paths)
    except ModelError:  # told by the check of the models
        return
    kinds: Mapping[str, Path | None] = {
        "stt": found.stt, "llm": found.llm, "tts": found.tts, "turn": found.turn, "wake": found.wake,
    }  # fmt: skip
    adapter = chosen_adapter(as_chosen(settings), paths)
    if adapter is not None and adapter[0].is_file():
        kinds = {**kinds, "adapter": adapter[0]}
    for kind, path in kinds.items():
        if path is not None:
            files = [path] if path.is_file() else sorted(each for each in path.iterdir() if each.is_file())
            yield from ((kind, file) for file in files)
    named = (settings.cache.embedder, settings.documents.embedder)
    embedders = dict.fromkeys(embedder_path(name, paths) for name in named)
    yield from ((EMBEDDING, path) for path in embedders if path.is_file())


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
