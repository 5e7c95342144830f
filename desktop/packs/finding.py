"""Which packs there are: those that Sotto ships and those in the home's folder. Imports nothing of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import PackError, UsageError
from desktop.packs.manifest import FILE, Manifest, read_manifest
from desktop.paths import Paths
from desktop.settings import PackSettings, Settings
from desktop.wording import marked

SHIPPED = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class PackRecord:
    """One pack, as a list shows it."""

    name: str
    title: str
    description: str
    enabled: bool
    folder: Path | None
    """None for one that is switched on and no longer there."""
    personas: tuple[str, ...] = ()
    error: str = ""
    """Why it cannot be used; empty when nothing is known against it."""


def pack_folders(paths: Paths) -> Mapping[str, Path]:
    """The folder of each pack by name. Of two with one name the shipped one counts."""
    found: dict[str, Path] = {}
    for parent in (SHIPPED, paths.packs):
        for manifest in sorted(parent.glob(f"*/{FILE}")):
            found.setdefault(manifest.parent.name, manifest.parent)
    return found


def find_pack(name: str, paths: Paths) -> Path:
    """The folder of the pack of that name. Raises PackError."""
    folder = pack_folders(paths).get(name)
    if folder is None:
        advice = marked(
            "put it into {packs}, or switch it off: `sotto packs disable {name}`", packs=paths.packs / name, name=name
        )
        raise PackError(marked("the pack {name} is not there", name=name), advice=advice)
    return folder


def known_pack(name: str, paths: Paths) -> Path:
    """The same for a name that somebody just typed. Raises UsageError."""
    folders = pack_folders(paths)
    if name not in folders:
        raise UsageError(
            marked("there is no pack {name}", name=name),
            advice=marked("choose one of {folders}", folders=", ".join(sorted(folders))),
        )
    return folders[name]


def require_enabled(name: str, settings: Settings) -> None:
    """Raises UsageError when the pack is not switched on."""
    if name not in settings.packs.enabled:
        advice = marked("`sotto packs enable {name}` switches it on", name=name)
        raise UsageError(marked("the pack {name} is not switched on", name=name), advice=advice)


def with_pack(settings: Settings, name: str, *, on: bool) -> Settings:
    """Return settings in which a pack is switched on, behind the others, or off."""
    others = tuple(each for each in settings.packs.enabled if each != name)
    packs = PackSettings(enabled=(*others, name) if on else others)
    return settings.model_copy(update={"packs": packs})


def list_packs(settings: Settings, paths: Paths) -> Sequence[PackRecord]:
    """All packs by name, those that are switched on and missing among them."""
    folders = pack_folders(paths)
    names = sorted({*folders, *settings.packs.enabled})
    return [_record(name, folders.get(name), enabled=name in settings.packs.enabled) for name in names]


def _record(name: str, folder: Path | None, *, enabled: bool) -> PackRecord:
    if folder is None:
        return PackRecord(name, name, "", enabled, None, error="it is not there")
    try:
        manifest: Manifest = read_manifest(folder)
    except PackError as error:
        return PackRecord(name, name, "", enabled, folder, error=f"{error}; {error.advice}")
    personas = tuple(persona.name for persona in manifest.personas)
    return PackRecord(name, manifest.title, manifest.description, enabled, folder, personas)
