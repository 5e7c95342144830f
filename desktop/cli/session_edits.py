"""`sotto sessions delete`, `restore`, `rename`, `pin` and `branch`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from desktop.cli.stored import SessionId, open_history

if TYPE_CHECKING:
    from desktop.storage.editing import Editing

T = TypeVar("T")


def delete(session: SessionId) -> None:
    """Put a session into the bin, from which it goes for good after 30 days."""
    found, _ = _edit(session, lambda editing, one: editing.delete(one))
    print(f"{found} is in the bin; `sotto sessions restore {found[:8]}` takes it out")


def restore(session: SessionId) -> None:
    """Take a session out of the bin."""
    found, _ = _edit(session, lambda editing, one: editing.restore(one))
    print(f"{found} is back")


def rename(session: SessionId, title: Annotated[str, typer.Argument(help="What it is called from now on.")]) -> None:
    """Give a session another title."""
    _edit(session, lambda editing, one: editing.rename(one, title))


def pin(
    session: SessionId, off: Annotated[bool, typer.Option("--off", help="Take the pin out again.")] = False
) -> None:
    """Pin a session: it is never cleaned up."""
    _edit(session, lambda editing, one: editing.pin(one, pinned=not off))


def branch(
    session: SessionId, turn: Annotated[int, typer.Argument(min=1, help="Number of the last turn that is copied.")]
) -> None:
    """Copy a session up to a turn, to go on from there; prints the id of the new one."""
    _, new = _edit(session, lambda editing, one: editing.branch(one, turn))
    print(new)


def _edit(session: str, change: Callable[[Editing, str], T]) -> tuple[str, T]:
    from desktop.storage.conversations import Conversations
    from desktop.storage.editing import Editing

    with open_history() as database:
        found = Conversations(database).session(session).id
        return found, change(Editing(database), found)
