"""Filters as SQL, over rows named `session` and `turn`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from desktop.storage.any_text import escaped
from desktop.storage.columns import TIME_FORMAT
from desktop.storage.filters import Filters

_OF_TURN = {
    "model": "turn.llm_model = :model",
    "interrupted": "turn.outcome = 'interrupted'",
    "failed": "turn.outcome = 'failed'",
}
_RAN_IN_SESSION = "EXISTS (SELECT 1 FROM tool_run WHERE tool_run.session_id = session.id)"
_RAN_IN_TURN = """EXISTS (
    SELECT 1 FROM tool_run WHERE tool_run.session_id = turn.session_id AND tool_run.turn = turn."index"
)"""


def of_sessions(filters: Filters) -> str:
    """Return a condition on sessions; its parameters are those of `values_of`."""
    return " AND ".join(["(" + part + ")" for part in _session(filters, "session.last_at", every=True)])


def of_turns(filters: Filters) -> str:
    """Return a condition on turns and their sessions; its parameters are those of `values_of`."""
    parts = [*_session(filters, "turn.started_at", every=False), *_turn(filters)]
    if filters.tools:
        parts.append(_RAN_IN_TURN)
    return " AND ".join(parts)


def values_of(filters: Filters) -> dict[str, Any]:
    """Return the parameters of both conditions."""
    times = {"since": filters.since, "until": filters.until}
    values: dict[str, Any] = {name: at.astimezone(UTC).strftime(TIME_FORMAT) for name, at in times.items() if at}
    for name in ("persona", "model"):
        if getattr(filters, name):
            values[name] = escaped(getattr(filters, name))
    return values


def _session(filters: Filters, time: str, *, every: bool) -> Iterator[str]:
    yield f"session.deleted_at IS {'NOT ' if filters.deleted else ''}NULL"
    if filters.since is not None:
        yield f"{time} >= :since"
    if filters.until is not None:
        yield f"{time} < :until"
    if filters.persona:
        yield "session.persona = :persona"
    if filters.pinned is not None:
        yield "session.pinned" if filters.pinned else "NOT session.pinned"
    if every:
        for part in _turn(filters):
            yield f"EXISTS (SELECT 1 FROM turn WHERE turn.session_id = session.id AND {part})"
        if filters.tools:
            yield _RAN_IN_SESSION


def _turn(filters: Filters) -> list[str]:
    return [part for name, part in _OF_TURN.items() if getattr(filters, name)]
