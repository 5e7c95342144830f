"""Sound on the way to the disk: raw samples behind a small header, readable however the writing ended."""

from __future__ import annotations

import re
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from desktop.storage.lease import hold
from desktop.storage.states import Side

_HEADER = struct.Struct("<8sI4x")
_MAGIC = b"SottoPCM"
SUFFIX = ".pcm"
_NEW = "" if sys.platform == "win32" else ".new"
"""Ends the name of a file that has no header yet; Windows renames no open file."""
_SESSION = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Part:
    """One side of one turn."""

    session: str
    turn: int
    side: Side

    @property
    def name(self) -> str:
        """File name of its samples while they are written."""
        return f"{self.session}-{self.turn}-{self.side}{SUFFIX}"

    @classmethod
    def of(cls, path: Path) -> Part | None:
        """The part that a file holds, by its name; None for a file of another kind."""
        try:
            session, turn, side = path.name.removesuffix(SUFFIX).split("-")
            return cls(session, int(turn), Side(side)) if _SESSION.fullmatch(session) else None
        except ValueError:
            return None


class PcmWriter:
    """Appends samples to a file that no other process takes for left over."""

    def __init__(self, path: Path, rate: int) -> None:
        """Begin the file; `rate` is in Hz. Raises OSError."""
        self.path = path
        self.rate = rate
        self.samples = 0
        make_private(path.parent)
        new = path.with_name(path.name + _NEW)
        new.touch(0o600)
        # unbuffered: what was written survives the end of this process
        self._file: IO[bytes] = new.open("r+b", buffering=0)
        try:
            hold(self._file)
            self._file.truncate()
            self._file.write(_HEADER.pack(_MAGIC, rate))
            if _NEW:
                new.replace(path)  # nobody sees it without its lock and its header
        except OSError:
            self._file.close()
            raise

    def write(self, samples: NDArray[np.float32]) -> None:
        """Append samples, mono, shape (n,), -1 to 1. Raises OSError."""
        self._file.write(to_pcm16(samples).tobytes())
        self.samples += len(samples)

    def close(self) -> None:
        """Close the file; it may be taken from now on."""
        self._file.close()


def make_private(folder: Path) -> None:
    """Make a folder and those above it that are missing, for nobody but the user. Raises OSError."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        # `parents=True` would give the mode to the last one only
        one.mkdir(mode=0o700, exist_ok=True)


def to_pcm16(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """Return samples as 16-bit integers of 32768ths, little-endian, cut off beyond -1 to 1."""
    return np.clip(np.rint(np.nan_to_num(samples) * 32768), -32768, 32767).astype("<i2")


def read_pcm(path: Path) -> tuple[NDArray[np.int16], int]:
    """Return what a file holds, and its rate in Hz. A last sample that was cut in two is left out.

    Raises OSError, and ValueError when it is not such a file.
    """
    content = path.read_bytes()
    if len(content) < _HEADER.size:
        raise ValueError(f"{path} is cut off in its header")
    magic, rate = _HEADER.unpack_from(content)
    if magic != _MAGIC or not 1 <= rate <= 1_000_000:
        raise ValueError(f"{path} is not a recording")
    whole = (len(content) - _HEADER.size) // 2
    return np.frombuffer(content, "<i2", whole, _HEADER.size).astype(np.int16), rate


def is_abandoned(path: Path) -> bool:
    """Whether no living process writes the file."""
    try:
        file = path.open("r+b")
    except OSError:
        return False
    with file:
        return hold(file)
