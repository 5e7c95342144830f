"""The models that are on this machine: which there are, which are in use, and how they go."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.catalog import children, model_path, unreadable
from desktop.errors import ModelError, UsageError
from desktop.formats import NAMES, Kind, check_model, kind_of
from desktop.models.catalogue import STARTER
from desktop.models.choosing import KINDS, chosen_path, named_path, with_model, without_wake_word
from desktop.models.manifest import Manifest, damage, read_manifest
from desktop.models.progress import Meter, Step, Tell, untold
from desktop.models.stopping import Stop
from desktop.paths import Paths
from desktop.settings import Settings, load_settings, save_settings
from desktop.wording import marked

Remember = Callable[[Callable[[Settings], Settings]], None]
"""Writes what a change makes of the settings."""

_SUFFIX: dict[Kind, str] = {"llm": ".gguf", "tts": ".onnx", "turn": ".onnx", "wake": ".onnx"}


@dataclass(frozen=True, slots=True)
class Installed:
    """One model on this machine."""

    id: str
    kind: Kind
    title: str
    path: Path
    """What the settings name: a recogniser's folder, the file of the others."""
    size: int
    """Bytes."""
    licence: str
    """Empty when unknown."""
    languages: tuple[str, ...]
    source: str
    """Where it came from: a repository and its commit, 'imported', 'starter', or 'found' when nothing is known."""
    in_use: bool
    """Whether the settings name it."""

    @property
    def starter(self) -> bool:
        """Whether it ships with Sotto."""
        return self.source == STARTER


class Shelf:
    """The models of one installation."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def all(self) -> list[Installed]:
        """Every model that is there, the starter's first. Raises ModelError, SettingsError."""
        settings = load_settings(self._paths.settings)
        starters = [_starter(kind, settings, self._paths) for kind in KINDS]
        folder = self._paths.models
        there = (path for path in children(folder) if path.name[0] != ".")
        try:
            found = [one for child in there if (one := _found(child, settings, self._paths)) is not None]
        except PermissionError as error:
            raise unreadable(folder, error) from error
        return [*starters, *found]

    def find(self, model_id: str) -> Installed:
        """The model of that id. Raises UsageError when it is not there."""
        for one in self.all():
            if one.id == model_id:
                return one
        raise UsageError(
            marked("the model {model_id} is not installed", model_id=model_id),
            advice=marked("`sotto models list` shows what there is"),
        )

    def use(self, model_id: str, *, remember: Remember | None = None) -> Installed:
        """Let the settings name it; acts from the next start.

        `remember` writes them where an application runs that holds them in memory. Raises UsageError, ModelError,
        SettingsError.
        """
        model = self.find(model_id)
        check_model(model.path, model.kind)
        name = "" if model.starter else model.path.relative_to(self._paths.models).as_posix()
        (remember or self._write)(partial(with_model, kind=model.kind, name=name))
        return self.find(model_id)

    def use_all(self, model_ids: Iterable[str], *, remember: Remember | None = None) -> list[Installed]:
        """Let the settings name several; before they are touched it is looked whether all are there."""
        return [self.use(model.id, remember=remember) for model in [self.find(one) for one in model_ids]]

    def remove(self, model_id: str, *, fall_back: bool = False) -> Installed:
        """Delete it; with `fall_back` also one that is in use, for which the starter's steps in.

        Raises UsageError for one that ships with Sotto or is in use, ModelError when the disk refuses.
        """
        model = self.find(model_id)
        if model.starter:
            raise UsageError(
                marked("{id} ships with Sotto", id=model.id),
                advice=marked("it stays; `sotto models use` chooses another"),
            )
        if model.in_use:
            if not fall_back:
                raise UsageError(
                    marked("{id} is in use", id=model.id),
                    advice=marked(
                        "choose another {kind} first, or let the starter's step in: --use-starter",
                        kind=NAMES[model.kind],
                    ),
                )
            self._write(partial(with_model, kind=model.kind, name=""))
        elif model.path == named_path(load_settings(self._paths.settings), model.kind, self._paths):
            self._write(without_wake_word)  # the only kind that is named and not in use: it is switched off
        try:
            self._delete(self._paths.models / model.id)
        except OSError as error:
            raise ModelError(
                marked("{id} cannot be deleted: {strerror}", id=model.id, strerror=error.strerror),
                advice=marked("close Sotto if it is open, and try again"),
            ) from error
        return model

    def _delete(self, place: Path) -> None:
        """Out of the way at once, then for good: what breaks off in between leaves no half model."""
        gone = self._paths.models / ".removed"
        shutil.rmtree(gone, ignore_errors=True)
        gone.mkdir()
        for path in (place, place.with_name(place.name + ".json")):
            if path.exists():
                path.replace(gone / path.name)
        shutil.rmtree(gone)

    def verify(self, model_id: str, *, tell: Tell = untold, stop: Stop | None = None) -> list[str]:
        """What is wrong with a model, one sentence each; reads every byte of one that has a manifest.

        Raises UsageError when it is not there, Cancelled.
        """
        model = self.find(model_id)
        faults = []
        try:
            manifest = None if model.starter else read_manifest(self._paths.models / model.id)
            if manifest is not None:
                meter = Meter(Step.CHECKING, manifest.size, tell)
                faults = damage(self._paths.models / model.id, manifest, meter.count, stop or Stop())
            if not faults:
                check_model(model.path, model.kind)
        except ModelError as error:
            faults.append(str(error))
        return faults

    def _write(self, change: Callable[[Settings], Settings]) -> None:
        save_settings(change(load_settings(self._paths.settings)), self._paths.settings)


def engine_path(folder: Path, manifest: Manifest) -> Path:
    """The part of an installed model that the engine is given. Raises ModelError when the manifest names none."""
    if manifest.kind == "stt":
        return folder
    names = sorted(file.name for file in manifest.files if file.name.endswith(_SUFFIX[manifest.kind]))
    if not names:
        raise ModelError(
            marked("{folder} holds no {kind}", folder=folder, kind=NAMES[manifest.kind]),
            advice=marked("remove it and get it again, or import another"),
        )
    return folder / names[0]


def _starter(kind: Kind, settings: Settings, paths: Paths) -> Installed:
    path = model_path("", kind, paths)
    title = marked("Starter {kind}", kind=NAMES[kind])
    used = chosen_path(settings, kind, paths) == path
    return Installed(f"{STARTER}-{kind}", kind, title, path, _size(path), "GPL-3.0-or-later", ("en",), STARTER, used)


def _found(child: Path, settings: Settings, paths: Paths) -> Installed | None:
    """What lies in the models' folder under one name; None when it is no model."""
    try:
        manifest = read_manifest(child) if child.is_dir() else None
        if manifest is not None:
            path = engine_path(child, manifest)
            source = f"{manifest.repo}@{manifest.revision}" if manifest.repo else "imported"
            return Installed(
                child.name, manifest.kind, manifest.title, path, manifest.size, manifest.licence,
                manifest.languages, source, path == chosen_path(settings, manifest.kind, paths),
            )  # fmt: skip
    except ModelError:  # a broken manifest: told from the bytes what it is
        pass
    for path in [child, *(children(child) if child.is_dir() else ())]:
        kind = kind_of(path)
        if kind is not None:
            used = path == chosen_path(settings, kind, paths)
            return Installed(child.name, kind, child.name, path, _size(child), "", (), "found", used)
    return None


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else path.parent.glob(f"{path.name}*")
    return sum(file.stat().st_size for file in files if file.is_file())
