"""Start at login on Windows, by a value under the user's own `Run` key of the registry."""

from __future__ import annotations

import importlib
import subprocess
from typing import Any

from desktop.autostart.command import silent_command
from desktop.errors import SettingsError
from desktop.wording import marked

NAME = "Sotto"
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
"""Where the Task Manager keeps what the user switched off: bytes, of which the first is odd then."""
LONGEST = 260
"""Characters of a command that Windows runs from there."""


def is_on() -> bool:
    """Whether the value is there, and the Task Manager does not hold it back."""
    if not _read(RUN):
        return False
    approval = _read(APPROVED)
    return not (isinstance(approval, bytes) and approval[:1] and approval[0] % 2)


def switch(*, on: bool) -> None:
    """Write the value and forget what held it back, or take it away. Raises SettingsError."""
    line = subprocess.list2cmdline(silent_command())
    if on and len(line) > LONGEST:
        raise SettingsError(
            marked("Windows starts no command of more than {count} letters, and this one has more", count=LONGEST),
            advice=marked("set SOTTO_HOME for your account, or move Sotto to a shorter path"),
        )
    try:
        if on:
            _write(line)
        else:
            _remove(RUN)
        _remove(APPROVED)
    except OSError as error:
        raise SettingsError(
            marked("the registry could not be changed: {strerror}", strerror=error.strerror),
            advice=marked("add `sotto run --hidden` to what the system opens when you log in"),
        ) from error


def _registry() -> Any:
    """Return Python's way to the registry, which is there on Windows only."""
    return importlib.import_module("winreg")


def _read(path: str) -> object:
    """Return the value under a key; None where there is none, or none that may be read."""
    winreg = _registry()
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
            return winreg.QueryValueEx(key, NAME)[0]
    except OSError:
        return None


def _write(line: str) -> None:
    winreg = _registry()
    with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, RUN, 0, winreg.KEY_SET_VALUE) as key:
        winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, line)


def _remove(path: str) -> None:
    winreg = _registry()
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, winreg.KEY_SET_VALUE) as key:
            winreg.DeleteValue(key, NAME)
    except FileNotFoundError:
        return
