"""`sotto db`: the database's health, its backups, and what goes for good."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import open_history, plain, print_json
from desktop.cli.terminal_job import terminal_job
from desktop.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.packs.databases import PackDatabase
    from desktop.paths import Paths
    from desktop.storage.backups import Backup

app = typer.Typer(help="Check, back up, restore and clean up the record of conversations.", no_args_is_help=True)
_YES = typer.Option("--yes", help="Do not ask.")


@app.command("check")
def check(
    mend: Annotated[bool, typer.Option("--mend", help="Put right what is wrong.")] = False, json_: JsonOption = False
) -> None:
    """Read the database through; exit code 1 when it is damaged and was not mended."""
    from desktop.storage import mending
    from desktop.storage.backups import Backups
    from desktop.storage.health import check_file

    paths = _own_file("PostgreSQL checks its pages itself; `pg_amcheck DATABASE` reads them all")
    with terminal_job() as job:
        if not mend:
            health, remedy, told = check_file(paths.database, job=job), "none", ""
        else:
            done = mending.mend(paths.database, Backups(paths.backups), job)
            health, remedy = done.before, done.remedy.value
            told = done.restored.sentence if done.restored else ""
    if json_:
        print_json(plain(health) | {"sound": health.sound, "remedy": remedy, "told": told})
    else:
        for problem in health.problems + health.search_problems:
            print(problem)
        print(told or {"none": "sound" if health.sound else "damaged; --mend puts it right"}.get(remedy, remedy))
    if not health.sound and remedy == "none":
        raise typer.Exit(1)


@app.command("backup")
def backup(json_: JsonOption = False) -> None:
    """Copy the database and those of packs now, also while Sotto runs."""
    from desktop.packs.databases import pack_databases
    from desktop.storage.backups import Backups

    paths = _own_file("`pg_dump --format=custom --file=sotto.dump DATABASE` makes a copy of it")
    with terminal_job() as job:
        made = Backups(paths.backups).make(paths.database, job=job)
        packs = [(kept.pack, kept.backups.make(kept.path, job=job)) for kept in pack_databases(paths)]
    if json_:
        print_json(plain(made) | {"packs": [plain(copy) | {"pack": pack} for pack, copy in packs]})
    else:
        for copy in (made, *(each for _, each in packs)):
            print(f"{copy.path}  {copy.bytes:,} bytes")


@app.command("restore")
def restore(
    file: Annotated[
        Path | None, typer.Argument(help="A backup, or its name; the newest good one without it.")
    ] = None,
    yes: Annotated[bool, _YES] = False,
) -> None:
    """Put a backup in the database's place, or, by its name, one of a pack's; the old file stays beside it."""
    from desktop.packs.databases import kept_databases
    from desktop.storage import mending
    from desktop.storage.backups import Backups

    paths = _own_file("`pg_restore --dbname=DATABASE sotto.dump` restores a copy into an empty database")
    backups = Backups(paths.backups)
    advice = "`sotto db stats` lists the backups, `sotto db backup` makes one"
    kept = next((each for each in kept_databases(paths) if _of(each.backups.all(), file)), None)
    if kept is not None:
        _restore_pack(kept, _of(kept.backups.all(), file), yes=yes)
        return
    chosen = backups.newest_good() if file is None else _of(backups.all(), file)
    if chosen is None:
        raise UsageError(f"there is no backup {file}" if file else "there is no good backup", advice=advice)
    _ask(f"replace the conversations by those of {chosen.path.name}?", yes=yes)
    with terminal_job() as job:
        done = mending.restore(paths.database, chosen, job=job)
    print(done.sentence + (f"; the old file is {done.aside}" if done.aside else ""))


def _of(copies: Sequence[Backup], file: Path | None) -> Backup | None:
    return next((one for one in copies if file in (one.path, Path(one.path.name))), None)


def _restore_pack(kept: PackDatabase, chosen: Backup | None, *, yes: bool) -> None:
    from desktop.storage import mending

    assert chosen is not None
    _ask(f"replace what the pack {kept.pack} keeps by {chosen.path.name}? Sotto must be closed", yes=yes)
    with terminal_job() as job:
        done = mending.restore(kept.path, chosen, job=job)
    print(f"what the pack {kept.pack} keeps is that of {chosen.at.astimezone():%Y-%m-%d %H:%M}", end="")
    print(f"; the old file is {done.aside}" if done.aside else "")


@app.command("cleanup")
def cleanup(
    everything: Annotated[
        bool, typer.Option("--everything", help="Delete all that was said, and packs' databases.")
    ] = False,
    yes: Annotated[bool, _YES] = False,
    json_: JsonOption = False,
) -> None:
    """Back up if that is due, and delete for good what the settings no longer keep."""
    from desktop.paths import Paths
    from desktop.settings import load_settings
    from desktop.upkeep import tend

    if everything:
        _erase(_own_file("delete sessions one by one, or have the server's administrator drop the database"), yes=yes)
        return
    paths = Paths.from_environment()
    done = tend(load_settings(paths.settings), paths)
    if json_:
        print_json(done)
        return
    for copy in (done.backup, *done.packs):
        if copy:
            print(f"backed up: {copy.path}")
    print(
        f"{done.cleaned.sessions} sessions, {done.cleaned.recordings} recordings and "
        f"what the model saw in {done.cleaned.contexts} sessions deleted, "
        f"{done.thinned} backups thinned"
    )


def _erase(paths: Paths, *, yes: bool) -> None:
    from desktop.storage.cleaning import erase
    from desktop.upkeep import all_that_was_said

    what = (
        "all conversations, facts, notes, timers, recordings, backups, kept answers, what was read of documents, "
        "the last run of scenarios and what packs keep"
    )
    _ask(f"delete {what}, and the event log, for good?", yes=yes)
    gone = erase(paths.database, *all_that_was_said(paths))
    print(f"deleted: {', '.join(path.name for path in gone) or 'nothing was there'}")


@app.command("stats")
def stats(json_: JsonOption = False) -> None:
    """How much there is, how large it is, and which backups there are."""
    from desktop.packs.databases import kept_databases
    from desktop.paths import Paths
    from desktop.storage.backups import Backups
    from desktop.storage.contents import read_contents

    paths = Paths.from_environment()
    with open_history() as database:
        contents = plain(read_contents(database, Backups(paths.backups)))
    contents["pack_backups"] = plain([copy for kept in kept_databases(paths) for copy in kept.backups.all()])
    if json_:
        print_json(contents)
        return
    copies = contents.pop("backups") + contents.pop("pack_backups")
    for name, value in contents.items():
        print(f"{name.replace('_', ' '):18} {f'{value:,}' if isinstance(value, int) else value}")
    for copy in copies:
        print(f"{'backup':18} {Path(copy['path']).name}  {copy['bytes']:,} bytes")


def _own_file(instead: str) -> Paths:
    """Where the files of this home are. Raises UsageError when its conversations lie on a team's server."""
    from desktop.paths import Paths
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    if load_settings(paths.settings).record.database_url:
        raise UsageError("this is for a file of one's own; the conversations lie on a server", advice=instead)
    return paths


def _ask(question: str, *, yes: bool) -> None:
    if not yes and not typer.confirm(question, err=True):
        raise UsageError("nothing was changed", advice="answer y, or give --yes")
