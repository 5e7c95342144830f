"""`sotto diagnostics`: everything about this installation at once, and a file of it for a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import print_json
from desktop.errors import SettingsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.paths import Paths
    from desktop.settings import Settings

_SHOWN_LINES = 3


def diagnostics(
    session: Annotated[str, typer.Option("--session", help="Session id, or its beginning: look at it closely.")] = "",
    bundle: Annotated[
        Path | None, typer.Option("--bundle", help="Zip file to write, for a report of a fault.")
    ] = None,
    words: Annotated[bool, typer.Option("--words", help="With what was said in the session.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write the bundle without asking.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,
    json_: JsonOption = False,
) -> None:
    """Installation, devices, models, database, timings, last errors, advice; exit code 1 when something is broken."""
    from desktop.bundle import as_lines, contents, write
    from desktop.diagnosis import examine
    from desktop.paths import Paths

    if bundle is not None and bundle.exists() and not force:
        raise UsageError(f"{bundle} is there already", advice="choose another name, or give --force")
    paths = Paths.from_environment()
    found = examine(_settings(paths), paths, session, words=words)
    if json_:
        print_json(found)
    else:
        for line in as_lines(found):
            print(line)
    if bundle is not None:
        files = contents(found, paths, session, words=words)
        _preview(files, bundle, words=words)
        if not yes and not typer.confirm(f"write {bundle}?", err=True):
            raise UsageError("nothing was written", advice="answer y, or give --yes")
        write(files, bundle, replace=force)
    if not found.ok:
        raise typer.Exit(1)


def _settings(paths: Paths) -> Settings:
    """Those of the file; the usual ones where it cannot be used, which its check tells."""
    from desktop.settings import Settings, load_settings

    try:
        return load_settings(paths.settings)
    except SettingsError:
        return Settings()


def _preview(files: Mapping[str, str], bundle: Path, *, words: bool) -> None:
    """Say on the terminal what the bundle would hold; not where JSON is read from."""
    held = "what was said in that session" if words else "nothing that was said"
    typer.echo(f"\n{bundle} would hold {held}, and:", err=True)
    for name, text in files.items():
        lines = text.splitlines()
        typer.echo(f"{name}: {len(lines):,} lines, {len(text.encode('utf-8', 'backslashreplace')):,} bytes", err=True)
        for line in lines[:_SHOWN_LINES]:
            typer.echo(f"    {line[:100]}", err=True)
