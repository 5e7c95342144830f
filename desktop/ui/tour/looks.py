"""The looks in which every place of the window is shown: light and dark, in several sizes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """One way the window may look."""

    dark: bool
    width: int
    """In logical pixels, as is the height."""
    height: int
    percent: int = 100
    """Pixels of the picture for 100 logical ones."""

    @property
    def name(self) -> str:
        """Such as `dark-900x600-200`; part of the files' names."""
        return f"{'dark' if self.dark else 'light'}-{self.size}"

    @property
    def size(self) -> str:
        """The same less the colours."""
        scaled = f"-{self.percent}" if self.percent != 100 else ""
        return f"{self.width}x{self.height}{scaled}"

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the pictures."""
        return self.width * self.percent // 100, self.height * self.percent // 100


LOOKS = tuple(
    Look(dark, width, height, percent)
    for width, height, percent in ((900, 600, 100), (1440, 900, 100), (900, 600, 200))
    for dark in (False, True)
)


def find_look(name: str) -> Look:
    """The look of that name. Raises ValueError."""
    found = next((look for look in LOOKS if look.name == name), None)
    if found is None:
        raise ValueError(f"there is no look {name!r}")
    return found
