"""What the model saw when it answered a turn."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from desktop.storage.records import TurnRecord
from desktop.storage.side_tables import TurnContextRow


@dataclass(frozen=True, slots=True)
class ContextRecord:
    """The prompt of one turn."""

    messages: tuple[tuple[str, str], ...]
    """Roles and contents, in order."""
    tokens: int | None
    """As the model's own tokenizer counts them."""


def put_context(db: Session, turn: TurnRecord) -> None:
    """Store what the model was shown for a turn, in place of what was stored; nothing where it was not asked."""
    if not turn.seen:
        return
    db.exec(
        delete(TurnContextRow).where(
            col(TurnContextRow.session_id) == turn.session, col(TurnContextRow.turn) == turn.index
        )
    )
    messages = json.dumps([{"role": role, "content": content} for role, content in turn.seen], ensure_ascii=False)
    row = TurnContextRow(session_id=turn.session, turn=turn.index, messages=messages, tokens=turn.prompt_tokens)
    db.add(row)
    db.flush()


def context_of(db: Session, session: str, turn: int) -> ContextRecord | None:
    """Return what the model was shown for a turn, or None."""
    query = select(TurnContextRow).where(TurnContextRow.session_id == session, TurnContextRow.turn == turn)
    row = db.exec(query).first()
    if row is None:
        return None
    messages = tuple((one["role"], one["content"]) for one in json.loads(row.messages))
    return ContextRecord(messages, row.tokens)
