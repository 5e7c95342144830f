"""Hashes by which a file is known: SHA-256, and the name that git gives to a file's content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from desktop.models.stopping import Stop

_BLOCK = 1 << 20


def sha256_of(path: Path, count: Callable[[int], None], stop: Stop) -> str:
    """SHA-256 of a file, hexadecimal. Raises Cancelled, OSError."""
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            stop.check()
            sha256.update(block)
            count(len(block))
    return sha256.hexdigest()


def blob_of(path: Path) -> str:
    """Git's name for a file's content, hexadecimal; for small files. Raises OSError."""
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
