"""Whether Sotto starts when the user logs in: an entry in the folder that desktops of freedesktop.org read."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from desktop.errors import SettingsError
from desktop.paths import assets
from desktop.wording import marked

_RESERVED = '"`$\\'
"""What a quoted argument of an entry needs a backslash before."""


def is_supported() -> bool:
    """Whether this system has such a folder."""
    return sys.platform not in ("darwin", "win32")


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
    if not is_supported():
        advice = marked("add `sotto run --hidden` to what the system opens when you log in")
        raise SettingsError(marked("Sotto cannot arrange this on this system yet"), advice=advice)
    path = entry()
    try:
        if on:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_text(), "utf-8")
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        message = marked("{path} could not be changed: {strerror}", path=path, strerror=error.strerror)
        raise SettingsError(
            message, advice=marked("make sure that {parent} can be written", parent=path.parent)
        ) from error


def _text() -> str:
    command = " ".join(_quoted(argument) for argument in _command())
    return (
        "[Desktop Entry]\nType=Application\nName=Sotto\nComment=Hold a key, speak, hear the answer\n"
        f"Exec={command}\nIcon={assets() / 'icon.svg'}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
    )


def _command() -> list[str]:
    """Return what starts this very Sotto with this home."""
    home = os.environ.get("SOTTO_HOME")
    beside = Path(sys.executable).with_name("sotto")
    script = str(beside) if beside.exists() else shutil.which("sotto")
    start = [script] if script else [sys.executable, "-m", "desktop"]
    return [*(["env", f"SOTTO_HOME={Path(home).expanduser().absolute()}"] if home else []), *start, "run", "--hidden"]


def _quoted(argument: str) -> str:
    """Write an argument in the entry's format, which escapes twice: as an argument, and then as a string."""
    escaped = "".join(f"\\{letter}" if letter in _RESERVED else letter for letter in argument)
    text = f'"{escaped}"' if escaped != argument or " " in argument else argument
    return text.replace("%", "%%").replace("\\", "\\\\")
