"""Sessions as a list shows them: with the number of their turns, the most recently active first, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, TextClause, literal, text, tuple_
from sqlmodel import Session, col, func, select

from desktop.storage.columns import UtcTime
from desktop.storage.records import SessionRecord
from desktop.storage.rows import session_record
from desktop.storage.tables import SessionRow, TurnRow

_OF_SESSION = select(func.count()).where(TurnRow.session_id == SessionRow.id).correlate(SessionRow)
# all less those under way: each count is answered by an index alone
COUNTED_SESSIONS = select(
    SessionRow,
    _OF_SESSION.scalar_subquery() - _OF_SESSION.where(text("stage <> 'ended'")).scalar_subquery(),
)


def page_of_sessions(
    db: Session,
    condition: ColumnElement[bool] | TextClause,
    limit: int,
    before: SessionRecord | None,
    values: Mapping[str, Any] | None = None,
) -> list[SessionRecord]:
    """Return up to `limit` sessions of which `condition` holds, or the page after `before`.

    `values` are the parameters of a condition that is text.
    """
    last_at, number = col(SessionRow.last_at), col(SessionRow.id)
    query = COUNTED_SESSIONS.where(condition).order_by(last_at.desc(), number.desc()).limit(limit)
    if before is not None:
        query = query.where(tuple_(last_at, number) < tuple_(literal(before.last_at, UtcTime), literal(before.id)))
    return [session_record(*row) for row in db.exec(query, params=dict(values or {}))]
