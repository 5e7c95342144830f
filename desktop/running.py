"""One Sotto a home: which process has it, and a word to that process from another one. Knows no Qt.

The home is had by a lock on a file, which ends with the process however it ends. The word goes through a socket
(on Windows a named pipe), one line there and one line back.
"""

from __future__ import annotations

import enum
import getpass
import hashlib
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import IO

from desktop.errors import UserFacingError
from desktop.storage.lease import hold

DONE = "done"
"""The answer to a command that was obeyed; any other one is the reason why it was not."""
LONGEST = 4096
"""Bytes of a line."""
_PATIENCE_S = 5.0
"""A running Sotto that loads its models answers late."""


class Command(enum.StrEnum):
    """What another process can ask for."""

    SHOW = "show"
    """Bring the window to the front; a space and an activation token of the desktop may follow."""
    PRESS = "press"
    RELEASE = "release"
    TOGGLE = "toggle"
    CANCEL = "cancel"
    REREAD = "reread"
    """Take over what was written into the settings; other models are loaded at once."""
    ADAPTER = "adapter"
    """Say which LoRA adapter acts, as one line of JSON: `adapter`, empty for none, and `scale`."""


KEY = (Command.PRESS, Command.RELEASE, Command.TOGGLE, Command.CANCEL)
"""What the talk key can do."""


def claim(home: Path) -> IO[bytes] | None:
    """Take the home for this process, until the returned file is closed; None when another process has it.

    Raises UserFacingError when the home cannot be written.
    """
    path = home / "running.lock"
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        message = f"{path} cannot be opened: {error.strerror}"
        raise UserFacingError(message, advice=f"make sure that {home} can be written") from error
    if hold(file):
        return file
    file.close()
    return None


def address(home: Path) -> str:
    """Return where the Sotto of a home listens: a path, on Windows the name of a pipe; the same for each process."""
    identity = f"{getpass.getuser()}\0{home.absolute().resolve()}"
    name = f"sotto-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"
    if sys.platform == "win32":
        return name
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = runtime if Path(runtime).is_dir() and runtime else tempfile.gettempdir()
    return str(Path(folder) / name)


def tell(home: Path, command: Command, more: str = "") -> str | None:
    """Tell the Sotto that runs and return its answer; None when none runs.

    Waits for at most five seconds. Raises UserFacingError when one runs and does not answer.
    """
    line = f"{command} {more}".strip().encode() + b"\n"
    try:
        answer = _exchange(address(home), line)
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
        return None
    except OSError as error:
        raise UserFacingError("Sotto is running but does not answer", advice="end it and start it again") from error
    if not answer.endswith(b"\n"):
        raise UserFacingError("Sotto is running but does not answer", advice="end it and start it again")
    return answer.decode("utf-8", "replace").strip()


def talk(home: Path, key: Command) -> None:
    """Do with the Sotto that runs what its talk key does. Raises UserFacingError when none runs or it cannot."""
    answer = tell(home, key)
    if answer is None:
        raise UserFacingError("no Sotto is running", advice="start it with `sotto run`, or `sotto run --hidden`")
    if answer != DONE:
        raise UserFacingError(answer, advice="try again in a moment")


if sys.platform == "win32":

    def _exchange(name: str, line: bytes) -> bytes:
        with Path(rf"\\.\pipe\{name}").open("r+b", buffering=0) as pipe:
            pipe.write(line)
            return pipe.readline(LONGEST)
else:

    def _exchange(path: str, line: bytes) -> bytes:
        if Path(path).stat().st_uid != os.getuid():  # in a folder that others can write, it may be theirs
            raise FileNotFoundError(path)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_PATIENCE_S)
            connection.connect(path)
            connection.sendall(line)
            with connection.makefile("rb") as answer:
                return answer.readline(LONGEST)
