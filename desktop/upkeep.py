"""What is done to the record from time to time, as the settings want it: a backup, thinning, cleaning up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.paths import Paths
from desktop.settings import Settings
from desktop.storage.backups import Backup, Backups
from desktop.storage.cleaning import Cleaned, Retention, clean, shrink
from desktop.storage.database import Database
from desktop.storage.recordings import Recordings

BACKUP_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tended:
    """What was done."""

    backup: Backup | None
    """The copy that was due and made."""
    thinned: int
    """Copies that went."""
    cleaned: Cleaned
    shrunk: bool
    """Whether the database file gave empty pages back."""


def tend(settings: Settings, paths: Paths, now: datetime | None = None) -> Tended:
    """Make the backup that is due, thin the others, delete what is to go. Takes seconds for a large history.

    The backup comes first, so that what is deleted by mistake is in it. `now` is an aware time. Raises DatabaseError,
    OSError.
    """
    with Database.open(paths.database) as database:
        backup, thinned = _back_up(settings, paths, now)
        cleaned = clean(database, Recordings(paths.recordings), _retention(settings), now)
    return Tended(backup, thinned, cleaned, shrink(paths.database) if cleaned.sessions else False)


def _back_up(settings: Settings, paths: Paths, now: datetime | None) -> tuple[Backup | None, int]:
    backups = Backups(paths.backups)
    if not settings.record.backups:
        return None, 0
    made = backups.make(paths.database, now) if backups.due(BACKUP_EVERY, now) else None
    return made, len(backups.thin())


def _retention(settings: Settings) -> Retention:
    wanted = settings.record
    return Retention(
        bin=timedelta(days=wanted.bin_days),
        text=timedelta(days=wanted.text_days) if wanted.text_days else None,
        most_sessions=wanted.most_sessions or None,
    )
