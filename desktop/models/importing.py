"""Models from this machine's own files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from desktop.errors import ModelError, UsageError
from desktop.formats import NAMES, Kind, kind_of
from desktop.models.catalogue import STARTER
from desktop.models.manifest import InstalledFile, Manifest, now, write_manifest
from desktop.models.progress import Meter, Step, Tell, untold
from desktop.models.shelf import Installed, Shelf
from desktop.models.staging import Staging
from desktop.models.stopping import Stop
from desktop.models.strange_files import check_whole, is_network, kind_needed, refused
from desktop.paths import Paths
from desktop.wording import marked

_WHISPER = ("config.json", "model.bin", "tokenizer.json", "vocabulary.*", "preprocessor_config.json", "sotto.json")
_BLOCK = 1 << 20


class NameNeededError(UsageError):
    """The name that a model was to have is taken, or cannot be one."""


def import_model(
    source: Path,
    paths: Paths,
    *,
    kind: Kind | None = None,
    model_id: str = "",
    tell: Tell = untold,
    stop: Stop | None = None,
) -> Installed:
    """Copy a model's files into the models' folder; its kind is told from their content.

    An end-of-turn model bears no mark of its kind: it needs `kind`, or KindNeededError is raised. `model_id` is its
    name from then on; made from the file's name if empty. Raises NameNeededError when that name cannot be had,
    UsageError, ModelError, DownloadError when the disk does not take it, Cancelled.
    """
    path, kind = _recognised(source.expanduser().absolute(), kind)
    check_whole(path, kind)
    model_id = _free_id(model_id or _slug(source), paths)
    staging = Staging(paths, model_id)
    files = _files(path, kind)
    with staging.held():
        staging.keep_only([])
        try:
            total = sum(file.stat().st_size for file in files)
            staging.check_room(total, model_id)
            meter = Meter(Step.COPYING, total, tell)
            copied = tuple(_copy(file, staging.ready, meter.count, stop or Stop()) for file in files)
            manifest = Manifest(id=model_id, kind=kind, title=source.name, files=copied, installed=now())
            write_manifest(staging.ready, manifest)
            staging.install()
        finally:  # the source is still there: nothing of a copy that broke off is worth keeping
            staging.discard()
    return Shelf(paths).find(model_id)


def _recognised(source: Path, kind: Kind | None) -> tuple[Path, Kind]:
    """The path that the engine would be given, and its kind."""
    if not source.exists():
        raise UsageError(marked("{source} does not exist", source=source), advice=marked("check the path"))
    if kind is not None:
        return source, kind
    try:
        inside = sorted(source.iterdir()) if source.is_dir() else []
        for path in (source, *inside):
            found = kind_of(path)
            if found is not None:
                return (path.parent if found == "stt" and path.is_file() else path), found
        network = is_network(source)
    except OSError as error:
        raise _unreadable(source, error) from error
    raise kind_needed(source) if network else refused(source)


def _unreadable(source: Path, error: OSError) -> ModelError:
    return ModelError(
        marked("{source} cannot be read: {strerror}", source=source, strerror=error.strerror),
        advice=marked("check its permissions"),
    )


def _files(path: Path, kind: Kind) -> list[Path]:
    if kind == "stt":
        return sorted(file for pattern in _WHISPER for file in path.glob(pattern))
    beside = path.with_name(path.name + ".json")
    return [path, beside] if kind in ("tts", "wake") else [path]


def _slug(source: Path) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", (source.stem if source.is_file() else source.name).lower()).strip("-._")[:64]


def _free_id(model_id: str, paths: Paths) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", model_id) or model_id.startswith(STARTER):
        raise NameNeededError(
            marked("{model_id!r} cannot be a model's name", model_id=model_id),
            advice=marked(
                "give another one with --id: small letters, digits, dots and dashes, not beginning with 'starter'"
            ),
        )
    if (paths.models / model_id).exists():
        raise NameNeededError(
            marked("there is a model {model_id} already", model_id=model_id),
            advice=marked("remove it first, or give another name with --id"),
        )
    return model_id


def _copy(source: Path, folder: Path, count: Callable[[int], None], stop: Stop) -> InstalledFile:
    sha256, size = hashlib.sha256(), 0
    try:
        into = source.open("rb")
    except OSError as error:
        raise _unreadable(source, error) from error
    with into as file, (folder / source.name).open("wb") as out:
        while block := file.read(_BLOCK):
            stop.check()
            out.write(block)
            sha256.update(block)
            size += len(block)
            count(len(block))
    return InstalledFile(name=source.name, size=size, sha256=sha256.hexdigest())


def kind_named(name: str) -> Kind | None:
    """The kind that a user named; None for an empty name. Raises UsageError."""
    if not name:
        return None
    for kind in NAMES:
        if kind == name:
            return kind
    raise UsageError(
        marked("{name} is no kind of model", name=name),
        advice=marked("the kinds are {names}", names=", ".join(NAMES)),
    )
