"""What the commands about stored conversations share: opening the database, and times and records as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from desktop.storage.database import Database

SessionId = Annotated[str, typer.Argument(help="Session id, or enough of its beginning.")]


@contextmanager
def open_history() -> Iterator[Database]:
    """Lend the database of this home. Raises DatabaseError."""
    from desktop.paths import Paths
    from desktop.storage.database import Database

    with Database.open(Paths.from_environment().database) as database:
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
    return plain(asdict(value)) if hasattr(value, "__dataclass_fields__") else value


def print_json(value: Any) -> None:
    """Print records as JSON; half a surrogate pair, which UTF-8 cannot hold, as JSON's own escape."""
    text = json.dumps(plain(value), ensure_ascii=False)
    print(text.encode("utf-8", "backslashreplace").decode())


def tell_progress(done: int, total: int | None = None) -> None:
    """Show on a terminal how many turns are done, of how many if that is known."""
    if sys.stderr.isatty():
        print(f"\r{done:,}{f' of {total:,}' if total is not None else ''} turns", end="", file=sys.stderr, flush=True)
