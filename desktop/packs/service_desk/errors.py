"""What can go wrong at the desk, in sentences for whoever asked."""

from __future__ import annotations

from desktop.errors import UserFacingError


class DeskError(UserFacingError):
    """A value is not what it should be, something is not there, or a slot is not free."""


class SlotTakenError(DeskError):
    """Somebody else has the time."""
