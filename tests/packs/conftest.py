from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from desktop.paths import Paths

MANIFEST = """
    name = "{name}"
    title = "The {name} pack"
    tools = "entry:open_pack"
"""
ENTRY = """
    from desktop.engine.tools.registry import Arguments, Tool
    from desktop.packs.pack import Opened

    def open_pack(home):
        return Opened([Tool("greet", "Greet.", Arguments, lambda _: {"say": "Good day."}, "Greeted", "Could not")])
"""


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    return Paths(sotto_home)


@pytest.fixture
def make_pack(paths: Paths) -> Callable[..., Path]:
    """Write a pack into the home's folder; it greets unless told otherwise."""

    def make(name: str = "polite", *, manifest: str = MANIFEST, **modules: str) -> Path:
        folder = paths.packs / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pack.toml").write_text(dedent(manifest).replace("{name}", name))
        for module, source in (modules or {"entry": ENTRY}).items():
            (folder / f"{module}.py").write_text(dedent(source))
        return folder

    return make
