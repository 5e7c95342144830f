"""Puts models and assets into a wheel.

An editable installation finds them in the checkout and must not get a copy that grows stale.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = {
    "models/starter": "desktop/starter",
    "models/catalog.toml": "desktop/catalog.toml",
    "assets": "desktop/assets",
}


class WheelContents(BuildHookInterface):
    """Adds SHIPPED to wheels that are to be installed for good."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Extend `build_data`; `version` is "standard" or "editable"."""
        if version == "standard":
            build_data["force_include"].update(SHIPPED)
