"""The databases that packs keep, and the copies of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.paths import Paths
from desktop.storage.backups import Backups
from desktop.storage.health import is_ours

_ANY = 1000
"""How many versions of a pack's schema are known, only the pack can say."""


@dataclass(frozen=True, slots=True)
class PackDatabase:
    """One of them."""

    pack: str
    path: Path
    backups: Backups


def pack_databases(paths: Paths) -> Sequence[PackDatabase]:
    """Those that Sotto's own storage made, also of packs that are off; other files are the packs' own."""
    found = (path for path in sorted(paths.pack_data.glob("*/*.db")) if is_ours(path))
    return [PackDatabase(path.parent.name, path, _copies(path, paths)) for path in found]


def kept_databases(paths: Paths) -> Sequence[PackDatabase]:
    """Those of which there are copies, whether they are there themselves or not."""
    folders = sorted((paths.backups / "packs").glob("*/*"))
    lost = [paths.pack_data / folder.parent.name / f"{folder.name}.db" for folder in folders if folder.is_dir()]
    return [PackDatabase(path.parent.name, path, _copies(path, paths)) for path in lost]


def _copies(path: Path, paths: Paths) -> Backups:
    return Backups(paths.backups / "packs" / path.parent.name / path.stem, path.stem, versions=_ANY)
