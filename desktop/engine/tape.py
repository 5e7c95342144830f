"""What keeps the sound of a conversation for the record."""

from __future__ import annotations

from typing import Literal, Protocol

from desktop.engine.protocols import Samples


class Tape(Protocol):
    """Keeps what both sides say as sound, for the record. Returns at once, from any thread."""

    def write(self, side: Literal["user", "assistant"], session: str, turn: int, samples: Samples, rate: int) -> None:
        """Append to one side of a turn, at `rate` Hz. The array is not changed afterwards."""

    def end(self, side: Literal["user", "assistant"], session: str, turn: int, samples: int) -> None:
        """One side of a turn is complete, and its first `samples` count; with 0 it is dropped."""
