"""The folder of recordings: a FLAC file for each side of a turn, and what is being recorded."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from desktop.errors import AudioFileError
from desktop.storage.pcm import SUFFIX, Part, is_abandoned, make_private, read_pcm
from desktop.storage.states import Side
from desktop.wording import marked

_FORMAT = "flac"


@dataclass(frozen=True, slots=True)
class AudioRecord:
    """One side of a turn as a sound file."""

    session: str
    turn: int
    side: Side
    file: str
    """Path below the folder of recordings, with forward slashes."""
    format: str
    rate: int
    """Samples a second."""
    seconds: float
    bytes: int
    created_at: datetime
    """UTC, aware."""


class Recordings:
    """Knows what lies where in the folder. Keeps nothing open; any thread."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made before something is written."""
        self.folder = folder

    def journal(self, part: Part) -> Path:
        """Where the samples of a part go while they are recorded."""
        return self.folder / "unfinished" / part.name

    def path(self, record: AudioRecord) -> Path:
        """The file of a record. Raises ValueError when it would lie outside of the folder."""
        path = self.folder / record.file
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise ValueError(f"{record.file} lies outside of the folder of recordings")
        return path

    def left_over(self) -> list[Part]:
        """What a process that is no more was recording, oldest turn first."""
        found = sorted((self.folder / "unfinished").glob(f"*{SUFFIX}"))
        parts = [part for path in found if (part := Part.of(path)) is not None and is_abandoned(path)]
        return sorted(parts, key=lambda part: (part.session, part.turn, part.side))

    def written_at(self, part: Part) -> datetime:
        """Return when the samples of a part were last added to; an aware time."""
        return datetime.fromtimestamp(self.journal(part).stat().st_mtime, UTC)

    def keep(self, part: Part, samples: int | None = None) -> AudioRecord:
        """Make a part's FLAC file of its samples, or of the first `samples` of them, and leave those where they are.

        A crash leaves the old file, or none, or the new one. Raises OSError, ValueError when the samples cannot be
        read or there are none, RuntimeError when they cannot be encoded.
        """
        pcm, rate = read_pcm(self.journal(part))
        pcm = pcm[:samples]
        if not len(pcm):
            raise ValueError(f"{self.journal(part)} holds no sound")
        file = f"{part.session[:2]}/{part.session}/{part.turn}-{part.side}.{_FORMAT}"
        path = self.folder / file
        make_private(path.parent)
        half = path.with_name(path.name + ".part")
        half.touch(0o600)
        with half.open("r+b") as written:
            soundfile.write(written, pcm, rate, format=_FORMAT.upper(), subtype="PCM_16")
            written.flush()
            os.fsync(written.fileno())
        half.replace(path)
        size, now = path.stat().st_size, datetime.now(UTC)
        return AudioRecord(part.session, part.turn, part.side, file, _FORMAT, rate, len(pcm) / rate, size, now)

    def forget(self, part: Part) -> None:
        """Drop the samples of a part. Raises OSError."""
        self.journal(part).unlink(missing_ok=True)

    def read(self, record: AudioRecord) -> tuple[NDArray[np.float32], int]:
        """Return the mono samples of a record, from -1 to 1, and their rate in Hz. Raises AudioFileError."""
        try:
            samples, rate = soundfile.read(self.path(record), dtype="float32", always_2d=True)
        except (soundfile.LibsndfileError, ValueError) as error:
            message = marked("the recording {file} cannot be played: it is missing or damaged", file=record.file)
            raise AudioFileError(message, advice=marked("the text of the turn is still there")) from error
        return samples.mean(axis=1), int(rate)

    def delete(self, record: AudioRecord) -> None:
        """Delete the file of a record, and the folder that this leaves empty. Raises OSError, ValueError."""
        path = self.path(record)
        path.unlink(missing_ok=True)
        if path.parent != self.folder and path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()
