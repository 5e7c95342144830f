"""How often the same is asked again: counted over the words, of which nothing is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from desktop.storage.columns import table_of
from desktop.storage.database import Database
from desktop.storage.states import Progress
from desktop.storage.tables import SessionRow, TurnRow
from desktop.terms import MessageType, Outcome

_SESSION, _TURN = table_of(SessionRow), table_of(TurnRow)
_WORD = re.compile(r"\w+")
_ANSWERED = (Outcome.COMPLETED.value, Outcome.INTERRUPTED.value)
_BY_MODEL = (MessageType.ANSWER.value, MessageType.QUESTION.value)
"""What neither a tool nor a control word answered."""
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Repeats:
    """Questions that the model alone answered."""

    asked: int
    repeated: int
    """Of these, those that were asked before in the same words, whatever their case and punctuation."""


def repeats(database: Database, since: datetime, until: datetime | None = None) -> Repeats:
    """Count the questions of a period, aware times, the second excluded, outside of the bin. Raises DatabaseError."""
    binned = select(_SESSION.c.id).where(_SESSION.c.deleted_at.is_not(None))
    wanted = select(_TURN.c.transcript).where(
        _TURN.c.stage == Progress.ENDED.value,
        _TURN.c.started_at >= since,
        _TURN.c.outcome.in_(_ANSWERED),
        _TURN.c.message_type.in_(_BY_MODEL),
        _TURN.c.session_id.not_in(binned),
    )
    if until is not None:
        wanted = wanted.where(_TURN.c.started_at < until)
    known: set[int] = set()
    asked = 0
    with database.read() as db:
        for (words,) in db.execute(wanted.execution_options(yield_per=_PAGE)):
            asked += 1
            known.add(hash(" ".join(_WORD.findall(words.casefold()))))
    return Repeats(asked, asked - len(known))
