"""A small JSON list on disk that is written whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from desktop import log


class JsonList:
    """A list of plain values kept in one file; in memory only when there is no path."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._items = self._read()

    @property
    def items(self) -> list[Any]:
        """A copy of the list."""
        return list(self._items)

    def replace(self, items: list[Any]) -> None:
        """Write a new list. Raises OSError when the disk refuses; the old list then stays."""
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part = self._path.with_suffix(".part")
            with part.open("w", encoding="utf-8") as file:
                json.dump(items, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        self._items = list(items)

    def _read(self) -> list[Any]:
        if self._path is None or not self._path.exists():
            return []
        try:
            items = json.loads(self._path.read_text("utf-8"))
            if not isinstance(items, list):
                raise TypeError("not a list")
        except (ValueError, TypeError) as error:
            kept = self._path.with_suffix(".damaged")
            self._path.replace(kept)
            log.engine.warning("%s was damaged (%s); it was kept as %s", self._path.name, error, kept.name)
            return []
        return items
