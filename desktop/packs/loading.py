"""Imports an enabled pack and has it open. Whatever is wrong with one is a PackError, and harms nothing else."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from desktop.errors import PackError, UserFacingError
from desktop.packs.finding import SHIPPED
from desktop.packs.manifest import Manifest, read_manifest
from desktop.packs.pack import Opened, PackHome
from desktop.wording import marked


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """A pack in use."""

    manifest: Manifest
    opened: Opened


def load_pack(folder: Path, make_home: Callable[[Manifest], PackHome]) -> LoadedPack:
    """Import the pack in `folder` and open it. Raises PackError."""
    manifest = read_manifest(folder)
    if not manifest.tools:
        return LoadedPack(manifest, Opened())
    module_name, _, function = manifest.tools.partition(":")
    module = _import(manifest, folder, module_name)
    opener = getattr(module, function, None)
    if not callable(opener):
        raise _fault(
            manifest,
            folder,
            marked("its module {module} has no function {function}", module=module_name, function=function),
        )
    try:
        opened = opener(make_home(manifest))
    except UserFacingError as error:
        raise _fault(manifest, folder, error.message, error.advice) from error
    except Exception as error:  # a pack is foreign code: whatever it raises is its fault, and the talk goes on
        raise _fault(
            manifest, folder, marked("it cannot be opened: {kind}: {error}", kind=type(error).__name__, error=error)
        ) from error
    if not isinstance(opened, Opened):
        raise _fault(manifest, folder, marked("its function {function} returns no `Opened`", function=function))
    return LoadedPack(manifest, opened)


def _import(manifest: Manifest, folder: Path, module: str) -> ModuleType:
    package = f"{__package__}.{folder.name}" if folder.parent == SHIPPED else _foreign_package(folder)
    try:
        return importlib.import_module(f"{package}.{module}")
    except ModuleNotFoundError as error:
        if error.name is not None and error.name.startswith(package):
            raise _fault(
                manifest, folder, marked("it has no module {name}", name=error.name[len(package) + 1 :])
            ) from error
        advice = (
            marked("pip install 'sotto[{extra}]'", extra=manifest.extra)
            if manifest.extra
            else marked("install {name}", name=error.name)
        )
        raise _fault(
            manifest, folder, marked("it needs {name}, which is not installed", name=error.name), advice
        ) from error
    except (Exception, SystemExit) as error:  # as above
        raise _fault(
            manifest, folder, marked("it cannot be imported: {kind}: {error}", kind=type(error).__name__, error=error)
        ) from error


def _foreign_package(folder: Path) -> str:
    """A package for a folder outside of Sotto's own code, made anew each time it is opened."""
    name = f"sotto_pack_{folder.name}"
    for module in [each for each in sys.modules if each == name or each.startswith(f"{name}.")]:
        del sys.modules[module]
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package
    importlib.invalidate_caches()
    return name


def _fault(manifest: Manifest, folder: Path, what: str, advice: str = "") -> PackError:
    way_out = marked("`sotto packs disable {name}` switches it off", name=manifest.name)
    advice = (
        marked("{advice}, or {way_out}", advice=advice, way_out=way_out)
        if advice
        else marked("mend it in {folder}, or {way_out}", folder=folder, way_out=way_out)
    )
    return PackError(marked("the pack {title} is left out: {what}", title=manifest.title, what=what), advice=advice)
