"""What is said where a file that starts Sotto cannot be written."""

from __future__ import annotations

from pathlib import Path

from desktop.errors import SettingsError
from desktop.wording import marked


def refused(path: Path, error: OSError) -> SettingsError:
    """Return what happened and what to do."""
    return SettingsError(
        marked("{path} could not be changed: {strerror}", path=path, strerror=error.strerror),
        advice=marked("make sure that {parent} can be written", parent=path.parent),
    )
