"""A scenario in a file."""

from __future__ import annotations

from pathlib import Path


def written(folder: Path, text: str, name: str = "mine.toml") -> Path:
    """`text` in a file of `folder`."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path
