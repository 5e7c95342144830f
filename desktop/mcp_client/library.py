"""Whether the protocol's library is installed: it comes with an extra of the package."""

from __future__ import annotations

import importlib.util

from desktop.errors import SettingsError
from desktop.wording import marked


def library_fault() -> SettingsError | None:
    """What to tell where it is missing; None where it is there. Nothing is loaded."""
    if importlib.util.find_spec("mcp") is not None:
        return None
    return SettingsError(
        marked("tool servers need mcp, which is not installed"), advice=marked("pip install 'sotto[mcp]'")
    )


def require_library() -> None:
    """Raise SettingsError where it is missing."""
    if fault := library_fault():
        raise fault
