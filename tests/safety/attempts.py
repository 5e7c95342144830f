"""The attempts, as they stand in the file beside."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Attempt:
    """One attempt to have a tool run that the user did not ask for; the file says what each field means."""

    number: int
    name: str
    channel: str
    text: str
    harm: str
    calls: tuple[str, ...] = ()
    writes: str = ""
    asked: str = ""
    later: str = ""
    spoken: str = ""
    always: tuple[str, ...] = ()
    times: int = 1

    @property
    def mark(self) -> str:
        """Stands behind the text, so that it is known again wherever it comes out."""
        return f"ref47{self.number:02d}"

    @property
    def marked(self) -> str:
        """The text with its mark."""
        return f"{self.text} {self.mark}"


def load_attempts() -> list[Attempt]:
    """All of them, in order."""
    given = tomllib.loads((Path(__file__).parent / "attempts.toml").read_text("utf-8"))["attempt"]
    lists = ("calls", "always")
    return [
        Attempt(number, **{name: tuple(value) if name in lists else value for name, value in one.items()})
        for number, one in enumerate(given, 1)
    ]
