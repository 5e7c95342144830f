"""Passwords and tokens that Sotto is lent: read when they are needed, never kept in the settings, never logged."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from desktop.errors import UserFacingError
from desktop.wording import marked

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LONGEST = 8192


def read_secret(variable: str, file: str) -> str:
    """Return what an environment variable holds, or else the first line of a file that only its owner may read.

    Empty when neither is named. Raises UserFacingError when what is named is not there or may be read by others; no
    error holds any of the secret.
    """
    if variable and (value := os.environ.get(variable, "").strip()):
        return value
    if file:
        return _from_file(Path(file).expanduser())
    if variable:
        raise UserFacingError(
            marked("the environment variable {variable} is not set", variable=variable),
            advice=marked("set it before Sotto starts, or name a file instead"),
        )
    return ""


def _from_file(path: Path) -> str:
    try:
        if sys.platform != "win32" and path.stat().st_mode & _OTHERS:
            raise UserFacingError(
                marked("{path} can be read by others", path=path), advice=marked("`chmod 600 {path}`", path=path)
            )
        with path.open(encoding="utf-8") as lines:
            secret = lines.readline(_LONGEST).strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else marked("it is no text")
        raise UserFacingError(
            marked("{path} cannot be read: {reason}", path=path, reason=reason),
            advice=marked("write the password into it as one line, and `chmod 600` it"),
        ) from error
    if not secret:
        raise UserFacingError(
            marked("{path} is empty", path=path), advice=marked("write the password into it as one line")
        )
    return secret
