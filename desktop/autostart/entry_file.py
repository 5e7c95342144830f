"""Start at login by an entry in the folder that desktops of freedesktop.org read."""

from __future__ import annotations

import os
from pathlib import Path

from desktop.autostart.command import command, home
from desktop.autostart.refusal import refused
from desktop.paths import assets

_RESERVED = '"`$\\'
"""What a quoted argument of an entry needs a backslash before."""


def entry() -> Path:
    """Return where the entry lies."""
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(config) / "autostart" / "sotto.desktop"


def is_on() -> bool:
    """Whether there is an entry, which the desktop's own settings may have taken away or switched off."""
    try:
        lines = entry().read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return not {"Hidden=true", "X-GNOME-Autostart-enabled=false"}.intersection(line.strip() for line in lines)


def switch(*, on: bool) -> None:
    """Write the entry, or take it away. Raises SettingsError where that cannot be done."""
    path = entry()
    try:
        if on:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_text(), "utf-8")
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise refused(path, error) from error


def _text() -> str:
    environment = ["env", f"SOTTO_HOME={home()}"] if home() else []
    start = " ".join(_quoted(argument) for argument in [*environment, *command()])
    return (
        "[Desktop Entry]\nType=Application\nName=Sotto\nComment=Hold a key, speak, hear the answer\n"
        f"Exec={start}\nIcon={assets() / 'icon.svg'}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
    )


def _quoted(argument: str) -> str:
    """Write an argument in the entry's format, which escapes twice: as an argument, and then as a string."""
    escaped = "".join(f"\\{letter}" if letter in _RESERVED else letter for letter in argument)
    text = f'"{escaped}"' if escaped != argument or " " in argument else argument
    return text.replace("%", "%%").replace("\\", "\\\\")
