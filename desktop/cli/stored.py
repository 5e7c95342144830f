"""What the commands about stored conversations share: opening the database, and times and records as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from desktop.storage.database import Database

SessionId = Annotated[str, typer.Argument(help="Session id, or enough of its beginning.")]


@contextmanager
def open_history() -> Iterator[Database]:
    """Lend the database of this home, or its team's. Raises DatabaseError, SettingsError."""
    from desktop.paths import Paths
    from desktop.settings import load_settings
    from desktop.storage.database import Database

    paths = Paths.from_environment()
    with Database.open(paths.database, url=load_settings(paths.settings).record.database_url) as database:
        yield database


def plain(value: Any) -> Any:
    """Return a record, or what holds records, as what `json.dumps` takes."""
    match value:
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case datetime():
            return value.isoformat()
        case Path():
            return str(value)
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    return value


def print_json(value: Any) -> None:
    """Print records as JSON; half a surrogate pair, which UTF-8 cannot hold, as JSON's own escape."""
    text = json.dumps(plain(value), ensure_ascii=False)
    print(text.encode("utf-8", "backslashreplace").decode())


def tell_progress(done: int, total: int | None = None) -> None:
    """Show on a terminal how many turns are done, of how many if that is known."""
    if sys.stderr.isatty():
        print(f"\r{done:,}{f' of {total:,}' if total is not None else ''} turns", end="", file=sys.stderr, flush=True)
