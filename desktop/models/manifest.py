"""What was installed, kept beside each model, so that damage shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from desktop.errors import ModelError
from desktop.formats import Kind
from desktop.models.hashing import sha256_of
from desktop.models.stopping import Stop
from desktop.wording import marked

NAME = "sotto-model.json"
_ADVICE = marked("remove the model and get it again")


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class InstalledFile(_Record):
    """One file of a model."""

    name: str
    size: int
    """Bytes."""
    sha256: str


class Manifest(_Record):
    """One installed model."""

    schema_version: int = 1
    id: str
    kind: Kind
    title: str
    repo: str = ""
    """On the hub; empty for one that was imported."""
    revision: str = ""
    """Commit on the hub."""
    licence: str = ""
    languages: tuple[str, ...] = ()
    files: tuple[InstalledFile, ...]
    installed: datetime

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.size for file in self.files)


def now() -> datetime:
    """The time for a manifest."""
    return datetime.now(UTC).replace(microsecond=0)


def read_manifest(folder: Path) -> Manifest | None:
    """What is written of the model in `folder`; None when nothing is. Raises ModelError when it cannot be read."""
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise ModelError(marked("{path} is damaged", path=path), advice=_ADVICE) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it into `folder`. Raises OSError."""
    (folder / NAME).write_text(manifest.model_dump_json(indent=2) + "\n", "utf-8")


def damage(folder: Path, manifest: Manifest, count: Callable[[int], None], stop: Stop) -> list[str]:
    """What is wrong with the model's files, one sentence each; reads them all. Raises Cancelled."""
    return [said for file in manifest.files if (said := _damage_of(folder / file.name, file, count, stop))]


def _damage_of(path: Path, file: InstalledFile, count: Callable[[int], None], stop: Stop) -> str:
    if not path.is_file():
        return f"{file.name} is missing"
    if (size := path.stat().st_size) != file.size:
        return f"{file.name} has {size:,} bytes instead of {file.size:,}"
    try:
        sha256 = sha256_of(path, count, stop)
    except OSError as error:
        return f"{file.name} cannot be read: {error.strerror}"
    return "" if sha256 == file.sha256 else f"the content of {file.name} has changed"
