"""Start at login on macOS, by an agent: a property list in the folder that launchd reads."""

from __future__ import annotations

import plistlib
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from desktop.autostart.command import command, home
from desktop.autostart.refusal import refused

LABEL = "sotto"


def agent() -> Path:
    """Return where the property list lies."""
    return Path.home() / "Library" / "LaunchAgents" / f"{LABEL}.plist"


def is_on() -> bool:
    """Whether there is an agent that is not switched off in its own file.

    What System Settings or `launchctl disable` switched off stands elsewhere, where only the system reads it.
    """
    try:
        with agent().open("rb") as file:
            kept = plistlib.load(file)
    except (OSError, ValueError, ExpatError):
        return False
    return isinstance(kept, dict) and bool(kept.get("RunAtLoad")) and not kept.get("Disabled")


def switch(*, on: bool) -> None:
    """Write the agent, or take it away; either counts from the next login. Raises SettingsError."""
    path = agent()
    try:
        if on:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(plistlib.dumps(_content()))
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise refused(path, error) from error


def _content() -> dict[str, Any]:
    content: dict[str, Any] = {
        "Label": LABEL,
        "ProgramArguments": command(),
        "RunAtLoad": True,
        "LimitLoadToSessionType": "Aqua",  # not for logins without a screen
        "ProcessType": "Interactive",  # or the system slows it down, as it does what nobody looks at
    }
    return content | ({"EnvironmentVariables": {"SOTTO_HOME": home()}} if home() else {})
