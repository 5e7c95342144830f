"""What is done to the record when Sotto starts and ends: put right after a crash, backed up, cleaned up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from desktop import log
from desktop.errors import DatabaseError, SettingsError
from desktop.job import Job
from desktop.packs.databases import pack_databases
from desktop.paths import Paths
from desktop.settings import Settings, load_settings
from desktop.storage.backups import Backup, Backups
from desktop.storage.cleaning import Cleaned, Retention, clean, shrink
from desktop.storage.database import Database
from desktop.storage.mending import Remedy, ended_uncleanly, mend
from desktop.storage.recordings import Recordings
from desktop.wording import marked

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
    packs: tuple[Backup, ...] = ()
    """The copies of packs' databases that were due and made."""


def tend(settings: Settings, paths: Paths, now: datetime | None = None, job: Job | None = None) -> Tended:
    """Make the backup that is due, thin the others, delete what is to go. Takes seconds for a large history.

    The backup comes first, so that what is deleted by mistake is in it. A team's server has its own. `now` is an
    aware time. Raises DatabaseError, OSError; Cancelled when `job` is to stop while a backup is made, which then is
    not there, and nothing else was done.
    """
    url = settings.record.database_url
    packs = _back_up_packs(settings, paths, now, job)
    with Database.open(paths.database, url=url) as database:
        backup, thinned = (None, 0) if url else _back_up(settings, paths, now, job)
        cleaned = clean(database, Recordings(paths.recordings), _retention(settings), now)
    outdated = cleaned.sessions or cleaned.contexts
    return Tended(backup, thinned, cleaned, shrink(paths.database) if outdated and not url else False, packs)


def due_at(settings: Settings, paths: Paths) -> datetime | None:
    """Return when `tend` is due again, by the newest backup; None for at once. Raises OSError."""
    newest = Backups(paths.backups).all()[:1] if settings.record.backups else []
    return newest[0].at + BACKUP_EVERY if newest else None


def _back_up(settings: Settings, paths: Paths, now: datetime | None, job: Job | None) -> tuple[Backup | None, int]:
    backups = Backups(paths.backups)
    if not settings.record.backups:
        return None, 0
    made = backups.make(paths.database, now, job=job) if backups.due(BACKUP_EVERY, now) else None
    return made, len(backups.thin())


def _back_up_packs(settings: Settings, paths: Paths, now: datetime | None, job: Job | None) -> tuple[Backup, ...]:
    """Copy what packs keep where that is due. One that cannot be copied is no reason to leave the others out."""
    made: list[Backup] = []
    for kept in pack_databases(paths) if settings.record.backups else ():
        try:
            if kept.backups.due(BACKUP_EVERY, now):
                made.append(kept.backups.make(kept.path, now, job=job))
            kept.backups.thin()
        except DatabaseError as error:
            log.storage.warning("what the pack %s keeps was not backed up: %s", kept.pack, error)
    return tuple(made)


def all_that_was_said(paths: Paths) -> list[Path]:
    """The files and folders of a home that hold what somebody said, besides the record itself.

    A pack's database is among them also where it is damaged: it holds names all the same.
    """
    fixed = (
        paths.backups,
        paths.recordings,
        paths.audio,
        paths.logs,
        paths.answers,
        paths.documents,
        paths.scenarios,
    )
    lists = (one for path in (paths.notes, paths.timers) for one in _list_files(path))
    return [*fixed, *sorted(lists), *sorted(paths.pack_data.glob("*/*.db"))]


def _list_files(path: Path) -> list[Path]:
    """A list, what was being written of it, and its damaged copies."""
    return [path, path.with_suffix(".part"), *path.parent.glob(f"{path.stem}.damaged*")]


def _retention(settings: Settings) -> Retention:
    wanted = settings.record
    return Retention(
        bin=timedelta(days=wanted.bin_days),
        text=timedelta(days=wanted.text_days) if wanted.text_days else None,
        most_sessions=wanted.most_sessions or None,
        sound=timedelta(days=wanted.audio_days) if wanted.audio_days else None,
        contexts=timedelta(days=wanted.context_days) if wanted.context_days else None,
    )


def mend_after_crash(paths: Paths, job: Job | None = None) -> str:
    """Check the database if Sotto did not end in the usual way, put it right, and return what there is to tell.

    To be called before anything opens it. Empty when there is nothing to tell; a database that cannot be put right is
    told of by whoever opens it. Raises Cancelled when `job` is to stop.
    """
    try:
        if load_settings(paths.settings).record.database_url or not ended_uncleanly(paths.database):
            return ""
        done = mend(paths.database, Backups(paths.backups), job)
    except (DatabaseError, SettingsError) as error:
        log.storage.info("the database was not put right: %s", error)
        return ""
    if done.remedy is Remedy.SEARCH_REBUILT:
        return marked("the search through past conversations was damaged and has been made anew")
    if not done.restored:
        return ""
    return marked("the record of conversations was damaged; {what}", what=done.restored.sentence)


def prepare_record(paths: Paths, job: Job) -> str:
    """Do `mend_after_crash`, and bring the database to the newest schema; what goes wrong there, its user will see.

    Raises Cancelled.
    """
    told = mend_after_crash(paths, job)
    try:
        if paths.database.exists() and not load_settings(paths.settings).record.database_url:
            Database.open(paths.database, job=job).close()
    except (DatabaseError, SettingsError) as error:
        log.storage.info("the database was not brought up to date: %s", error)
    return told


def tend_at_end(paths: Paths) -> None:
    """Do what `tend` does, at the end of Sotto: what goes wrong is logged."""
    try:
        settings = load_settings(paths.settings)
        if settings.record.database_url or paths.database.exists():
            tend(settings, paths)
    except (DatabaseError, SettingsError, OSError) as error:
        log.storage.warning("the record of conversations was not tended: %s", error)
