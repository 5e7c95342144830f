"""Renew the pictures of the README from the tour through the window: `python packaging/pictures.py`, minutes."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtGui import QImage

from desktop.ui.tour.gallery import file_name
from desktop.ui.tour.looks import find_look
from desktop.ui.tour.run import run_tour

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
WANTED = {"metrics": "light-1440x900", "past": "dark-1440x900", "models": "light-900x600"}
"""Which places, and the look of each."""
_SMALLEST = 0
"""Of the qualities that Qt knows: the longest packed, and just as good."""
MOST_BYTES = 600_000
"""Of all together: whoever clones the project carries them."""


def main() -> int:
    """Take the tour in the looks that are wanted, and keep what is wanted of it; returns the exit code."""
    looks = [find_look(name) for name in sorted(set(WANTED.values()))]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        run_tour(Path(folder), looks)
        for place, look in WANTED.items():
            image = QImage(str(Path(folder) / file_name(place, find_look(look))))
            image.convertToFormat(QImage.Format.Format_RGB888).save(str(PICTURES / f"{place}.png"), "PNG", _SMALLEST)
    size = sum(file.stat().st_size for file in PICTURES.glob("*.png"))
    print(f"{len(WANTED)} pictures, {size / 1000:.0f} kB: {PICTURES}")
    return int(size > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
