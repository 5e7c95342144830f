"""The key to the monitor: a file that only this user can read, handed over as a WebSocket subprotocol.

A subprotocol is the one header that a web page can choose, and unlike an address it ends up in no history.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path

PROTOCOL = "sotto.monitor.1"
_KEY = "sotto.token."
_BYTES = 32
_SHORTEST = 32
"""Characters; what is shorter is no key that was made here."""


def token(path: Path) -> str:
    """Return the key of the file, which is made at first use, and anew when others could read it. Raises OSError."""
    found = read_token(path)
    if found is not None:
        return found
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = secrets.token_urlsafe(_BYTES)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(0o600, exist_ok=False)
    part.write_text(made, "ascii")
    part.replace(path)
    return made


def read_token(path: Path) -> str | None:
    """Return the key of the file; None where there is none that only this user can read."""
    try:
        shared = os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        text = path.read_text("ascii").strip()
    except (OSError, ValueError):
        return None
    return text if not shared and len(text) >= _SHORTEST else None


def offered(key: str) -> list[str]:
    """What a client offers as subprotocols."""
    return [PROTOCOL, _KEY + key]


def opens(key: str, offers: Sequence[str]) -> bool:
    """Whether the key is among what a client offers."""
    keys = [one.removeprefix(_KEY) for one in offers if one.startswith(_KEY)]
    return PROTOCOL in offers and any(secrets.compare_digest(one.encode(), key.encode()) for one in keys)
