"""What the window needs of facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class FactLike(Protocol):
    """A fact, as it is kept."""

    @property
    def id(self) -> int:
        """What it is changed by."""

    @property
    def text(self) -> str:
        """The user's words."""

    @property
    def made_at(self) -> datetime:
        """When it was said; aware."""

    @property
    def changed_at(self) -> datetime | None:
        """When its words were changed; None while they are those that were said."""

    @property
    def turn(self) -> int:
        """In which turn it was said; 0 when it was written by hand."""


class FactsLike(Protocol):
    """What keeps facts. Every method waits for the disk and may raise UserFacingError."""

    def all(self) -> Sequence[FactLike]:
        """Return them, the newest first."""

    def add(self, text: str) -> object:
        """Keep a fact."""

    def edit(self, fact: int, text: str) -> object:
        """Give a fact other words."""

    def forget(self, fact: int) -> object:
        """Delete a fact for good."""
