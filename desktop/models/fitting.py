"""Which packs fit a machine: its memory, its disk, and how fast it reads memory, for which answers wait."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from desktop.models.catalogue import Catalogue, Pack
from desktop.models.expected import answers_at
from desktop.models.machine_speed import MachineSpeed, machine_speed
from desktop.models.staging import RESERVE
from desktop.paths import Paths

_GIB = 1 << 30
_MEMORY_TOLD = 0.93
"""A machine of 8 GiB tells of a little less: some is the firmware's and the graphics'."""
SLOWEST = 3.0
"""Words a second that an answer must come at: as fast as they are spoken."""


@dataclass(frozen=True, slots=True)
class Powers:
    """What a machine has."""

    memory_bytes: int
    free_bytes: int
    """On the disk that takes the models."""
    speed: MachineSpeed

    @property
    def memory_gb(self) -> int:
        """Memory in GiB."""
        return max(1, round(self.memory_bytes / _GIB))


@dataclass(frozen=True, slots=True)
class Fit:
    """A pack that can be used here."""

    pack: Pack
    download_bytes: int
    words_per_s: float
    """At which answers come, about."""

    def seconds_at(self, bits_per_s: float) -> float:
        """How long the download takes over a line of that speed."""
        return self.download_bytes * 8 / bits_per_s


def measure(paths: Paths) -> Powers:
    """What this machine has. Takes about a tenth of a second of one core where its speed is not known yet."""
    there = next(folder for folder in (paths.models, *paths.models.parents) if folder.exists())
    memory, free = psutil.virtual_memory().total, shutil.disk_usage(there).free
    return Powers(memory, free, machine_speed(paths))


def fitting(catalogue: Catalogue, powers: Powers, language: str) -> Sequence[Fit]:
    """The packs that fit, the best first: those that speak the language (ISO 639-1), or else English."""
    fits = [fit for pack in catalogue.packs if (fit := _fit(pack, catalogue, powers)) is not None]
    for wanted in (language, "en"):
        speaking = [fit for fit in fits if wanted in catalogue.languages_of(fit.pack)]
        if speaking:
            return sorted(speaking, key=lambda fit: (fit.pack.memory_gb, fit.download_bytes), reverse=True)
    return []


def _fit(pack: Pack, catalogue: Catalogue, powers: Powers) -> Fit | None:
    size = catalogue.bytes_of(pack)
    words = answers_at(pack, catalogue, powers.speed)
    there = pack.memory_gb * _MEMORY_TOLD * _GIB <= powers.memory_bytes and size + RESERVE <= powers.free_bytes
    return Fit(pack, size, words) if there and words >= SLOWEST else None
