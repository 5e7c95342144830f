"""Which scenarios there are: those that ship, and files and folders of the user's."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from desktop.errors import UsageError
from desktop.paths import assets
from desktop.scenarios.reading import SUFFIXES, Script, read_script


def shipped_folder() -> Path:
    """Where the scenarios lie that come with Sotto."""
    return assets() / "scenarios"


def shipped() -> list[Script]:
    """The scenarios that come with Sotto, by name."""
    return read_all(shipped_folder())


def read_all(folder: Path) -> list[Script]:
    """All scenarios of a folder, by name. Raises UsageError for the first that cannot be read."""
    return [read_script(path) for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES]


def find(names: Sequence[str], tags: Sequence[str] = ()) -> list[Script]:
    """The scenarios of these names, files or folders, in this order and each once; none named: all that ship.

    With `tags` only those that have one of them. Raises UsageError.
    """
    found: dict[Path, Script] = {}
    for name in names or [str(shipped_folder())]:
        for script in _named(name):
            found.setdefault(script.path.resolve(), script)
    chosen = [one for one in found.values() if not tags or set(tags) & set(one.scenario.tags)]
    if not chosen:
        raise UsageError("there is no such scenario", advice="`sotto scenarios list` shows what there is")
    return chosen


def _named(name: str) -> list[Script]:
    path = Path(name).expanduser()
    if path.is_dir():
        return read_all(path)
    if path.suffix in SUFFIXES or path.is_file():
        return [read_script(path)]
    ours = shipped_folder() / f"{name}.toml"
    if ours.parent != shipped_folder() or not ours.is_file():
        known = [one.stem for one in shipped_folder().glob("*.toml")]
        near = difflib.get_close_matches(name, known, 1)
        advice = f"did you mean {near[0]}?" if near else "`sotto scenarios list` shows what there is"
        raise UsageError(f"there is no scenario {name}", advice=advice)
    return [read_script(ours)]
