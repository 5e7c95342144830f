"""`sotto sessions export` and `import`: conversations in and out of files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import open_history, print_json, tell_progress
from desktop.errors import UsageError
from desktop.storage.exported import Format

if TYPE_CHECKING:
    from desktop.storage.database import Database


class ExistingName(StrEnum):
    """The values of `storage.importing.Existing`."""

    SKIP = "skip"
    COPY = "copy"


def export(
    sessions: Annotated[list[str] | None, typer.Argument(help="Session ids, or enough of their beginnings.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="json can be imported; csv is for spreadsheets.")] = (
        Format.JSON
    ),
    out: Annotated[Path | None, typer.Option("--out", help="File to write; the terminal without it.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every session outside of the bin.")] = False,
    search: Annotated[str, typer.Option("--search", help="The sessions in which these words are.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="Begin with a byte order mark.")] = False,
) -> None:
    """Write sessions as CSV, JSON, Markdown or subtitles, without their sound."""
    from desktop.storage.export import Export

    if sum((bool(sessions), all_, bool(search))) != 1:
        raise UsageError("what to export is not clear", advice="give session ids, or --search WORDS, or --all")
    with open_history() as database:
        ids = None if all_ else _chosen(database, sessions or (), search)
        job = Export(database, format_, ids, bom=bom, progress=tell_progress if out else None)
        if out is None:
            for piece in job.pieces():
                sys.stdout.write(piece.encode("utf-8", "backslashreplace").decode())
            return
        done = job.to_file(out, replace=force)
        print(f"{done.sessions} sessions with {done.turns} turns: {out}", file=sys.stderr)


def _chosen(database: Database, sessions: Sequence[str], search: str) -> list[str]:
    from desktop.storage.conversations import Conversations
    from desktop.storage.export import holding

    if search:
        return holding(database, search)
    store = Conversations(database)
    return [store.session(one).id for one in sessions]


def import_(
    file: Annotated[Path, typer.Argument(help="What `sotto sessions export --format json` wrote.")],
    existing: Annotated[
        ExistingName, typer.Option("--existing", help="skip or copy sessions that are there already.")
    ] = ExistingName.SKIP,
    json_: JsonOption = False,
) -> None:
    """Take sessions in from an exported file: all of them or, if anything is wrong with it, none."""
    from desktop.storage.importing import Existing, Import

    with open_history() as database:
        done = Import(database, existing=Existing(existing), progress=tell_progress).from_file(file)
    if json_:
        print_json(done)
        return
    print(f"{len(done.sessions)} sessions with {done.turns} turns; {len(done.skipped)} were there already")
