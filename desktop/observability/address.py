"""Where a running Sotto can be asked: a file below its home that is there while it runs."""

from __future__ import annotations

import json
import os
from pathlib import Path

HOST = "127.0.0.1"
"""Nothing is served to other machines."""


def tell_address(path: Path, url: str) -> None:
    """Write down where to ask, for this user only. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.touch(0o600)
    part.write_text(json.dumps({"url": url, "pid": os.getpid()}), "utf-8")
    part.replace(path)


def read_address(path: Path, scheme: str) -> str | None:
    """Return the address that stands there; None where there is none of this scheme on this machine."""
    try:
        url = json.loads(path.read_text("utf-8"))["url"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return url if isinstance(url, str) and url.startswith(f"{scheme}://{HOST}:") else None
