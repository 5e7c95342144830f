"""How Sotto lives without a window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stay:
    """That Sotto goes on without a window, as the one process of a home."""

    home: Path
    hidden: bool = False
    """Whether it begins without a window."""
