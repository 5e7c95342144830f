"""Histories to export, and what comes out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import select

from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.export import Export
from desktop.storage.exported import Format
from desktop.storage.side_tables import EventRow, TurnContextRow
from desktop.storage.states import EndReason
from desktop.storage.tables import SessionRow
from tests.storage.samples import NOON, turn

PARENT, BRANCH, ALONE = "a" * 32, "b" * 32, "c" * 32


def fill(database: Database) -> None:
    """Three ended sessions, of which one branched from another, with all that can hang on them."""
    store = Conversations(database)
    store.add_turns([turn(index, PARENT) for index in (1, 2, 3)])
    store.add_turns([turn(1, BRANCH, started_at=NOON + timedelta(hours=1), ended_at=NOON + timedelta(hours=2))])
    store.add_turns([turn(1, ALONE, transcript="=1+1", runs=(), tools=(), speakability=0.5, prompt_tokens=12)])
    for session in (PARENT, BRANCH, ALONE):
        store.end_session(session, EndReason.USER)
    with database.write() as db:
        branch = db.exec(select(SessionRow).where(SessionRow.id == BRANCH)).one()
        branch.parent_id, branch.parent_turn, branch.details = PARENT, 2, '{"half": "\\ud83c", "deep": [{"a": null}]}'
        branch.summary, branch.summary_through, branch.pinned, branch.persona = "short", 1, True, "calm"
        db.add(branch)
        db.add(TurnContextRow(session_id=PARENT, turn=2, messages='[{"role": "user", "content": "x"}]', tokens=7))
        db.add(EventRow(session_id=PARENT, turn=0, at=NOON, kind="device lost", severity="warning", data="{}"))


def exported(database: Database, format: Format, sessions: Sequence[str] | None = None, **options: Any) -> str:
    """What a file would hold."""
    text = "".join(Export(database, format, sessions, **options).pieces())
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def document(database: Database) -> Any:
    """The whole history as JSON, parsed."""
    return json.loads(exported(database, Format.JSON))
